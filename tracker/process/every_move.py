"""What every decision that moves the project asks, whatever its verdict (process.md, 3)."""

from collections.abc import Iterator
from datetime import date

from tracker.kernel.actor import Role
from tracker.kernel.days import add_months
from tracker.kernel.saying import N_, Filled
from tracker.process import sentences
from tracker.process.dossier import Dossier
from tracker.process.entry import ChecklistEntry
from tracker.process.lapses import lapses
from tracker.process.policy import Act
from tracker.process.shut import why_shut
from tracker.process.stages import Level, Stage
from tracker.process.status import Judged, ends_on, is_clear, status, whose_move
from tracker.process.unmet import Fix, FixKind, Unmet

MONTHS_TO_FIRST_CHECK_IN = 6
_WAS_DUE = N_(
    "The condition of %(gate)s “%(text)s” was due on %(day)s and still open; "
    "prove that it is met, or have the panel replace or void it."
)
_IS_DUE = N_(
    "The condition of %(gate)s “%(text)s” is due on %(day)s and still open; "
    "prove that it is met, or have the panel replace or void it."
)
_CONFIRM = N_(
    "The rework point “%(text)s” on %(what)s is open: "
    "it is answered and has to be confirmed by another person."
)
_ANSWER = N_("The rework point “%(text)s” on %(what)s is open: its owner has to answer it.")


def project_is_active(dossier: Dossier) -> Iterator[Unmet]:
    """Neither on hold nor ended."""
    why = why_shut(Act.GATE_MOVE, dossier.project)
    if why is None:
        return
    yield Unmet(
        rule="project_is_active",
        subject="status",
        what=N_("Project on hold or ended"),
        why=why,
        owed_by=(Role.MANAGER,),
        since=None,
        fix=Fix(kind=FixKind.PROJECT, id=str(dossier.project.id)),
    )


def checklist_is_clear(dossier: Dossier) -> Iterator[Unmet]:
    """A mandatory entry blocks until it is met, not applicable or waived on this day."""
    yield from _open_entries("checklist_is_clear", dossier, dossier.compliance.asked, _MANDATORY)


def nothing_has_lapsed(dossier: Dossier) -> Iterator[Unmet]:
    """What let the project come as far as it is still holds.

    An overdue condition is told once: by its own rule, unless it is a renewal.
    """
    told = {str(one.id) for one in dossier.record.open_conditions if one.renews is None}
    found = lapses(dossier.compliance.watched, dossier.record.open_conditions, dossier.today)
    conditions = {str(one.id) for one in dossier.record.open_conditions}
    watched = (entry for list_ in dossier.compliance.watched for entry in list_.entries)
    names = {entry.requirement: entry.title for entry in watched}
    for lapse in found:
        if lapse.subject not in told:
            kind = FixKind.CONDITION if lapse.subject in conditions else FixKind.REQUIREMENT
            condition = Filled(N_("Condition of %(gate)s"), gate=lapse.gate)
            yield Unmet(
                rule="nothing_has_lapsed",
                subject=lapse.subject,
                what=names.get(lapse.subject, condition),
                why=Filled(N_("%(gate)s has lapsed. %(why)s"), gate=lapse.gate, why=lapse.why),
                owed_by=lapse.owed_by,
                since=lapse.since,
                fix=Fix(kind=kind, id=lapse.subject),
            )


def no_condition_is_open(dossier: Dossier) -> Iterator[Unmet]:
    """Of a decision in force; one to renew a proof shuts a move only once it lapses, overdue."""
    for condition in dossier.record.open_conditions:
        if condition.renews is None:
            yield Unmet(
                rule="no_condition_is_open",
                subject=str(condition.id),
                what=Filled(N_("Condition of %(gate)s"), gate=condition.gate),
                why=Filled(
                    _WAS_DUE if condition.due < dossier.today else _IS_DUE,
                    gate=condition.gate,
                    text=condition.text,
                    day=condition.due,
                ),
                owed_by=condition.owed_by,
                since=condition.decided_on,
                fix=Fix(kind=FixKind.CONDITION, id=str(condition.id)),
            )


def rework_points_are_confirmed(dossier: Dossier) -> Iterator[Unmet]:
    """Each was answered by its owner and confirmed by another person."""
    for point in dossier.record.rework_points:
        if not point.confirmed:
            yield Unmet(
                rule="rework_points_are_confirmed",
                subject=str(point.id),
                what=Filled(N_("Rework of %(what)s"), what=point.what),
                why=Filled(
                    _CONFIRM if point.answered else _ANSWER, text=point.text, what=point.what
                ),
                owed_by=point.owed_by,
                since=point.pointed_on,
                fix=Fix(kind=FixKind.REWORK_POINT, id=str(point.id)),
            )


def next_stage_has_a_planned_end(dossier: Dossier) -> Iterator[Unmet]:
    """Follow-up ends with its last check-in, so nobody plans its end."""
    project = dossier.project
    if project.next_stage in (None, Stage.FOLLOW_UP):
        return
    if project.planned_end is None:
        why = N_("The next stage has no planned end; set the day.")
    elif project.planned_end < dossier.today:
        why = Filled(
            N_("The planned end of the next stage, %(day)s, has passed; set a later day."),
            day=project.planned_end,
        )
    else:
        return
    yield Unmet(
        rule="next_stage_has_a_planned_end",
        subject="planned_end",
        what=N_("Planned end of the next stage"),
        why=why,
        owed_by=(Role.OFFICER,),
        since=None,
        fix=Fix(kind=FixKind.PROJECT, id=str(project.id)),
    )


def condition_entries_are_clear(dossier: Dossier) -> Iterator[Unmet]:
    """Entries of level `condition` never hold a decision up; each open one goes into it."""
    asked = dossier.compliance.asked
    yield from _open_entries("condition_entries_are_clear", dossier, asked, _CONDITION)


def assurance_outlasts_the_next_stage(dossier: Dossier) -> Iterator[Unmet]:
    """The horizon: what clears a mandatory entry should not end before the next stage does."""
    for entry, end, horizon in ending_too_early(dossier):
        why = Filled(
            N_(
                "%(name)s: what it rests on ends on %(last)s, before %(horizon)s; renew it, or "
                "decide with the condition “renew by %(last)s”."
            ),
            name=entry.title,
            last=end,
            horizon=horizon,
        )
        yield _about("assurance_outlasts_the_next_stage", entry, why, entry.owed_by, None)


def ending_too_early(dossier: Dossier) -> Iterator[tuple[ChecklistEntry, date, date]]:
    """Mandatory entries whose last day is before the horizon: the entry, that day, the horizon."""
    horizon = _horizon(dossier)
    if horizon is None:
        return
    for entry in dossier.compliance.asked:
        end = ends_on(entry, dossier.today, dossier.project.visit)
        if entry.level is Level.MANDATORY and end is not None and end < horizon:
            yield entry, end, horizon


def carried_entries_are_clear(dossier: Dossier) -> Iterator[Unmet]:
    """Entries of the scaling decision that it carries along as conditions while they are open."""
    carried = dossier.compliance.become_conditions
    levels = _MANDATORY | _CONDITION
    yield from _open_entries("carried_entries_are_clear", dossier, carried, levels)


_MANDATORY = frozenset({Level.MANDATORY})
_CONDITION = frozenset({Level.CONDITION})


def _horizon(dossier: Dossier) -> date | None:
    """After the scaling decision the first check-in, else the planned end of the next stage."""
    if dossier.project.next_stage is Stage.FOLLOW_UP:
        return add_months(dossier.today, MONTHS_TO_FIRST_CHECK_IN)
    return dossier.project.planned_end


def _open_entries(
    rule: str, dossier: Dossier, entries: tuple[ChecklistEntry, ...], levels: frozenset[Level]
) -> Iterator[Unmet]:
    for entry in entries:
        judged = status(entry, dossier.today, dossier.project.visit)
        if entry.level in levels and not is_clear(judged):
            why = sentences.why_open(entry, judged, dossier.today)
            owed_by = whose_move(entry, judged)
            since = open_since(entry, judged, dossier.project.stage_since, dossier.today)
            yield _about(rule, entry, why, owed_by, since)


def open_since(entry: ChecklistEntry, judged: Judged, stage_since: date, today: date) -> date:
    """The latest of: the stage began, it became applicable, its proof ended, it was sent back."""
    days = (
        stage_since,
        entry.applicable_since,
        judged.since,
        sentences.waiver_ended(entry, today),
    )
    return max(day for day in days if day is not None)


def _about(
    rule: str, entry: ChecklistEntry, why: str, owed_by: tuple[Role, ...], since: date | None
) -> Unmet:
    return Unmet(
        rule=rule,
        subject=entry.requirement,
        what=entry.title,
        why=why,
        owed_by=owed_by,
        since=since,
        fix=Fix(kind=FixKind.REQUIREMENT, id=entry.requirement),
    )


EVERY_MOVE = (
    project_is_active,
    checklist_is_clear,
    nothing_has_lapsed,
    no_condition_is_open,
    rework_points_are_confirmed,
    next_stage_has_a_planned_end,
)
EVERY_EXPECTATION = (condition_entries_are_clear, assurance_outlasts_the_next_stage)
