"""What a decision memo is made from: the sealed snapshot, and what it names by id only."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.queries.waivers import waivers
from tracker.gates import queries as gates
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.pilots import queries as pilots
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision
from tracker.reports.facts import surroundings
from tracker.reports.heading import heading
from tracker.reports.memo import MemoFacts, taken_back_on, unsealed, waivers_used

_EVALUATED_AT = frozenset({"G5", "G6"})


async def gather(session: AsyncSession, project: Project, decision: Decision) -> MemoFacts:
    """Acts are never changed, so that what stood at the decision can be read at any later day."""
    at, dossier = decision.decided_at, unsealed(decision.snapshot).dossier
    used = waivers_used(decision.snapshot)
    evaluated = decision.gate in _EVALUATED_AT
    top = heading(
        await surroundings(session, project, decision.decided_at),
        dossier.project.stage,
        dossier.project.status,
        as_of=at,
        author=decision.decided_by,
        number=decision.round,
        journal_seq=await _entry_of(session, decision),
    )
    rows = await gates.decisions(session, project.id)
    return MemoFacts(
        decision=decision,
        heading=top,
        taken_back_on=taken_back_on(decision, rows, project),
        measured=await pilots.measured(session, project.id, at),
        evaluation=await pilots.evaluation_at(session, project.id, at) if evaluated else None,
        waivers={one.id: one for one in await waivers(session, project.id)} if used else {},
    )


async def _entry_of(session: AsyncSession, decision: Decision) -> int:
    statement = select(JournalEntry.seq).where(
        JournalEntry.project_id == decision.project_id,
        JournalEntry.what == "gate.decided",
        JournalEntry.object_id == decision.id,
    )
    return (await session.scalars(for_system(statement, "where a decision is recorded"))).one()
