"""Wall 1 as it stands on each route, asked role by role and held against the reviewed page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import HTTPRouteHandler

from tests.rights.paper import reviewed
from tracker.kernel.actor import ROLES_OF, Actor, Role
from tracker.kernel.errors import Forbidden
from tracker.process.policy import Act
from tracker.web.guards import Requires, handlers_of

_ANYBODY = UUID(int=1)


def guarded(app: Litestar) -> list[tuple[str, HTTPRouteHandler, Requires]]:
    """Every route that asks for an act."""
    return [
        (path, handler, guard)
        for path, handler in handlers_of(app)
        for guard in handler.resolve_guards()
        if isinstance(guard, Requires)
    ]


async def differences(
    routes: Iterable[tuple[str, HTTPRouteHandler, Requires]], act: Act | None = None
) -> list[str]:
    """Where the guard of a route lets in whom the page does not, or keeps out whom it does."""
    page, found = reviewed(), []
    for path, handler, guard in routes:
        if act is not None and guard.act is not act:
            continue
        for role in Role:
            in_ = await _lets_in(guard, handler, path, role)
            if in_ is not (role in page.get(guard.act, frozenset())):
                found.append(f"{path} {role.value}: {'let in' if in_ else 'kept out'}")
    return found


async def _lets_in(guard: Requires, handler: HTTPRouteHandler, path: str, role: Role) -> bool:
    kind = next(kind for kind, roles in ROLES_OF.items() if role in roles)
    actor = Actor(
        person_id=_ANYBODY,
        organisation_id=_ANYBODY,
        membership_id=_ANYBODY,
        kind=kind,
        role=role,
    )
    scope: Any = {"type": "http", "user": actor, "path": path}
    try:
        await guard(ASGIConnection(scope), handler)
    except Forbidden:
        return False
    return True
