"""Whether a motion can still be decided: its age, and where its project stands now."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates import queries
from tracker.gates.models import Motion, MotionState, RestoreConsent
from tracker.gates.wire import MotionView
from tracker.journal import terms_of
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.saying import N_, Filled
from tracker.process import GATE_BY_ID
from tracker.process.policy import Act
from tracker.process.sentences import status_word
from tracker.process.shut import why_shut
from tracker.process.stages import Verdict
from tracker.process.state_rows import Case
from tracker.projects import queries as projects
from tracker.projects.models import Project


async def lapsed_because(desk: AnyDesk, project: Project, motion: Motion) -> Filled | None:
    """Why a motion has lapsed: its age, or its project has moved on; None if it has not."""
    days = terms_of(desk.session).motion_days
    if desk.now - motion.created_at > timedelta(days=days):
        days = await _days_of(desk.session, motion, days)
        if desk.now - motion.created_at > timedelta(days=days):
            return Filled(N_("it is more than %(days)s days old"), days=days)
    if motion.supersedes_id is None and project.visit != motion.visit:
        return Filled(N_("the project has left that stage"))
    if project.zone != motion.zone:
        return Filled(N_("the project's time zone is %(zone)s now"), zone=project.zone)
    if why_shut(Act.GATE_VOTE, project, case_of(motion)):
        return Filled(N_("the project is %(status)s"), status=status_word(project.status))
    return None


async def _days_of(session: AsyncSession, motion: Motion, days: int) -> int:
    """Days after which a motion lapses: twice as many for a hold or stop while the city is silent.

    In that time a manager may sit for the city.
    """
    panel = GATE_BY_ID[motion.gate].decided_by
    citys = {seat.name for seat in panel.seats if seat.role in CITY_ROLES}
    if motion.verdict not in (Verdict.HOLD, Verdict.STOP) or not citys:
        return days
    in_time = motion.created_at + timedelta(days=days)
    spoke = any(
        vote.seat in citys and not vote.stands_in and vote.created_at <= in_time
        for vote in await queries.votes(session, motion.id)
    )
    return days if spoke else 2 * days


async def motion_under_way(desk: AnyDesk, project: Project) -> Motion | None:
    """The open motion, if it can still be decided."""
    motion = await queries.open_motion(desk.session, project.id)
    if motion is None or await lapsed_because(desk, project, motion):
        return None
    return motion


async def reads_as(desk: AnyDesk, project: Project, motion: Motion) -> MotionState:
    """The state of a motion today; it may have lapsed before that is stored."""
    lapsed = motion.state is MotionState.OPEN and await lapsed_because(desk, project, motion)
    return MotionState.LAPSED if lapsed else motion.state


async def motion_view(desk: Desk, motion: Motion) -> MotionView:
    """A motion as it reads today, with the votes that stand."""
    project = await projects.by_id(desk.session, motion.project_id)
    state = await reads_as(desk, project, motion)
    votes = queries.vote_views(await queries.votes(desk.session, motion.id))
    return MotionView.of(motion, project.code, votes, state)


def case_of(motion: Motion | MotionView) -> Case | None:
    """Which case of the table of states the motion is; None for an ordinary one."""
    if motion.supersedes_id is not None:
        return Case.TAKE_BACK
    return Case.STOP if motion.verdict is Verdict.STOP else None


async def agreed_to_restore(
    desk: AnyDesk, project: Project, suspension_id: UUID
) -> list[RestoreConsent]:
    """Consents to end this suspension, by people who still have the role.

    A hold or a new lapse during a suspension stores a new suspension, so earlier consents do not
    count for it.
    """
    consents = await queries.consents(desk.session, suspension_id)
    roles = await projects.roles_here(desk, project, {row.person_id for row in consents})
    return [row for row in consents if Role(row.role) in roles.get(row.person_id, ())]
