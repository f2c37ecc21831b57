"""The closing list: what is still owed after a project ended, by whom and by when."""

from datetime import date, datetime, timedelta

from tracker.compliance import queries as compliance
from tracker.compliance.entries import Ground
from tracker.gates import queries
from tracker.gates.assurance import Assurance
from tracker.gates.wire import ClosingDuty
from tracker.kernel.actor import Role
from tracker.kernel.saying import N_
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import CLOSED, IN_THE_STREET, Level, Scaling, Stage, Status
from tracker.process.status import is_clear, status, whose_move
from tracker.process.today import project_day
from tracker.projects.models import Project
from tracker.projects.models.decisions import Decision

CLOSING_TERM = timedelta(days=30)
"""Time after the end of a project in which its closing list is to be cleared."""
CLOSING = "closing"
_BEFORE_G2 = frozenset({Stage.PROPOSAL, Stage.COMMISSIONING})
_ENDS = frozenset({Scaling.STOP, Scaling.REFER})
_ASKED = frozenset({Level.MANDATORY, Level.CONDITION})


def open_closing_duties(project: Project, assurance: Assurance, now: datetime) -> list[ClosingDuty]:
    """After the end: entries not yet clear, equipment in the street, conditions still open."""
    if project.status not in CLOSED:
        return []
    today, due = project_day(project, now), project.status_since + CLOSING_TERM
    entries = owed_at_the_end(assurance.ground, project, assurance.decisions)
    duties = [_of_entry(entry, project, today, due) for entry in entries]
    if project.operation in IN_THE_STREET:
        duties.append(_switching_off(due))
    for condition in assurance.record.open_conditions:
        duties.append(
            ClosingDuty(
                list=None,
                requirement=None,
                condition_id=condition.id,
                what=condition.text,
                owed_by=condition.owed_by,
                due=condition.due,
            )
        )
    return duties


def owed_at_the_end(ground: Ground, project: Project, rows: list[Decision]) -> list[ChecklistEntry]:
    """Entries that a project that has ended still has to prove; none for a completed one."""
    if project.status is Status.COMPLETED:
        return []
    return [*open_entries(ground, project), *_entries_of_the_end(ground, project, rows)]


def open_entries(ground: Ground, project: Project) -> list[ChecklistEntry]:
    """Entries of the closing list not yet clear, for a project that has passed G2."""
    if all(visit.stage in _BEFORE_G2 for visit in ground.record.visits):
        return []
    entries = compliance.entries_on(ground, CLOSING, None, True)
    return [one for one in entries if not is_clear(status(one, ground.today, project.visit))]


def status_words(status: Status, duties: list[ClosingDuty]) -> str:
    """The status as it reads, in words: stopped, 3 closing duties open."""
    words = status.value.replace("_", " ")
    if not duties:
        return words
    count = len(duties)
    return f"{words}, {count} closing {'duty' if count == 1 else 'duties'} open"


def _entries_of_the_end(
    ground: Ground, project: Project, rows: list[Decision]
) -> list[ChecklistEntry]:
    """Entries of G6 for a stop or referral, where the project ended by one."""
    last = queries.can_be_taken_back(rows)
    if last is None or last.scaling not in _ENDS:
        return []
    field_work = any(row.leads_to is Stage.PREPARATION for row in rows)
    return [
        entry
        for entry in compliance.entries_on(ground, "G6", last.scaling.value, field_work)
        if entry.level in _ASKED and not is_clear(status(entry, ground.today, project.visit))
    ]


def _of_entry(entry: ChecklistEntry, project: Project, today: date, due: date) -> ClosingDuty:
    return ClosingDuty(
        list=entry.gate,
        requirement=entry.requirement,
        condition_id=None,
        what=entry.title,
        owed_by=whose_move(entry, status(entry, today, project.visit)),
        due=due,
    )


def _switching_off(due: date) -> ClosingDuty:
    return ClosingDuty(
        list=None,
        requirement=None,
        condition_id=None,
        what=N_("Switch the equipment off, with proof"),
        owed_by=(Role.CITY_CONTACT, Role.CITY_APPROVER, Role.OFFICER),
        due=due,
    )
