"""Waivers, the votes of their approvers, and their end."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from tracker.compliance.models import VoteOutcome, Waiver, WaiverEnd, WaiverVote
from tracker.compliance.wire.evidence import GateName
from tracker.kernel.by_name import shown
from tracker.kernel.text import Input, LongText, OptionalText, ShortText
from tracker.process.stages import DutyRole


class WaiverState(StrEnum):
    """Derived from votes, end and days; never stored."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REJECTED = "rejected"
    REVOKED = "revoked"
    EXPIRED = "expired"


class NewWaiver(Input):
    """An exception at these gates on the days starts..expires (project's zone).

    It states the measure taken instead, the risk that stays, and what ends the exception: an
    action with an owner and a day.
    """

    gates: Annotated[list[GateName], Meta(min_length=1, max_length=6)]
    reason: LongText
    compensating_measure: LongText
    residual_risk: LongText
    starts: date
    expires: date
    action: ShortText
    action_owner: UUID
    action_due: date
    measure_file_id: UUID | None = None


class WaiverView(Struct, frozen=True, kw_only=True):
    id: UUID
    requirement: str
    gates: list[str]
    reason: str
    compensating_measure: str
    measure_file_id: UUID | None
    residual_risk: str
    requested_by: UUID
    requested_at: datetime
    starts: date
    expires: date
    action: str
    action_owner: UUID
    action_due: date

    @classmethod
    def of(cls, row: Waiver) -> "WaiverView":
        return shown(cls, row, gates=list(row.gates), requested_at=row.created_at)


class NewWaiverVote(Input):
    """Against needs a reason."""

    outcome: VoteOutcome
    reason: OptionalText = ""


class WaiverVoteView(Struct, frozen=True, kw_only=True):
    """A vote; `role` is the catalogue's approver whose agreement it is."""

    id: UUID
    waiver_id: UUID
    by: UUID
    role: DutyRole
    outcome: VoteOutcome
    reason: str
    at: datetime

    @classmethod
    def of(cls, row: WaiverVote) -> "WaiverVoteView":
        return shown(cls, row, by=row.person_id, at=row.created_at)


class RevocationView(Struct, frozen=True, kw_only=True):
    id: UUID
    waiver_id: UUID
    by: UUID
    reason: str
    at: datetime

    @classmethod
    def of(cls, row: WaiverEnd) -> "RevocationView":
        return shown(cls, row, at=row.created_at)
