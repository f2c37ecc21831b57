"""JSON handlers for what cities do with proposals; they are withdrawn in `gates`."""

from uuid import UUID

from litestar import Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.programme import queries as programme
from tracker.proposals import commands, queries
from tracker.proposals.committee_api import (
    check_eligibility,
    declare_conflict,
    end_seat,
    give_scores,
    give_seat,
    show_scores,
)
from tracker.proposals.files_api import read_file
from tracker.proposals.paper_api import record_proposal, upload_original
from tracker.proposals.wire import (
    NewProposal,
    ProposalChange,
    ProposalLine,
    ProposalView,
    ReceiptView,
)
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@post("/calls/{call_id:uuid}/proposals", guards=[Requires(Act.PROPOSAL_START)])
async def start_proposal(
    call_id: FromPath[UUID], data: JSONBody[NewProposal], desk: NamedDependency[Desk]
) -> Response[ProposalView]:
    """Start your city's proposal; the project comes to exist with it."""
    call = await programme.lock_call(desk.session, call_id)
    row = await commands.start_proposal(desk, call, data)
    headers = {"Location": f"/api/proposals/{row.id}"} | etag(row.version)
    view = await queries.view(desk, row.id)
    return Response(view, status_code=201, headers=headers)


@get("/proposals", guards=[Requires(Act.PROPOSAL_SEE)])
async def list_proposals(
    desk: NamedDependency[Desk],
    call: FromQuery[UUID | None] = None,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[ProposalLine]:
    """Proposals you may see, newest first; drafts are their city's own."""
    return await queries.page(desk, call, after, limit)


@get("/proposals/{proposal_id:uuid}", guards=[Requires(Act.PROPOSAL_SEE)])
async def show_proposal(
    proposal_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[ProposalView]:
    """One proposal, with its ETag: its city reads the draft, everybody else the newest version."""
    view = await queries.view(desk, proposal_id)
    return Response(view, headers=etag(view.version))


@patch("/proposals/{proposal_id:uuid}", guards=[Requires(Act.PROPOSAL_WRITE)])
async def change_proposal(
    proposal_id: FromPath[UUID],
    data: JSONBody[ProposalChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[ProposalView]:
    """Work on the draft until the deadline; others read it once it is handed in."""
    held = await queries.lock(desk, proposal_id)
    row = await commands.change_proposal(desk, held, data, version)
    view = await queries.view(desk, row.id)
    return Response(view, headers=etag(row.version))


@post("/proposals/{proposal_id:uuid}/submissions", guards=[Requires(Act.PROPOSAL_SUBMIT)])
async def submit_proposal(
    proposal_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[ReceiptView]:
    """Hand the draft in as a new version; the answer is the receipt."""
    held = await queries.lock(desk, proposal_id)
    frozen = await commands.submit_proposal(desk, held)
    headers = {"Location": f"/api/proposals/{held.proposal.id}"}
    return Response(ReceiptView.of(frozen), status_code=201, headers=headers)


HANDLERS = (
    start_proposal,
    list_proposals,
    show_proposal,
    change_proposal,
    submit_proposal,
    upload_original,
    record_proposal,
    give_seat,
    end_seat,
    check_eligibility,
    declare_conflict,
    give_scores,
    show_scores,
    read_file,
)
