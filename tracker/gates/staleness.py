"""Which decisions in force rest on something that changed since; it blocks nothing by itself."""

from collections.abc import Sequence

from tracker.compliance import queries as compliance
from tracker.compliance.entries import Ground
from tracker.gates import queries
from tracker.gates.snapshot import parts_of
from tracker.journal.desk import AnyDesk
from tracker.process import GATE_BY_ID, way_of
from tracker.process.digest import grounds, in_words, stale
from tracker.process.dossier import StaleDecision, StudyFacts
from tracker.process.stages import Stage
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision
from tracker.studies import queries as studies

Counting = tuple[Stage, frozenset[int]]
"""A stage with the visits whose versions of its deliverables count."""


def moving(rows: Sequence[Decision]) -> list[Decision]:
    """Decisions in force that moved the project: those whose grounds are looked at again."""
    return [row for row in queries.in_force(rows) if row.leads_to is not None]


def counting(ground: Ground, rows: Sequence[Decision]) -> list[Counting]:
    """For each decision its stage, with the visits whose versions of deliverables count for it."""
    found = []
    for row in rows:
        stage = GATE_BY_ID[row.gate].stage
        later = [one.number for one in ground.record.visits if one.number > row.visit]
        again = [
            one.number for one in ground.record.visits if one.stage is stage and one.number in later
        ]
        until = min(again, default=None)
        visits = {row.visit, *(one for one in later if until is None or one < until)}
        found.append((stage, frozenset(visits)))
    return found


def stale_among(
    ground: Ground, project: Project, rows: Sequence[Decision], studied: Sequence[StudyFacts]
) -> tuple[StaleDecision, ...]:
    """Those of the moving decisions that rest on something that is different today."""
    field_work = ground.record.field_work
    titles = {one.id: one.title for one in ground.catalogue.by_id.values()}
    found = []
    for row, study in zip(rows, studied, strict=True):
        gate = GATE_BY_ID[row.gate]
        way = way_of(gate, row.leads_to) if row.leads_to is not None else None
        checklist = way.checklist if way is not None else None
        facts = compliance.facts_on(
            ground,
            project,
            asked_gate=checklist,
            outcome="scale" if checklist == "G6" else None,
            become=None,
            field_work=field_work,
        )
        if parts := stale(parts_of(row), grounds(facts, study, gate.stage)):
            words = tuple(in_words(part, titles) for part in parts)
            found.append(StaleDecision(id=row.id, gate=row.gate, round=row.round, parts=words))
    return tuple(found)


async def stale_decisions(
    desk: AnyDesk, project: Project, ground: Ground, rows: Sequence[Decision]
) -> tuple[StaleDecision, ...]:
    """As `stale_among`, for all decisions; the number of statements does not grow with them."""
    asked = moving(rows)
    if not asked:
        return ()
    studied = await studies.facts_of_visits(desk, project, counting(ground, asked))
    return stale_among(ground, project, asked, studied)
