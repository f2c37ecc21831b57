"""What a look finds, what the API shows of notices, and what a messenger carries."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from tracker.kernel.text import Code, Input
from tracker.notifications.models import Notice, NoticeRule
from tracker.notifications.wording import sentence


class Key(Struct, frozen=True):
    """What makes a reminder one and the same: it is given once."""

    rule: NoticeRule
    subject: str
    local_date: date
    person_id: UUID

    def __str__(self) -> str:
        return f"notice|{self.rule}|{self.subject}|{self.local_date}|{self.person_id}"


class Due(Struct, frozen=True, kw_only=True):
    """A reminder to be given; also the payload of the work that gives it."""

    project_id: UUID
    person_id: UUID
    organisation_id: UUID
    rule: NoticeRule
    subject: str
    local_date: date
    due: date
    detail: dict[str, str]
    to_act: bool = True
    """Whether its person is asked to do something, so that it goes by mail too."""

    @property
    def key(self) -> Key:
        return Key(self.rule, self.subject, self.local_date, self.person_id)


class NoticeView(Struct, kw_only=True):
    """A notice of one's own. `due` is the last day of the matter, `local_date` the day for which
    it was told, both in the zone that judges it; `detail` holds the values in `text`.
    """

    id: UUID
    project: str
    rule: NoticeRule
    text: str
    detail: dict[str, Any]
    due: date
    local_date: date
    given_at: datetime
    seen_at: datetime | None

    @classmethod
    def of(cls, row: Notice, code: str) -> "NoticeView":
        return cls(
            id=row.id,
            project=code,
            rule=row.rule,
            text=sentence(row.rule, row.detail, row.due, row.local_date),
            detail=row.detail,
            due=row.due,
            local_date=row.local_date,
            given_at=row.created_at,
            seen_at=row.seen_at,
        )


class NewNudge(Input):
    """The projects, by code, in which everybody who is late with something is told so today."""

    projects: Annotated[list[Code], Meta(min_length=1, max_length=50)]


class NudgedView(Struct, frozen=True, kw_only=True):
    """Who was told what; a matter is told once a day, so that a second nudge finds nobody."""

    project: str
    person_id: UUID
    person: str
    rule: NoticeRule
    due: date
    text: str

    @classmethod
    def of(cls, one: Due, code: str, person: str) -> "NudgedView":
        return cls(
            project=code,
            person_id=one.person_id,
            person=person,
            rule=one.rule,
            due=one.due,
            text=sentence(one.rule, one.detail, one.due, one.local_date),
        )


class NewReceipts(Input):
    """Every notice of one's own up to this one, the newest that was read."""

    through: UUID


class ReceiptsView(Struct, frozen=True, kw_only=True):
    """How many notices were marked as seen by it."""

    seen: int


class Told(Struct, frozen=True, kw_only=True):
    """A notice as a letter says it."""

    project: str
    text: str
