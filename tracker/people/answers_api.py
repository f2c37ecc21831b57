"""JSON handlers for what somebody is asked: to accept an invitation, or to decline it.

A token acts for one organisation, and answers what that organisation asks; the account page
answers the rest.
"""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.paging import Page
from tracker.people.commands import answers
from tracker.people.models import Invitation
from tracker.people.queries import invitations as queries
from tracker.people.queries import members
from tracker.people.wire import OfferView
from tracker.process.policy import Act
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/me/invitations", guards=[Requires(Act.INVITATION_ANSWER)])
async def list_offers(
    desk: NamedDependency[Desk], after: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[OfferView]:
    """What the organisation of this token asks you, newest first, and what became of it."""
    return await queries.offers(
        desk, desk.actor.person_id, desk.actor.organisation_id, after, limit
    )


@get("/me/invitations/{invitation_id:uuid}", guards=[Requires(Act.INVITATION_ANSWER)])
async def show_offer(invitation_id: FromPath[UUID], desk: NamedDependency[Desk]) -> OfferView:
    """One invitation that was sent to you."""
    row = await _theirs(desk, invitation_id)
    return await _view(desk, row)


@post(
    "/me/invitations/{invitation_id:uuid}/acceptances",
    guards=[Requires(Act.INVITATION_ANSWER)],
)
async def accept_invitation(
    invitation_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[OfferView]:
    """Accept what you are asked: you hold the role from now on."""
    row = await _theirs(desk, invitation_id)
    person = await members.person(desk.session, desk.actor.person_id)
    await answers.accept(desk, row, person)
    return await _answered(desk, row)


@post(
    "/me/invitations/{invitation_id:uuid}/declines",
    guards=[Requires(Act.INVITATION_ANSWER)],
)
async def decline_invitation(
    invitation_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[OfferView]:
    """Decline what you are asked: nothing changes for you."""
    row = await _theirs(desk, invitation_id)
    await answers.decline(desk, row)
    return await _answered(desk, row)


async def _theirs(desk: Desk, invitation_id: UUID) -> Invitation:
    return await queries.invitation_to(
        desk.session, desk.actor.person_id, desk.actor.organisation_id, invitation_id
    )


async def _answered(desk: AnyDesk, row: Invitation) -> Response[OfferView]:
    headers = {"Location": f"/api/me/invitations/{row.id}"}
    return Response(await _view(desk, row), status_code=201, headers=headers)


async def _view(desk: AnyDesk, row: Invitation) -> OfferView:
    (view,) = await queries.offer_views(desk, [row])
    return view


HANDLERS = (list_offers, show_offer, accept_invitation, decline_invitation)
