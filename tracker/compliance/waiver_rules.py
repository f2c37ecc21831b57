"""How an exception stands, and whose agreement it still needs. Pure."""

from collections.abc import Container
from datetime import date
from uuid import UUID

from tracker.compliance.catalogue import Requirement
from tracker.compliance.entries import granted_at, is_rejected
from tracker.compliance.record import WaiverOnRecord
from tracker.compliance.wire.waivers import WaiverState
from tracker.process.stages import DutyRole


def waiver_state(
    requirement: Requirement, waiver: WaiverOnRecord, hands: Container[UUID], today: date
) -> WaiverState:
    """How a waiver stands on a day in the project's zone; `hands` are who may not agree to it."""
    if waiver.revoked_at is not None:
        return WaiverState.REVOKED
    if is_rejected(waiver):
        return WaiverState.REJECTED
    if waiver.expires < today:
        return WaiverState.EXPIRED
    agreed = granted_at(requirement, waiver) is not None
    granted = agreed and not missing_approvers(requirement, waiver, hands)
    return WaiverState.GRANTED if granted else WaiverState.REQUESTED


def missing_approvers(
    requirement: Requirement, waiver: WaiverOnRecord, hands: Container[UUID]
) -> list[DutyRole]:
    """Approvers who have not agreed; a vote of somebody who worked on the proof does not count."""
    voted = {vote.role for vote in waiver.votes if vote.person_id not in hands}
    return [duty for duty in requirement.waiver.approver or () if duty not in voted]
