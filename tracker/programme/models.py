"""Programmes, calls, criteria, committee seats, solutions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import Row, VersionedRow
from tracker.kernel.triggers import APPEND_ONLY
from tracker.process.stages import CallState


class Programme(VersionedRow):
    """Its label is data and changes over the years."""

    __tablename__ = "programme"

    label: Mapped[str] = mapped_column(String(400))
    currency: Mapped[str] = mapped_column(String(3))


class Call(VersionedRow):
    """An edition: theme, ceiling in minor units of the programme's currency, places, dates."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("quorum >= 2", name="quorum_of_two"),
        CheckConstraint("places >= 1", name="at_least_one_place"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"))
    year: Mapped[int]
    label: Mapped[str] = mapped_column(String(400))
    theme: Mapped[str] = mapped_column(String(4_000))
    ceiling: Mapped[int | None]
    places: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    voting_day: Mapped[date]
    zone: Mapped[str] = mapped_column(String(64))
    quorum: Mapped[int]
    state: Mapped[CallState]
    catalogue_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalogue.id"))


class Criterion(Row):
    """What proposals are scored on; the weights of a call sum to 100, fixed once it opens."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        UniqueConstraint("call_id", "id"),
        CheckConstraint("weight > 0 AND weight <= 100", name="weight_in_percent"),
        CheckConstraint("scale_max >= 1 AND scale_max <= 100", name="scale_is_small"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    weight: Mapped[int]
    scale_max: Mapped[int]


class CommitteeSeat(VersionedRow):
    """A committee member of one call; its number stays the person's. Days are UTC."""

    __tablename__ = "committee_seat"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        UniqueConstraint("call_id", "number"),
        CheckConstraint('"until" IS NULL OR "until" >= "from"', name="until_after_from"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    starts: Mapped[date] = mapped_column("from")
    until: Mapped[date | None]


class PublishedCatalogue(Row):
    """A published version of the requirement catalogue: immutable. `source` is canonical JSON.

    It lives here because a call takes the newest version when it opens.
    """

    __tablename__ = "catalogue"
    __table_args__ = (UniqueConstraint("version"), {"info": APPEND_ONLY})

    version: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]


class Solution(VersionedRow):
    """Something proven elsewhere that a city may propose to copy."""

    __tablename__ = "solution"

    title: Mapped[str] = mapped_column(String(400))
    origin_city_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    provider: Mapped[str | None] = mapped_column(String(400))
    does: Mapped[str] = mapped_column(String(40_000))
    evidence: Mapped[str] = mapped_column(String(40_000))
