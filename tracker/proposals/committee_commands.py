"""What officers and committee make of a proposal, and who of the committee may read it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
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


async def bring_in(desk: Desk, project: Project, seats: Sequence[CommitteeSeat]) -> None:
    """Give these members the project to read, unless they have it."""
    there = {
        row.person_id
        for row in await projects_queries.assignments(desk, project.id)
        if row.capacity is Capacity.COMMITTEE
    }
    for seat in seats:
        if seat.person_id not in there:
            _give_to_read(desk, project, seat)


async def bring_to_call(desk: Desk, seat: CommitteeSeat) -> None:
    """Give a new member what awaits selection, but where they declared a conflict."""
    for project in await committee_queries.projects_to_read(desk, seat):
        _give_to_read(desk, project, seat)
    await desk.session.flush()


async def take_from_call(desk: Desk, seat: CommitteeSeat) -> None:
    """The member whose seat ended sees nothing of the call any more."""
    today = access_day(desk.now)
    for row in await committee_queries.assignments_in_call(desk, seat):
        projects.close_assignment(desk, row, today - timedelta(days=1))
    await desk.session.flush()


async def check_eligibility(desk: Desk, held: Held, data: NewEligibilityCheck) -> EligibilityCheck:
    """An officer's finding on the newest version; an earlier one stays on record."""
    refuse_if_shut(Act.PROPOSAL_CHECK, held.project)
    _expect_handed_in(held)
    if data.result is Eligibility.NOT_ELIGIBLE and not data.reasons.strip():
        raise Unfit("reasons", N_("Say why it is not eligible; the city will read it."))
    version = await queries.newest_version(desk.session, held.proposal)
    if version is not None and version.submitted_by == desk.actor.person_id:
        raise Forbidden(_RECORDED)
    row = desk.add(
        EligibilityCheck(
            project_id=held.project.id,
            proposal_id=held.proposal.id,
            ordinal=await queries.next_ordinal(desk.session, held.proposal),
            number=held.proposal.number,
            result=data.result,
            reasons=data.reasons,
            by=desk.actor.person_id,
        )
    )
    desk.record("proposal.checked", row, number=row.number, result=row.result)
    await desk.session.flush()
    return row


async def declare_conflict(desk: Desk, held: Held, data: NewConflict) -> ConflictOfInterest:
    """The member may not judge it, and from now on sees neither proposal nor scores."""
    refuse_if_shut(Act.CONFLICT_DECLARE, held.project)
    _expect_handed_in(held)
    await _expect_seat(desk, held)
    row = desk.add(
        ConflictOfInterest(
            project_id=held.project.id,
            proposal_id=held.proposal.id,
            number=held.proposal.number,
            person_id=desk.actor.person_id,
            reason=data.reason,
        )
    )
    desk.record("conflict.declared", row, number=row.number)
    today = access_day(desk.now)
    for given in await projects_queries.assignments(desk, held.project.id):
        if given.capacity is Capacity.COMMITTEE and given.person_id == desk.actor.person_id:
            projects.close_assignment(desk, given, today - timedelta(days=1))
    await desk.session.flush()
    return row


async def give_scores(desk: Desk, held: Held, data: NewScores) -> None:
    """A member's points for every criterion of the newest version, once."""
    refuse_if_shut(Act.SCORE_GIVE, held.project)
    _expect_handed_in(held)
    await _expect_seat(desk, held)
    proposal = held.proposal
    if await committee_queries.has_scored(desk.session, proposal, desk.actor.person_id):
        raise Conflict(
            Filled(
                N_("Your scores of version %(number)s are in; they stay."), number=proposal.number
            )
        )
    await _check_scores(desk.session, held, data.scores)
    desk.session.add_all(
        Score(
            id=uuid7(desk.now),
            created_at=desk.now,
            project_id=proposal.project_id,
            proposal_id=proposal.id,
            number=proposal.number,
            person_id=desk.actor.person_id,
            criterion_id=one.criterion_id,
            points=one.points,
            comment=one.comment,
        )
        for one in data.scores
    )
    desk.record("score.given", proposal, number=proposal.number)
    await desk.session.flush()


def _give_to_read(desk: Desk, project: Project, seat: CommitteeSeat) -> None:
    projects.assign(
        desk, project, seat.organisation_id, Capacity.COMMITTEE, person_id=seat.person_id
    )


def _expect_handed_in(held: Held) -> None:
    if not queries.is_handed_in(held.proposal, held.project):
        raise Conflict(NOT_HANDED_IN)


async def _expect_seat(desk: Desk, held: Held) -> None:
    seat = await programme.seat_of(desk.session, held.call.id, desk.actor.person_id)
    if seat is None or seat.until is not None:
        raise Forbidden(
            N_("You have no seat in the committee of this call; ask its manager for one.")
        )
    if desk.actor.person_id in await queries.conflicted(
        desk.session, held.proposal, held.proposal.number
    ):
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
