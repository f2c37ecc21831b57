"""What a city does with its proposal, and what becomes of it when the call closes."""

from datetime import date, datetime
from uuid import UUID

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.journal.desk import Desk
from tracker.kernel.by_name import given
from tracker.kernel.canonical import sha256_of
from tracker.kernel.errors import Conflict, NotFound, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.people import queries as people
from tracker.people.models import Organisation
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Stage, Status
from tracker.process.today import project_day
from tracker.programme import queries as programme
from tracker.programme.models import Call, Solution
from tracker.programme.rules import not_open_yet, state_now
from tracker.projects import commands as projects
from tracker.projects.models import Project
from tracker.projects.rules import expect_own_city
from tracker.proposals import committee_commands, queries
from tracker.proposals.models import Proposal, ProposalVersion
from tracker.proposals.rules import TIME_IS_OVER, takes_a_version, window_of
from tracker.proposals.wire import Held, NewProposal, PaperProposal, ProposalChange

_RECEIPT_DIGITS = 8
_TOO_LATE = "The call closed before this proposal was handed in."


async def start_proposal(desk: Desk, call: Call, data: NewProposal) -> Proposal:
    """A city's draft, and with it the project."""
    city = await people.organisation(desk.session, desk.actor.organisation_id)
    project = await open_for(desk, call, city, data)
    return await draft(desk, call, project, data)


async def open_for(
    desk: Desk, call: Call, city: Organisation, data: NewProposal | PaperProposal
) -> Project:
    """The project of a city's proposal to a call that takes some now."""
    refuse_if_shut(Act.PROPOSAL_START, state_now(call, desk.now))
    if why := not_open_yet(call, desk.now):
        raise Conflict(why)
    await _check_solution(desk.session, data.solution_id)
    return await projects.open_project(
        desk,
        city,
        call_id=call.id,
        year=call.year,
        title=data.title,
        solution_id=data.solution_id,
        challenges=data.challenges,
        catalogue_id=call.catalogue_id,
    )


async def draft(
    desk: Desk, call: Call, project: Project, data: NewProposal | PaperProposal
) -> Proposal:
    """What is proposed, in the project that was opened for it."""
    row = desk.add(
        Proposal(
            project_id=project.id,
            call_id=call.id,
            title=data.title,
            challenges=data.challenges,
            solution_id=data.solution_id,
            answers=dict(data.answers),
            files=[],
            number=0,
            submitted_at=None,
            withdrawn_at=None,
            receipt=None,
            resubmit_until=None,
        )
    )
    desk.record("proposal.started", row, call=call.id)
    await desk.session.flush()
    return row


async def change_proposal(desk: Desk, held: Held, data: ProposalChange, version: int) -> Proposal:
    """Work on the draft; what was handed in stays until the next version is."""
    row = held.proposal
    expect_own_city(desk.actor, Act.PROPOSAL_WRITE, held.project.city_id)
    refuse_if_shut(Act.PROPOSAL_WRITE, held.project)
    expect_version(row, version)
    _expect_time(held, desk.now)
    changed = given(data)
    if data.solution_id is not UNSET:
        await _check_solution(desk.session, data.solution_id)
    if data.files is not UNSET:
        await _check_files(desk, held.project, data.files)
        changed["files"] = [str(file_id) for file_id in dict.fromkeys(data.files)]
    detail = journal.change(row, changed)
    desk.record("proposal.changed", row, **detail)
    await desk.session.flush()
    return row


async def submit_proposal(desk: Desk, held: Held) -> ProposalVersion:
    """Freeze the draft as a new version, with a receipt; the committee gets it to read."""
    proposal, project = held.proposal, held.project
    expect_own_city(desk.actor, Act.PROPOSAL_SUBMIT, project.city_id)
    refuse_if_shut(Act.PROPOSAL_SUBMIT, project)
    _expect_time(held, desk.now)
    if not proposal.challenges.strip():
        raise Unfit("challenges", N_("Say what is to be solved before you hand the proposal in."))
    before = await queries.newest_version(desk.session, proposal)
    handed_in = before is not None and queries.is_handed_in(proposal, project)
    if (
        before is not None
        and handed_in
        and queries.content_of(before) == queries.content_of(proposal)
    ):
        raise Conflict(
            Filled(
                N_("Nothing changed since version %(number)s, which was handed in."),
                number=before.number,
            )
        )
    frozen = _freeze(desk, proposal, project)
    _carry(frozen, proposal, project)
    desk.record("proposal.submitted", proposal, number=frozen.number, receipt=frozen.receipt)
    if project.status is Status.WITHDRAWN:
        _set_status(project, Status.ACTIVE, None, desk.now)
        desk.record("project.resumed", project)
    seats = await programme.seats_in_force(desk.session, held.call.id)
    await committee_commands.bring_in(desk, project, seats)
    await desk.session.flush()
    return frozen


async def withdraw_drafts(desk: Desk, call: Call) -> None:
    """Withdraw what was never handed in to a call that has just closed."""
    for proposal, project in await queries.lock_drafts(desk.session, call.id):
        withdraw(desk, proposal, project, _TOO_LATE)
    await desk.session.flush()


def withdraw(desk: Desk, proposal: Proposal | None, project: Project, reason: str) -> None:
    """The end of a project by its city; before it is selected its proposal is withdrawn with it."""
    if proposal is not None and project.stage is Stage.PROPOSAL:
        proposal.withdrawn_at = desk.now
        desk.record("proposal.withdrawn", proposal)
    _set_status(project, Status.WITHDRAWN, reason, desk.now)
    desk.record("project.withdrawn", project)


def revoke_withdrawal(desk: Desk, proposal: Proposal, project: Project) -> None:
    """What was handed in before counts again."""
    if proposal.withdrawn_at is not None:
        detail = journal.change(proposal, {"withdrawn_at": None})
        desk.record("proposal.changed", proposal, **detail)


async def allow_resubmission(desk: Desk, project: Project, until: date) -> Proposal:
    """After a rework at G1: new versions are taken through this day of the project's zone."""
    proposal = await queries.of_project(desk.session, project.id)
    if proposal is None:
        raise NotFound
    if until < project_day(project, desk.now):
        raise Unfit("until", N_("Give a day that is not over; the city hands in again until then."))
    detail = journal.change(proposal, {"resubmit_until": until})
    desk.record("proposal.changed", proposal, **detail)
    await desk.session.flush()
    return proposal


def _expect_time(held: Held, now: datetime) -> None:
    window = window_of(held.call, held.proposal.resubmit_until, held.project, now)
    if not takes_a_version(window, held.project.status):
        raise Conflict(TIME_IS_OVER)


def _freeze(desk: Desk, draft: Proposal, project: Project) -> ProposalVersion:
    number = draft.number + 1
    digest = sha256_of(queries.content_of(draft))
    return desk.add(
        ProposalVersion(
            project_id=project.id,
            proposal_id=draft.id,
            number=number,
            title=draft.title,
            challenges=draft.challenges,
            solution_id=draft.solution_id,
            answers=dict(draft.answers),
            files=list(draft.files),
            receipt=f"{project.code}/{number}-{digest[:_RECEIPT_DIGITS]}",
            submitted_by=desk.actor.person_id,
        )
    )


def _carry(frozen: ProposalVersion, proposal: Proposal, project: Project) -> None:
    """The proposal points at its newest version; the project is known by what it says."""
    proposal.number, proposal.receipt = frozen.number, frozen.receipt
    proposal.submitted_at, proposal.withdrawn_at = frozen.created_at, None
    project.handed_in_at = project.handed_in_at or frozen.created_at
    project.title, project.challenges = frozen.title, frozen.challenges
    project.solution_id = frozen.solution_id


def _set_status(project: Project, status: Status, reason: str | None, now: datetime) -> None:
    project.status, project.status_reason = status, reason
    project.status_since = project_day(project, now)


async def _check_solution(session: AsyncSession, solution_id: UUID | None) -> None:
    if solution_id is not None and await session.get(Solution, solution_id) is None:
        raise Unfit("solution_id", N_("Name a solution of the list, or leave it out."))


async def _check_files(desk: Desk, project: Project, ids: list[UUID]) -> None:
    if set(ids) - await queries.files_of(desk, project.id, ids):
        raise Unfit("files", N_("Upload each file to this project first and name its id."))
