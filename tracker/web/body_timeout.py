"""Limits the time in which a request's body has to arrive."""

import asyncio
import time

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from tracker.kernel.errors import TrackerError
from tracker.web.language import N_

WAIT = 10.0
"""Seconds without a byte after which a body is given up."""
GRACE = 20.0
"""Seconds that a body may take in any case."""
RATE = 4 * 1024
"""Bytes a second, on the average, that have to arrive after that; a poor mobile line has twice."""


class TooSlow(TrackerError):
    """The body did not come in time."""


class BrokenOff(TrackerError):
    """The client closed the connection before the whole body had come."""


class Pace(ASGIMiddleware):
    """Middleware that limits the time of every body, without what the service itself takes."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        await next_app(scope, _Body(scope, receive).receive, send)


class _Body:
    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._left = _announced(scope)
        self._waited = 0.0
        self._received = 0
        self._ended = False

    async def receive(self) -> HTTPReceiveMessage:
        if self._ended:  # only the end of the connection is still to come
            return await self._receive()  # type: ignore[return-value]
        message = await self._next()
        if message["type"] == "http.disconnect":
            raise BrokenOff(N_("The body broke off; send the whole again."))
        size = len(message["body"])
        self._received += size
        self._ended = not message["more_body"]
        if self._left is not None:
            self._left -= size
            if self._ended and self._left > 0:
                raise BrokenOff(
                    N_("The body is shorter than its `Content-Length`; send the whole.")
                )
        return message

    async def _next(self) -> HTTPReceiveMessage:
        begun = time.monotonic()
        allowed = GRACE + self._received / RATE - self._waited
        try:
            message = await asyncio.wait_for(self._receive(), max(0, min(WAIT, allowed)))
        except TimeoutError:
            raise TooSlow(
                N_("The body came too slowly; send it again over a better line.")
            ) from None
        self._waited += time.monotonic() - begun
        return message  # type: ignore[return-value]


def _announced(scope: Scope) -> int | None:
    """What `Content-Length` says; what is no number is told by the framework."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None
