"""What is watched, what has lapsed, and how operation reads today."""

from datetime import date

from tracker.compliance import queries as compliance
from tracker.gates import queries
from tracker.gates.dossier import Read, record_facts
from tracker.journal import terms_of
from tracker.journal.desk import AnyDesk
from tracker.journal.reading import once
from tracker.process.dossier import Lapse, WatchedList
from tracker.process.lapses import (
    lapses,
    operation_by_rule,
    overruns,
    suspend_or_restore_by,
    time_is_up,
)
from tracker.process.stages import Operation, Stage
from tracker.process.today import project_day
from tracker.projects.models import Project


class Assurance(Read, frozen=True, kw_only=True):
    """Derived, never stored; `due` is the last day to suspend or restore while live."""

    watched: tuple[WatchedList, ...]
    lapses: tuple[Lapse, ...]
    operation: Operation
    due: date | None


@once
async def assurance_of(desk: AnyDesk, project: Project) -> Assurance:
    """How the project stands by the second clock at this instant."""
    today = project_day(project, desk.now)
    rows = await queries.decisions(desk.session, project.id)
    record = await record_facts(desk.session, project, rows)
    ground = await compliance.ground_of(desk, project)
    watched = tuple(compliance.watched(ground, project))
    follows_up = project.stage is Stage.FOLLOW_UP  # there overdue conditions only block its end
    found = () if follows_up else lapses(watched, record.open_conditions, today)
    operation, terms = project.operation, terms_of(desk.session)
    if operation is Operation.LIVE and not follows_up:
        overrun = overruns(watched, record.open_conditions, terms, today)
        operation = operation_by_rule(operation, (*overrun, *time_is_up(project.live_until, today)))
    live = operation is Operation.LIVE
    return Assurance(
        decisions=rows,
        ground=ground,
        watched=watched,
        record=record,
        lapses=found,
        operation=operation,
        due=suspend_or_restore_by(found, terms) if live else None,
    )
