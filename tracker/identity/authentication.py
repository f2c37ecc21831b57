"""Who is calling: the API token of a request becomes an Actor."""

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from tracker.identity import queries
from tracker.identity.commands import TOKEN_PREFIX, token_hash
from tracker.kernel.actor import Actor
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
