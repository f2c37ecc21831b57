"""What is asked of every request for a page before its handler: a page of ours, a known method."""

from typing import Any

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from tracker.web.csrf import expect_own_page

API = "/api"


def is_page(scope: Any) -> bool:
    """Whether an address is one of the pages; all others are the API's."""
    path = str(scope["path"])
    return path != API and not path.startswith(f"{API}/")


class OwnPages(ASGIMiddleware):
    """A form that another site sends is refused by its headers, before its body is read."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if is_page(scope) and scope.get("method") not in ("GET", "HEAD"):
            expect_own_page(scope, scope["litestar_app"].state.settings.origin)
        await next_app(scope, receive, send)
