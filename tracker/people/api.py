"""JSON handlers for people, organisations, tokens."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor
from tracker.kernel.paging import Page
from tracker.people import queries
from tracker.people.commands import members
from tracker.people.wire import (
    Me,
    MembershipView,
    NewMembership,
    NewOrganisation,
    NewPerson,
    OrganisationChange,
    OrganisationView,
    PersonView,
    TokenView,
    WaitingRole,
)
from tracker.process.policy import Act
from tracker.process.unmet import Refusal
from tracker.web.guards import Requires
from tracker.web.paging import Limit
from tracker.web.problems import made, refused
from tracker.web.versions import etag


@get("/me", guards=[Requires(Act.ME_SEE)])
async def me(actor: NamedDependency[Actor]) -> Me:
    """As whom this token acts."""
    return Me.of(actor)


@get("/organisations", guards=[Requires(Act.ORGANISATION_SEE)])
async def list_organisations(
    session: NamedDependency[AsyncSession],
    find: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[OrganisationView]:
    """Organisations, newest first; `find`: a part of the name or the code."""
    return await queries.organisations(session, find, after, limit)


@post("/organisations", guards=[Requires(Act.ORGANISATION_WRITE)])
async def add_organisation(
    data: JSONBody[NewOrganisation], desk: NamedDependency[Desk]
) -> Response[OrganisationView]:
    """Add a city, firm, partner or secretariat."""
    row = await members.add_organisation(desk, data)
    headers = {"Location": f"/api/organisations/{row.id}"} | etag(row.version)
    return Response(OrganisationView.of(row), status_code=201, headers=headers)


@get("/organisations/{organisation_id:uuid}", guards=[Requires(Act.ORGANISATION_SEE)])
async def show_organisation(
    organisation_id: FromPath[UUID], session: NamedDependency[AsyncSession]
) -> Response[OrganisationView]:
    """One organisation, with its ETag."""
    row = await queries.organisation(session, organisation_id)
    return Response(OrganisationView.of(row), headers=etag(row.version))


@patch("/organisations/{organisation_id:uuid}", guards=[Requires(Act.ORGANISATION_WRITE)])
async def change_organisation(
    organisation_id: FromPath[UUID],
    data: JSONBody[OrganisationChange],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[OrganisationView]:
    """Change name, country, zone or the day of joining."""
    row = await queries.organisation(desk.session, organisation_id)
    row = await members.change_organisation(desk, row, data, version)
    return Response(OrganisationView.of(row), headers=etag(row.version))


@get("/persons", guards=[Requires(Act.PERSON_WRITE)])
async def list_persons(
    session: NamedDependency[AsyncSession],
    find: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[PersonView]:
    """People, newest first; `find`: a part of the name or the mail address."""
    return await queries.persons(session, find, after, limit)


@post("/persons", guards=[Requires(Act.PERSON_WRITE)])
async def add_person(
    data: JSONBody[NewPerson], desk: NamedDependency[Desk]
) -> Response[PersonView]:
    """Add a person; they can do nothing until they hold a role."""
    row = await members.add_person(desk, data)
    return Response(
        PersonView.of(row), status_code=201, headers={"Location": f"/api/persons/{row.id}"}
    )


@get("/persons/{person_id:uuid}", guards=[Requires(Act.PERSON_WRITE)])
async def show_person(
    person_id: FromPath[UUID], session: NamedDependency[AsyncSession]
) -> Response[PersonView]:
    """One person, with its ETag."""
    row = await queries.person(session, person_id)
    return Response(PersonView.of(row), headers=etag(row.version))


@get("/persons/{person_id:uuid}/memberships", guards=[Requires(Act.PERSON_WRITE)])
async def list_memberships(
    person_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[MembershipView]:
    """The roles of a person, newest first, those that ended among them."""
    row = await queries.person(desk.session, person_id)
    return await queries.memberships_page(desk, row.id, after, limit)


@get("/memberships/{membership_id:uuid}", guards=[Requires(Act.PERSON_WRITE)])
async def show_membership(
    membership_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[MembershipView]:
    """One role of a person, with its ETag."""
    row = await queries.membership(desk.session, membership_id)
    return Response(MembershipView.of(row, desk.now), headers=etag(row.version))


@post("/persons/{person_id:uuid}/memberships", guards=[Requires(Act.PERSON_WRITE)])
async def give_membership(
    person_id: FromPath[UUID], data: JSONBody[NewMembership], desk: NamedDependency[Desk]
) -> Response[MembershipView]:
    """Give somebody else a role in an organisation; managers and administrators are told."""
    person = await queries.person(desk.session, person_id)
    row = await members.grant_membership(desk, person, data)
    headers = {"Location": f"/api/memberships/{row.id}"} | etag(row.version)
    return Response(MembershipView.of(row, desk.now), status_code=201, headers=headers)


@get("/roles-to-confirm", guards=[Requires(Act.ROLE_CONFIRM)])
async def list_waiting_roles(
    desk: NamedDependency[Desk], after: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[WaitingRole]:
    """Roles that take part in decisions and wait for a second person, newest first."""
    return await queries.waiting_roles(desk, after, limit)


@post(
    "/memberships/{membership_id:uuid}/confirmations",
    guards=[Requires(Act.ROLE_CONFIRM)],
    responses=made(MembershipView),
)
async def confirm_membership(
    request: Request[Any, Any, Any], membership_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Stand for a new holder of a role, which counts from then on: not who gave it or gets it."""
    row = await queries.membership(desk.session, membership_id)
    confirmed = await members.confirm_membership(desk, row)
    if isinstance(confirmed, Refusal):
        return refused(request, confirmed)
    headers = {"Location": f"/api/memberships/{row.id}"} | etag(row.version)
    return Response(MembershipView.of(confirmed, desk.now), status_code=201, headers=headers)


@get("/persons/{person_id:uuid}/tokens", guards=[Requires(Act.TOKEN_SEE)])
async def list_tokens(
    person_id: FromPath[UUID],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[TokenView]:
    """Your tokens, or anybody's for an administrator, newest first; never a secret."""
    members.expect_own(desk.actor, Act.TOKEN_SEE, person_id)
    row = await queries.person(desk.session, person_id)
    return await queries.tokens_page(desk, row.id, after, limit)


@get("/tokens/{token_id:uuid}", guards=[Requires(Act.TOKEN_SEE)])
async def show_token(token_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[TokenView]:
    """One token without its secret, with its ETag."""
    row = await members.own_token(desk, token_id)
    return Response(TokenView.of(row, desk.now), headers=etag(row.version))


@delete("/tokens/{token_id:uuid}", guards=[Requires(Act.TOKEN_REVOKE)], status_code=204)
async def revoke_token(
    token_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> None:
    """End a token at once."""
    row = await members.own_token(desk, token_id)
    await members.revoke_token(desk, row, version)


HANDLERS = (
    me,
    list_organisations,
    add_organisation,
    show_organisation,
    change_organisation,
    list_persons,
    add_person,
    show_person,
    list_memberships,
    show_membership,
    give_membership,
    list_waiting_roles,
    confirm_membership,
    list_tokens,
    show_token,
    revoke_token,
)
