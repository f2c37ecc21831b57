"""Notices: what people were told of, and whether they have seen it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED
from tracker.kernel.scoped import VersionedProjectRow, of_project


class NoticeRule(StrEnum):
    """Why a notice is given; its sentence is in `wording`, its days are in `rules`."""

    DELIVERABLE_DUE = "deliverable_due"
    REVIEW_DUE = "review_due"
    YOUR_TURN = "your_turn"
    EVIDENCE_ENDS = "evidence_ends"
    WAIVER_ENDS = "waiver_ends"
    RENEWAL_DUE = "renewal_due"
    CONDITION_DUE = "condition_due"
    REWORK_DUE = "rework_due"
    ASSURANCE_LAPSED = "assurance_lapsed"
    SUSPEND_OR_RESTORE = "suspend_or_restore"
    LIVE_UNTIL = "live_until"
    LOOK_AGAIN = "look_again"
    STAGE_ENDS = "stage_ends"
    CLOSING_DUTY = "closing_duty"
    CONCERN_DUE = "concern_due"


class Notice(VersionedProjectRow):
    """One reminder to one person, in the organisation for which they are told.

    `local_date` is the day for which the rule gives it, in the zone that judges the matter: the
    project's, or that of the organisation which owes a deliverable. `detail` holds short values
    for the sentence.
    """

    __tablename__ = "notice"
    __table_args__ = (
        of_project(),
        UniqueConstraint("project_id", "id"),
        UniqueConstraint("rule", "subject", "local_date", "person_id"),
        Index(None, "person_id", "id"),
        {"info": SCOPED},
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    rule: Mapped[NoticeRule]
    subject: Mapped[str] = mapped_column(String(200))
    local_date: Mapped[date]
    due: Mapped[date]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    seen_at: Mapped[datetime | None]
