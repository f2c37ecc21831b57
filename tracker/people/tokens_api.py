"""The handler that makes API tokens: the account page calls it, and the API refuses it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.journal.desk import Desk
from tracker.people.commands import tokens
from tracker.people.wire import NewToken, TokenShown
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.web.guards import Requires
from tracker.web.problems import refused
from tracker.web.versions import etag
from tracker.web.visitor import visitor_of


@post(
    "/persons/{person_id:uuid}/tokens",
    guards=[Requires(Act.TOKEN_ISSUE)],
    opt={"secret_answer": True},
    include_in_schema=False,
)
async def issue_token(
    request: Request[Any, Any, Any],
    person_id: FromPath[UUID],
    data: JSONBody[NewToken],
    desk: NamedDependency[Desk],
) -> Response[Any]:
    """Make a token; the secret is in this answer and nowhere else.

    It is not described for programs, as a token that asks is told to sign in.
    """
    settings = request.app.state.settings
    issued = await tokens.issue_token(desk, visitor_of(request), person_id, data, settings)
    if isinstance(issued, Refusal):
        return refused(request, issued)
    row, secret = issued
    headers = {"Location": f"/api/tokens/{row.id}"} | etag(row.version)
    return Response(TokenShown.of(row, secret), status_code=201, headers=headers)


HANDLERS = (issue_token,)
