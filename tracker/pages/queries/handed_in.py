"""Deliverables and votes that wait, across the projects of a reader."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import String, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from tracker.gates.models import Condition, Motion, MotionState, ReworkPoint, Vote
from tracker.kernel.actor import Role
from tracker.kernel.database import rows_of
from tracker.kernel.saying import Filled
from tracker.pages.looking import Looking
from tracker.pages.queries.scope import (
    AHEAD,
    MOST,
    Waiting,
    found_rows,
    of_active,
    of_open,
)
from tracker.process import GATE_BY_ID
from tracker.process.policy import Act, may
from tracker.process.today import first_day_anywhere, project_day
from tracker.projects.models import Project
from tracker.studies import queries as studies
from tracker.studies.models import (
    Deliverable,
    Outcome,
    Submission,
    SubmissionReview,
)
from tracker.studies.rules import OWED_BY
from tracker.web.language import N_


async def to_hand_in(look: Looking) -> list[Waiting]:
    """Deliverables of the present stage due soon, or late, without a version that stands."""
    later = aliased(Submission)
    newest = (
        select(SubmissionReview.id)
        .join(Submission, Submission.id == SubmissionReview.submission_id)
        .where(
            Submission.deliverable_id == Deliverable.id,
            SubmissionReview.outcome == Outcome.RETURNED,
            ~exists().where(
                later.deliverable_id == Deliverable.id, later.number > Submission.number
            ),
        )
        .exists()
    )
    nothing = ~exists().where(Submission.deliverable_id == Deliverable.id)
    asked = (
        of_active(Deliverable, look)
        .add_columns(
            Deliverable.id,
            Deliverable.project_id,
            Deliverable.stage,
            Deliverable.code.label("item"),
            Deliverable.title,
            Deliverable.due,
            Deliverable.owner_capacity,
            Deliverable.organisation_id,
            newest.label("returned"),
        )
        .where(
            or_(nothing, newest),
            Deliverable.stage == Project.stage,
            Deliverable.due <= first_day_anywhere(look.now) + AHEAD,
        )
        .order_by(Deliverable.due, Deliverable.id)
    )
    seen = studies.visible_to(look.actor, asked.limit(MOST), look.now)
    rows = await rows_of(look.session, seen)
    owed = await studies.owed(look.session, rows, look.now)
    return [
        Waiting(
            code=row.code,
            city=row.city,
            what=f"{row.item} {row.title}",
            kind=N_("Changes asked") if row.returned else N_("To be handed in"),
            href=f"/deliverables/{row.id}",
            today=owed[row.id].today,
            due=row.due,
            owed_by=OWED_BY[row.owner_capacity],
            about=str(row.id),
            organisation_id=row.organisation_id,
        )
        for row in rows
    ]


async def to_review(look: Looking) -> list[Waiting]:
    """Newest versions that this reader's role has to accept and has not answered."""
    later = aliased(Submission)
    asked = (
        of_active(Submission, look)
        .join(Deliverable, Deliverable.id == Submission.deliverable_id)
        .add_columns(
            Deliverable.id,
            Deliverable.code.label("item"),
            Deliverable.title,
            Submission.number,
            Submission.created_at,
            Deliverable.acceptors,
        )
        .where(
            ~exists().where(
                later.deliverable_id == Deliverable.id, later.number > Submission.number
            ),
            ~exists().where(
                SubmissionReview.submission_id == Submission.id,
                or_(
                    SubmissionReview.role == look.actor.role,
                    SubmissionReview.outcome == Outcome.RETURNED,
                ),
            ),
            cast(Deliverable.acceptors, String).contains(f'"{look.actor.role.value}"'),
        )
        .order_by(Submission.id)
    )
    return [
        Waiting(
            code=row.code,
            city=row.city,
            what=f"{row.item} v{row.number} {row.title}",
            kind=N_("To be accepted"),
            href=f"/deliverables/{row.id}",
            today=project_day(row, look.now),
            since=project_day(row, row.created_at),
            owed_by=(look.actor.role,),
            about=str(row.id),
        )
        for row in await found_rows(look, asked)
    ]


async def to_vote(look: Looking) -> list[Waiting]:
    """Open motions: whose seats are empty; once none is, the mover carries the decision out.

    A reader who has voted or put the motion is not asked for a vote.
    """
    later = aliased(Vote)
    taken = (
        select(func.aggregate_strings(Vote.seat, " "))
        .where(Vote.motion_id == Motion.id, ~exists().where(later.replaces_id == Vote.id))
        .scalar_subquery()
    )
    mine = exists().where(Vote.motion_id == Motion.id, Vote.person_id == look.actor.person_id)
    asked = (
        of_active(Motion, look)
        .add_columns(
            Motion.id,
            Motion.gate,
            Motion.opened_on,
            Motion.moved_by,
            taken.label("taken"),
            or_(mine, Motion.moved_by == look.actor.person_id).label("barred"),
        )
        .where(Motion.state == MotionState.OPEN)
        .order_by(Motion.opened_on, Motion.id)
    )
    return [_to_vote(look, row) for row in await found_rows(look, asked)]


def _to_vote(look: Looking, row: Any) -> Waiting:
    taken, seats = (row.taken or "").split(), GATE_BY_ID[row.gate].decided_by.seats
    empty = [seat.role for seat in seats if seat.numbered or seat.name not in taken]
    return Waiting(
        code=row.code,
        city=row.city,
        what=Filled(
            N_("%(gate)s %(title)s"), gate=row.gate, title=Filled(GATE_BY_ID[row.gate].title)
        ),
        kind=N_("To be voted on") if empty else N_("To be decided"),
        href=f"/motions/{row.id}",
        today=project_day(row, look.now),
        since=row.opened_on,
        owed_by=tuple(role for role in empty if not (row.barred and role is look.actor.role)),
        person_id=None if empty else row.moved_by,
    )


async def owed_by_persons(look: Looking) -> list[Waiting]:
    """Conditions and points of decisions that fall due soon, by whoever owes them."""
    by_then = first_day_anywhere(look.now) + AHEAD
    conditions = (
        of_open(Condition, look)
        .add_columns(Condition.id, Condition.text, Condition.due, Condition.owner_id)
        .where(Condition.end.is_(None), Condition.due <= by_then)
        .order_by(Condition.due, Condition.id)
    )
    points = (
        of_active(ReworkPoint, look)
        .add_columns(
            ReworkPoint.id,
            ReworkPoint.text,
            ReworkPoint.due,
            ReworkPoint.owner_id,
            ReworkPoint.answered_by,
        )
        .where(ReworkPoint.confirmed_by.is_(None), ReworkPoint.due <= by_then)
        .order_by(ReworkPoint.due, ReworkPoint.id)
    )
    found = [
        _of_decision(look, row, N_("Condition"), row.owner_id)
        for row in await found_rows(look, conditions)
    ]
    return found + [_point(look, row) for row in await found_rows(look, points)]


def _point(look: Looking, row: Any) -> Waiting:
    """Once it is answered, it waits for the office to confirm it and not for its owner."""
    if row.answered_by is not None:
        return replace(_of_decision(look, row, N_("Answer to be confirmed"), None), due=None)
    one = _of_decision(look, row, N_("Point to be changed"), row.owner_id)
    if may(look.actor, Act.GATE_SEE):
        return one
    return replace(one, href=f"/rework-points/{row.id}/answers/new")


def _of_decision(look: Looking, row: Any, kind: str, owner_id: UUID | None) -> Waiting:
    sees = may(look.actor, Act.GATE_SEE)
    return Waiting(
        code=row.code,
        city=row.city,
        what=row.text,
        kind=kind,
        href=f"/projects/{row.code}" + ("/decisions" if sees else ""),
        today=project_day(row, look.now),
        due=row.due,
        person_id=owner_id,
        about=str(row.id),
        owed_by=() if owner_id is not None else (Role.OFFICER, Role.MANAGER),
    )


async def late_projects(look: Looking) -> dict[str, str]:
    """Code and city of projects in which others let a day pass or a vote wait; 50 at most."""
    found = [*await to_hand_in(look), *await owed_by_persons(look), *await to_vote(look)]
    late = {one.code: one.city for one in found if (one.due or one.since or one.today) < one.today}
    return dict(sorted(late.items())[:50])
