"""What every page is given: its reader at a desk; and names for the ids it shows."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException

from tracker.journal.desk import Desk
from tracker.notifications import queries as notices
from tracker.people import queries as people
from tracker.process.policy import Act, may
from tracker.projects import queries as projects
from tracker.web.language import N_
from tracker.web.session import READS
from tracker.web.visitor import Visitor, visitor_of

MOST = 200
"""Rows of the longest list that a page shows whole, or that a form offers."""


class Looking(Desk, frozen=True):
    """The desk at which somebody looks at a page or acts on it."""

    visitor: Visitor
    request: Request[Any, Any, Any]


def looking(request: Request[Any, Any, Any], desk: Desk) -> Looking:
    visitor = visitor_of(request)
    if visitor is None or visitor.actor is None:
        raise NotAuthorizedException(N_("Sign in to see this."))
    return Looking(desk.session, desk.now, desk.actor, visitor, request)


async def provide_look(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Looking:
    """With the number at the bell, but where something is done: then files come before it."""
    look = looking(request, desk)
    if request.method in READS:
        await count_unseen(look)
    return look


async def count_unseen(look: Looking) -> None:
    """Look the number at the bell up, and leave it in the scope for the page's bar."""
    if may(look.actor, Act.NOTICE_SEE):
        scope: Any = look.request.scope
        scope["tracker_unseen"] = await notices.unseen(look)


async def person_names(look: Looking, ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The names of persons; one statement, none where nobody is asked for."""
    asked = {one for one in ids if one is not None}
    return await people.names(look.session, asked) if asked else {}


async def organisations(look: Looking, ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    asked = {one for one in ids if one is not None}
    if not asked:
        return {}
    rows = await people.organisations_by_id(look.session, asked)
    return {one: row.name for one, row in rows.items()}


async def named(look: Looking, ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The names of persons and organisations, in one statement."""
    asked = {one for one in ids if one is not None}
    return await people.names_of_all(look.session, asked) if asked else {}


async def by_letter(look: Looking, ids: Iterable[UUID | None]) -> frozenset[UUID]:
    """Which of the things on a page were received by letter."""
    asked = [one for one in ids if one is not None]
    return await projects.by_letter(look, asked) if asked else frozenset()
