"""Somebody's whole work goes to a colleague in one act, as when they leave or fall ill."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.gates.colleagues_wire import WorkHandedOver, WorkHandover
from tracker.gates.models import Condition, ReworkPoint
from tracker.identity import queries as identity
from tracker.kernel.actor import Actor
from tracker.kernel.database import for_actor
from tracker.kernel.days import day_in
from tracker.kernel.errors import NotFound, Unfit
from tracker.process.policy import Act, Relation, relation
from tracker.projects import commands as belonging
from tracker.projects import queries as projects
from tracker.projects.models import Assignment, Capacity
from tracker.registers.models import Concern

Owed = TypeVar("Owed", Condition, ReworkPoint, Concern, Assignment)


async def hand_over_work(
    session: AsyncSession, actor: Actor, person_id: UUID, asked: WorkHandover, now: datetime
) -> WorkHandedOver:
    """All that is open and owed by the person, in every project that the actor sees.

    Assignments by name, conditions, rework points (to be answered anew), risks and issues. What
    they did stays theirs: votes, submissions and reviews go to nobody, nor does a committee seat.
    """
    await _expect_colleague(session, actor, person_id, asked.to_id, now)
    held = await _owed(session, actor, Assignment, _held_by(person_id, now), now)
    open_ones = (Condition.owner_id == person_id, Condition.end.is_(None))
    conditions = await _owed(session, actor, Condition, open_ones, now)
    open_points = (ReworkPoint.owner_id == person_id, ReworkPoint.confirmed_by.is_(None))
    points = await _owed(session, actor, ReworkPoint, open_points, now)
    open_logs = (Concern.owner_id == person_id, Concern.closed_at.is_(None))
    concerns = await _owed(session, actor, Concern, open_logs, now)
    touched = {row.project_id for row in (*held, *conditions, *points, *concerns)}
    here = {one: await projects.lock_seen(session, one) for one in sorted(touched)}
    for one in held:
        project = here[one.project_id]
        organisation, capacity, until = one.organisation_id, one.capacity, one.until
        await belonging.end_assignment(session, actor, project, one, one.version, now)
        belonging.assign(
            session,
            actor,
            project,
            organisation,
            capacity,
            now,
            person_id=asked.to_id,
            until=until,
        )
    for condition in conditions:
        _give(session, actor, condition, "condition.reassigned", asked, now)
    for point in points:
        point.answer, point.answered_by = None, None
        _give(session, actor, point, "rework.reassigned", asked, now)
    for concern in concerns:
        _give(session, actor, concern, f"{concern.kind.value}.changed", asked, now)
    journal.record(session, actor, "work.reassigned", None, now, person=person_id, to=asked.to_id)
    await session.flush()
    return WorkHandedOver(
        from_id=person_id,
        to_id=asked.to_id,
        projects=len(here),
        assignments=len(held),
        conditions=len(conditions),
        points=len(points),
        concerns=len(concerns),
    )


def _give(
    session: AsyncSession,
    actor: Actor,
    row: Condition | ReworkPoint | Concern,
    what: str,
    asked: WorkHandover,
    now: datetime,
) -> None:
    before, row.owner_id = row.owner_id, asked.to_id
    journal.record(
        session,
        actor,
        what,
        row.project_id,
        now,
        on=row,
        before=before,
        owner=row.owner_id,
        reason=asked.reason,
    )


def _held_by(person_id: UUID, now: datetime) -> Sequence[ColumnElement[bool]]:
    """By name and today; a seat of the committee is its member's own."""
    today = day_in("UTC", now)
    return (
        Assignment.person_id == person_id,
        Assignment.capacity != Capacity.COMMITTEE,
        or_(Assignment.until.is_(None), Assignment.until >= today),
    )


async def _owed(
    session: AsyncSession,
    actor: Actor,
    table: type[Owed],
    where: Sequence[ColumnElement[bool]],
    now: datetime,
) -> list[Owed]:
    seen = projects.in_projects_of(actor, table.project_id, now)
    asked = select(table).where(seen, *where).order_by(table.id)
    return list(await session.scalars(for_actor(asked, actor)))


async def _expect_colleague(
    session: AsyncSession, actor: Actor, person_id: UUID, to_id: UUID, now: datetime
) -> None:
    """Both hold a role in one organisation, and the colleague one of the person's own roles."""
    if to_id == person_id:
        raise Unfit("to_id", "Name a colleague.")
    every = await identity.memberships_ever(session, person_id)
    theirs = {(row.organisation_id, row.role) for row in every}
    if relation(actor, Act.WORK_HAND_OVER) is Relation.OWN_ORGANISATION:
        theirs = {one for one in theirs if one[0] == actor.organisation_id}
        if not theirs:
            raise NotFound
    held = await identity.holders(session, {role for _, role in theirs}, now)
    takes = {(one.organisation_id, one.role) for one in held if one.person_id == to_id}
    if not theirs & takes:
        raise Unfit("to_id", "Name somebody who holds the same role in the same organisation.")
