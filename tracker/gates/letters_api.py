"""JSON handlers for votes that come as signed letters."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.gates import queries
from tracker.gates.commands import letters
from tracker.gates.letter_wire import NewVoteLetter, VoteLetterView
from tracker.gates.models import Motion, VoteLetter
from tracker.gates.wire import MotionView
from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.web.guards import Requires
from tracker.web.problems import made, refused


@get("/motions/{motion_id:uuid}/letters", guards=[Requires(Act.VOTE_COMPARE)])
async def list_letters(
    motion_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> list[VoteLetterView]:
    """Votes on a motion that came by letter, oldest first; a panel has few."""
    motion = await queries.get(desk, Motion, motion_id)
    return await queries.letter_views(desk.session, motion.id)


@post("/motions/{motion_id:uuid}/letters", guards=[Requires(Act.VOTE_RECORD)])
async def record_letter(
    motion_id: FromPath[UUID], data: JSONBody[NewVoteLetter], desk: NamedDependency[Desk]
) -> Response[VoteLetterView]:
    """Put a vote on record that came as a signed letter; it counts once it was compared."""
    project = await queries.lock_project_of(desk, Motion, motion_id)
    motion = await queries.get(desk, Motion, motion_id)
    row = await letters.record_letter(desk, project, motion, data)
    headers = {"Location": f"/api/vote-letters/{row.id}"}
    return Response(VoteLetterView.of(row, True), status_code=201, headers=headers)


@get("/vote-letters/{letter_id:uuid}", guards=[Requires(Act.VOTE_COMPARE)])
async def show_letter(letter_id: FromPath[UUID], desk: NamedDependency[Desk]) -> VoteLetterView:
    """One letter."""
    row = await queries.get(desk, VoteLetter, letter_id)
    views = await queries.letter_views(desk.session, row.motion_id)
    return next(view for view in views if view.id == row.id)


@post(
    "/vote-letters/{letter_id:uuid}/comparisons",
    guards=[Requires(Act.VOTE_COMPARE)],
    responses=made(MotionView),
)
async def compare_letter(
    request: Request[Any, Any, Any], letter_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[Any]:
    """You have held the record against the original: the letter counts as a vote."""
    project = await queries.lock_project_of(desk, VoteLetter, letter_id)
    letter = await queries.get(desk, VoteLetter, letter_id)
    motion = await queries.get(desk, Motion, letter.motion_id)
    outcome = await letters.compare_letter(desk, project, motion, letter)
    if isinstance(outcome, Refusal):
        return refused(request, outcome)
    standing = queries.vote_views(await queries.votes(desk.session, motion.id))
    view = MotionView.of(motion, project.code, standing)
    return Response(view, status_code=201, headers={"Location": f"/api/motions/{motion.id}"})


HANDLERS = (list_letters, record_letter, show_letter, compare_letter)
