"""What comes in and goes out about people, organisations and accounts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.by_name import shown
from tracker.kernel.text import (
    CityCode,
    Country,
    Email,
    Input,
    Issuer,
    Language,
    Line,
    Secret,
    Zone,
)
from tracker.people.models import (
    ApiToken,
    Invitation,
    Membership,
    Organisation,
    Person,
    SignIn,
    SignInProvider,
)
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


class NewInvitation(Input):
    """Ask somebody in: `until` is the last day (UTC) of the role, without an end if left out.

    Whoever has the address gets the role once they accept; `name`, `language` and `zone` are for
    somebody who has no account yet.
    """

    name: Line
    email: Email
    organisation_id: UUID
    role: Role
    language: Language = "en"
    zone: Zone = "Asia/Seoul"
    until: date | None = None


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def state_of(row: Invitation, now: datetime) -> InvitationState:
    """How an invitation stands at this instant."""
    if row.accepted_at is not None:
        return InvitationState.ACCEPTED
    if row.declined_at is not None:
        return InvitationState.DECLINED
    if row.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if now < row.expires_at else InvitationState.EXPIRED


class InvitationView(Struct, frozen=True, kw_only=True):
    """What those see who ask people in: name and address as typed, whoever has the address."""

    id: UUID
    name: str
    email: str
    organisation_id: UUID
    role: Role
    until: date | None
    invited_at: datetime
    expires_at: datetime
    state: InvitationState
    version: int

    @classmethod
    def of(cls, row: Invitation, now: datetime) -> "InvitationView":
        return shown(cls, row, invited_at=row.created_at, state=state_of(row, now))


class OfferView(Struct, frozen=True, kw_only=True):
    """What somebody is asked: to take part for an organisation, as what, by whom, until when.

    `until`: the last day (UTC) of the role; `expires_at`: until when it can be accepted.
    """

    id: UUID
    organisation_id: UUID
    organisation: str
    role: Role
    invited_by: str
    until: date | None
    expires_at: datetime
    state: InvitationState
    membership_id: UUID | None

    @classmethod
    def of(
        cls, row: Invitation, organisation: str, inviter: str | None, now: datetime
    ) -> "OfferView":
        return shown(
            cls, row, organisation=organisation, invited_by=inviter or "", state=state_of(row, now)
        )


class Guest(Struct, frozen=True, kw_only=True):
    """Whoever came by a mailed link that works, as the page greets them.

    `person_id` None: nobody has the address yet. `offer` None: the link is for a password alone.
    """

    link_id: UUID
    person_id: UUID | None
    name: str
    email: str
    offer: OfferView | None


class NewProvider(Input):
    """The OpenID provider of an organisation: `issuer` exactly as its configuration names it.

    `two_factors`: it asks everybody for two factors, as you have been told; otherwise a sign-in
    there counts as one, unless its token says `mfa`. The secret is shown nowhere again.
    """

    issuer: Issuer
    client_id: Line
    client_secret: Secret | None = None
    two_factors: bool = False


class ProviderView(Struct, frozen=True, kw_only=True):
    """A provider of sign-in; its secret stays inside. `ended_at`: nobody signs in there since."""

    id: UUID
    organisation_id: UUID
    issuer: str
    client_id: str
    two_factors: bool
    added_at: datetime
    ended_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: SignInProvider) -> "ProviderView":
        return shown(cls, row, added_at=row.created_at)


class SignInView(Struct, frozen=True, kw_only=True):
    """One of somebody's sessions."""

    id: UUID
    device: str
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime
    remembered: bool
    this: bool

    @classmethod
    def of(cls, row: SignIn, this: UUID) -> "SignInView":
        return shown(cls, row, begun_at=row.created_at, this=row.id == this)


class Credentials(Struct, kw_only=True):
    """What is known of somebody who wants to come in."""

    person_id: UUID
    name: str
    email: str
    hash: str | None
    active: bool
    has_factor: bool
