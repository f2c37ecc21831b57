"""One transaction a request: opened by `provide_session`, ended before the answer's first byte."""

import secrets
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.actor import Actor
from tracker.kernel.encoding import encoded
from tracker.web import forms, idempotency
from tracker.web.failed_forms import given_back
from tracker.web.pages import is_page
from tracker.web.problems import MEDIA_TYPE, problem_of
from tracker.web.rendering import HTML, rendered

READS = frozenset({"GET", "HEAD"})
"""HEAD is answered with 405 everywhere; if a route ever takes it, it cannot write either."""


def goes_on_reading(scope: Any) -> bool:
    """Whether the handler reads in a session of the request; one that streams a file does not."""
    asked = scope["route_handler"].parsed_fn_signature.parameters
    return scope["method"] in READS and not asked.keys().isdisjoint(
        {"session", "desk", "system", "look"}
    )


def reading_session(scope: Any) -> AsyncSession:
    """The one session of a request that only reads, from the look at its token on."""
    if "tracker_session" not in scope:
        scope["tracker_session"] = scope["litestar_app"].state.reads()
    session: AsyncSession = scope["tracker_session"]
    return session


async def provide_session(request: Request[Any, Any, Any]) -> AsyncSession:
    """A session for this request; one that cannot write for GET and HEAD."""
    if request.method in READS:
        return reading_session(request.scope)
    streams = request.route_handler.opt.get("streams_body")
    if is_page(request.scope):  # whoever writes from a page has shown the form's token
        if streams:
            forms.expect_header(request)
        else:
            await forms.received(request)
    session: AsyncSession = request.app.state.sessions()
    request.scope["tracker_session"] = session  # type: ignore[typeddict-unknown-key]
    if not streams:
        await claim_key(request, session)
    return session


async def claim_key(
    request: Request[Any, Any, Any], session: AsyncSession, received: bytes | None = None
) -> None:
    """Claim a POST's `Idempotency-Key`, if it has one.

    It begins the transaction, so a handler that streams its body claims after it has `received`.
    """
    key = request.headers.get("idempotency-key")
    actor: Actor | None = request.scope["user"]
    if key is not None and request.method == "POST" and actor is not None:
        body = await request.body() if received is None else received
        now = request.app.state.clock()
        await idempotency.claim(request, session, actor, key, body, now)


class Transaction(ASGIMiddleware):
    """Commits what a handler did, or rolls back what it raised; only then the answer goes."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["request_id"] = secrets.token_hex(8)  # type: ignore[typeddict-unknown-key]
        ending = _Ending(scope, send)
        try:
            await next_app(scope, receive, ending.send)
        finally:
            await ending.close()


class _Ending:
    """Holds the answer's head back until its body is known and the transaction has ended."""

    def __init__(self, scope: Any, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: HTTPResponseStartEvent | None = None
        self._replaced = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._replaced:
            return
        if self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            try:
                await self._settle(start, message["body"], last=not message["more_body"])
            except Exception as error:  # whatever COMMIT says is told like any other error
                await self._tell(error)
                return
            await self._send(start)
        await self._send(message)

    async def close(self) -> None:
        """Give back what an interrupted request left open."""
        session: AsyncSession | None = self._scope.pop("tracker_session", None)
        if session is not None:
            await session.rollback()
            await session.close()

    async def _settle(self, start: HTTPResponseStartEvent, body: bytes, *, last: bool) -> None:
        session: AsyncSession | None = self._scope.get("tracker_session")
        if session is None:
            return
        if self._scope.get("tracker_failed"):
            await self.close()
            return
        claim = self._scope.get("tracker_claim")
        secret = self._scope["route_handler"].opt.get("secret_answer") and start["status"] < 400
        if claim is not None and last and not secret:
            headers = {name.decode(): value.decode() for name, value in start["headers"]}
            await idempotency.keep(session, claim, start["status"], headers, body)
        await session.commit()
        await self.close()

    async def _tell(self, error: Exception) -> None:
        self._replaced = True
        await self.close()
        app = self._scope["litestar_app"]
        told = problem_of(error, self._scope["request_id"])
        if told.status == 500:
            app.state.report_crash(error, told.request_id)
        if is_page(self._scope):
            given = given_back(self._scope) if told.status >= 500 else None
            text = rendered(app, self._scope, "problem.html", told=told, given=given)
            kind, body = f"{HTML}; charset=utf-8", text.encode()
        else:
            kind, body = MEDIA_TYPE, encoded(told)
        headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body))]
        if told.status == 503:
            headers.append((b"retry-after", b"1"))
        start: HTTPResponseStartEvent = {
            "type": "http.response.start",
            "status": told.status,
            "headers": headers,
        }
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})
