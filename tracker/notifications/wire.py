"""What the API shows of notices, and what a messenger carries."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, field

from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Input
from tracker.notifications.models import Notice


class NoticeView(Struct, kw_only=True):
    """A notice of one's own, in English.

    `what` is the kind of the task, or the journal's word for what happened. `due` is the task's
    last day, `local_date` the day on which it was told, both in the zone that judges it. `chased`:
    the task is late and somebody else's. `page` is where it is done or found. `settled_at`: since
    when it needs nobody any more.
    """

    id: UUID
    project: str
    title: str
    what: str
    text: str
    page: str
    due: date | None
    local_date: date
    chased: bool
    given_at: datetime
    seen_at: datetime | None
    settled_at: datetime | None

    @classmethod
    def of(cls, row: Notice, project: str, title: str, text: str, page: str) -> "NoticeView":
        return shown(
            cls, row, project=project, title=title, text=text, page=page, given_at=row.created_at
        )


class NewNudge(Input):
    """The projects, by code, in which whoever is late with something is told so today.

    `party_ids`: only these persons, and the members of these organisations.
    """

    projects: Annotated[list[Code], Meta(min_length=1, max_length=50)]
    party_ids: Annotated[list[UUID], Meta(max_length=50)] = field(default_factory=list)


class NudgedView(Struct, frozen=True, kw_only=True):
    """Who was told what; a matter is told once a day, so that a second nudge finds nobody."""

    project: str
    person_id: UUID
    person: str
    what: str
    due: date | None
    text: str

    @classmethod
    def of(cls, row: Notice, code: str, person: str, text: str) -> "NudgedView":
        return cls(
            project=code,
            person_id=row.person_id,
            person=person,
            what=row.what,
            due=row.due,
            text=text,
        )


class NewReceipts(Input):
    """Every notice of one's own up to this one, the newest that was read."""

    through: UUID


class ReceiptsView(Struct, frozen=True, kw_only=True):
    """How many notices were marked as seen by it."""

    seen: int
