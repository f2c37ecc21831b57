"""Checks of a motion's text and of where its project stands, before the dossier is gathered."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates import queries
from tracker.gates.wire import Move
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.process import Gate, gate_before, permitted
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Operation, Scaling, Stage, Verdict
from tracker.process.state_rows import Case
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision
from tracker.web.values import label_of, word_of

_TAKES_BACK = frozenset({Verdict.REWORK, Verdict.HOLD, Verdict.STOP})


async def taken_back(
    session: AsyncSession, project: Project, gate: Gate, data: Move
) -> Decision | None:
    if data.supersedes is None:
        return None
    newest = queries.can_be_taken_back(await queries.decisions(session, project.id))
    if newest is None or newest.id != data.supersedes or newest.gate != gate.id:
        raise Conflict(
            N_(
                "Only the newest moving or closing decision in force is taken back, at its own "
                "gate."
            )
        )
    if data.verdict not in _TAKES_BACK or data.leads_to is not None:
        raise Unfit("verdict", N_("Take a decision back by rework that stays, hold or stop."))
    return newest


def check_standing(project: Project, gate: Gate, data: Move, taken_back: Decision | None) -> None:
    """Raises Conflict: before another gate, or in a state in which this is not moved."""
    refuse_if_shut(Act.GATE_MOVE, project, _case(data, taken_back))
    in_place = taken_back is not None or gate_before(project.stage) is gate
    if not in_place and not only_amends(data):
        raise Conflict(
            Filled(
                N_("%(code)s does not stand before gate %(gate)s."), code=project.code, gate=gate.id
            )
        )


def _case(data: Move, taken_back: Decision | None) -> Case | None:
    if taken_back is not None:
        return Case.TAKE_BACK
    if data.verdict is Verdict.STOP:
        return Case.STOP
    return Case.OPEN_CONDITIONS if only_amends(data) else None


def amended(data: Move) -> set[UUID]:
    """The conditions that the decision would void or replace."""
    return {*data.voids, *(one.replaces for one in data.conditions if one.replaces)}


def only_amends(data: Move) -> bool:
    """Whether it is rework that does nothing but void or replace older conditions.

    The panel that set a condition is asked, so such a motion may be put at a gate already passed.
    """
    stays = data.verdict is Verdict.REWORK and data.leads_to is None
    nothing_new = not data.points and all(one.replaces for one in data.conditions)
    return stays and data.supersedes is None and nothing_new and bool(amended(data))


def check_words(gate: Gate, data: Move) -> None:
    """Raises Unfit where the motion lacks what its verdict requires, or has what it excludes."""
    if not permitted(gate, data.verdict, data.leads_to, data.scaling):
        raise Unfit(
            "verdict",
            Filled(N_("%(gate)s knows no such verdict with this destination."), gate=gate.id),
        )
    sends_back = data.supersedes is None and not only_amends(data)
    needs = {
        "conditions": data.verdict is Verdict.CONDITIONS and not data.conditions,
        "points": data.verdict is Verdict.REWORK
        and data.leads_to is None
        and sends_back
        and not data.points,
        "look_again_on": data.verdict is Verdict.HOLD and data.look_again_on is None,
        "partner": data.scaling is Scaling.REFER and data.partner is None,
        "new_end": data.leads_to is Stage.PILOT and gate.id != "G4" and data.new_end is None,
        "resubmit_until": gate.id == "G1"
        and data.verdict is Verdict.REWORK
        and sends_back
        and data.resubmit_until is None,
    }
    for name, missing in needs.items():
        if missing:
            raise Unfit(
                name,
                Filled(
                    N_("A decision for “%(verdict)s” here has to fill in %(field)s."),
                    verdict=word_of(data.verdict),
                    field=label_of(name),
                ),
            )
    if data.partner is not None and not _may_name_a_partner(data):
        raise Unfit("partner", N_("Only a referral names a partner; leave it out, or refer."))
    if data.operation_after is Operation.NEVER:
        raise Unfit("operation_after", N_("Say live, suspended or off."))


def _may_name_a_partner(data: Move) -> bool:
    """Whether a partner may be named: with a referral at G6, with a stop before it."""
    return data.verdict is Verdict.STOP and data.scaling is not Scaling.STOP
