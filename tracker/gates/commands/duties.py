"""What decisions leave behind: conditions to end, rework points to answer and confirm."""

from tracker.gates import queries
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.dossier import record_facts
from tracker.gates.models import ReworkPoint
from tracker.gates.wire import Ending, Handover, PointAnswer
from tracker.journal.desk import Desk
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.people import queries as people
from tracker.pilots.commands import evaluations as check_ins
from tracker.pilots.models import CheckIn
from tracker.pilots.wire.evaluations import NewCheckIn
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.models.decisions import Condition, ConditionEnd
from tracker.projects.rules import TAKES_PART
from tracker.web.values import word_of

NOT_ITS_OWNER = N_("Another person than its owner confirms that a condition is met.")
ITS_OWNER = N_("The owner of a rework point answers it.")
NOT_ANSWERED = N_("This point has not been answered yet.")
NOT_WHO_ANSWERED = N_("Another person than its owner or who answered confirms a rework point.")


async def end_condition(desk: Desk, project: Project, row: Condition, data: Ending) -> Condition:
    """Confirm with proof that a condition is met; never by its owner, or by who owed it before."""
    refuse_if_shut(Act.CONDITION_END, project)
    if row.end is not None:
        raise Conflict(Filled(N_("This condition has ended as %(end)s."), end=word_of(row.end)))
    if data.end is not ConditionEnd.MET:
        raise Conflict(N_("Only the panel voids or replaces a condition: put a motion of rework."))
    if await queries.has_owed(desk.session, row, desk.actor.person_id):
        raise Forbidden(NOT_ITS_OWNER)
    await settle(desk, project)
    row.end, row.ended_by, row.ended_at, row.proof = (
        data.end,
        desk.actor.person_id,
        desk.now,
        data.proof,
    )
    desk.record("condition.met", row)
    await desk.session.flush()
    await note_assurance(desk, project)
    return row


async def answer_point(
    desk: Desk, project: Project, row: ReworkPoint, data: PointAnswer, version: int
) -> ReworkPoint:
    """Its owner says what was done; on paper, the city or firm that its owner belongs to."""
    refuse_if_shut(Act.REWORK_ANSWER, project)
    expect_version(row, version)
    if not await _answers_for(desk, row):
        raise Forbidden(ITS_OWNER)
    if row.confirmed_by is not None:
        raise Conflict(N_("This point is confirmed already."))
    row.answer, row.answered_by = data.answer, desk.actor.person_id
    desk.record("rework.answered", row)
    await desk.session.flush()
    return row


async def _answers_for(desk: Desk, row: ReworkPoint) -> bool:
    if desk.actor.behalf is None:
        return desk.actor.person_id == row.owner_id
    return desk.actor.organisation_id in await people.organisations_of(desk, row.owner_id)


async def confirm_point(
    desk: Desk, project: Project, row: ReworkPoint, version: int
) -> ReworkPoint:
    """Another person than its owner confirms that a point was answered well."""
    refuse_if_shut(Act.REWORK_CONFIRM, project)
    expect_version(row, version)
    if row.answered_by is None:
        raise Conflict(NOT_ANSWERED)
    if row.confirmed_by is not None:
        raise Conflict(N_("This point is confirmed already."))
    if desk.actor.person_id in (row.owner_id, row.answered_by):
        raise Forbidden(NOT_WHO_ANSWERED)
    row.confirmed_by = desk.actor.person_id
    desk.record("rework.confirmed", row)
    await desk.session.flush()
    return row


async def hand_over_point(
    desk: Desk, project: Project, row: ReworkPoint, data: Handover
) -> ReworkPoint:
    """Somebody else owes a point whose owner cannot act, and answers it in their own name."""
    refuse_if_shut(Act.REWORK_HAND_OVER, project)
    if row.confirmed_by is not None:
        raise Conflict(N_("This point is confirmed already."))
    if data.owner_id == row.owner_id:
        raise Unfit("owner_id", N_("Name another person than its present owner."))
    if data.owner_id not in await projects.roles_here(desk, project, [data.owner_id]):
        raise Unfit("owner_id", TAKES_PART)
    before = row.owner_id
    row.owner_id, row.answer, row.answered_by = data.owner_id, None, None
    desk.record("rework.reassigned", row, before=before, owner=row.owner_id, reason=data.reason)
    await desk.session.flush()
    return row


async def enter_check_in(desk: Desk, project: Project, data: NewCheckIn) -> CheckIn:
    """Enter a check-in of follow-up.

    Raises Conflict for a roll-out that has started while conditions of the scaling decision are
    open.
    """
    if data.roll_out_started:
        record = await record_facts(
            desk.session, project, await queries.decisions(desk.session, project.id)
        )
        due = [row for row in record.open_conditions if row.gate == "G6" and row.renews is None]
        if due:
            raise Conflict(
                Filled(
                    N_(
                        "%(due)s conditions of G6 are open, such as “%(text)s”; prove that they "
                        "are met before the roll-out starts."
                    ),
                    due=len(due),
                    text=due[0].text,
                )
            )
    return await check_ins.enter_check_in(desk, project, data)
