"""Withdrawal and its revocation, resuming, completion."""

from datetime import timedelta

from tracker import journal
from tracker.compliance import queries as compliance
from tracker.gates import queries
from tracker.gates.closing_list import open_entries
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.commands.effects import set_status, suspend
from tracker.gates.commands.motions import end_open_motion
from tracker.journal.desk import Desk
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


async def withdraw_project(desk: Desk, project: Project, reason: str) -> Project:
    """The city approver withdraws, without a motion; before G1 also the focal point."""
    expect_own_city(desk.actor, Act.PROJECT_WITHDRAW, project.city_id)
    refuse_if_shut(Act.PROJECT_WITHDRAW, project)
    if not _by_approver(desk.actor) and project.stage is not Stage.PROPOSAL:
        raise Forbidden(AFTER_THE_PROPOSAL)
    watches = project.stage is not Stage.PROPOSAL  # before G1 nothing is watched
    if watches:
        await settle(desk, project)
    await end_open_motion(desk, project)
    suspend(desk, project, "The project was withdrawn.")
    proposal = await submitted.of_project(desk.session, project.id)
    proposals.withdraw(desk, proposal, project, reason)
    await desk.session.flush()
    if watches:
        await note_assurance(desk, project)
    return project


def _by_approver(actor: Actor) -> bool:
    """The approver, or whoever records the letter that the approver signed."""
    return actor.role is Role.CITY_APPROVER or actor.behalf is not None


async def withdraw_proposal(desk: Desk, locked: Held, reason: str) -> Proposal:
    """The city steps back before it is selected; until the deadline it may hand in again."""
    refuse_if_shut(Act.PROPOSAL_WITHDRAW, locked.project)
    await withdraw_project(desk, locked.project, reason)
    return locked.proposal


async def revoke_withdrawal(desk: Desk, project: Project, reason: str) -> Project:
    """The approver takes a withdrawal back, within some days; the project is then on hold."""
    if not _by_approver(desk.actor):
        raise Forbidden(APPROVER_REVOKES)
    expect_own_city(desk.actor, Act.WITHDRAWAL_REVOKE, project.city_id)
    refuse_if_shut(Act.WITHDRAWAL_REVOKE, project)
    today = project_day(project, desk.now)
    days = journal.terms_of(desk.session).revocation_days
    if today - project.status_since > timedelta(days=days):
        raise Conflict(
            Filled(
                N_("A withdrawal is revoked within %(days)s days; start a new proposal."), days=days
            )
        )
    await end_open_motion(desk, project)
    set_status(project, Status.ON_HOLD, reason, today)
    if (proposal := await submitted.of_project(desk.session, project.id)) is not None:
        proposals.revoke_withdrawal(desk, proposal, project)
    desk.record("project.put_on_hold", project)
    if project.stage is not Stage.PROPOSAL:
        await note_assurance(desk, project)
    await desk.session.flush()
    return project


async def resume_project(desk: Desk, project: Project, reason: str) -> Project:
    """The manager resumes a project on hold; the gate then needs a new motion."""
    refuse_if_shut(Act.PROJECT_RESUME, project)
    await end_open_motion(desk, project)
    set_status(project, Status.ACTIVE, reason, project_day(project, desk.now))
    project.look_again_on = None
    desk.record("project.resumed", project)
    await desk.session.flush()
    return project


async def complete_project(desk: Desk, project: Project) -> Project:
    """After the last check-in, with every condition and closing duty closed."""
    refuse_if_shut(Act.PROJECT_COMPLETE, project)
    confirmed = set(await pilots.check_ins(desk.session, project.id))
    missing = [months for months in FOLLOW_UP_MONTHS if months not in confirmed]
    if missing:
        raise Conflict(
            Filled(
                N_("The check-in after %(missing)s months is not confirmed."), missing=missing[0]
            )
        )
    standing = {
        row.id for row in queries.in_force(await queries.decisions(desk.session, project.id))
    }
    for row in await queries.conditions(desk.session, project.id):
        blocks = not row.renews  # a renewal closes by itself: nothing is watched in follow-up
        if row.end is None and row.decision_id in standing and blocks:
            raise Conflict(Filled(N_("A condition is open: “%(text)s”"), text=row.text))
    ground = await compliance.ground_of(desk, project)
    if duties := open_entries(ground, project):
        names = "; ".join(entry.title for entry in duties)
        raise Conflict(
            Filled(
                N_("%(duties)s closing duties are open: %(names)s."),
                duties=len(duties),
                names=names,
            )
        )
    set_status(project, Status.COMPLETED, None, project_day(project, desk.now))
    desk.record("project.completed", project)
    await desk.session.flush()
    return project
