"""What officers and committee make of a proposal, and who of the committee may read it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import access_day
from tracker.programme import queries as programme
from tracker.programme.models import CommitteeSeat
from tracker.projects import commands as projects
from tracker.projects import queries as projects_queries
from tracker.projects.models import Capacity, Project
from tracker.proposals import committee_queries, queries
from tracker.proposals.models import ConflictOfInterest, Eligibility, EligibilityCheck, Score
from tracker.proposals.rules import NOT_HANDED_IN
from tracker.proposals.wire import Held, NewConflict, NewEligibilityCheck, NewScores, ScoreGiven

_RECORDED = N_(
    "Whoever recorded this proposal from paper counts as having handed it in, and does not check "
    "it; ask another officer."
)


async def bring_in(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    seats: Sequence[CommitteeSeat],
    now: datetime,
) -> None:
    """Give these members the project to read, unless they have it."""
    there = {
        row.person_id
        for row in await projects_queries.assignments(session, project.id, now)
        if row.capacity is Capacity.COMMITTEE
    }
    for seat in seats:
        if seat.person_id not in there:
            _give_to_read(session, actor, project, seat, now)


async def bring_to_call(
    session: AsyncSession, actor: Actor, seat: CommitteeSeat, now: datetime
) -> None:
    """Give a new member what awaits selection, but where they declared a conflict."""
    for project in await committee_queries.projects_to_read(session, seat, now):
        _give_to_read(session, actor, project, seat, now)
    await session.flush()


async def take_from_call(
    session: AsyncSession, actor: Actor, seat: CommitteeSeat, now: datetime
) -> None:
    """The member whose seat ended sees nothing of the call any more."""
    today = access_day(now)
    for row in await committee_queries.assignments_in_call(session, seat, now):
        projects.close_assignment(session, actor, row, today - timedelta(days=1), now)
    await session.flush()


async def check_eligibility(
    session: AsyncSession, actor: Actor, held: Held, asked: NewEligibilityCheck, now: datetime
) -> EligibilityCheck:
    """An officer's finding on the newest version; an earlier one stays on record."""
    refuse_if_shut(Act.PROPOSAL_CHECK, held.project)
    _expect_handed_in(held)
    if asked.result is Eligibility.NOT_ELIGIBLE and not asked.reasons.strip():
        raise Unfit("reasons", N_("Say why it is not eligible; the city will read it."))
    version = await queries.newest_version(session, held.proposal)
    if version is not None and version.submitted_by == actor.person_id:
        raise Forbidden(_RECORDED)
    row = EligibilityCheck(
        id=uuid7(now),
        created_at=now,
        project_id=held.project.id,
        proposal_id=held.proposal.id,
        ordinal=await queries.next_ordinal(session, held.proposal),
        number=held.proposal.number,
        result=asked.result,
        reasons=asked.reasons,
        by=actor.person_id,
    )
    session.add(row)
    journal.record(
        session,
        actor,
        "proposal.checked",
        held.project.id,
        now,
        on=row,
        number=row.number,
        result=row.result,
    )
    await session.flush()
    return row


async def declare_conflict(
    session: AsyncSession, actor: Actor, held: Held, asked: NewConflict, now: datetime
) -> ConflictOfInterest:
    """The member may not judge it, and from now on sees neither proposal nor scores."""
    refuse_if_shut(Act.CONFLICT_DECLARE, held.project)
    _expect_handed_in(held)
    await _expect_seat(session, actor, held)
    row = ConflictOfInterest(
        id=uuid7(now),
        created_at=now,
        project_id=held.project.id,
        proposal_id=held.proposal.id,
        number=held.proposal.number,
        person_id=actor.person_id,
        reason=asked.reason,
    )
    session.add(row)
    journal.record(
        session, actor, "conflict.declared", held.project.id, now, on=row, number=row.number
    )
    today = access_day(now)
    for given in await projects_queries.assignments(session, held.project.id, now):
        if given.capacity is Capacity.COMMITTEE and given.person_id == actor.person_id:
            projects.close_assignment(session, actor, given, today - timedelta(days=1), now)
    await session.flush()
    return row


async def give_scores(
    session: AsyncSession, actor: Actor, held: Held, asked: NewScores, now: datetime
) -> None:
    """A member's points for every criterion of the newest version, once."""
    refuse_if_shut(Act.SCORE_GIVE, held.project)
    _expect_handed_in(held)
    await _expect_seat(session, actor, held)
    proposal = held.proposal
    if await committee_queries.has_scored(session, proposal, actor.person_id):
        raise Conflict(
            Filled(
                N_("Your scores of version %(number)s are in; they stay."), number=proposal.number
            )
        )
    await _check_scores(session, held, asked.scores)
    session.add_all(
        Score(
            id=uuid7(now),
            created_at=now,
            project_id=proposal.project_id,
            proposal_id=proposal.id,
            number=proposal.number,
            person_id=actor.person_id,
            criterion_id=one.criterion_id,
            points=one.points,
            comment=one.comment,
        )
        for one in asked.scores
    )
    journal.record(
        session,
        actor,
        "score.given",
        proposal.project_id,
        now,
        on=proposal,
        number=proposal.number,
    )
    await session.flush()


def _give_to_read(
    session: AsyncSession, actor: Actor, project: Project, seat: CommitteeSeat, now: datetime
) -> None:
    projects.assign(
        session,
        actor,
        project,
        seat.organisation_id,
        Capacity.COMMITTEE,
        now,
        person_id=seat.person_id,
    )


def _expect_handed_in(held: Held) -> None:
    if not queries.is_handed_in(held.proposal, held.project):
        raise Conflict(NOT_HANDED_IN)


async def _expect_seat(session: AsyncSession, actor: Actor, held: Held) -> None:
    seat = await programme.seat_of(session, held.call.id, actor.person_id)
    if seat is None or seat.until is not None:
        raise Forbidden(
            N_("You have no seat in the committee of this call; ask its manager for one.")
        )
    if actor.person_id in await queries.conflicted(session, held.proposal, held.proposal.number):
        raise Forbidden(N_("You declared a conflict on this proposal; another member judges it."))


async def _check_scores(session: AsyncSession, held: Held, given: list[ScoreGiven]) -> None:
    criteria = {row.id: row for row in await programme.criteria(session, held.call.id)}
    if sorted(one.criterion_id for one in given) != sorted(criteria):
        raise Unfit(
            "scores",
            Filled(
                N_("Score each of the %(criteria)s criteria exactly once."), criteria=len(criteria)
            ),
        )
    for one in given:
        criterion = criteria[one.criterion_id]
        if one.points > criterion.scale_max:
            raise Unfit(
                "scores",
                Filled(
                    N_("%(title)s: give 0 to %(scale_max)s points."),
                    title=criterion.title,
                    scale_max=criterion.scale_max,
                ),
            )
