"""Writes down lapses that began or ended, and the suspension by rule that follows from them."""

from collections.abc import Sequence
from datetime import date

from tracker.compliance import commands as compliance
from tracker.gates.assurance import Assurance, assurance_of
from tracker.journal.desk import AnyDesk
from tracker.process.dossier import RecordFacts, WatchedList
from tracker.process.lapses import lapses
from tracker.process.stages import Stage
from tracker.process.today import project_day
from tracker.projects.models import Project


async def note_assurance(desk: AnyDesk, project: Project) -> None:
    """Note in the journal which lapses began or ended since it last told of them."""
    assurance = await assurance_of(desk, project)
    note(desk, project, assurance.watched, assurance.record, project_day(project, desk.now))


def note(
    desk: AnyDesk,
    project: Project,
    watched: Sequence[WatchedList],
    record: RecordFacts,
    today: date,
) -> None:
    """As `note_assurance`, for what was read before."""
    lapses_now = lapses(watched, record.open_conditions, today)
    if project.stage is Stage.FOLLOW_UP:  # there overdue conditions only block its end
        lapses_now = ()
    conditions = {str(one.id) for one in record.open_conditions}
    of_conditions = [lapse for lapse in lapses_now if lapse.subject in conditions]
    of_requirements = [lapse for lapse in lapses_now if lapse.subject not in conditions]
    for of, theirs in (
        (compliance.REQUIREMENTS, of_requirements),
        (compliance.CONDITIONS, of_conditions),
    ):
        compliance.note_lapses(desk, project, theirs, of)


async def settle(desk: AnyDesk, project: Project) -> Assurance:
    """Call before an act that may end a lapse.

    Writes down what has lapsed, and the suspension by rule that follows.
    """
    assurance = await assurance_of(desk, project)
    await settle_as_read(desk, project, assurance)
    return assurance


async def settle_as_read(desk: AnyDesk, project: Project, assurance: Assurance) -> None:
    """As `settle`, with an assurance that was read before and still holds."""
    today = project_day(project, desk.now)
    await compliance.settle_operation(desk, project, today)
    note(desk, project, assurance.watched, assurance.record, today)
