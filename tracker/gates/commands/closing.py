"""Withdrawal and its revocation, resuming, completion."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.compliance import queries as compliance
from tracker.gates import queries
from tracker.gates.closing import open_entries
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.commands.effects import set_status, suspend
from tracker.gates.commands.motions import end_open_motion
from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import Conflict, Forbidden
from tracker.kernel.saying import N_, Filled
from tracker.pilots import queries as pilots
from tracker.pilots.tasks import FOLLOW_UP_MONTHS
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Stage, Status
from tracker.process.today import project_day
from tracker.projects.models import Project
from tracker.projects.rules import expect_own_city
from tracker.proposals import commands as proposals
from tracker.proposals import queries as submitted
from tracker.proposals.models import Proposal
from tracker.proposals.wire import Held

AFTER_THE_PROPOSAL = N_("After the proposal stage the city approver withdraws a project.")
APPROVER_REVOKES = N_("The city approver revokes a withdrawal.")


async def withdraw_project(
    session: AsyncSession, actor: Actor, project: Project, reason: str, now: datetime
) -> Project:
    """The city approver withdraws, without a motion; before G1 also the focal point."""
    expect_own_city(actor, Act.PROJECT_WITHDRAW, project.city_id)
    refuse_if_shut(Act.PROJECT_WITHDRAW, project)
    if not _by_approver(actor) and project.stage is not Stage.PROPOSAL:
        raise Forbidden(AFTER_THE_PROPOSAL)
    watches = project.stage is not Stage.PROPOSAL  # before G1 nothing is watched
    if watches:
        await settle(session, project, now)
    await end_open_motion(session, actor, project, now)
    suspend(session, actor, project, "The project was withdrawn.", now)
    proposal = await submitted.of_project(session, project.id)
    proposals.withdraw(session, actor, proposal, project, reason, now)
    await session.flush()
    if watches:
        await note_assurance(session, project, now)
    return project


def _by_approver(actor: Actor) -> bool:
    """The approver, or whoever records the letter that the approver signed."""
    return actor.role is Role.CITY_APPROVER or actor.behalf is not None


async def withdraw_proposal(
    session: AsyncSession, actor: Actor, held: Held, reason: str, now: datetime
) -> Proposal:
    """The city steps back before it is selected; until the deadline it may hand in again."""
    refuse_if_shut(Act.PROPOSAL_WITHDRAW, held.project)
    await withdraw_project(session, actor, held.project, reason, now)
    return held.proposal


async def revoke_withdrawal(
    session: AsyncSession, actor: Actor, project: Project, reason: str, now: datetime
) -> Project:
    """For a while the approver may take the withdrawal back; the project is then on hold."""
    if not _by_approver(actor):
        raise Forbidden(APPROVER_REVOKES)
    expect_own_city(actor, Act.WITHDRAWAL_REVOKE, project.city_id)
    refuse_if_shut(Act.WITHDRAWAL_REVOKE, project)
    today = project_day(project, now)
    days = journal.terms_of(session).revocation_days
    if today - project.status_since > timedelta(days=days):
        raise Conflict(
            Filled(
                N_("A withdrawal is revoked within %(days)s days; start a new proposal."), days=days
            )
        )
    await end_open_motion(session, actor, project, now)
    set_status(project, Status.ON_HOLD, reason, today)
    if (proposal := await submitted.of_project(session, project.id)) is not None:
        proposals.revoke_withdrawal(session, actor, proposal, project, now)
    journal.record(session, actor, "project.put_on_hold", project.id, now, on=project)
    if project.stage is not Stage.PROPOSAL:
        await note_assurance(session, project, now)
    await session.flush()
    return project


async def resume_project(
    session: AsyncSession, actor: Actor, project: Project, reason: str, now: datetime
) -> Project:
    """The manager resumes a project on hold; the gate then needs a new motion."""
    refuse_if_shut(Act.PROJECT_RESUME, project)
    await end_open_motion(session, actor, project, now)
    set_status(project, Status.ACTIVE, reason, project_day(project, now))
    project.look_again_on = None
    journal.record(session, actor, "project.resumed", project.id, now, on=project)
    await session.flush()
    return project


async def complete_project(
    session: AsyncSession, actor: Actor, project: Project, now: datetime
) -> Project:
    """After the last check-in, with every condition and closing duty closed."""
    refuse_if_shut(Act.PROJECT_COMPLETE, project)
    confirmed = set(await pilots.check_ins(session, project.id))
    missing = [months for months in FOLLOW_UP_MONTHS if months not in confirmed]
    if missing:
        raise Conflict(
            Filled(
                N_("The check-in after %(missing)s months is not confirmed."), missing=missing[0]
            )
        )
    standing = {row.id for row in queries.in_force(await queries.decisions(session, project.id))}
    for row in await queries.conditions(session, project.id):
        blocks = not row.renews  # a renewal closes by itself: nothing is watched in follow-up
        if row.end is None and row.decision_id in standing and blocks:
            raise Conflict(Filled(N_("A condition is open: “%(text)s”"), text=row.text))
    on = await compliance.ground_of(session, project, project_day(project, now))
    if duties := open_entries(on, project):
        names = "; ".join(entry.title for entry in duties)
        raise Conflict(
            Filled(
                N_("%(duties)s closing duties are open: %(names)s."),
                duties=len(duties),
                names=names,
            )
        )
    set_status(project, Status.COMPLETED, None, project_day(project, now))
    journal.record(session, actor, "project.completed", project.id, now, on=project)
    await session.flush()
    return project
