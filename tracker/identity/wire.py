"""What comes in and goes out about people and organisations."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from tracker.identity.models import ApiToken, Membership, Organisation, Person
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.by_name import shown
from tracker.kernel.text import CityCode, Country, Email, Input, Language, Line, Zone
from tracker.process.today import Term, term_of


class NewOrganisation(Input):
    """`code` names a city (three letters) and is required for one; `zone` is an IANA name."""

    kind: OrganisationKind
    name: Line
    code: CityCode | None = None
    country: Country | None = None
    zone: Zone = "Asia/Seoul"
    member_since: date | None = None


class OrganisationChange(Input):
    name: Line | UnsetType = UNSET
    country: Country | UnsetType | None = UNSET
    zone: Zone | UnsetType = UNSET
    member_since: date | UnsetType | None = UNSET


class OrganisationView(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: OrganisationKind
    name: str
    code: str | None
    country: str | None
    zone: str
    member_since: date | None
    version: int

    @classmethod
    def of(cls, row: Organisation) -> "OrganisationView":
        return shown(cls, row)


class NewPerson(Input):
    name: Line
    email: Email
    language: Language = "en"
    zone: Zone = "Asia/Seoul"


class PersonView(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    email: str
    language: str
    zone: str
    active: bool
    version: int

    @classmethod
    def of(cls, row: Person) -> "PersonView":
        return shown(cls, row)


class NewMembership(Input):
    """A role in an organisation from a day on (UTC), until an optional last day."""

    organisation_id: UUID
    role: Role
    starts: date | None = None
    until: date | None = None


class MembershipEnd(Input):
    """The last day (UTC) on which the role is held."""

    until: date


class MembershipView(Struct, frozen=True, kw_only=True):
    """`given_by` None: the command line. `confirmed_at` None: it waits, and is not held yet."""

    id: UUID
    person_id: UUID
    organisation_id: UUID
    role: Role
    starts: date
    until: date | None
    term: Term
    given_by: UUID | None
    confirmed_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: Membership, now: datetime) -> "MembershipView":
        return shown(cls, row, term=term_of(row, now))


class WaitingRole(Struct, frozen=True, kw_only=True):
    """A role that takes part in decisions and is held once a second person confirms it."""

    id: UUID
    person_id: UUID
    person: str
    email: str
    organisation: str
    role: Role
    starts: date
    until: date | None
    given_by: UUID
    giver: str
    given_at: datetime


class NewToken(Input):
    """`days` until it expires; the installation's limit if left out, which it may not exceed."""

    membership_id: UUID
    name: Line
    days: Annotated[int, Meta(ge=1, le=366)] | None = None


class TokenState(StrEnum):
    IN_USE = "in_use"
    RAN_OUT = "ran_out"
    REVOKED = "revoked"


class TokenView(Struct, frozen=True, kw_only=True):
    """A token without its secret, which nobody can read again."""

    id: UUID
    membership_id: UUID
    name: str
    expires_at: datetime
    revoked_at: datetime | None
    state: TokenState
    version: int

    @classmethod
    def of(cls, row: ApiToken, now: datetime) -> "TokenView":
        state = TokenState.IN_USE if now < row.expires_at else TokenState.RAN_OUT
        return shown(cls, row, state=state if row.revoked_at is None else TokenState.REVOKED)


class TokenShown(Struct, frozen=True, kw_only=True):
    """The only answer that ever holds the secret."""

    id: UUID
    membership_id: UUID
    name: str
    token: str
    expires_at: datetime

    @classmethod
    def of(cls, row: ApiToken, secret: str) -> "TokenShown":
        return shown(cls, row, token=secret)


class Me(Struct, frozen=True, kw_only=True):
    """As whom this request acts."""

    person_id: UUID
    organisation_id: UUID
    membership_id: UUID
    kind: OrganisationKind
    role: Role

    @classmethod
    def of(cls, actor: Actor) -> "Me":
        return shown(cls, actor)
