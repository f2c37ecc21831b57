"""The cast of the tests (invented): everybody who acts, with a token for each membership."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.demo.cast import Cast
from tracker.journal.desk import SystemDesk
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.ids import uuid7
from tracker.people.commands import members
from tracker.people.models import ApiToken, Person
from tracker.people.wire import NewMembership, NewOrganisation, NewPerson

ORGANISATIONS = {
    "secretariat": (OrganisationKind.SECRETARIAT, "Example secretariat", None),
    "city": (OrganisationKind.CITY, "Example city", "KLA"),
    "other_city": (OrganisationKind.CITY, "Example other city", "ZZX"),
    "consulting": (OrganisationKind.FIRM, "Example consulting company", None),
    "providing": (OrganisationKind.FIRM, "Example solution provider", None),
    "other_firm": (OrganisationKind.FIRM, "Example other firm", None),
    "partner": (OrganisationKind.PARTNER, "Example partner", None),
}
PEOPLE = {
    "administrator": ("secretariat", Role.ADMINISTRATOR),
    "manager": ("secretariat", Role.MANAGER),
    "manager2": ("secretariat", Role.MANAGER),
    "officer": ("secretariat", Role.OFFICER),
    "officer2": ("secretariat", Role.OFFICER),
    "reviewer": ("secretariat", Role.REVIEWER),
    "reviewer2": ("secretariat", Role.REVIEWER),
    "committee1": ("secretariat", Role.COMMITTEE_MEMBER),
    "committee2": ("partner", Role.COMMITTEE_MEMBER),
    "committee3": ("partner", Role.COMMITTEE_MEMBER),
    "observer": ("partner", Role.OBSERVER),
    "city_contact": ("city", Role.CITY_CONTACT),
    "city_contact2": ("city", Role.CITY_CONTACT),
    "city_security": ("city", Role.CITY_SECURITY),
    "city_privacy": ("city", Role.CITY_PRIVACY),
    "city_approver": ("city", Role.CITY_APPROVER),
    "city_approver2": ("city", Role.CITY_APPROVER),
    "other_city_contact": ("other_city", Role.CITY_CONTACT),
    "other_city_approver": ("other_city", Role.CITY_APPROVER),
    "consultant": ("consulting", Role.FIRM_MEMBER),
    "provider": ("providing", Role.FIRM_MEMBER),
    "other_firm_member": ("other_firm", Role.FIRM_MEMBER),
}


async def fill(session: AsyncSession, now: datetime) -> Cast:
    """Add everybody through the commands people use; tokens outlive every test's clock."""
    cast = Cast(organisations={}, actors={}, tokens={})
    for name, (kind, title, code) in ORGANISATIONS.items():
        organisation = await members.add_organisation(
            SystemDesk(session, now), NewOrganisation(kind=kind, name=title, code=code)
        )
        cast.organisations[name] = organisation.id
    for name, (organisation_name, role) in PEOPLE.items():
        await add_member(session, cast, name, organisation_name, role, now)
    return cast


async def add_member(
    session: AsyncSession, cast: Cast, name: str, organisation: str, role: Role, now: datetime
) -> Actor:
    """One more person with one role and a token."""
    person = await members.add_person(
        SystemDesk(session, now), NewPerson(name=f"Example {name}", email=f"{name}@example.org")
    )
    return await _add_role(session, cast, name, person, organisation, role, now)


async def add_hat(
    session: AsyncSession,
    cast: Cast,
    name: str,
    whose: str,
    organisation: str,
    role: Role,
    now: datetime,
) -> Actor:
    """One more role, with a token, of a person who has one already."""
    person = await session.get_one(Person, cast.person(whose))
    return await _add_role(session, cast, name, person, organisation, role, now)


async def _add_role(
    session: AsyncSession,
    cast: Cast,
    name: str,
    person: Person,
    organisation: str,
    role: Role,
    now: datetime,
) -> Actor:
    asked = NewMembership(organisation_id=cast.organisations[organisation], role=role)
    membership = await members.give_membership(SystemDesk(session, now), person, asked)
    cast.tokens[name] = add_token(session, membership.id, name, now)
    cast.actors[name] = Actor(
        person_id=person.id,
        organisation_id=membership.organisation_id,
        membership_id=membership.id,
        kind=membership.kind,
        role=role,
    )
    return cast.actors[name]


def add_token(session: AsyncSession, membership_id: UUID, name: str, now: datetime) -> str:
    """The secret of a token that is put in; people make theirs on their page, by two factors."""
    secret = f"{members.TOKEN_PREFIX}{name}-{'x' * 20}"
    session.add(
        ApiToken(
            id=uuid7(now),
            created_at=now,
            membership_id=membership_id,
            name="test",
            hash=members.token_hash(secret),
            expires_at=now + timedelta(days=4000),
            revoked_at=None,
        )
    )
    return secret
