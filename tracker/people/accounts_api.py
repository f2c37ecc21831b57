"""JSON handlers for invitations, and for what an administrator does for somebody's account."""

from datetime import datetime
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.people import answers_api, provider_api, tokens_api
from tracker.people.commands import factors, invitations, sessions
from tracker.people.models import Invitation, Person
from tracker.people.queries import invitations as queries
from tracker.people.queries import members
from tracker.people.wire import InvitationView, NewInvitation, PersonView
from tracker.process.policy import Act
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.versions import etag


@get("/invitations", guards=[Requires(Act.PERSON_INVITE)])
async def list_invitations(
    desk: NamedDependency[Desk], after: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[InvitationView]:
    """Who was asked in, newest first: of your own organisation, or of all for the secretariat."""
    return await queries.invitations(desk, after, limit)


@post("/invitations", guards=[Requires(Act.PERSON_INVITE)])
async def invite(
    data: JSONBody[NewInvitation], desk: NamedDependency[Desk]
) -> Response[InvitationView]:
    """Ask somebody in by a letter: they get the role once they accept.

    The letter goes out by mail; where mail is not set up, whoever runs the tracker hands it on.
    The answer is the same whoever has the address. Who is asked in already, and has not answered,
    is written to again.
    """
    return _sent(await invitations.invite(desk, data), desk.now)


@get("/invitations/{invitation_id:uuid}", guards=[Requires(Act.PERSON_INVITE)])
async def show_invitation(
    invitation_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[InvitationView]:
    """One invitation, with its ETag."""
    row = await queries.invitation(desk, invitation_id)
    return Response(InvitationView.of(row, desk.now), headers=etag(row.version))


@post("/invitations/{invitation_id:uuid}/repetitions", guards=[Requires(Act.PERSON_INVITE)])
async def invite_again(
    invitation_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[InvitationView]:
    """Write once more to somebody who has not answered; the invitation is open for longer."""
    row = await queries.invitation(desk, invitation_id)
    return _sent(await invitations.invite_again(desk, row), desk.now)


@delete("/invitations/{invitation_id:uuid}", guards=[Requires(Act.PERSON_INVITE)], status_code=204)
async def withdraw_invitation(
    invitation_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> None:
    """Take an invitation back that nobody has answered; its link ends."""
    row = await queries.invitation(desk, invitation_id)
    await invitations.withdraw(desk, row, version)


@post("/persons/{person_id:uuid}/session-endings", guards=[Requires(Act.PERSON_WRITE)])
async def end_sessions(
    person_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[PersonView]:
    """End every session of somebody at once, as when a device is lost."""
    row = await members.person(desk.session, person_id)
    await sessions.end_others(desk, row.id, None)
    return _person(row)


@post("/persons/{person_id:uuid}/authenticator-removals", guards=[Requires(Act.PERSON_WRITE)])
async def remove_authenticator(
    person_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[PersonView]:
    """Take the authenticator of somebody away who has lost it, once you know who asks.

    A letter tells them, and managers and the other administrators; it goes out by mail where
    mail is set up.
    """
    row = await members.person(desk.session, person_id)
    await factors.remove_for(desk, row.id)
    return _person(row)


def _person(row: Person) -> Response[PersonView]:
    headers = {"Location": f"/api/persons/{row.id}"} | etag(row.version)
    return Response(PersonView.of(row), status_code=201, headers=headers)


def _sent(row: Invitation, now: datetime) -> Response[InvitationView]:
    headers = {"Location": f"/api/invitations/{row.id}"} | etag(row.version)
    return Response(InvitationView.of(row, now), status_code=201, headers=headers)


HANDLERS = (
    list_invitations,
    invite,
    show_invitation,
    invite_again,
    withdraw_invitation,
    end_sessions,
    remove_authenticator,
    *answers_api.HANDLERS,
    *provider_api.HANDLERS,
    *tokens_api.HANDLERS,
)
