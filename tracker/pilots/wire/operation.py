"""What comes in and goes out about the pilot and its incidents."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.kernel.by_name import shown
from tracker.kernel.text import Input, Line, LongText, ShortText
from tracker.pilots.models import Incident, IncidentKind, Pilot
from tracker.programme.wire import Instant


class PilotPlan(Input):
    """The whole plan of the pilot; days in the project's zone."""

    site: ShortText
    planned_start: date
    planned_end: date
    supplier: Line | None = None


class PilotView(Struct, frozen=True, kw_only=True):
    """The plan, and when the pilot ran: its first go-live and its last switching off."""

    id: UUID
    project_id: UUID
    site: str
    supplier: str | None
    planned_start: date
    planned_end: date
    started_on: date | None
    ended_on: date | None
    version: int

    @classmethod
    def of(cls, row: Pilot, started_on: date | None, ended_on: date | None) -> "PilotView":
        return shown(cls, row, started_on=started_on, ended_on=ended_on)


class NewIncident(Input):
    """`happened_at` is an instant with its offset."""

    kind: IncidentKind
    happened_at: Instant
    text: LongText


class IncidentView(Struct, frozen=True, kw_only=True):
    id: UUID
    project_id: UUID
    kind: IncidentKind
    happened_at: datetime
    text: str
    organisation_id: UUID
    reported_by: UUID
    reported_at: datetime
    version: int

    @classmethod
    def of(cls, row: Incident) -> "IncidentView":
        return shown(cls, row, reported_at=row.created_at)
