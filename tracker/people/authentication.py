"""Who is calling: a token or a cookie becomes an Actor, and who looks at a page a Visitor."""

import logging
from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tracker.journal.desk import SystemDesk
from tracker.kernel.actor import Actor
from tracker.people import queries
from tracker.people.commands import sessions
from tracker.people.commands.members import TOKEN_PREFIX, token_hash
from tracker.people.queries.visits import Visit, visitor_by_cookie
from tracker.people.rules import REMEMBERED
from tracker.web import forms
from tracker.web.guards import Requires
from tracker.web.pages import is_page
from tracker.web.rendering import page
from tracker.web.session import goes_on_reading, reading_session


class Authentication(ASGIMiddleware):
    """Sets `scope["user"]` to the Actor of a valid token, else None; guards decide what follows.

    Read in each request from the database, so that a revocation holds at once.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["user"] = await _actor(ASGIConnection(scope))
        await next_app(scope, receive, send)


async def _actor(connection: ASGIConnection) -> Actor | None:  # type: ignore[type-arg]
    scheme, _, secret = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.startswith(TOKEN_PREFIX):
        return None
    digest, state = token_hash(secret), connection.app.state
    if goes_on_reading(connection.scope):
        line = await reading_session(connection.scope).connection()
        return await queries.actor_of_token(line, digest, state.clock())
    async with state.reading.connect() as line:
        return await queries.actor_of_token(line, digest, state.clock())


COOKIE = "__Host-tracker"
_NOTED = timedelta(minutes=1)
"""How often it is written down that a session is in use."""
_log = logging.getLogger("tracker")


class Recognition(ASGIMiddleware):
    """Sets `scope["visitor"]`, and `scope["user"]` to the Actor a page's session stands for.

    The API takes tokens alone: a cookie is never looked at there, so no form of another site
    reaches it. Rights are read in each request, so that what is taken away is gone at once.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self) -> None:
        self._tokens = Authentication()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if not is_page(scope):
            await self._tokens.handle(scope, receive, send, next_app)
            return
        visit = await _visit(ASGIConnection(scope))
        words: Any = scope
        words["visitor"] = visit.visitor if visit else None
        words["user"] = visit.visitor.actor if visit else None
        if words["user"] is None and _acts(scope):
            answer = await _sign_in_first(Request(scope, receive))
            await answer.to_asgi_response(None, Request(scope))(scope, receive, send)
        else:
            await next_app(scope, receive, send)
        if visit is not None:
            await _note(scope, visit)  # the request holds no connection any more


async def _visit(connection: ASGIConnection[Any, Any, Any, Any]) -> Visit | None:
    secret = connection.cookies.get(COOKIE)
    if not secret:
        return None
    state = connection.app.state
    demanded: bool = state.settings.second_factor
    if goes_on_reading(connection.scope):
        line = await reading_session(connection.scope).connection()
        return await visitor_by_cookie(line, secret, state.clock(), demanded=demanded)
    async with state.reading.connect() as line:
        return await visitor_by_cookie(line, secret, state.clock(), demanded=demanded)


def _acts(scope: Scope) -> bool:
    """Whether a form is sent that only somebody signed in may send."""
    guards = scope["route_handler"].resolve_guards()
    return scope.get("method") == "POST" and any(isinstance(guard, Requires) for guard in guards)


async def _sign_in_first(request: Request[Any, Any, Any]) -> Response[Any]:
    """The sign-in page, which carries along what was typed until its person is known again."""
    path, query = request.scope["path"], request.url.query
    return page(
        request,
        "people/sign_in.html",
        401,
        next=f"{path}?{query}" if query else path,
        email="",
        error="",
        typed=await forms.carried(request),
        shown=None,
    )


async def _note(scope: Scope, visit: Visit) -> None:
    """Write down that somebody is there, seldom, in a transaction of its own.

    A page that is read stays one even where the note cannot be made this time.
    """
    state = scope["litestar_app"].state
    now = state.clock()
    if now - visit.seen_at < _NOTED:
        return
    try:
        async with state.sessions.begin() as session:
            await sessions.seen(SystemDesk(session, now), visit.visitor.session_id)
    except (DBAPIError, PoolTimeout):
        _log.warning("a session's last use could not be noted")


def with_session(response: Response[Any], secret: str, *, remembered: bool) -> Response[Any]:
    """The answer that brings a new session's cookie; it ends with the browser or after 30 days."""
    seconds = int(REMEMBERED.total_seconds()) if remembered else None
    response.set_cookie(_cookie(secret, seconds))
    return response


def without_session(response: Response[Any]) -> Response[Any]:
    response.set_cookie(_cookie("", 0))
    return response


def _cookie(value: str, seconds: int | None) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=value,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
