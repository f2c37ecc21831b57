"""What comes in and goes out about appointments."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.consultants.models import Appointment, FirmCapacity
from tracker.kernel.by_name import shown
from tracker.kernel.text import Input, ShortText
from tracker.process.today import Term, term_of


class NewAppointment(Input):
    """A firm in one capacity; days are UTC, from today and without an end if left out."""

    organisation_id: UUID
    capacity: FirmCapacity
    starts: date | None = None
    until: date | None = None
    agreement_id: UUID | None = None


class Release(Input):
    """`last_day` (UTC) is the last on which the firm has access."""

    last_day: date
    reason: ShortText


class AppointmentView(Struct, frozen=True, kw_only=True):
    """Days are UTC; `release_reason` is set once the firm was released."""

    id: UUID
    project_id: UUID
    organisation_id: UUID
    capacity: FirmCapacity
    starts: date
    until: date | None
    term: Term
    agreement_id: UUID | None
    release_reason: str | None
    version: int

    @classmethod
    def of(cls, row: Appointment, now: datetime) -> "AppointmentView":
        return shown(cls, row, term=term_of(row, now))
