"""People, organisations, roles, tokens, and the accounts people sign in with."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.actor import ROLES_OF, OrganisationKind, Role
from tracker.kernel.database import Base, Row, VersionedRow

_ROLE_FITS_KIND = " OR ".join(
    f"(kind = '{kind.value}' AND role IN ({', '.join(repr(r.value) for r in sorted(roles))}))"
    for kind, roles in ROLES_OF.items()
)


class Organisation(VersionedRow):
    """A city, firm, partner or the secretariat. A firm is made consultant by its appointment."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("id", "kind"))

    kind: Mapped[OrganisationKind]
    name: Mapped[str] = mapped_column(String(400))
    code: Mapped[str | None] = mapped_column(String(3))
    country: Mapped[str | None] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64))
    member_since: Mapped[date | None]


class Person(VersionedRow):
    """The only place where names of people live."""

    __tablename__ = "person"
    __table_args__ = (Index("uq_person_email", func.lower(text("email")), unique=True),)

    name: Mapped[str] = mapped_column(String(400))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool]


class Membership(VersionedRow):
    """One role of a person in an organisation, on the days from..until (UTC), once confirmed.

    `given_by` is None for the command line; then, and for roles that decide nothing, nobody is
    asked to confirm.
    """

    __tablename__ = "membership"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "kind"], ["organisation.id", "organisation.kind"]),
        CheckConstraint(_ROLE_FITS_KIND, name="role_fits_kind"),
        CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> person_id AND confirmed_by <> given_by)",
            name="confirmed_by_a_second",
        ),
        CheckConstraint('"until" IS NULL OR "until" >= "from"', name="until_after_from"),
        Index(
            "uq_membership_open",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text('"until" IS NULL'),
            postgresql_where=text('"until" IS NULL'),
        ),
        Index(None, "organisation_id", "role"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID]
    kind: Mapped[OrganisationKind]
    role: Mapped[Role]
    starts: Mapped[date] = mapped_column("from")
    until: Mapped[date | None]
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]


class ApiToken(VersionedRow):
    """Acts for one membership; only the SHA-256 of the secret is kept."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("hash"),)

    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    name: Mapped[str] = mapped_column(String(400))
    hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Password(VersionedRow):
    """The Argon2id hash of somebody's password; a new one takes its place."""

    __tablename__ = "password"
    __table_args__ = (UniqueConstraint("person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]


class Authenticator(VersionedRow):
    """A second factor by time (RFC 6238); it counts once a first code has confirmed it.

    `last_step` is the time step of the code used last: no code serves twice. `sign_in_id` is the
    session that was shown the secret.
    """

    __tablename__ = "authenticator"
    __table_args__ = (UniqueConstraint("person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    secret: Mapped[str] = mapped_column(String(64))
    sign_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("sign_in.id"))
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class RecoveryCode(Row):
    """Stands in for the authenticator once; only its SHA-256 is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("hash"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class SignInProvider(VersionedRow):
    """The OpenID provider with which an organisation's own people sign in.

    `two_factors`: it always asks for two, as the administrator who entered it has been told.
    """

    __tablename__ = "sign_in_provider"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(500))
    client_id: Mapped[str] = mapped_column(String(400))
    client_secret: Mapped[str | None] = mapped_column(String(1_000))
    two_factors: Mapped[bool]
    ended_at: Mapped[datetime | None]


class OutsideIdentity(Row):
    """Who somebody is at a provider: its subject, which is never given to another."""

    __tablename__ = "outside_identity"
    __table_args__ = (
        UniqueConstraint("provider_id", "subject"),
        UniqueConstraint("provider_id", "person_id"),
    )

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("sign_in_provider.id"))
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)


class Errand(StrEnum):
    """What somebody goes to a provider for."""

    SIGN_IN = "sign_in"
    WELCOME = "welcome"
    LINK = "link"
    AGAIN = "again"


class WayOut(Row):
    """Somebody has left for a provider; the row goes when they are back, or after ten minutes.

    The browser's cookie and the `state` are kept as SHA-256 alone; nonce and verifier are derived
    from the cookie and kept nowhere.
    """

    __tablename__ = "way_out"
    __table_args__ = (UniqueConstraint("state"),)

    state: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(64))
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("sign_in_provider.id"))
    errand: Mapped[Errand]
    sign_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("sign_in.id"))
    mail_link_id: Mapped[UUID | None] = mapped_column(ForeignKey("mail_link.id"))
    next: Mapped[str] = mapped_column(String(500))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignIn(Row):
    """A session: only the SHA-256 of the cookie is kept, and it acts for one membership.

    `proven_at` is when a factor was last shown, None while a provider has not said when;
    `second_at` is when a session came to count for two, if ever. `seen_at` moves on at most once
    a minute. A session that a provider opened acts for its organisation alone.
    """

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("hash"), Index(None, "person_id", "ended_at"))

    hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))
    proven_at: Mapped[datetime | None]
    second_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    remembered: Mapped[bool]
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("sign_in_provider.id"))
    device: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None]


class LinkKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class MailLink(VersionedRow):
    """A link that was mailed to set a password with, once; only the SHA-256 is kept.

    It is a person's or an invitation's; the latter works no longer than its invitation is open.
    """

    __tablename__ = "mail_link"
    __table_args__ = (
        UniqueConstraint("hash"),
        CheckConstraint(
            "(person_id IS NULL) <> (invitation_id IS NULL)", name="of_one_person_or_invitation"
        ),
    )

    kind: Mapped[LinkKind]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Invitation(VersionedRow):
    """Whoever has a mail address is asked in, with a role in an organisation.

    Name, address, language and zone are as the inviter typed them. `person_id` is whose account
    had the address when the letter was written, and in the end who accepted or declined; the
    membership is there once it is accepted. `until`: the last day (UTC) of the role.
    """

    __tablename__ = "invitation"

    name: Mapped[str] = mapped_column(String(400))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role]
    until: Mapped[date | None]
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Bucket(Base):
    """How many tries are left, by what is tried, for whom and from where; for all processes."""

    __tablename__ = "bucket"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    left: Mapped[float] = mapped_column("tries", Float)
    at: Mapped[datetime] = mapped_column(index=True)
