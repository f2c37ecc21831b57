"""Whose turn it is at the deliverables of a project's present stage. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.today import project_day
from tracker.process.unmet import FixKind
from tracker.process.working_days import working_day_after
from tracker.projects.models import Project
from tracker.studies.models import Deliverable, TimeRequest
from tracker.studies.more_time import ANSWER_DAYS, still_asked
from tracker.studies.queries.states import Listed
from tracker.studies.rules import OWED_BY, REVIEW_DAYS, HandInDuty, State

Belongs = Mapping[UUID, frozenset[UUID]]
"""The persons who belong to an organisation today, in whatever role."""


def of_deliverables(
    listed: Iterable[Listed],
    duties: Mapping[UUID, HandInDuty],
    project: Project,
    belongs: Belongs,
    gate: str | None,
    asked: Mapping[UUID, Sequence[TimeRequest]],
) -> Iterator[Task]:
    """What is to be handed in, or again, and what is to be reviewed by whom.

    `duties` says by deliverable whose it is to hand in, `asked` which requests for more time
    nobody has answered.
    """
    for one in listed:
        if one.row.stage is not project.stage or one.stands.state is State.ACCEPTED:
            continue
        if one.stands.awaits:
            yield from _reviews(one, duties[one.row.id], project, belongs, gate)
        else:
            yield _handing_in(one, duties[one.row.id], project, gate)
            yield from _answering(one, duties[one.row.id], project, asked.get(one.row.id, ()), gate)


def _handing_in(listed: Listed, duty: HandInDuty, project: Project, gate: str | None) -> Task:
    """Where nobody holds the capacity any more, the officer plans it for somebody else.

    On hold work goes on, and no day passes.
    """
    row, stands = listed.row, listed.stands
    returned = stands.state is State.RETURNED and stands.since is not None
    began = project_day(project, stands.since) if stands.since is not None else date.min
    return Task(
        kind=Kind.HAND_IN_AGAIN if returned else Kind.HAND_IN,
        subject=str(row.id),
        owner=Owner(roles=OWED_BY[row.owner_capacity], houses=duty.owners),
        since=max(began, project.stage_since),
        due=row.due if duty.runs else None,
        zone=duty.zone,
        fix=FixKind.DELIVERABLE,
        things=(Thing(id=str(row.id), name=row.title),),
        detail={"code": row.code} | _capacity(row),
        gates=_held_up(row, gate),
        firms=duty.owners - {project.city_id},
    )


def _answering(
    listed: Listed,
    duty: HandInDuty,
    project: Project,
    asked: Sequence[TimeRequest],
    gate: str | None,
) -> Iterator[Task]:
    """On hold no day moves, and nobody answers."""
    newest = listed.newest
    request = still_asked(asked, listed.stands, newest.at if newest is not None else None)
    if request is None or not duty.runs:
        return
    day = project_day(project, request.created_at)
    yield Task(
        kind=Kind.ANSWER_TIME,
        subject=str(request.id),
        owner=Owner(roles=(Role.OFFICER,), barred=frozenset({request.by})),
        since=day,
        due=working_day_after(day, ANSWER_DAYS),
        fix=FixKind.DELIVERABLE,
        things=(Thing(id=str(request.id), name=listed.row.title),),
        detail={"code": listed.row.code, "deliverable": str(listed.row.id)},
        gates=_held_up(listed.row, gate),
        firms=duty.owners - {project.city_id},
    )


def _capacity(row: Deliverable) -> dict[str, str]:
    """Of the firm that hands it in; the city and the secretariat are always there."""
    firm = Role.FIRM_MEMBER in OWED_BY[row.owner_capacity] and row.organisation_id is None
    return {"capacity": row.owner_capacity.value} if firm else {}


def _reviews(
    listed: Listed,
    duty: HandInDuty,
    project: Project,
    belongs: Belongs,
    gate: str | None,
) -> Iterator[Task]:
    """Not by whoever handed it in, nor anybody of their house, nor twice by one person."""
    row, version = listed.row, listed.newest
    if version is None:
        return
    spoke = {said.person_id for said in version.said}
    barred = belongs.get(version.organisation_id, frozenset()) | {version.submitted_by} | spoke
    day = project_day(project, version.at)
    for role in listed.stands.awaits:
        yield Task(
            kind=Kind.REVIEW_DELIVERABLE,
            subject=f"{version.id}:{role.value}",
            owner=Owner(roles=(role,), houses=_house(role, project), barred=barred),
            since=day,
            due=working_day_after(day, REVIEW_DAYS) if duty.runs else None,
            fix=FixKind.SUBMISSION,
            things=(Thing(id=str(version.id), name=row.title),),
            detail={"code": row.code, "number": str(version.number), "deliverable": str(row.id)},
            gates=_held_up(row, gate),
            firms=duty.owners - {project.city_id},
        )


def _house(role: Role, project: Project) -> frozenset[UUID]:
    return frozenset({project.city_id}) if role in CITY_ROLES else frozenset()


def _held_up(row: Deliverable, gate: str | None) -> tuple[str, ...]:
    return (gate,) if row.required and gate is not None else ()
