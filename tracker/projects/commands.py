"""Acts on a project itself. What moves it through gates is in `gates`."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.files.models import StoredFile
from tracker.files.storage import Received
from tracker.identity import queries as identity
from tracker.identity.models import Organisation
from tracker.kernel.actor import CITY_ROLES, Actor, OrganisationKind
from tracker.kernel.days import day_in
from tracker.kernel.errors import Conflict, Forbidden, NotFound, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.text import known_zone, to_minor
from tracker.kernel.versions import expect_version
from tracker.process.policy import Act, Relation, relation
from tracker.process.stages import Operation, Stage, Status
from tracker.projects import queries
from tracker.projects.models import (
    Agreement,
    Assignment,
    Capacity,
    Deputy,
    MoneyLine,
    OperationChange,
    Project,
    RecheckEvent,
    StageVisit,
)
from tracker.projects.rules import expect_not_past
from tracker.projects.wire import (
    NewAgreement,
    NewAssignment,
    NewDeputy,
    NewMoneyLine,
    PastProject,
    ProjectChange,
)

_KIND_OF = {
    Capacity.CITY: OrganisationKind.CITY,
    Capacity.CITY_APPROVER: OrganisationKind.CITY,
    Capacity.CONSULTING_COMPANY: OrganisationKind.FIRM,
    Capacity.SOLUTION_PROVIDER: OrganisationKind.FIRM,
    Capacity.OFFICER: OrganisationKind.SECRETARIAT,
    Capacity.MANAGER: OrganisationKind.SECRETARIAT,
    Capacity.REVIEWER: OrganisationKind.SECRETARIAT,
}
_BY_APPOINTMENT = frozenset({Capacity.CONSULTING_COMPANY, Capacity.SOLUTION_PROVIDER})


async def open_project(
    session: AsyncSession,
    actor: Actor,
    city: Organisation,
    *,
    call_id: UUID,
    year: int,
    title: str,
    solution_id: UUID | None,
    challenges: str,
    catalogue_id: UUID | None,
    now: datetime,
) -> Project:
    """A project comes to exist with a city's draft proposal; the city is assigned to it."""
    project = await _new_project(session, city, year, title, challenges, now)
    project.call_id, project.solution_id = call_id, solution_id
    project.catalogue_id = catalogue_id
    session.add(project)
    await session.flush()
    enter_stage(session, actor, project, Stage.PROPOSAL, now)
    journal.record(session, actor, "project.opened", project.id, now, on=project)
    assign(session, actor, project, city.id, Capacity.CITY, now)
    await session.flush()
    return project


async def record_past_project(
    session: AsyncSession, actor: Actor, asked: PastProject, now: datetime
) -> Project:
    """Record what public sources show; it never passes a gate and is never shown as a success."""
    city = await identity.organisation(session, asked.city_id)
    if city.kind is not OrganisationKind.CITY:
        raise Unfit("city_id", "Name a city.")
    if not 1990 <= asked.year <= now.year:
        raise Unfit("year", f"Give a year between 1990 and {now.year}.")
    project = await _new_project(session, city, asked.year, asked.title, asked.challenges, now)
    project.status = Status.PAST
    project.stage = Stage.STUDY
    project.furthest_evidenced, project.sources = asked.furthest_evidenced, asked.sources
    session.add(project)
    journal.record(session, actor, "project.recorded_past", project.id, now, on=project)
    await session.flush()
    return project


async def change_project(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    asked: ProjectChange,
    version: int,
    now: datetime,
) -> Project:
    """Change what describes a project and its plan; never stage, status or operation."""
    expect_version(project, version)
    expect_not_past(project.status)
    if asked.zone is not UNSET and not known_zone(asked.zone):
        raise Unfit("zone", "Give an IANA time zone such as Asia/Seoul.")
    changed = [name for name in asked.__struct_fields__ if getattr(asked, name) is not UNSET]
    for name in changed:
        if name != "planned_ends":
            setattr(project, name, getattr(asked, name))
    if asked.planned_ends is not UNSET:
        plan_ends(project, asked.planned_ends)
    journal.record(
        session, actor, "project.changed", project.id, now, on=project, fields=sorted(changed)
    )
    await session.flush()
    return project


def plan_ends(project: Project, ends: dict[Stage, date]) -> None:
    """Merge planned last days of stages into the plan."""
    project.planned_ends = project.planned_ends | {
        stage.value: day.isoformat() for stage, day in ends.items()
    }


def enter_stage(
    session: AsyncSession,
    actor: Actor | None,
    project: Project,
    stage: Stage,
    now: datetime,
    *,
    number: int = 1,
    decision_id: UUID | None = None,
    asked: str | None = None,
) -> StageVisit:
    """A new visit of a stage; called for the first stage, and by the decision in `gates`."""
    today = day_in(project.zone, now)
    visit = StageVisit(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        number=number,
        stage=stage,
        entered_on=today,
        decision_id=decision_id,
        asked=asked,
        left_visit=project.visit if decision_id else None,
    )
    project.stage, project.stage_since, project.visit = stage, today, number
    session.add(visit)
    journal.record(
        session, actor, "stage.entered", project.id, now, on=project, stage=stage, visit=number
    )
    return visit


def change_operation(
    session: AsyncSession,
    actor: Actor | None,
    project: Project,
    becomes: Operation,
    reason: str,
    now: datetime,
    *,
    on_day: date | None = None,
    seconded_by: UUID | None = None,
    proof_file_id: UUID | None = None,
) -> OperationChange:
    """Record what became of the equipment; `actor` None is the rule of the lapse."""
    row = OperationChange(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        becomes=becomes,
        on_day=on_day or day_in(project.zone, now),
        by=actor and actor.person_id,
        seconded_by=seconded_by,
        reason=reason,
        proof_file_id=proof_file_id,
    )
    restored = becomes is Operation.LIVE and project.operation is Operation.SUSPENDED
    word = "restored" if restored else becomes.value
    project.operation = becomes
    session.add(row)
    journal.record(session, actor, f"pilot.{word}", project.id, now, on=row)
    return row


def assign(
    session: AsyncSession,
    actor: Actor | None,
    project: Project,
    organisation_id: UUID,
    capacity: Capacity,
    now: datetime,
    *,
    person_id: UUID | None = None,
    starts: date | None = None,
    until: date | None = None,
) -> Assignment:
    """Give access. Used by every act that brings somebody to a project."""
    row = Assignment(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        organisation_id=organisation_id,
        person_id=person_id,
        capacity=capacity,
        starts=starts or day_in("UTC", now),
        until=until,
    )
    session.add(row)
    journal.record(session, actor, "assignment.given", project.id, now, on=row, capacity=capacity)
    return row


async def give_assignment(
    session: AsyncSession, actor: Actor, project: Project, asked: NewAssignment, now: datetime
) -> Assignment:
    """Assign by hand; firms come by their appointment instead."""
    expect_not_past(project.status)
    if asked.capacity in _BY_APPOINTMENT:
        raise Unfit("capacity", "Appoint the firm; its assignment follows.")
    organisation = await identity.organisation(session, asked.organisation_id)
    kind = _KIND_OF.get(asked.capacity)
    if kind is not None and organisation.kind is not kind:
        raise Unfit("organisation_id", f"Name a {kind.value} for this capacity.")
    _check_days(asked.starts or day_in("UTC", now), asked.until)
    if asked.person_id is not None:
        held = await identity.memberships_of(session, asked.person_id, now)
        if not any(row.organisation_id == organisation.id for row in held):
            raise Unfit("person_id", "Name somebody who holds a role in this organisation today.")
    row = assign(
        session,
        actor,
        project,
        organisation.id,
        asked.capacity,
        now,
        person_id=asked.person_id,
        starts=asked.starts,
        until=asked.until,
    )
    await session.flush()
    return row


async def end_assignment(
    session: AsyncSession, actor: Actor, row: Assignment, version: int, now: datetime
) -> None:
    """Take access away: yesterday was the last day."""
    expect_version(row, version)
    if row.capacity in _BY_APPOINTMENT:
        raise Conflict("A firm leaves by the end of its appointment; release the firm.")
    close_assignment(session, actor, row, day_in("UTC", now) - timedelta(days=1), now)
    await session.flush()


def close_assignment(
    session: AsyncSession, actor: Actor, row: Assignment, last_day: date, now: datetime
) -> None:
    """Set the last day of access (UTC); a day before the first ends it before it began."""
    row.until = last_day
    row.starts = min(row.starts, last_day)
    journal.record(session, actor, "assignment.ended", row.project_id, now, on=row, until=row.until)


async def record_agreement(
    session: AsyncSession, actor: Actor, project: Project, asked: NewAgreement, now: datetime
) -> Agreement:
    """Put a signed paper on file; the file was uploaded to this project first."""
    expect_not_past(project.status)
    await file_of_project(session, project.id, asked.file_id)
    await identity.organisation(session, asked.organisation_id)
    if asked.signed_on > day_in(project.zone, now):
        raise Unfit("signed_on", "Give the day it was signed; it cannot be in the future.")
    row = Agreement(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        kind=asked.kind,
        signed_on=asked.signed_on,
        file_id=asked.file_id,
        organisation_id=asked.organisation_id,
        recorded_by=actor.person_id,
    )
    session.add(row)
    journal.record(session, actor, "agreement.recorded", project.id, now, on=row, kind=asked.kind)
    await session.flush()
    return row


async def record_money(
    session: AsyncSession, actor: Actor, project: Project, asked: NewMoneyLine, now: datetime
) -> MoneyLine:
    expect_not_past(project.status)
    amount = to_minor(asked.amount, asked.currency)
    if amount is None:
        raise Unfit("amount", f"{asked.currency} has fewer decimals; round the amount.")
    row = MoneyLine(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        source=asked.source,
        state=asked.state,
        amount=amount,
        currency=asked.currency,
        rate=asked.rate,
        rate_date=asked.rate_date,
        note=asked.note,
    )
    session.add(row)
    journal.record(session, actor, "money.recorded", project.id, now, on=row, amount=amount)
    await session.flush()
    return row


async def name_deputy(
    session: AsyncSession, actor: Actor, asked: NewDeputy, now: datetime
) -> Deputy:
    """Name beforehand who sits when the holder of a role is barred, absent or silent."""
    if (asked.organisation_id is None) == (asked.project is None):
        raise Unfit("organisation_id", "Name either an organisation or a project.")
    if asked.person_id == asked.deputy_id:
        raise Unfit("deputy_id", "Name somebody else than the holder.")
    starts = asked.starts or day_in("UTC", now)
    _check_days(starts, asked.until)
    _refuse_others_roles(actor, asked)
    await _check_people(session, asked, now)
    project_id = None
    if asked.project is not None:
        project_id = (await queries.get(session, actor, asked.project, now)).id
    row = Deputy(
        id=uuid7(now),
        created_at=now,
        organisation_id=asked.organisation_id,
        project_id=project_id,
        role=asked.role,
        person_id=asked.person_id,
        deputy_id=asked.deputy_id,
        starts=starts,
        until=asked.until,
    )
    session.add(row)
    journal.record(session, actor, "deputy.named", project_id, now, on=row, role=asked.role)
    await session.flush()
    return row


def _refuse_others_roles(actor: Actor, asked: NewDeputy) -> None:
    """A reviewer names a deputy for themselves, a city for its own roles, the desk for anybody."""
    if relation(actor, Act.DEPUTY_NAME) is Relation.OWN and asked.person_id != actor.person_id:
        raise Forbidden("A reviewer names a deputy for themselves; ask an officer for others.")
    if actor.kind is OrganisationKind.CITY:
        if asked.organisation_id != actor.organisation_id:
            raise NotFound
        if asked.role not in CITY_ROLES:
            raise Forbidden("A city names deputies for its own roles; ask an officer for others.")


async def _check_people(session: AsyncSession, asked: NewDeputy, now: datetime) -> None:
    where = None if asked.organisation_id is None else [asked.organisation_id]
    holders = await identity.holders(session, [asked.role], now, where)
    if asked.person_id not in {holder.person_id for holder in holders}:
        raise Unfit("person_id", f"Name somebody who holds the role {asked.role.value} here today.")
    if not await identity.active_persons(session, [asked.deputy_id]):
        raise Unfit("deputy_id", "Name somebody with an active account.")


def _check_days(starts: date, until: date | None) -> None:
    if until is not None and until < starts:
        raise Unfit("until", "Give a last day that is not before the first.")


async def store_file(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    name: str,
    received: Received,
    now: datetime,
) -> StoredFile:
    """The row of a blob that is already safely on disk."""
    expect_not_past(project.status)
    row = StoredFile(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        call_id=None,
        organisation_id=actor.organisation_id,
        uploaded_by=actor.person_id,
        name=name,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
    )
    session.add(row)
    journal.record(session, actor, "file.stored", project.id, now, on=row, sha256=received.sha256)
    await session.flush()
    return row


async def file_of_project(session: AsyncSession, project_id: UUID, file_id: UUID) -> StoredFile:
    """The file if it was uploaded to this project; Unfit otherwise."""
    row = await queries.stored_file(session, project_id, file_id)
    if row is None:
        raise Unfit("file_id", "Upload the file to this project first and name its id.")
    return row


async def _new_project(
    session: AsyncSession, city: Organisation, year: int, title: str, challenges: str, now: datetime
) -> Project:
    prefix = f"{city.code}-{year}-"
    number = await queries.next_number(session, city.id, prefix)
    today = day_in(city.zone, now)
    return Project(
        id=uuid7(now),
        created_at=now,
        code=f"{prefix}{number:02d}",
        call_id=None,
        city_id=city.id,
        title=title,
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
        planned_ends={},
        furthest_evidenced=None,
        sources=None,
    )


def fire_recheck(
    session: AsyncSession,
    actor: Actor | None,
    project: Project,
    kind: str,
    source: str,
    now: datetime,
    *,
    on_day: date | None = None,
) -> RecheckEvent:
    """Record an event of the catalogue's `recheck_events`; it bites from `on_day`."""
    row = RecheckEvent(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        kind=kind,
        on_day=on_day or day_in(project.zone, now),
        source=source,
    )
    session.add(row)
    journal.record(session, actor, "recheck.fired", project.id, now, on=row, kind=kind)
    return row
