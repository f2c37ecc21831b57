"""JSON handlers for eligibility, the committee's seats, conflicts and scores."""

from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.programme import commands as programme_commands
from tracker.programme import queries as programme
from tracker.programme.wire import NewSeat, SeatView
from tracker.proposals import committee_commands, committee_queries, queries
from tracker.proposals.wire import (
    ConflictView,
    EligibilityView,
    NewConflict,
    NewEligibilityCheck,
    NewScores,
    ScoresView,
)
from tracker.web.guards import Requires
from tracker.web.paging import Number
from tracker.web.versions import etag


@post("/calls/{call_id:uuid}/committee-seats", guards=[Requires(Act.CALL_STAFF)])
async def give_seat(
    call_id: FromPath[UUID], data: JSONBody[NewSeat], desk: NamedDependency[Desk]
) -> Response[SeatView]:
    """Seat a committee member, who may then read every proposal handed in to the call."""
    call = await programme.lock_call(desk.session, call_id)
    row = await programme_commands.give_seat(desk, call, data)
    await committee_commands.bring_to_call(desk, row)
    headers = {"Location": f"/api/committee-seats/{row.id}"} | etag(row.version)
    return Response(SeatView.of(row), status_code=201, headers=headers)


@delete("/committee-seats/{seat_id:uuid}", guards=[Requires(Act.CALL_STAFF)], status_code=204)
async def end_seat(
    seat_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> None:
    """End a seat at once, and with it the member's access to the call's proposals."""
    row = await programme.seat(desk.session, seat_id)
    await programme.lock_call(desk.session, row.call_id)
    row = await programme_commands.end_seat(desk, row, version)
    await committee_commands.take_from_call(desk, row)


@post("/proposals/{proposal_id:uuid}/eligibility-checks", guards=[Requires(Act.PROPOSAL_CHECK)])
async def check_eligibility(
    proposal_id: FromPath[UUID], data: JSONBody[NewEligibilityCheck], desk: NamedDependency[Desk]
) -> Response[EligibilityView]:
    """Say whether the newest version is eligible; the newest finding counts."""
    held = await queries.lock(desk, proposal_id)
    row = await committee_commands.check_eligibility(desk, held, data)
    headers = {"Location": f"/api/proposals/{proposal_id}"}
    return Response(EligibilityView.of(row), status_code=201, headers=headers)


@post("/proposals/{proposal_id:uuid}/conflicts", guards=[Requires(Act.CONFLICT_DECLARE)])
async def declare_conflict(
    proposal_id: FromPath[UUID], data: JSONBody[NewConflict], desk: NamedDependency[Desk]
) -> Response[ConflictView]:
    """Say why you may not judge this proposal; you will not see it any more."""
    held = await queries.lock(desk, proposal_id)
    row = await committee_commands.declare_conflict(desk, held, data)
    headers = {"Location": "/api/proposals"}
    return Response(ConflictView.of(row), status_code=201, headers=headers)


@post("/proposals/{proposal_id:uuid}/scores", guards=[Requires(Act.SCORE_GIVE)])
async def give_scores(
    proposal_id: FromPath[UUID], data: JSONBody[NewScores], desk: NamedDependency[Desk]
) -> Response[ScoresView]:
    """Give your points for all criteria at once; they stay. The answer shows everybody's."""
    held = await queries.lock(desk, proposal_id)
    await committee_commands.give_scores(desk, held, data)
    view = await committee_queries.scores(desk, proposal_id, None)
    headers = {"Location": f"/api/proposals/{proposal_id}/scores"}
    return Response(view, status_code=201, headers=headers)


@get("/proposals/{proposal_id:uuid}/scores", guards=[Requires(Act.SCORE_SEE)])
async def show_scores(
    proposal_id: FromPath[UUID], desk: NamedDependency[Desk], number: Number = None
) -> ScoresView:
    """Scores of the newest version, or the one named; a member reads them after giving theirs."""
    return await committee_queries.scores(desk, proposal_id, number)
