"""Recomputing the seal and the chain of every decision."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.gates.models import Decision
from tracker.gates.queries import GENESIS
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
    ).order_by(Decision.project_id, Decision.id)
    rows = (await session.execute(for_system(asked, "verification"))).all()
    sealed = {(row.project_id, row.snapshot_sha256) for row in rows}
    first: set[UUID] = set()
    for row in rows:
        name = f"Decision {row.id} ({row.gate}, round {row.round})"
        if hash_of(row.snapshot.encode()) != row.snapshot_sha256:
            return f"{name}: its snapshot was changed."
        begins = row.prev_sha256 == GENESIS and row.project_id not in first
        if begins:
            first.add(row.project_id)
        elif (row.project_id, row.prev_sha256) not in sealed:
            return f"{name}: it does not follow the decision before it."
    return None
