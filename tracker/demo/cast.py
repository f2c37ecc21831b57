"""Who acts in the demo: everybody in their one role, with a token, and all with one password."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.demo.tales import CastMember, House, houses
from tracker.journal.desk import SystemDesk
from tracker.kernel.actor import Actor
from tracker.people.commands import members
from tracker.people.commands.passwords import set_password
from tracker.people.hashing import Hashing
from tracker.people.wire import NewMembership, NewOrganisation, NewPerson, NewToken

PASSWORD = "only-a-demo"  # noqa: S105 - the demo's one password, for all to read


class Cast(Struct, kw_only=True):
    """Names in a story to organisations, people and their tokens."""

    organisations: dict[str, UUID]
    actors: dict[str, Actor]
    tokens: dict[str, str]
    zone: str = "Asia/Seoul"

    def person(self, name: str) -> UUID:
        return self.actors[name].person_id


class Joining(Struct, frozen=True, kw_only=True):
    """How everybody joins: in office `since` a day, with a token as good as one issued `now`."""

    session: AsyncSession
    since: datetime
    now: datetime
    password: str

    async def house(self, cast: Cast, house: House, key: str) -> None:
        """An organisation, known in stories by the key, with its people."""
        city = house.key if key == "city" else None
        asked = NewOrganisation(kind=house.kind, name=house.name, code=city, zone=house.zone)
        made = await members.add_organisation(SystemDesk(self.session, self.since), asked)
        cast.organisations[key] = made.id
        for person in house.people:
            await self.join(cast, person, made.id)

    async def join(self, cast: Cast, person: CastMember, organisation: UUID) -> None:
        session, since = self.session, self.since
        known = NewPerson(name=person.name, email=person.email)
        row = await members.add_person(SystemDesk(session, since), known)
        asked = NewMembership(organisation_id=organisation, role=person.role)
        membership = await members.give_membership(SystemDesk(session, since), row, asked)
        wanted = NewToken(membership_id=membership.id, name="demo")
        _, secret = await members.make_token(SystemDesk(session, self.now), membership, wanted, 366)
        await set_password(SystemDesk(session, since), row.id, self.password, None)
        cast.tokens[person.key] = secret
        cast.actors[person.key] = Actor(
            person_id=row.id,
            organisation_id=membership.organisation_id,
            membership_id=membership.id,
            kind=membership.kind,
            role=person.role,
        )


async def fill(session: AsyncSession, since: datetime, now: datetime) -> dict[str, Cast]:
    """Add everybody; the cast of each city's stories, by its code."""
    hashed = await Hashing().hashed(PASSWORD)
    joining = Joining(session=session, since=since, now=now, password=hashed)
    office, everybody, casts = Cast(organisations={}, actors={}, tokens={}), houses(), {}
    for house in everybody.offices:
        await joining.house(office, house, house.key)
    for house in everybody.cities:
        cast = Cast(
            organisations=dict(office.organisations),
            actors=dict(office.actors),
            tokens=dict(office.tokens),
            zone=house.zone,
        )
        await joining.house(cast, house, "city")
        casts[house.key] = cast
    return casts
