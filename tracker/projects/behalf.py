"""What a city or a firm sends on paper, recorded on its behalf with the original attached.

The desk names the party and the original; the act is then the party's, with its rights and no
others, and its entry says who recorded it. Four eyes look at the person, so that whoever records
counts as a submitter.
"""

from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.errors import Forbidden, NotFound, Unfit
from tracker.kernel.saying import N_
from tracker.people import queries as people
from tracker.process.policy import Act, may
from tracker.projects import queries
from tracker.web.pages import is_page

PARTY, ORIGINAL = "on-behalf-of", "original-file"
"""Headers of the API."""
OF_FORM = ("behalf", "original")
"""The same in the address of a page's form."""
ACTS_AS = {
    OrganisationKind.CITY: Role.CITY_CONTACT,
    OrganisationKind.FIRM: Role.FIRM_MEMBER,
}
"""Which parties send paper, and in which role their acts are recorded."""
_ACTS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class OnBehalf(ASGIMiddleware):
    """Puts the party in the place of whoever records for it, before the guards look."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        await _stand_in(ASGIConnection(scope, receive))
        await next_app(scope, receive, send)


async def _stand_in(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    party, paper = _named(connection)
    actor: Actor | None = connection.scope.get("user")
    if party is None or actor is None:
        return
    if not may(actor, Act.RECEIVED_RECORD):
        raise Forbidden(N_("Officers and managers record what came on paper; ask one of them."))
    async with connection.app.state.reads() as session:
        desk = Desk(session, connection.app.state.clock(), actor)
        acting = await _as_party(
            desk, _uuid(party, "On-Behalf-Of"), _uuid(paper or "", "Original-File")
        )
    words: Any = connection.scope
    words["user"] = acting


async def _as_party(desk: Desk, organisation_id: UUID, file_id: UUID) -> Actor:
    """The contact of a city or a member of a firm, by an original the recorder uploaded."""
    try:
        party = await people.organisation(desk.session, organisation_id)
    except NotFound:
        raise Unfit("On-Behalf-Of", N_("Name a city or a firm by its id.")) from None
    role = ACTS_AS.get(party.kind)
    if role is None:
        raise Unfit("On-Behalf-Of", N_("Name a city or a firm; others act for themselves."))
    original = await queries.own_upload(desk, file_id)
    if original is None or original.project_id is None:
        raise Unfit(
            "Original-File", N_("Upload the original to the project first, and name its id.")
        )
    return desk.actor.standing_in(
        party.id, party.kind, role, project_id=original.project_id, file_id=original.id
    )


def _named(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[str | None, str | None]:
    """The party and the original of an act that is recorded for somebody."""
    if is_page(connection.scope):
        party, paper = (connection.query_params.get(name) for name in OF_FORM)
    elif connection.scope.get("method") in _ACTS:
        party, paper = connection.headers.get(PARTY), connection.headers.get(ORIGINAL)
    else:
        party = paper = None
    return party, paper


def _uuid(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unfit(field, N_("Give an id as the lists of the API show it.")) from None
