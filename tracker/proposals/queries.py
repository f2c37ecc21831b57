"""Reading proposals: who sees which, what a gate asks, who sits."""

from collections import Counter
from datetime import date
from typing import Any, TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, and_, case, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.files.models import StoredFile
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import CITY_ROLES
from tracker.kernel.canonical import sha256_of
from tracker.kernel.database import for_actor, for_system
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.people.models import Organisation
from tracker.process.dossier import ProposalFacts
from tracker.process.policy import Act, may
from tracker.process.stages import Stage, Status
from tracker.process.today import access_day, project_day
from tracker.programme import queries as programme
from tracker.programme.models import Call, CommitteeSeat, Criterion
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.proposals.models import (
    ConflictOfInterest,
    Eligibility,
    EligibilityCheck,
    Proposal,
    ProposalVersion,
    Score,
)
from tracker.proposals.rules import state_of, window_of
from tracker.proposals.tasks import Applied
from tracker.proposals.wire import Held, Member, ProposalLine, ProposalView

Columns = TypeVarTuple("Columns")


class _Judged(Struct, frozen=True, kw_only=True):
    """The members with the first day of their seats, and a hash over the points that count."""

    members: list[tuple[Member, date]]
    scores_sha256: str


def visible_to(desk: Desk, proposals: Select[*Columns]) -> Select[*Columns]:
    """A city sees its own, drafts too; the desk and assigned members what was handed in."""
    if not may(desk.actor, Act.PROPOSAL_SEE):
        return for_actor(proposals.where(false()), desk.actor)
    seen = proposals.where(projects.in_projects_of(desk, Proposal.project_id))
    if desk.actor.role not in CITY_ROLES:
        seen = seen.where(Proposal.submitted_at.is_not(None))
    return for_actor(seen, desk.actor)


async def get(desk: Desk, proposal_id: UUID) -> Proposal:
    """The proposal for reading; NotFound if it is absent or not the actor's to know of."""
    found = select(Proposal).where(Proposal.id == proposal_id)
    row = await desk.session.scalar(
        visible_to(desk, found).execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


async def lock(desk: Desk, proposal_id: UUID) -> Held:
    """The proposal for a command: call, project and proposal, locked in this order."""
    first = await get(desk, proposal_id)
    call = await programme.lock_call(desk.session, first.call_id)
    project = await projects.lock_by_id(desk, first.project_id)
    proposal = await get(desk, proposal_id)
    return Held(call=call, project=project, proposal=proposal)


async def view(desk: Desk, proposal_id: UUID) -> ProposalView:
    """The city reads its draft, everybody else what was handed in."""
    newest = and_(
        ProposalVersion.proposal_id == Proposal.id, ProposalVersion.number == Proposal.number
    )
    found = (
        select(Proposal, Project, ProposalVersion, projects.status_at(desk.now))
        .join(Project, Project.id == Proposal.project_id)
        .join(Call, Call.id == Proposal.call_id)
        .outerjoin(ProposalVersion, newest)
        .where(Proposal.id == proposal_id)
    )
    row = (await desk.session.execute(visible_to(desk, found))).one_or_none()
    if row is None:
        raise NotFound
    proposal, project, frozen, status = row
    own = frozen is None or project.city_id == desk.actor.organisation_id
    check = await newest_check(desk.session, proposal)
    return ProposalView.of(proposal, project, status, proposal if own else frozen, check)


async def page(
    desk: Desk, call_id: UUID | None, after: str | None, limit: int
) -> Page[ProposalLine]:
    """Proposals, newest first; the project carries the title that was handed in."""
    own = Project.city_id == desk.actor.organisation_id
    statement = (
        select(
            Proposal.id,
            Project.code.label("project"),
            Proposal.project_id,
            Proposal.call_id,
            Organisation.name.label("city"),
            case((own, Proposal.title), else_=Project.title).label("title"),
            projects.status_at(desk.now).label("status"),
            Proposal.number,
            Proposal.submitted_at,
            Proposal.withdrawn_at,
        )
        .join(Project, Project.id == Proposal.project_id)
        .join(Call, Call.id == Proposal.call_id)
        .join(Organisation, Organisation.id == Project.city_id)
    )
    if call_id is not None:
        statement = statement.where(Proposal.call_id == call_id)
    seen = visible_to(desk, newest_first(statement, Proposal.id, after, limit))
    rows = (await desk.session.execute(seen)).all()
    return page_of(rows, limit, _line)


def _line(row: Any) -> ProposalLine:
    state = state_of(row.status, row.submitted_at, row.withdrawn_at)
    return ProposalLine(**row._mapping, state=state)


async def of_project(session: AsyncSession, project_id: UUID) -> Proposal | None:
    """The project's one proposal; None where it came without (a past project)."""
    statement = select(Proposal).where(Proposal.project_id == project_id)
    return await session.scalar(for_system(statement, "the proposal behind a gate"))


async def lock_drafts(session: AsyncSession, call_id: UUID) -> list[tuple[Proposal, Project]]:
    """Drafts of a call that were never handed in, for its closing; their projects are locked."""
    statement = (
        select(Proposal, Project)
        .join(Project, Project.id == Proposal.project_id)
        .where(
            Proposal.call_id == call_id,
            Proposal.submitted_at.is_(None),
            Project.status == Status.ACTIVE,
        )
        .order_by(Project.id)
        .with_for_update(of=Project)
        .execution_options(populate_existing=True)
    )
    rows = await session.execute(for_system(statement, "a call that closes"))
    return [(proposal, project) for proposal, project in rows]


async def newest_version(session: AsyncSession, proposal: Proposal) -> ProposalVersion | None:
    """What was handed in last."""
    statement = select(ProposalVersion).where(
        ProposalVersion.proposal_id == proposal.id, ProposalVersion.number == proposal.number
    )
    return await session.scalar(for_system(statement, "the version that acts are made on"))


async def newest_check(session: AsyncSession, proposal: Proposal) -> EligibilityCheck | None:
    """The finding that counts for the newest version."""
    statement = (
        select(EligibilityCheck)
        .where(
            EligibilityCheck.proposal_id == proposal.id,
            EligibilityCheck.number == proposal.number,
        )
        .order_by(EligibilityCheck.ordinal.desc())
        .limit(1)
    )
    return await session.scalar(for_system(statement, "whether the newest version is eligible"))


async def next_ordinal(session: AsyncSession, proposal: Proposal) -> int:
    """The running number of the next eligibility check."""
    taken = select(func.count()).where(EligibilityCheck.proposal_id == proposal.id)
    return 1 + (await session.scalar(for_system(taken, "checks made before")) or 0)


async def files_of(desk: Desk, project_id: UUID, ids: list[UUID]) -> set[UUID]:
    """Which of these files the actor's organisation uploaded to the project."""
    statement = select(StoredFile.id).where(
        StoredFile.project_id == project_id,
        StoredFile.organisation_id == desk.actor.organisation_id,
        StoredFile.id.in_(ids),
    )
    return set(await desk.session.scalars(for_system(statement, "files that a proposal refers to")))


async def call_of(session: AsyncSession, project: Project) -> Call:
    """The call that the project applied to; NotFound for a past project."""
    if project.call_id is None:
        raise NotFound("This project applied to no call.")
    return await programme.call(session, project.call_id)


async def facts(session: AsyncSession, project: Project) -> ProposalFacts:
    """What G1 asks of the proposal; a project without one has handed in nothing."""
    facts, _, _ = await _facts(session, project, await call_of(session, project))
    return facts


async def applied(desk: AnyDesk, project: Project) -> Applied:
    """Whose turn it is at a proposal rests on this; NotFound for a project without one."""
    call = await call_of(desk.session, project)
    facts, proposal, judged = await _facts(desk.session, project, call)
    if proposal is None:
        raise NotFound("This project came without a proposal.")
    today = project_day(project, desk.now)
    sent = proposal.submitted_at
    return Applied(
        proposal=proposal,
        facts=facts,
        window=window_of(call, proposal.resubmit_until, project, desk.now),
        members=tuple(one for one, starts in judged.members if starts <= today),
        handed_in_on=project_day(project, sent) if facts.submitted and sent is not None else None,
        voting_day=call.voting_day,
    )


async def _facts(
    session: AsyncSession, project: Project, call: Call
) -> tuple[ProposalFacts, Proposal | None, _Judged]:
    proposal, frozen, result = await _newest(session, project.id)
    judged = await _judged(session, call, proposal)
    facts = ProposalFacts(
        submitted=proposal is not None and is_handed_in(proposal, project),
        version=0 if frozen is None else frozen.number,
        receipt=None if frozen is None else frozen.receipt,
        content_sha256=None if frozen is None else sha256_of(content_of(frozen)),
        eligible=None if result is None else result is Eligibility.ELIGIBLE,
        scores_missing=sum(
            not one.conflicted and not one.scores_in for one, _starts in judged.members
        ),
        scores_sha256=judged.scores_sha256,
        places_left=call.places - await _places_taken(session, call),
    )
    return facts, proposal, judged


async def committee(desk: AnyDesk, project: Project) -> tuple[Member, ...]:
    """Members whose seats are in force, in the order of their numbers."""
    today = access_day(desk.now)
    call = await call_of(desk.session, project)
    proposal = await of_project(desk.session, project.id)
    judged = await _judged(desk.session, call, proposal)
    return tuple(one for one, starts in judged.members if starts <= today)


def content_of(row: Proposal | ProposalVersion) -> dict[str, Any]:
    """What a receipt vouches for."""
    return {
        "title": row.title,
        "challenges": row.challenges,
        "solution_id": row.solution_id,
        "answers": row.answers,
        "files": row.files,
    }


def is_handed_in(proposal: Proposal, project: Project) -> bool:
    """Submitted, and not withdrawn since by whoever may."""
    return (
        proposal.submitted_at is not None
        and proposal.withdrawn_at is None
        and project.status is not Status.WITHDRAWN
    )


async def conflicted(session: AsyncSession, proposal: Proposal, number: int) -> frozenset[UUID]:
    """Who declared a conflict on this version; a later version is judged anew."""
    statement = select(ConflictOfInterest.person_id).where(
        ConflictOfInterest.proposal_id == proposal.id, ConflictOfInterest.number == number
    )
    return frozenset(await session.scalars(for_system(statement, "who may not judge a proposal")))


async def _newest(
    session: AsyncSession, project_id: UUID
) -> tuple[Proposal | None, ProposalVersion | None, Eligibility | None]:
    """The proposal, its newest version, and the finding that counts for that one."""
    statement = (
        select(Proposal, ProposalVersion, EligibilityCheck.result)
        .outerjoin(
            ProposalVersion,
            and_(
                ProposalVersion.proposal_id == Proposal.id,
                ProposalVersion.number == Proposal.number,
            ),
        )
        .outerjoin(
            EligibilityCheck,
            and_(
                EligibilityCheck.proposal_id == Proposal.id,
                EligibilityCheck.number == Proposal.number,
            ),
        )
        .where(Proposal.project_id == project_id)
        .order_by(EligibilityCheck.ordinal.desc())
        .limit(1)
    )
    row = (await session.execute(for_system(statement, "what is judged at a gate"))).first()
    return (None, None, None) if row is None else (row[0], row[1], row[2])


async def _judged(session: AsyncSession, call: Call, proposal: Proposal | None) -> _Judged:
    barred = await conflicted(session, proposal, proposal.number) if proposal else frozenset()
    done, points = await _scores_in(session, proposal) if proposal else (frozenset(), [])
    seats = await programme.seats_in_force(session, call.id)
    return _Judged(
        members=[(_member(seat, barred, done), seat.starts) for seat in seats],
        scores_sha256=sha256_of([line for line in points if line[0] not in barred]),
    )


def _member(seat: CommitteeSeat, barred: frozenset[UUID], done: frozenset[UUID]) -> Member:
    return Member(
        person_id=seat.person_id,
        organisation_id=seat.organisation_id,
        number=seat.number,
        conflicted=seat.person_id in barred,
        scores_in=seat.person_id in done,
    )


async def _scores_in(
    session: AsyncSession, proposal: Proposal
) -> tuple[frozenset[UUID], list[tuple[UUID, UUID, int]]]:
    """Who scored the newest version on every criterion of the call; all points, in an order."""
    criteria = select(func.count()).where(Criterion.call_id == proposal.call_id)
    statement = (
        select(
            Score.person_id,
            Score.criterion_id,
            Score.points,
            criteria.scalar_subquery().label("criteria"),
        )
        .where(Score.proposal_id == proposal.id, Score.number == proposal.number)
        .order_by(Score.person_id, Score.criterion_id)
    )
    rows = (await session.execute(for_system(statement, "whose scores are in"))).all()
    given = Counter(row.person_id for row in rows)
    done = frozenset(row.person_id for row in rows if given[row.person_id] == row.criteria)
    return done, [(row.person_id, row.criterion_id, row.points) for row in rows]


async def _places_taken(session: AsyncSession, call: Call) -> int:
    taken = select(func.count()).where(Project.call_id == call.id, Project.stage != Stage.PROPOSAL)
    return await session.scalar(for_system(taken, "places of a call that are taken")) or 0
