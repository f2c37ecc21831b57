"""Who acts in the demo (invented): everybody, with one token for each role they hold."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.accounts.commands.passwords import set_password
from tracker.accounts.hashing import Hashing
from tracker.identity import commands
from tracker.identity.wire import NewMembership, NewOrganisation, NewPerson, NewToken
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.errors import Conflict
from tracker.process.unmet import Refusal

OFFICE = {
    "administrator": ("secretariat", Role.ADMINISTRATOR),
    "manager": ("secretariat", Role.MANAGER),
    "officer": ("secretariat", Role.OFFICER),
    "officer2": ("secretariat", Role.OFFICER),
    "reviewer": ("secretariat", Role.REVIEWER),
    "reviewer2": ("secretariat", Role.REVIEWER),
    "committee1": ("secretariat", Role.COMMITTEE_MEMBER),
    "committee2": ("partner", Role.COMMITTEE_MEMBER),
    "committee3": ("partner", Role.COMMITTEE_MEMBER),
    "observer": ("partner", Role.OBSERVER),
    "consultant": ("consulting", Role.FIRM_MEMBER),
    "provider": ("providing", Role.FIRM_MEMBER),
}
CITY = {
    "city_contact": Role.CITY_CONTACT,
    "city_contact2": Role.CITY_CONTACT,
    "city_security": Role.CITY_SECURITY,
    "city_privacy": Role.CITY_PRIVACY,
    "city_approver": Role.CITY_APPROVER,
}
_OFFICES = {
    "secretariat": (OrganisationKind.SECRETARIAT, "Example secretariat"),
    "partner": (OrganisationKind.PARTNER, "Example partner"),
    "consulting": (OrganisationKind.FIRM, "Example consulting company"),
    "providing": (OrganisationKind.FIRM, "Example solution provider"),
}
PASSWORD = "try-out only, nothing real"  # noqa: S105 - the demo's one password, for all to read
CITIES = {"XAA": "Example city A", "XBB": "Example city B", "XCC": "Example city C"}


class Cast(Struct, kw_only=True):
    """Names in a story to organisations, people and their tokens."""

    organisations: dict[str, UUID]
    actors: dict[str, Actor]
    tokens: dict[str, str]
    emails: dict[str, str] = {}

    def person(self, name: str) -> UUID:
        return self.actors[name].person_id


async def fill(session: AsyncSession, since: datetime, now: datetime) -> dict[str, Cast]:
    """Add everybody, in their roles since a day; the cast of each city's stories, by its code.

    Tokens are issued as of `now`, so that they are good for as long as tokens are.
    """
    office = Cast(organisations={}, actors={}, tokens={}, emails={})
    hashed = await Hashing().hashed(PASSWORD)
    for name, (kind, title) in _OFFICES.items():
        office.organisations[name] = await _organisation(session, kind, title, None, since)
    for name, (organisation, role) in OFFICE.items():
        await _join(
            session,
            office,
            name,
            name,
            office.organisations[organisation],
            role,
            since,
            now,
            hashed,
        )
    return {code: cast async for code, cast in _cities(session, office, since, now, hashed)}


async def _cities(
    session: AsyncSession, office: Cast, since: datetime, now: datetime, hashed: str
) -> AsyncIterator[tuple[str, Cast]]:
    for code, title in CITIES.items():
        city = await _organisation(session, OrganisationKind.CITY, title, code, since)
        cast = Cast(
            organisations=office.organisations | {"city": city},
            actors=dict(office.actors),
            tokens=dict(office.tokens),
            emails=dict(office.emails),
        )
        for name, role in CITY.items():
            await _join(session, cast, name, f"{name} of {title}", city, role, since, now, hashed)
        yield code, cast


async def _organisation(
    session: AsyncSession, kind: OrganisationKind, title: str, code: str | None, since: datetime
) -> UUID:
    asked = NewOrganisation(kind=kind, name=title, code=code)
    return (await commands.add_organisation(session, None, asked, since)).id


async def _join(
    session: AsyncSession,
    cast: Cast,
    name: str,
    called: str,
    organisation: UUID,
    role: Role,
    since: datetime,
    now: datetime,
    hashed: str,
) -> None:
    address = called.replace("_", ".").replace(" ", "-").lower()
    known = NewPerson(name=f"Example {called}".replace("_", " "), email=f"{address}@example.org")
    person = await commands.add_person(session, None, known, since)
    asked = NewMembership(organisation_id=organisation, role=role)
    membership = await commands.give_membership(session, None, person, asked, since)
    wanted = NewToken(membership_id=membership.id, name="demo")
    issued = await commands.issue_token(session, None, person.id, wanted, 366, now)
    if isinstance(issued, Refusal):
        raise Conflict(issued.sentence)
    await set_password(session, person.id, hashed, None, since)
    cast.tokens[name] = issued[1]
    cast.emails[name] = person.email
    cast.actors[name] = Actor(
        person_id=person.id,
        organisation_id=membership.organisation_id,
        membership_id=membership.id,
        kind=membership.kind,
        role=role,
    )
