"""What comes in and goes out about accounts."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.accounts.models import Invitation, SignIn, SignInProvider
from tracker.kernel.actor import Role
from tracker.kernel.text import Email, Input, Issuer, Language, Line, Secret, Zone


class NewInvitation(Input):
    """Ask somebody in: `until` is the last day (UTC) of the role, without an end if left out.

    Who has an account already keeps it and gets the role.
    """

    name: Line
    email: Email
    organisation_id: UUID
    role: Role
    language: Language = "en"
    zone: Zone = "Asia/Seoul"
    until: date | None = None


class InvitationView(Struct, frozen=True, kw_only=True):
    """`open`: nobody has set a password with its link yet, and the link still works."""

    id: UUID
    person_id: UUID
    name: str
    organisation_id: UUID
    role: Role
    invited_at: datetime
    open: bool
    version: int

    @classmethod
    def of(cls, row: Invitation, name: str, is_open: bool) -> "InvitationView":
        return cls(
            id=row.id,
            person_id=row.person_id,
            name=name,
            organisation_id=row.organisation_id,
            role=row.role,
            invited_at=row.created_at,
            open=is_open,
            version=row.version,
        )


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
        return cls(
            id=row.id,
            organisation_id=row.organisation_id,
            issuer=row.issuer,
            client_id=row.client_id,
            two_factors=row.two_factors,
            added_at=row.created_at,
            ended_at=row.ended_at,
            version=row.version,
        )


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
        return cls(
            id=row.id,
            device=row.device,
            begun_at=row.created_at,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            remembered=row.remembered,
            this=row.id == this,
        )


class Credentials(Struct, kw_only=True):
    """What is known of somebody who wants to come in."""

    person_id: UUID
    name: str
    email: str
    hash: str | None
    active: bool
    has_factor: bool
