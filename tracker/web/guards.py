"""Wall 1: every route says what it requires, or why it is public."""

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from tracker.kernel.errors import Forbidden
from tracker.process.policy import Act, may
from tracker.process.shut import HAS_NO_ROW
from tracker.process.states import STATES
from tracker.web.language import N_
from tracker.web.pages import is_page
from tracker.web.refusals import not_granted

_TOKEN = N_("Send a valid API token as `Authorization: Bearer …`.")
_SIGN_IN = N_("Sign in to see this.")


class Requires:
    """The act that a route performs; the actor's role must be granted it."""

    def __init__(self, act: Act) -> None:
        self.act = act

    async def __call__(self, connection: ASGIConnection, _handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        actor = connection.scope.get("user")
        if actor is None:
            raise NotAuthorizedException(_SIGN_IN if is_page(connection.scope) else _TOKEN)
        if self.act not in STATES:
            raise Forbidden(HAS_NO_ROW)
        if not may(actor, self.act):
            raise Forbidden(not_granted(actor, self.act))


class Public:
    """A route that anybody may call, and why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    async def __call__(self, _connection: ASGIConnection, _handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
        return None


class UnguardedRoute(RuntimeError):
    """A route of ours says neither what it requires nor why it is public."""


def handlers_of(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    """Every (path, handler) of the application but the framework's own OPTIONS."""
    return [
        (route.path, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "OPTIONS" not in handler.http_methods
    ]


def refuse_unguarded(app: Litestar) -> None:
    """Stop the start unless each route carries exactly one policy."""
    for path, handler in handlers_of(app):
        policies = [g for g in handler.resolve_guards() if isinstance(g, Requires | Public)]
        if len(policies) != 1:
            raise UnguardedRoute(f"{path} needs Requires(Act.…) or Public(reason)")
