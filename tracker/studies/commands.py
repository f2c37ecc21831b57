"""Acts on deliverables: planned, moved, handed in, reviewed, sent back."""

from datetime import date, datetime
from uuid import UUID

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.kernel.actor import Actor, Role
from tracker.kernel.days import day_in
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.versions import expect_version
from tracker.process.unmet import Refusal
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, Project
from tracker.projects.rules import expect_open
from tracker.studies import queries
from tracker.studies.models import (
    Deliverable,
    DeliverableReturn,
    DueChange,
    Outcome,
    OwnerCapacity,
    Submission,
    SubmissionFile,
    SubmissionReview,
)
from tracker.studies.queries import HandedIn
from tracker.studies.rules import OWED_BY, State, may_accept
from tracker.studies.wire import DeliverableChange, NewDeliverable, NewReview, NewSubmission


async def plan_deliverable(
    session: AsyncSession, actor: Actor, project: Project, asked: NewDeliverable, now: datetime
) -> Deliverable:
    """Plan by hand what somebody owes the project, and who has to accept it."""
    expect_open(project.status, "new deliverables")
    if await queries.code_is_taken(session, project.id, asked.code):
        raise Unfit("code", f"{asked.code} is taken in this project; choose another code.")
    if barred := sorted(set(asked.acceptors) - may_accept(asked.owner_capacity)):
        raise Unfit(
            "acceptors",
            f"{', '.join(barred)} cannot accept what the {asked.owner_capacity.value} hands in; "
            "name roles of another organisation.",
        )
    owner_id = await _owner(
        session, actor, project, asked.owner_capacity, asked.organisation_id, now
    )
    row = Deliverable(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        code=asked.code,
        title=asked.title,
        stage=asked.stage,
        owner_capacity=asked.owner_capacity,
        organisation_id=owner_id,
        original_due=asked.due,
        due=asked.due,
        acceptors=sorted({role.value for role in asked.acceptors}),
        minimum_content=asked.minimum_content,
        required=asked.required,
        only_for_pilot=asked.only_for_pilot,
    )
    session.add(row)
    journal.record(session, actor, "deliverable.planned", project.id, now, on=row, code=row.code)
    await session.flush()
    return row


async def change_deliverable(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: Deliverable,
    asked: DeliverableChange,
    version: int,
    now: datetime,
) -> Deliverable:
    """Change what describes a deliverable, hand it to a successor, or move its due date."""
    expect_version(row, version)
    expect_open(project.status, "change of its deliverables")
    if asked.organisation_id is not UNSET:
        row.organisation_id = await _owner(
            session, actor, project, row.owner_capacity, asked.organisation_id, now
        )
    if asked.title is not UNSET:
        row.title = asked.title
    if asked.minimum_content is not UNSET:
        row.minimum_content = asked.minimum_content
    if asked.due is not UNSET and asked.due != row.due:
        _move_due(session, actor, row, asked.due, asked.reason, now)
    names = ("title", "minimum_content", "organisation_id")
    if changed := [name for name in names if getattr(asked, name) is not UNSET]:
        journal.record(
            session, actor, "deliverable.changed", project.id, now, on=row, fields=sorted(changed)
        )
    await session.flush()
    return row


async def submit(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: Deliverable,
    asked: NewSubmission,
    now: datetime,
) -> Submission:
    """Hand in the next version; it replaces one whose review has not begun, or was returned."""
    expect_open(project.status, "new deliverables")
    if actor.role not in OWED_BY[row.owner_capacity]:
        raise Forbidden(f"{row.code} is owed by the {_named(row.owner_capacity)}, who hands it in.")
    stands = (await queries.handed_in(session, row)).standing_of(row)
    if stands.state is State.IN_REVIEW:
        raise Conflict(
            f"Version {stands.number} of {row.code} is being reviewed; "
            "hand in the next one when it has been returned."
        )
    if stands.state is State.ACCEPTED:
        raise Conflict(f"Version {stands.number} of {row.code} is accepted; it stays as it is.")
    await _expect_own_files(session, actor, project, asked.files)
    version = Submission(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        deliverable_id=row.id,
        number=(stands.number or 0) + 1,
        organisation_id=actor.organisation_id,
        note=asked.note,
        submitted_by=actor.person_id,
    )
    session.add(version)
    await session.flush()
    session.add_all(_files_of(version, asked.files, now))
    journal.record(
        session,
        actor,
        "deliverable.submitted",
        project.id,
        now,
        on=version,
        deliverable=row.id,
        number=version.number,
    )
    await session.flush()
    return version


async def review_submission(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: Deliverable,
    version: Submission,
    asked: NewReview,
    now: datetime,
) -> SubmissionReview | Refusal:
    """Say for one's role whether a version is accepted; a closed project's may still be judged."""
    if actor.role not in {Role(role) for role in row.acceptors}:
        raise Forbidden(f"{row.code} is accepted by {', '.join(row.acceptors)}.")
    if why := _four_eyes(actor, version):
        journal.record(session, actor, "review.refused", project.id, now, on=version, why=why)
        return Refusal(sentence=why, reasons=(why,))
    given = await queries.handed_in(session, row)
    _expect_reviewable(row, version, given, actor.role)
    if asked.outcome is not Outcome.ACCEPTED and not asked.comments.strip():
        raise Unfit("comments", "Say what is to be changed or which conditions hold.")
    review = SubmissionReview(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        submission_id=version.id,
        person_id=actor.person_id,
        role=actor.role,
        outcome=asked.outcome,
        comments=asked.comments,
    )
    session.add(review)
    await session.flush()
    stands = (await queries.handed_in(session, row)).standing_of(row)
    journal.record(
        session,
        actor,
        "deliverable.returned" if asked.outcome is Outcome.RETURNED else "deliverable.accepted",
        project.id,
        now,
        on=review,
        deliverable=row.id,
        number=version.number,
        outcome=asked.outcome,
        complete=stands.state is State.ACCEPTED,
    )
    return review


async def return_deliverable(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    deliverable_id: UUID,
    reason: str,
    now: datetime,
) -> DeliverableReturn:
    """A gate's rework: versions handed in so far count no longer, whoever accepted them."""
    row = await queries.of_project(session, project.id, deliverable_id)
    if row is None:
        raise Unfit("deliverable_id", "Name a deliverable of this project.")
    newest = (await queries.handed_in(session, row)).newest.get(row.id)
    sent_back = DeliverableReturn(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        deliverable_id=row.id,
        number=newest.number if newest else 0,
        reason=reason,
        by=actor.person_id,
    )
    session.add(sent_back)
    journal.record(
        session,
        actor,
        "deliverable.returned",
        project.id,
        now,
        on=sent_back,
        deliverable=row.id,
        number=sent_back.number,
    )
    await session.flush()
    return sent_back


async def _owner(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    capacity: OwnerCapacity,
    organisation_id: UUID | None,
    now: datetime,
) -> UUID | None:
    """Whose the deliverable is; None leaves it with whichever firm holds the capacity."""
    if capacity is OwnerCapacity.CITY:
        return _only(organisation_id, project.city_id, "the city of the project")
    if capacity is OwnerCapacity.SECRETARIAT:
        return _only(organisation_id, actor.organisation_id, "the secretariat")
    if organisation_id is None:
        return None
    today = day_in("UTC", now)
    holds = any(
        row.organisation_id == organisation_id
        and row.capacity is Capacity(capacity.value)
        and (row.until is None or row.until >= today)
        for row in await projects.assignments(session, project.id)
    )
    if not holds:
        raise Unfit("organisation_id", f"Appoint the firm as {_named(capacity)} first.")
    return organisation_id


def _only(given: UUID | None, right: UUID, named: str) -> UUID:
    if given is not None and given != right:
        raise Unfit("organisation_id", f"This is owed by {named}; leave the field out.")
    return right


def _move_due(
    session: AsyncSession,
    actor: Actor,
    row: Deliverable,
    becomes: date,
    reason: str | None,
    now: datetime,
) -> None:
    was = row.due
    if was is None:
        row.original_due = row.due = becomes
    elif reason is None:
        raise Unfit("reason", "Say why the due date moves.")
    else:
        row.due = becomes
        change = DueChange(
            id=uuid7(now),
            created_at=now,
            project_id=row.project_id,
            deliverable_id=row.id,
            was=was,
            becomes=becomes,
            reason=reason,
            by=actor.person_id,
        )
        session.add(change)
    journal.record(
        session,
        actor,
        "deliverable.moved",
        row.project_id,
        now,
        on=row,
        original_due=row.original_due,
        was=was,
        becomes=becomes,
    )


async def _expect_own_files(
    session: AsyncSession, actor: Actor, project: Project, file_ids: list[UUID]
) -> None:
    if len(set(file_ids)) != len(file_ids):
        raise Unfit("files", "Name each file once.")
    known = await queries.files_to_hand_in(session, actor, project.id, file_ids)
    if known != set(file_ids):
        raise Unfit("files", "Upload each file to this project first and name its id.")


def _files_of(version: Submission, file_ids: list[UUID], now: datetime) -> list[SubmissionFile]:
    return [
        SubmissionFile(
            id=uuid7(now),
            created_at=now,
            project_id=version.project_id,
            submission_id=version.id,
            file_id=file_id,
            position=position,
        )
        for position, file_id in enumerate(file_ids, start=1)
    ]


def _four_eyes(actor: Actor, version: Submission) -> str | None:
    if version.submitted_by == actor.person_id:
        return "Whoever handed a version in does not review it; somebody else has to."
    if version.organisation_id == actor.organisation_id:
        return "An organisation does not review what it handed in; another one has to."
    return None


def _expect_reviewable(row: Deliverable, version: Submission, given: HandedIn, role: Role) -> None:
    newest = given.newest[row.id]
    if newest.id != version.id:
        raise Conflict(
            f"Version {version.number} of {row.code} was replaced by version {newest.number}; "
            "review that one."
        )
    if given.is_sent_back(row):
        raise Conflict(
            f"A decision sent version {version.number} of {row.code} back; review the next one."
        )
    if any(said.role is role for said in newest.said):
        raise Conflict(f"The {role.value} has reviewed version {version.number} of {row.code}.")


def _named(capacity: OwnerCapacity) -> str:
    return capacity.value.replace("_", " ")
