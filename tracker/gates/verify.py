"""Recomputing the seal and the chain of every decision, and holding them against the journal."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.queries import GENESIS
from tracker.gates.snapshot import hash_of
from tracker.journal.models import JournalEntry
from tracker.journal.verify import Seen, unwatched
from tracker.kernel.database import for_system
from tracker.projects.models.decisions import Decision

_BATCH = 100
_REASON = "verification"


class _SealedMotion(Struct):
    id: UUID
    gate: str
    round: int
    visit: int
    verdict: str
    leads_to: str | None
    scaling: str | None
    grounds: str
    partner: str | None
    supersedes: UUID | None


class _SealedDecision(Struct):
    at: datetime
    by: UUID


class _SilentCity(Struct):
    reminded_on: list[str]


class _Project(Struct):
    id: UUID


class _Dossier(Struct):
    today: date


class _SealedParts(Struct):
    """The parts of a snapshot that columns repeat."""

    project: _Project
    motion: _SealedMotion
    silent_city: _SilentCity
    decided: _SealedDecision
    dossier: _Dossier
    prev: str

    def columns(self) -> dict[str, Any]:
        return {
            "project_id": self.project.id,
            "gate": self.motion.gate,
            "round": self.motion.round,
            "visit": self.motion.visit,
            "motion_id": self.motion.id,
            "verdict": self.motion.verdict,
            "leads_to": self.motion.leads_to,
            "scaling": self.motion.scaling,
            "grounds": self.motion.grounds,
            "partner": self.motion.partner,
            "silent_city": self.silent_city.reminded_on,
            "prev_sha256": self.prev,
            "supersedes_id": self.motion.supersedes,
            "decided_at": self.decided.at,
            "decided_on": self.dossier.today,
            "decided_by": self.decided.by,
        }


async def first_broken_decision(session: AsyncSession, seen: Seen = unwatched) -> str | None:
    """The first decision, in the order of the journal, that is not as it was sealed."""
    newest: dict[UUID, str] = {}
    decision_ids: set[UUID] = set()
    async for decision_id, sealed, row in _decisions_in_journal(session):
        if row is None:
            return f"Decision {decision_id}: the journal has it, and it is gone."
        if why := _whats_wrong(row, sealed, newest.get(row["project_id"], GENESIS)):
            return f"Decision {row['id']} ({row['gate']}, round {row['round']}): {why}."
        newest[row["project_id"]] = row["snapshot_sha256"]
        decision_ids.add(decision_id)
        seen(1)
    stored_ids = await session.scalars(
        for_system(select(Decision.id).order_by(Decision.id), _REASON)
    )
    for decision_id in stored_ids:
        if decision_id not in decision_ids:
            return f"Decision {decision_id}: the journal does not know of it."
    return None


async def _decisions_in_journal(session: AsyncSession) -> AsyncIterator[tuple[UUID, str, Any]]:
    """Every decision in the journal: its id, the sealed snapshot's hash, its row or None."""
    statement = select(JournalEntry.object_id, JournalEntry.detail).where(
        JournalEntry.what == "gate.decided"
    )
    entries = (
        await session.execute(for_system(statement.order_by(JournalEntry.seq), _REASON))
    ).all()
    for start in range(0, len(entries), _BATCH):
        batch = {entry.object_id: entry.detail for entry in entries[start : start + _BATCH]}
        rows = select(Decision.__table__).where(Decision.id.in_(batch))
        mappings = (await session.execute(for_system(rows, _REASON))).mappings()
        by_id = {row["id"]: row for row in mappings}
        for decision_id, detail in batch.items():
            yield decision_id, msgspec.json.decode(detail)["snapshot"], by_id.get(decision_id)


def _whats_wrong(row: Any, sealed: str, prev: str) -> str | None:
    if hash_of(row["snapshot"].encode()) != row["snapshot_sha256"]:
        return "its snapshot was changed"
    if row["snapshot_sha256"] != sealed:
        return "the journal has another seal"
    sealed_parts = msgspec.json.decode(row["snapshot"], type=_SealedParts).columns()
    for name, value in sealed_parts.items():
        if row[name] != value:
            return f"its {name} is not what its snapshot says"
    if row["prev_sha256"] != prev:
        return "it does not follow the decision before it"
    return None
