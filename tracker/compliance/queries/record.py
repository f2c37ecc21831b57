"""Loads what is on record about a project's requirements: five statements, however much it is."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.queries.claims import claims
from tracker.compliance.queries.evidence import handed_in, reviews
from tracker.compliance.queries.timeline import timeline
from tracker.compliance.queries.waivers import waivers
from tracker.compliance.record import EvidenceOnRecord, Record, ReviewOnRecord, WaiverOnRecord
from tracker.projects.models import Project

T = TypeVar("T", EvidenceOnRecord, ReviewOnRecord, WaiverOnRecord)


async def record_of(session: AsyncSession, project: Project) -> Record:
    """All of it, whoever asks: a status rests on everything; what is shown is narrowed later."""
    claimed = await claims(session, project.id)
    happened = await timeline(session, project.id)
    return Record(
        zone=project.zone,
        answers=claimed.answers,
        evidence=_by_requirement(await handed_in(session, project.id)),
        reviews=_by_requirement(await reviews(session, project.id)),
        justifications=claimed.justifications,
        waivers=_by_requirement(await waivers(session, project.id)),
        visits=happened.visits,
        events=happened.events,
        operations=happened.operations,
        upgrades=happened.upgrades,
    )


def _by_requirement(rows: Iterable[T]) -> dict[str, tuple[T, ...]]:
    by_requirement: dict[str, list[T]] = {}
    for row in rows:
        by_requirement.setdefault(row.requirement, []).append(row)
    return {requirement: tuple(them) for requirement, them in by_requirement.items()}
