"""What somebody is asked stands on their account page: they accept it there, or decline."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, SystemDesk
from tracker.people import queries
from tracker.people.commands import answers
from tracker.people.models import Invitation
from tracker.people.pages import HALF, own_account
from tracker.people.queries import providers
from tracker.people.queries.invitations import invitation_to
from tracker.people.rules import is_fresh
from tracker.web.language import N_
from tracker.web.rendering import redirect
from tracker.web.visitor import Visitor

_AGAIN = "/sign-in/again?next=/account"


@post("/account/invitations/{invitation_id:uuid}/accept", guards=[HALF])
async def accept_offer(
    request: Request[Any, Any, Any],
    invitation_id: FromPath[UUID],
    system: NamedDependency[SystemDesk],
) -> Response[Any]:
    """Take part from now on, shortly after a factor was shown."""
    visitor = own_account(request)
    if not is_fresh(visitor.proven_at, system.now):
        return redirect(_AGAIN)
    row = await _asked_of(system.session, visitor, invitation_id)
    person = await queries.person(system.session, visitor.person_id)
    await answers.accept(AnyDesk(system.session, system.now, visitor.actor), row, person)
    return redirect("/account", N_("You take part from now on."))


@post("/account/invitations/{invitation_id:uuid}/decline", guards=[HALF])
async def decline_offer(
    request: Request[Any, Any, Any],
    invitation_id: FromPath[UUID],
    system: NamedDependency[SystemDesk],
) -> Response[Any]:
    """Do not take part, shortly after a factor was shown."""
    visitor = own_account(request)
    if not is_fresh(visitor.proven_at, system.now):
        return redirect(_AGAIN)
    row = await _asked_of(system.session, visitor, invitation_id)
    await answers.decline(AnyDesk(system.session, system.now, visitor.actor), row)
    return redirect("/account", N_("You have declined; nothing changes for you."))


async def _asked_of(session: AsyncSession, visitor: Visitor, invitation_id: UUID) -> Invitation:
    allowed = await within(session, visitor)
    return await invitation_to(session, visitor.person_id, allowed, invitation_id)


async def within(session: AsyncSession, visitor: Visitor) -> UUID | None:
    """The only organisation for which a session that a provider opened may answer."""
    if visitor.provider_id is None:
        return None
    return (await providers.provider(session, visitor.provider_id)).organisation_id


HANDLERS = (accept_offer, decline_offer)
