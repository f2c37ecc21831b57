"""Waivers, the votes of their approvers, and their end."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from tracker.compliance.models import VoteOutcome, Waiver, WaiverEnd, WaiverVote
from tracker.compliance.wire.evidence import GateName
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
        return cls(
            id=row.id,
            requirement=row.requirement,
            gates=list(row.gates),
            reason=row.reason,
            compensating_measure=row.compensating_measure,
            measure_file_id=row.measure_file_id,
            residual_risk=row.residual_risk,
            requested_by=row.requested_by,
            requested_at=row.created_at,
            starts=row.starts,
            expires=row.expires,
            action=row.action,
            action_owner=row.action_owner,
            action_due=row.action_due,
        )


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
        return cls(
            id=row.id,
            waiver_id=row.waiver_id,
            by=row.person_id,
            role=row.role,
            outcome=row.outcome,
            reason=row.reason,
            at=row.created_at,
        )


class RevocationView(Struct, frozen=True, kw_only=True):
    id: UUID
    waiver_id: UUID
    by: UUID
    reason: str
    at: datetime

    @classmethod
    def of(cls, row: WaiverEnd) -> "RevocationView":
        return cls(
            id=row.id, waiver_id=row.waiver_id, by=row.by, reason=row.reason, at=row.created_at
        )
