"""The person who looks at a page: their session and actor."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request
from msgspec import Struct

from tracker.kernel.actor import Actor, Role


class Visitor(Struct, frozen=True, kw_only=True):
    """`actor` is None while a second factor or a role is still to come.

    `secret` is the cookie's; what forms carry is derived from it. `proven_at`: when a factor was
    last shown, None where a provider did not say when; `second_at`: when the second one was, if
    ever. `provider_id`: the provider of sign-in that opened the session, if one did.
    """

    session_id: UUID
    secret: str
    person_id: UUID
    name: str
    email: str
    language: str
    zone: str
    organisation: str | None
    role: Role | None
    actor: Actor | None
    has_factor: bool
    proven_at: datetime | None
    second_at: datetime | None
    remembered: bool
    provider_id: UUID | None

    @property
    def owes_factor(self) -> bool:
        """A second factor is set up, and this session has not shown it."""
        return self.has_factor and self.second_at is None


def visitor_of(request: Request[Any, Any, Any]) -> Visitor | None:
    """The visitor of a page; None on a page for everybody."""
    scope: Any = request.scope
    found: Visitor | None = scope.get("visitor")
    return found
