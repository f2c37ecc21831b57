"""Somebody's whole work goes to a colleague in one act, as when they leave or fall ill."""

from collections.abc import Iterable
from uuid import UUID

from tracker.gates import queries
from tracker.gates.colleagues_wire import WorkHandedOver, WorkHandover
from tracker.gates.models import ReworkPoint
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.errors import NotFound, Unfit
from tracker.kernel.saying import N_
from tracker.people import queries as people
from tracker.process.policy import Act, Relation, relation
from tracker.projects import commands as belonging
from tracker.projects import queries as projects
from tracker.projects.models import Assignment, Project
from tracker.projects.models.decisions import Condition
from tracker.projects.queries.seeing import SEES_ALL
from tracker.registers.models import Concern


async def hand_over_work(desk: Desk, person_id: UUID, data: WorkHandover) -> WorkHandedOver:
    """All that is open and owed by the person, in every project that the actor sees.

    Assignments by name, conditions, rework points (to be answered anew), risks and issues. What
    they did stays theirs: votes, submissions and reviews go to nobody, nor does a committee seat.
    Of a person of several organisations, only what they owe for one in which the colleague
    stands beside them.
    """
    houses = await _shared_houses(desk, person_id, data.to_id)
    touched = (await queries.work_of(desk, person_id)).project_ids
    locked = {one: await projects.lock_seen(desk.session, one) for one in sorted(touched)}
    every = (await queries.work_of(desk, person_id)).within(touched)
    work = every.of_houses(houses, await _owed_for(desk, locked.values(), person_id, houses))
    for assignment in work.assignments:
        project = locked[assignment.project_id]
        await _assign_instead(desk, project, assignment, data.to_id)
    for condition in work.conditions:
        _give(desk, condition, queries.CONDITION_REASSIGNED, data)
    for point in work.points:
        point.answer, point.answered_by = None, None
        _give(desk, point, "rework.reassigned", data)
    for concern in work.concerns:
        _give(desk, concern, f"{concern.kind.value}.changed", data)
    desk.record("work.reassigned", person=person_id, to=data.to_id)
    await desk.session.flush()
    return WorkHandedOver(
        from_id=person_id,
        to_id=data.to_id,
        projects=len(work.project_ids),
        assignments=len(work.assignments),
        conditions=len(work.conditions),
        points=len(work.points),
        concerns=len(work.concerns),
    )


async def _assign_instead(desk: Desk, project: Project, row: Assignment, to_id: UUID) -> None:
    """Assign the colleague from today, with the same last day as the person's assignment."""
    organisation, capacity, until = row.organisation_id, row.capacity, row.until
    await belonging.end_assignment(desk, project, row, row.version)
    belonging.assign(desk, project, organisation, capacity, person_id=to_id, until=until)


def _give(
    desk: Desk, row: Condition | ReworkPoint | Concern, what: str, data: WorkHandover
) -> None:
    before, row.owner_id = row.owner_id, data.to_id
    desk.record(what, row, before=before, owner=row.owner_id, reason=data.reason)


async def _owed_for(
    desk: AnyDesk, here: Iterable[Project], person_id: UUID, houses: frozenset[UUID]
) -> frozenset[UUID]:
    """Projects to which the person came through these organisations and no other of theirs."""
    every = await people.memberships_ever(desk.session, person_id)
    project_ids = set()
    for project in here:
        rows = await projects.assignments(desk, project.id)
        taking_part = {row.organisation_id for row in rows}
        through = {
            one.organisation_id
            for one in every
            if one.role in SEES_ALL or one.organisation_id in taking_part
        }
        if through <= houses:
            project_ids.add(project.id)
    return frozenset(project_ids)


async def _shared_houses(desk: Desk, person_id: UUID, to_id: UUID) -> frozenset[UUID]:
    """Where the colleague holds a role of the person's own: as they hold it, or last held it."""
    if to_id == person_id:
        raise Unfit("to_id", N_("Name a colleague."))
    today = await people.memberships_of(desk, person_id)
    present = {row.organisation_id for row in today}
    every = await people.memberships_ever(desk.session, person_id)
    former = [row for row in every if row.organisation_id not in present]
    theirs = {(row.organisation_id, row.role) for row in (*today, *former)}
    if relation(desk.actor, Act.WORK_HAND_OVER) is Relation.OWN_ORGANISATION:
        theirs = {one for one in theirs if one[0] == desk.actor.organisation_id}
        if not theirs:
            raise NotFound
    holders = await people.holders(desk, {role for _, role in theirs})
    takes = {(one.organisation_id, one.role) for one in holders if one.person_id == to_id}
    if not theirs & takes:
        raise Unfit("to_id", N_("Name somebody who holds the same role in the same organisation."))
    return frozenset(organisation_id for organisation_id, _ in theirs & takes)
