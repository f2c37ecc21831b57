"""The beginning and the end of a lapse, noted in the journal once each."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.compliance.entries import Ground
from tracker.compliance.queries.lists import ground_of, watched
from tracker.process.dossier import Lapse
from tracker.process.lapses import lapses
from tracker.process.stages import Stage
from tracker.process.today import project_day
from tracker.projects.models import Project

REQUIREMENTS = "requirements"
CONDITIONS = "conditions"
"""What may lapse a gate; each begins and ends on its own."""


async def note_requirements(session: AsyncSession, project: Project, now: datetime) -> None:
    """After an act that may have begun or ended a lapse; conditions are noted by the gates."""
    if project.stage is Stage.PROPOSAL:  # nothing is watched before the first gate
        return
    today = project_day(project, now)
    note_ground(session, project, await ground_of(session, project, today), today, now)


def note_ground(
    session: AsyncSession, project: Project, on: Ground, today: date, now: datetime
) -> None:
    """As `note_requirements`, for what was read before."""
    found = (
        () if project.stage is Stage.FOLLOW_UP else lapses(tuple(watched(on, project)), (), today)
    )
    note_lapses(session, project, found, REQUIREMENTS, now)


def note_lapses(
    session: AsyncSession, project: Project, found: Sequence[Lapse], of: str, now: datetime
) -> None:
    """Write down what began or ended since the journal last told of it; by nobody in particular."""
    lapsed = {f"{lapse.gate} {of}" for lapse in found}
    noted = {name for name in project.lapses_noted if name.endswith(f" {of}")}
    for name in sorted(lapsed ^ noted):
        gate = name.split(" ")[0]
        theirs = [lapse for lapse in found if lapse.gate == gate]
        detail = (
            {"since": min(one.since for one in theirs), "subjects": sorted(_subjects(theirs))}
            if theirs
            else {}
        )
        what = "assurance.lapsed" if theirs else "assurance.restored"
        journal.record(session, None, what, project.id, now, on=project, gate=gate, of=of, **detail)
    if lapsed != noted:
        others = [name for name in project.lapses_noted if name not in noted]
        project.lapses_noted = sorted({*others, *lapsed})


def _subjects(found: Sequence[Lapse]) -> set[str]:
    return {lapse.subject for lapse in found}
