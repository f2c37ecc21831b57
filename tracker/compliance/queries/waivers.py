"""Waivers with their votes, end and uses, as they are on record."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.models import VoteOutcome, Waiver, WaiverEnd, WaiverUse, WaiverVote
from tracker.compliance.record import VoteOnRecord, WaiverOnRecord
from tracker.kernel.database import for_system
from tracker.kernel.scoped import PROJECT


async def waivers(session: AsyncSession, project_id: UUID) -> list[WaiverOnRecord]:
    """One row for each pair of vote and use, as a waiver has few of either."""
    rows: dict[UUID, list[Any]] = {}
    for row in await session.execute(_waivers(), {"project_id": project_id}):
        rows.setdefault(row.Waiver.id, []).append(row)
    return [_waiver(of_one) for of_one in rows.values()]


@cache
def _waivers() -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            Waiver,
            WaiverEnd.created_at.label("revoked_at"),
            WaiverVote.person_id.label("voter"),
            WaiverVote.role,
            WaiverVote.outcome,
            WaiverVote.created_at.label("voted_at"),
            WaiverUse.gate.label("used_gate"),
            WaiverUse.visit.label("used_visit"),
        )
        .outerjoin(WaiverEnd, WaiverEnd.waiver_id == Waiver.id)
        .outerjoin(WaiverVote, WaiverVote.waiver_id == Waiver.id)
        .outerjoin(WaiverUse, WaiverUse.waiver_id == Waiver.id)
        .where(Waiver.project_id == PROJECT)
        .order_by(Waiver.id, WaiverVote.created_at, WaiverVote.id)
    )
    return for_system(statement, "the status of requirements")


def _waiver(rows: list[Any]) -> WaiverOnRecord:
    waiver = rows[0].Waiver
    votes = {
        row.voter: VoteOnRecord(
            person_id=row.voter,
            role=row.role,
            in_favour=row.outcome is VoteOutcome.FOR,
            at=row.voted_at,
        )
        for row in rows
        if row.voter is not None
    }
    return WaiverOnRecord(
        id=waiver.id,
        requirement=waiver.requirement,
        gates=frozenset(waiver.gates),
        reason=waiver.reason,
        compensating_measure=waiver.compensating_measure,
        residual_risk=waiver.residual_risk,
        requested_by=waiver.requested_by,
        organisation_id=waiver.organisation_id,
        requested_at=waiver.created_at,
        starts=waiver.starts,
        expires=waiver.expires,
        action=waiver.action,
        action_owner=waiver.action_owner,
        action_due=waiver.action_due,
        revoked_at=rows[0].revoked_at,
        votes=tuple(votes.values()),
        uses=frozenset((row.used_gate, row.used_visit) for row in rows if row.used_gate),
    )
