"""JSON handlers for proposals that come on paper: the original, then what it says."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.programme import queries as programme
from tracker.programme.rules import state_now
from tracker.projects import commands as belonging
from tracker.projects.files_api import UPLOAD_CEILING, answer_of, receive
from tracker.projects.wire import FileView
from tracker.proposals import paper_commands
from tracker.proposals.wire import PaperProposal, ReceiptView
from tracker.web.guards import Requires
from tracker.web.session import claim_key


@post(
    "/calls/{call_id:uuid}/files",
    guards=[Requires(Act.PROPOSAL_RECORD)],
    request_max_body_size=UPLOAD_CEILING,
    opt={"streams_body": True},
)
async def upload_original(
    call_id: FromPath[UUID], request: Request[Any, Any, Any], desk: NamedDependency[Desk]
) -> Response[FileView]:
    """Keep the raw body: a proposal as it came; its name comes in Content-Disposition."""
    async with request.app.state.reads() as looking:
        call = await programme.call(looking, call_id)
    refuse_if_shut(Act.PROPOSAL_RECORD, state_now(call, desk.now))
    name, received = await receive(request)
    await claim_key(request, desk.session, f"{received.sha256} {name}".encode())
    row = await belonging.store_original(desk, call_id, name, received)
    return answer_of(row)


@post("/calls/{call_id:uuid}/received-proposals", guards=[Requires(Act.PROPOSAL_RECORD)])
async def record_proposal(
    call_id: FromPath[UUID], data: JSONBody[PaperProposal], desk: NamedDependency[Desk]
) -> Response[ReceiptView]:
    """Hand a proposal in for the city that sent it on paper; the answer is the receipt."""
    call = await programme.lock_call(desk.session, call_id)
    frozen = await paper_commands.record_proposal(desk, call, data)
    headers = {"Location": f"/api/proposals/{frozen.proposal_id}"}
    return Response(ReceiptView.of(frozen), status_code=201, headers=headers)
