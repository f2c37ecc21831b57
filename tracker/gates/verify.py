"""Recomputing the seal and the chain of every decision."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.commands.decisions import GENESIS
from tracker.gates.models import Decision
from tracker.gates.snapshot import hash_of
from tracker.kernel.database import for_system


async def first_broken_decision(session: AsyncSession) -> str | None:
    """The first decision whose snapshot is not what its hash says, or that does not follow."""
    asked = select(
        Decision.id,
        Decision.project_id,
        Decision.gate,
        Decision.round,
        Decision.snapshot,
        Decision.snapshot_sha256,
        Decision.prev_sha256,
    ).order_by(Decision.id)
    heads: dict[UUID, str] = {}
    for row in await session.execute(for_system(asked, "verification")):
        name = f"Decision {row.id} ({row.gate}, round {row.round})"
        if row.prev_sha256 != heads.get(row.project_id, GENESIS):
            return f"{name}: it does not follow the decision before it."
        if hash_of(row.snapshot.encode()) != row.snapshot_sha256:
            return f"{name}: its snapshot was changed."
        heads[row.project_id] = row.snapshot_sha256
    return None
