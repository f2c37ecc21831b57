"""Organisations, persons, memberships, API tokens."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
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
from tracker.kernel.database import VersionedRow

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
