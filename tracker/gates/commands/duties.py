"""What decisions leave behind: conditions to end, rework points to answer and confirm."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.gates import queries
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.dossier import record_facts
from tracker.gates.models import Condition, ConditionEnd, ReworkPoint
from tracker.gates.wire import Ending, Handover, PointAnswer
from tracker.identity import queries as identity
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.pilots.commands import judging as check_ins
from tracker.pilots.models import CheckIn
from tracker.pilots.wire.judging import NewCheckIn
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.rules import TAKES_PART
from tracker.web.values import word_of

NOT_ITS_OWNER = N_("Another person than its owner confirms that a condition is met.")
ITS_OWNER = N_("The owner of a rework point answers it.")
NOT_ANSWERED = N_("This point has not been answered yet.")
NOT_WHO_ANSWERED = N_("Another person than its owner or who answered confirms a rework point.")


async def end_condition(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: Condition,
    asked: Ending,
    now: datetime,
) -> Condition:
    """Confirm with proof that a condition is met; never by its owner, or by who owed it before."""
    refuse_if_shut(Act.CONDITION_END, project)
    if row.end is not None:
        raise Conflict(Filled(N_("This condition has ended as %(end)s."), end=word_of(row.end)))
    if asked.end is not ConditionEnd.MET:
        raise Conflict(N_("Only the panel voids or replaces a condition: put a motion of rework."))
    if await queries.has_owed(session, row, actor.person_id):
        raise Forbidden(NOT_ITS_OWNER)
    await settle(session, project, now)
    row.end, row.ended_by, row.ended_at, row.proof = asked.end, actor.person_id, now, asked.proof
    journal.record(session, actor, "condition.met", project.id, now, on=row)
    await session.flush()
    await note_assurance(session, project, now)
    return row


async def answer_point(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: ReworkPoint,
    asked: PointAnswer,
    version: int,
    now: datetime,
) -> ReworkPoint:
    """Its owner says what was done; on paper, the city or firm that its owner belongs to."""
    refuse_if_shut(Act.REWORK_ANSWER, project)
    expect_version(row, version)
    if not await _answers_for(session, actor, row, now):
        raise Forbidden(ITS_OWNER)
    if row.confirmed_by is not None:
        raise Conflict(N_("This point is confirmed already."))
    row.answer, row.answered_by = asked.answer, actor.person_id
    journal.record(session, actor, "rework.answered", row.project_id, now, on=row)
    await session.flush()
    return row


async def _answers_for(
    session: AsyncSession, actor: Actor, row: ReworkPoint, now: datetime
) -> bool:
    if actor.behalf is None:
        return actor.person_id == row.owner_id
    return actor.organisation_id in await identity.organisations_of(session, row.owner_id, now)


async def confirm_point(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: ReworkPoint,
    version: int,
    now: datetime,
) -> ReworkPoint:
    """Another person than its owner confirms that a point was answered well."""
    refuse_if_shut(Act.REWORK_CONFIRM, project)
    expect_version(row, version)
    if row.answered_by is None:
        raise Conflict(NOT_ANSWERED)
    if row.confirmed_by is not None:
        raise Conflict(N_("This point is confirmed already."))
    if actor.person_id in (row.owner_id, row.answered_by):
        raise Forbidden(NOT_WHO_ANSWERED)
    row.confirmed_by = actor.person_id
    journal.record(session, actor, "rework.confirmed", row.project_id, now, on=row)
    await session.flush()
    return row


async def hand_over_point(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: ReworkPoint,
    asked: Handover,
    now: datetime,
) -> ReworkPoint:
    """Somebody else owes a point whose owner cannot act, and answers it in their own name."""
    refuse_if_shut(Act.REWORK_HAND_OVER, project)
    if row.confirmed_by is not None:
        raise Conflict(N_("This point is confirmed already."))
    if asked.owner_id == row.owner_id:
        raise Unfit("owner_id", N_("Name another person than its present owner."))
    if asked.owner_id not in await projects.roles_here(session, project, [asked.owner_id], now):
        raise Unfit("owner_id", TAKES_PART)
    before = row.owner_id
    row.owner_id, row.answer, row.answered_by = asked.owner_id, None, None
    journal.record(
        session,
        actor,
        "rework.reassigned",
        project.id,
        now,
        on=row,
        before=before,
        owner=row.owner_id,
        reason=asked.reason,
    )
    await session.flush()
    return row


async def enter_check_in(
    session: AsyncSession, actor: Actor, project: Project, asked: NewCheckIn, now: datetime
) -> CheckIn:
    """A roll-out has not started while what the scaling decision asked of it is open."""
    if asked.roll_out_started:
        record = await record_facts(session, project, await queries.decisions(session, project.id))
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
    return await check_ins.enter_check_in(session, actor, project, asked, now)
