"""JSON handlers for what somebody is asked: to accept an invitation, or to decline it.

A token acts for one organisation, and answers what that organisation asks; the account page
answers the rest.
"""

from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.accounts.commands import answers
from tracker.accounts.models import Invitation
from tracker.accounts.queries import invitations as queries
from tracker.accounts.wire import OfferView
from tracker.identity import queries as people
from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/me/invitations", guards=[Requires(Act.INVITATION_ANSWER)])
async def list_offers(
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[OfferView]:
    """What the organisation of this token asks you, newest first, and what became of it."""
    return await queries.offers(session, actor.person_id, actor.organisation_id, after, limit, now)


@get("/me/invitations/{invitation_id:uuid}", guards=[Requires(Act.INVITATION_ANSWER)])
async def show_offer(
    invitation_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> OfferView:
    """One invitation that was sent to you."""
    row = await _theirs(session, actor, invitation_id)
    return await _view(session, row, now)


@post(
    "/me/invitations/{invitation_id:uuid}/acceptances",
    guards=[Requires(Act.INVITATION_ANSWER)],
)
async def accept_invitation(
    invitation_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[OfferView]:
    """Accept what you are asked: you hold the role from now on."""
    row = await _theirs(session, actor, invitation_id)
    person = await people.person(session, actor.person_id)
    await answers.accept(session, actor, row, person, now)
    return await _answered(session, row, now)


@post(
    "/me/invitations/{invitation_id:uuid}/declines",
    guards=[Requires(Act.INVITATION_ANSWER)],
)
async def decline_invitation(
    invitation_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    now: NamedDependency[datetime],
) -> Response[OfferView]:
    """Decline what you are asked: nothing changes for you."""
    row = await _theirs(session, actor, invitation_id)
    await answers.decline(session, actor, row, now)
    return await _answered(session, row, now)


async def _theirs(session: AsyncSession, actor: Actor, invitation_id: UUID) -> Invitation:
    return await queries.invitation_to(
        session, actor.person_id, actor.organisation_id, invitation_id
    )


async def _answered(session: AsyncSession, row: Invitation, now: datetime) -> Response[OfferView]:
    headers = {"Location": f"/api/me/invitations/{row.id}"}
    return Response(await _view(session, row, now), status_code=201, headers=headers)


async def _view(session: AsyncSession, row: Invitation, now: datetime) -> OfferView:
    (view,) = await queries.offer_views(session, [row], now)
    return view


HANDLERS = (list_offers, show_offer, accept_invitation, decline_invitation)
