"""The lists that gates ask, with all that the status of each entry rests on."""

from collections.abc import Iterator
from datetime import date
from typing import get_args

from tracker.compliance import lists
from tracker.compliance.catalogue import Catalogue, Outcome
from tracker.compliance.catalogue_checks import CLOSING, GATE_IDS
from tracker.compliance.entries import Ground, entry_of, ground
from tracker.compliance.lists import AskedEntry
from tracker.compliance.queries.catalogues import catalogue_of, rewordings
from tracker.compliance.queries.people import people_of
from tracker.compliance.queries.record import record_of
from tracker.compliance.record import Record, VisitOnRecord
from tracker.journal.desk import AnyDesk
from tracker.journal.reading import kept
from tracker.kernel.errors import Unfit
from tracker.kernel.saying import N_, Filled
from tracker.process.dossier import ComplianceFacts, WatchedList
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import CLOSED, IN_THE_STREET, Level, Operation, Stage
from tracker.process.today import project_day
from tracker.projects.models import Project

_OUTCOMES: dict[str, Outcome] = {outcome: outcome for outcome in get_args(Outcome)}


def facts_on(
    on: Ground,
    project: Project,
    *,
    asked_gate: str | None,
    outcome: str | None,
    become: str | None,
    field_work: bool,
) -> ComplianceFacts:
    """What a gate wants to know of the checklist, of what was loaded before."""
    asked = entries_on(on, asked_gate, outcome, field_work) if asked_gate is not None else ()
    become_conditions = entries_on(on, "G6", become, field_work) if become is not None else ()
    return ComplianceFacts(
        catalogue_sha256=on.catalogue.sha256,
        facts=tuple((fact, one.word) for fact, one in on.facts.items()),
        asked=asked,
        become_conditions=become_conditions,
        watched=tuple(watched(on, project)),
    )


async def entries(
    desk: AnyDesk,
    project: Project,
    gate: str,
    outcome: str | None,
    field_work: bool,
) -> tuple[ChecklistEntry, ...]:
    """The list of a gate, or the closing list (`closing`), whether or not its entries apply."""
    return entries_on(await ground_of(desk, project), gate, outcome, field_work)


async def ground_of(desk: AnyDesk, project: Project) -> Ground:
    """All that the status of an entry rests on, on this day of the project."""
    return await _ground_of(desk, project, project_day(project, desk.now))


@kept
async def _ground_of(desk: AnyDesk, project: Project, today: date) -> Ground:
    catalogue = await catalogue_of(desk.session, project)
    record = await record_of(desk.session, project)
    present = await people_of(desk.session, project.id, today)
    return ground(catalogue, record, present, await rewordings(desk.session, record), today)


def entries_on(
    on: Ground, gate: str, outcome: str | None, field_work: bool
) -> tuple[ChecklistEntry, ...]:
    """As `entries`, for what was loaded before."""
    key = (gate, outcome, field_work)
    if key not in on.listed:
        asked = _asked(on.catalogue, gate, outcome, field_work)
        on.listed[key] = tuple(entry_of(on, one, gate) for one in asked)
    return on.listed[key]


def _asked(
    catalogue: Catalogue, gate: str, outcome: str | None, field_work: bool
) -> tuple[AskedEntry, ...]:
    if gate == CLOSING:
        return lists.closing_list(catalogue)
    return lists.asked(
        catalogue, known_gate(gate), outcome=known_outcome(outcome), field_work=field_work
    )


def known_gate(gate: str) -> str:
    if gate not in GATE_IDS:
        raise Unfit(
            "gate",
            Filled(
                N_("Name one of %(gate_ids)s, or “closing” for the list at the end."),
                gate_ids=", ".join(GATE_IDS),
            ),
        )
    return gate


def known_outcome(outcome: str | None) -> Outcome | None:
    if outcome is None:
        return None
    if outcome not in _OUTCOMES:
        raise Unfit("outcome", N_("Name an outcome that the decision after the pilot knows."))
    return _OUTCOMES[outcome]


def watched(on: Ground, project: Project) -> Iterator[WatchedList]:
    """What is watched for lapse: process.md, section 5."""
    present = _visit(on.record, project.visit)
    over = project.stage is Stage.FOLLOW_UP or project.status in CLOSED
    if present is not None and not over:
        yield from _watched(on, project, present)
    handed_over = project.stage is Stage.FOLLOW_UP and project.handed_over_to is not None
    if project.operation not in IN_THE_STREET or handed_over:
        return
    into_the_street = [visit for visit in on.record.visits if visit.asked == "G4"]
    if into_the_street and (over or into_the_street[-1] != present):
        yield from _watched(on, project, into_the_street[-1])


def _watched(on: Ground, project: Project, visit: VisitOnRecord) -> Iterator[WatchedList]:
    if visit.asked is None or visit.left_visit is None:
        return
    outcome = "scale" if visit.asked == "G6" else None
    listed = entries_on(on, visit.asked, outcome, on.record.field_work)
    yield WatchedList(
        gate=visit.asked,
        visit=visit.left_visit,
        passed_on=visit.entered_on,
        live_since=_live_since(on.record, project),
        live_from=_live_from(on.record),
        entries=tuple(entry for entry in listed if entry.level is Level.MANDATORY),
    )


def _visit(record: Record, number: int) -> VisitOnRecord | None:
    return next((visit for visit in record.visits if visit.number == number), None)


def _live_from(record: Record) -> date | None:
    live = [change.on_day for change in record.operations if change.becomes is Operation.LIVE]
    return live[-1] if live else None


def _live_since(record: Record, project: Project) -> date | None:
    """The go-live that began the present run; neither suspension nor extension starts it anew."""
    since = None
    if project.operation not in IN_THE_STREET:
        return None
    for change in record.operations:
        if change.becomes is Operation.OFF:
            since = None
        elif change.becomes is Operation.LIVE and since is None:
            since = change.on_day
    return since
