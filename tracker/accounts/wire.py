"""What comes in and goes out about accounts."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from tracker.accounts.models import Invitation, SignIn, SignInProvider
from tracker.kernel.actor import Role
from tracker.kernel.by_name import shown
from tracker.kernel.text import Email, Input, Issuer, Language, Line, Secret, Zone


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
