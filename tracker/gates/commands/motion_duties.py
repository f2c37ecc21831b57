"""Checks the conditions and points of rework that a motion would set: owner, day, renewal."""

from collections.abc import Collection, Sequence
from datetime import date

from tracker.gates.commands.motion_checks import amended
from tracker.gates.dossier import planned_end
from tracker.gates.wire import Move, NewCondition
from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import Role
from tracker.kernel.days import add_months
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.pilots.tasks import FOLLOW_UP_MONTHS
from tracker.process import GATE_BY_ID, Gate
from tracker.process.dossier import Dossier
from tracker.process.every_move import ending_too_early
from tracker.process.stages import Stage, Verdict
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.rules import TAKES_PART
from tracker.web.values import any_of


async def check_conditions(
    desk: AnyDesk, project: Project, gate: Gate, dossier: Dossier, data: Move
) -> None:
    """Raises Unfit for an owner without a role today, a day past, or one after the next stage."""
    owners = {one.owner_id for one in data.conditions} | {one.owner_id for one in data.points}
    roles = await projects.roles_here(desk, project, owners)
    if owners - roles.keys():
        raise Unfit("owner_id", TAKES_PART)
    _check_days(dossier, data)
    last = _last_day(project, dossier, data)
    if last is not None and any(one.due > last for one in data.conditions):
        raise Unfit(
            "due",
            Filled(
                N_(
                    "A condition is due by the planned end of the stage, %(last)s; give an "
                    "earlier day, or plan a later end first."
                ),
                last=last,
            ),
        )
    _check_amended(gate, dossier, data)
    for one in data.conditions:
        if one.renews:
            _check_renewal(dossier, one, roles[one.owner_id])


def _check_days(dossier: Dossier, data: Move) -> None:
    days: dict[str, Sequence[date | None]] = {
        "due": [one.due for one in data.conditions] + [one.due for one in data.points],
        "look_again_on": [data.look_again_on],
        "resubmit_until": [data.resubmit_until],
    }
    for field, named in days.items():
        if any(day is not None and day < dossier.today for day in named):
            raise Unfit(field, N_("Give a day that has not passed."))


def _last_day(project: Project, dossier: Dossier, data: Move) -> date | None:
    """The planned end of the stage that the conditions are to be met in."""
    if data.leads_to is not None:
        return dossier.project.planned_end
    if data.verdict is not Verdict.REWORK:
        return None
    if project.stage is Stage.FOLLOW_UP:
        return add_months(project.stage_since, FOLLOW_UP_MONTHS[-1])
    return planned_end(project, project.stage, None, dossier.today)


def _check_amended(gate: Gate, dossier: Dossier, data: Move) -> None:
    named = amended(data)
    open_ones = {row.id: row for row in dossier.record.open_conditions}
    if named - open_ones.keys():
        raise Unfit("voids", N_("Name open conditions of this project only."))
    if named and data.leads_to is not None:
        raise Conflict(
            N_("An open condition is voided or replaced by rework that stays, then moved.")
        )
    for condition_id in named:
        theirs = GATE_BY_ID[open_ones[condition_id].gate]
        if theirs.decided_by is not gate.decided_by:
            raise Conflict(
                Filled(
                    N_(
                        "A condition of %(id)s is voided or replaced by the panel that set it; "
                        "put the motion at %(id)s."
                    ),
                    id=theirs.id,
                )
            )


def _check_renewal(dossier: Dossier, data: NewCondition, roles: Collection[Role]) -> None:
    """Raises Unfit where a condition would renew a proof that does not end too early."""
    ending = {entry.requirement: (end, entry) for entry, end, _ in ending_too_early(dossier)}
    titles = {entry.requirement: entry.title for entry in dossier.compliance.asked}
    title = titles.get(data.about or "", data.about)
    older = next((one for one in dossier.record.open_conditions if one.id == data.replaces), None)
    if older is not None and older.renews is not None and older.renews == data.about:
        last, owed_by = older.due, older.owed_by
    elif data.about in ending:
        last, entry = ending[data.about]
        owed_by = entry.owed_by
    else:
        raise Unfit(
            "renews",
            N_(
                "Only proof that ends too early for the next stage is renewed by a condition; name "
                "its requirement, or say that the condition renews nothing."
            ),
        )
    if data.due > last:
        raise Unfit(
            "due",
            Filled(
                N_("“%(title)s” ends on %(last)s; give that day or an earlier one."),
                title=title,
                last=last,
            ),
        )
    if not set(owed_by) & set(roles):
        raise Unfit(
            "owner_id",
            Filled(
                N_("“%(title)s” is for others to renew; name as owner one of: %(roles)s."),
                title=title,
                roles=any_of(sorted(owed_by)),
            ),
        )
