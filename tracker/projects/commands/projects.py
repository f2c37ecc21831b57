"""Acts on the project itself. What moves it through gates is in `gates`."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import UNSET

from tracker import journal
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import OrganisationKind
from tracker.kernel.by_name import given
from tracker.kernel.errors import Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.text import known_zone
from tracker.kernel.versions import expect_version
from tracker.people import queries as people
from tracker.people.models import Organisation
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Operation, Stage, Status
from tracker.process.today import project_day
from tracker.projects import queries
from tracker.projects.commands.assignments import assign
from tracker.projects.models import (
    Capacity,
    OperationChange,
    Project,
    StageVisit,
)
from tracker.projects.wire import (
    PastProject,
    ProjectChange,
)

_SHORT_JSON = ("planned_ends", "sdg_tags")
_MAY_NAME_PEOPLE = ("owner_after", "operating_unit", "handed_over_to")


async def open_project(
    desk: Desk,
    city: Organisation,
    *,
    call_id: UUID,
    year: int,
    title: str,
    solution_id: UUID | None,
    challenges: str,
    catalogue_id: UUID | None,
) -> Project:
    """A project comes to exist with a city's draft proposal; the city is assigned to it."""
    project = await _new_project(desk, city, year, title, challenges)
    project.call_id, project.solution_id = call_id, solution_id
    project.catalogue_id = catalogue_id
    await desk.session.flush()
    enter_stage(desk, project, Stage.PROPOSAL)
    desk.record("project.opened", project)
    assign(desk, project, city.id, Capacity.CITY)
    await desk.session.flush()
    return project


async def record_past_project(desk: Desk, data: PastProject) -> Project:
    """Record what public sources show; it passes no gate, and its city and the office read it."""
    city = await people.organisation(desk.session, data.city_id)
    if city.kind is not OrganisationKind.CITY:
        raise Unfit("city_id", N_("Name a city."))
    if not 1990 <= data.year <= desk.now.year:
        raise Unfit(
            "year", Filled(N_("Give a year between 1990 and %(year)s."), year=desk.now.year)
        )
    project = await _new_project(desk, city, data.year, data.title, data.challenges)
    project.status = Status.PAST
    project.stage = data.stage
    project.furthest_evidenced, project.sources = data.furthest_evidenced, data.sources
    desk.record("project.recorded_past", project)
    await desk.session.flush()
    assign(desk, project, city.id, Capacity.CITY)
    await desk.session.flush()
    return project


async def change_project(
    desk: Desk, project: Project, data: ProjectChange, version: int
) -> Project:
    """Change what describes a project and its plan; never stage, status or operation."""
    refuse_if_shut(Act.PROJECT_WRITE, project)
    expect_version(project, version)
    if data.zone is not UNSET and not known_zone(data.zone):
        raise Unfit("zone", N_("Give an IANA time zone such as Asia/Seoul."))
    changed = given(data)
    if data.planned_ends is not UNSET:
        changed["planned_ends"] = _with_ends(project, data.planned_ends)
    detail = journal.change(project, changed, also=_SHORT_JSON, never=_MAY_NAME_PEOPLE)
    desk.record("project.changed", project, **detail)
    await desk.session.flush()
    return project


def plan_ends(project: Project, ends: dict[Stage, date]) -> None:
    """Merge planned last days of stages into the plan."""
    project.planned_ends = _with_ends(project, ends)


def _with_ends(project: Project, ends: dict[Stage, date]) -> dict[str, Any]:
    return project.planned_ends | {stage.value: day.isoformat() for stage, day in ends.items()}


def enter_stage(
    desk: AnyDesk,
    project: Project,
    stage: Stage,
    *,
    number: int = 1,
    decision_id: UUID | None = None,
    asked: str | None = None,
) -> StageVisit:
    """A new visit of a stage; called for the first stage, and by the decision in `gates`."""
    today = project_day(project, desk.now)
    visit = desk.add(
        StageVisit(
            project_id=project.id,
            number=number,
            stage=stage,
            entered_on=today,
            decision_id=decision_id,
            asked=asked,
            left_visit=project.visit if decision_id else None,
        )
    )
    project.stage, project.stage_since, project.visit = stage, today, number
    desk.record("stage.entered", project, stage=stage, visit=number)
    return visit


def change_operation(
    desk: AnyDesk,
    project: Project,
    becomes: Operation,
    reason: str,
    *,
    on_day: date | None = None,
    seconded_by: UUID | None = None,
    proof_file_id: UUID | None = None,
) -> OperationChange:
    """Record what became of the equipment; `actor` None is the rule of the lapse."""
    row = desk.add(
        OperationChange(
            project_id=project.id,
            becomes=becomes,
            on_day=on_day or project_day(project, desk.now),
            by=desk.actor and desk.actor.person_id,
            seconded_by=seconded_by,
            reason=reason,
            proof_file_id=proof_file_id,
        )
    )
    restored = becomes is Operation.LIVE and project.operation is Operation.SUSPENDED
    word = "restored" if restored else becomes.value
    project.operation = becomes
    desk.record(f"pilot.{word}", row)
    return row


async def _new_project(
    desk: AnyDesk, city: Organisation, year: int, title: str, challenges: str
) -> Project:
    prefix = f"{city.code}-{year}-"
    number = await queries.next_number(desk.session, city.id, prefix)
    today = project_day(city, desk.now)
    return desk.add(
        Project(
            code=f"{prefix}{number:02d}",
            call_id=None,
            city_id=city.id,
            title=title,
            handed_in_at=None,
            solution_id=None,
            challenges=challenges,
            sdg_tags=[],
            zone=city.zone,
            stage=Stage.PROPOSAL,
            stage_since=today,
            status=Status.ACTIVE,
            status_since=today,
            status_reason=None,
            look_again_on=None,
            visit=1,
            operation=Operation.NEVER,
            catalogue_id=None,
            owner_after=None,
            operating_unit=None,
            funding_after=None,
            handed_over_to=None,
            live_until=None,
            planned_ends={},
            lapses_noted=[],
            furthest_evidenced=None,
            sources=None,
        )
    )
