"""The beginning and the end of a lapse, noted in the journal once each."""

from collections.abc import Sequence
from datetime import date

from tracker.compliance.entries import Ground
from tracker.compliance.queries.lists import ground_of, watched
from tracker.journal.desk import AnyDesk
from tracker.process.dossier import Lapse
from tracker.process.lapses import lapses
from tracker.process.stages import Stage
from tracker.process.today import project_day
from tracker.projects.models import Project

REQUIREMENTS = "requirements"
CONDITIONS = "conditions"
"""What may lapse a gate; each begins and ends on its own."""


async def note_requirements(desk: AnyDesk, project: Project) -> None:
    """Write lapses that began or ended into the journal, but for those of conditions.

    Call after an act that may have begun or ended one; conditions are noted by the gates.
    """
    if project.stage is Stage.PROPOSAL:  # nothing is watched before the first gate
        return
    today = project_day(project, desk.now)
    note_ground(desk, project, await ground_of(desk, project), today)


def note_ground(desk: AnyDesk, project: Project, ground: Ground, today: date) -> None:
    """As `note_requirements`, with a ground that was read before."""
    lapses_now = (
        ()
        if project.stage is Stage.FOLLOW_UP
        else lapses(tuple(watched(ground, project)), (), today)
    )
    note_lapses(desk, project, lapses_now, REQUIREMENTS)


def note_lapses(desk: AnyDesk, project: Project, lapses_now: Sequence[Lapse], of: str) -> None:
    """Write lapses that began or ended since the last call into the journal, without an actor."""
    lapsed = {f"{lapse.gate} {of}" for lapse in lapses_now}
    noted = {name for name in project.lapses_noted if name.endswith(f" {of}")}
    for name in sorted(lapsed ^ noted):
        gate = name.split(" ")[0]
        theirs = [lapse for lapse in lapses_now if lapse.gate == gate]
        detail = (
            {"since": min(one.since for one in theirs), "subjects": sorted(_subjects(theirs))}
            if theirs
            else {}
        )
        what = "assurance.lapsed" if theirs else "assurance.restored"
        desk.system.record(what, project, gate=gate, of=of, **detail)
    if lapsed != noted:
        others = [name for name in project.lapses_noted if name not in noted]
        project.lapses_noted = sorted({*others, *lapsed})


def _subjects(lapsed: Sequence[Lapse]) -> set[str]:
    return {lapse.subject for lapse in lapsed}
