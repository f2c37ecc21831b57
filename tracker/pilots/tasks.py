"""Whose turn it is at a pilot: readings, its evaluation, what follows its end. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.actor import Role
from tracker.kernel.days import add_months
from tracker.pilots.models import Side
from tracker.process.dossier import IndicatorFacts
from tracker.process.stages import Stage
from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.unmet import FixKind
from tracker.projects.models import Capacity, Project

FOLLOW_UP_MONTHS = (6, 12, 24)
"""After how many months from the scaling decision a city reports what became of it."""
CHECK_IN_DAYS = timedelta(days=30)
"""How long a report may take once its day has come."""
Firms = Mapping[Capacity, frozenset[UUID]]


class Entered(Struct, frozen=True, kw_only=True):
    """A reading that nobody has looked at; `on` is a day in the project's zone."""

    id: UUID
    indicator: str
    by: UUID
    organisation_id: UUID
    on: date


class Evaluated(Struct, frozen=True, kw_only=True):
    """The newest evaluation of this visit, and whose acceptance it has."""

    id: UUID
    by: UUID
    organisation_id: UUID
    on: date
    sides: frozenset[Side]
    persons: frozenset[UUID]


class Reported(Struct, frozen=True, kw_only=True):
    """The newest word on a check-in of so many months."""

    id: UUID
    months: int
    by: UUID
    on: date
    confirmed: bool


class Running(Struct, frozen=True, kw_only=True):
    """What is on record about a pilot that somebody may have to look at."""

    readings: tuple[Entered, ...]
    evaluation: Evaluated | None
    reports: tuple[Reported, ...]


def of_indicators(
    indicators: Iterable[IndicatorFacts], project: Project, gate: str
) -> Iterator[Task]:
    """None is defined, or some lack the value before the pilot."""
    owner = Owner(roles=(Role.OFFICER, Role.CITY_CONTACT), houses=frozenset({project.city_id}))
    rows = list(indicators)
    if not rows:
        yield Task(
            kind=Kind.DEFINE_INDICATORS,
            subject="indicators",
            owner=owner,
            since=project.stage_since,
            fix=FixKind.PROJECT,
            things=(Thing(id=str(project.id), name=project.title),),
            gates=(gate,),
        )
    for one in rows:
        if not one.has_baseline:
            yield Task(
                kind=Kind.RECORD_BASELINES,
                subject="baselines",
                owner=owner,
                since=project.stage_since,
                fix=FixKind.INDICATOR,
                things=(Thing(id=str(one.id), name=one.title),),
                gates=(gate,),
            )


def of_readings(running: Running, project: Project) -> Iterator[Task]:
    """Another than who entered it checks a reading: the officer, or the city where a firm did."""
    for one in running.readings:
        yield Task(
            kind=Kind.CHECK_READINGS,
            subject="readings",
            owner=Owner(
                roles=(Role.OFFICER, Role.CITY_CONTACT),
                houses=frozenset({project.city_id}),
                barred=frozenset({one.by}),
            ),
            since=one.on,
            fix=FixKind.READING,
            things=(Thing(id=str(one.id), name=one.indicator),),
            firms=frozenset({one.organisation_id}) - {project.city_id},
        )


def of_the_run(
    running: Running, project: Project, firms: Firms, gate: str, *, went_live: bool
) -> Iterator[Task]:
    """In the stage of the pilot: go live, evaluate, accept what was evaluated."""
    if not went_live:
        yield _of_project(Kind.GO_LIVE, project, Owner(roles=(Role.OFFICER,)), gate)
        return
    evaluation = running.evaluation
    planned = project.planned_ends.get(Stage.PILOT.value)
    due = date.fromisoformat(planned) if planned is not None else None
    if evaluation is None:
        consultant = firms.get(Capacity.CONSULTING_COMPANY, frozenset())
        owner = Owner(roles=(Role.FIRM_MEMBER,), houses=consultant)
        task = _of_project(Kind.EVALUATE, project, owner, gate, due=due, firms=consultant)
        yield replace(task, detail={"capacity": Capacity.CONSULTING_COMPANY.value})
        return
    for side, owner in _sides(evaluation, project):
        yield Task(
            kind=Kind.ACCEPT_EVALUATION,
            subject=f"{evaluation.id}:{side.value}",
            owner=owner,
            since=evaluation.on,
            due=due,
            fix=FixKind.EVALUATION,
            things=(Thing(id=str(evaluation.id), name=project.title),),
            gates=(gate,),
            firms=frozenset({evaluation.organisation_id}),
        )


def _sides(evaluation: Evaluated, project: Project) -> Iterator[tuple[Side, Owner]]:
    """One person accepts for one side, and never what they handed in themselves."""
    barred = evaluation.persons | {evaluation.by}
    if Side.OFFICER not in evaluation.sides:
        yield Side.OFFICER, Owner(roles=(Role.OFFICER,), barred=barred)
    if Side.CITY not in evaluation.sides:
        city = (Role.CITY_CONTACT, Role.CITY_APPROVER)
        yield Side.CITY, Owner(roles=city, houses=frozenset({project.city_id}), barred=barred)


def of_follow_up(running: Running, project: Project) -> Iterator[Task]:
    """The city reports three times what became of the decision, and the office confirms it."""
    newest = {one.months: one for one in running.reports}
    for months in FOLLOW_UP_MONTHS:
        day = add_months(project.stage_since, months)
        report = newest.get(months)
        if report is None:
            owner = Owner(roles=(Role.CITY_CONTACT,), houses=frozenset({project.city_id}))
            yield _check_in(Kind.ENTER_CHECK_IN, project, owner, months, day, opens=day)
        elif not report.confirmed:
            owner = Owner(roles=(Role.OFFICER, Role.MANAGER), barred=frozenset({report.by}))
            yield _check_in(
                Kind.CONFIRM_CHECK_IN, project, owner, months, report.on, check_in=report.id
            )


def _check_in(
    kind: Kind,
    project: Project,
    owner: Owner,
    months: int,
    since: date,
    *,
    opens: date | None = None,
    check_in: UUID | None = None,
) -> Task:
    return Task(
        kind=kind,
        subject=str(months),
        owner=owner,
        since=since,
        due=since + CHECK_IN_DAYS,
        opens=opens,
        fix=FixKind.CHECK_IN if check_in is not None else FixKind.PROJECT,
        things=(Thing(id=str(check_in or project.id), name=project.title),),
        detail={"months": str(months)},
    )


def _of_project(
    kind: Kind,
    project: Project,
    owner: Owner,
    gate: str,
    *,
    due: date | None = None,
    firms: frozenset[UUID] = frozenset(),
) -> Task:
    return Task(
        kind=kind,
        subject=str(project.visit),
        owner=owner,
        since=project.stage_since,
        due=due,
        fix=FixKind.PROJECT,
        things=(Thing(id=str(project.id), name=project.title),),
        gates=(gate,),
        firms=firms,
    )
