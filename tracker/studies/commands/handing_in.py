"""Versions: handed in, reviewed, sent back by a gate."""

from datetime import datetime
from uuid import UUID

from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.unmet import Refusal
from tracker.projects.models import Project
from tracker.projects.models.submissions import Submission, SubmissionFile
from tracker.studies import queries
from tracker.studies.commands import remarks
from tracker.studies.models import Deliverable, DeliverableReturn, Outcome, SubmissionReview
from tracker.studies.queries import HandedIn
from tracker.studies.rules import OWED_BY, State, Version, why_no_version
from tracker.studies.wire import NewSubmission, NewSubmissionReview
from tracker.web.values import all_of, word_of


async def submit(desk: Desk, project: Project, row: Deliverable, data: NewSubmission) -> Submission:
    """Hand in the next version; it replaces one whose review has not begun, or was returned.

    What was accepted in an earlier visit of the stage leaves room for what this one brings.
    """
    refuse_if_shut(Act.DELIVERABLE_SUBMIT, project)
    if desk.actor.role not in OWED_BY[row.owner_capacity]:
        raise Forbidden(
            Filled(
                N_("%(code)s is for another party to hand in: %(owner)s."),
                code=row.code,
                owner=word_of(row.owner_capacity),
            )
        )
    handed_in = await queries.handed_in(desk.session, row)
    stands = handed_in.standing_of(row)
    if why := why_no_version(row.code, stands.number, stands.state):
        raise Conflict(why)
    newest = handed_in.newest(row)
    await _expect_own_files(desk, project, data.files)
    version = desk.add(
        Submission(
            project_id=project.id,
            deliverable_id=row.id,
            number=(newest.number if newest is not None else 0) + 1,
            visit=project.visit,
            organisation_id=desk.actor.organisation_id,
            note=data.note,
            submitted_by=desk.actor.person_id,
        )
    )
    await desk.session.flush()
    desk.session.add_all(_files_of(version, data.files, desk.now))
    await remarks.answer(desk, row, version, data)
    desk.record(
        "deliverable.submitted",
        version,
        deliverable=row.id,
        number=version.number,
        answers=len(data.answers),
    )
    await desk.session.flush()
    return version


async def review_submission(
    desk: Desk, project: Project, row: Deliverable, version: Submission, data: NewSubmissionReview
) -> SubmissionReview | Refusal:
    """Say for one's role whether a version is accepted; a closed project's may still be judged."""
    refuse_if_shut(Act.SUBMISSION_REVIEW, project)
    if desk.actor.role not in {Role(role) for role in row.acceptors}:
        raise Forbidden(
            Filled(
                N_("%(code)s is for others to accept: %(acceptors)s."),
                code=row.code,
                acceptors=all_of(word_of(Role(role)) for role in row.acceptors),
            )
        )
    handed_in = await queries.handed_in(desk.session, row)
    belongs_to = await people.organisations_of(desk, desk.actor.person_id)
    if why := _four_eyes(desk.actor, version, belongs_to, handed_in.newest(row)):
        return desk.refuse("review.refused", version, why)
    _expect_reviewable(row, version, handed_in, desk.actor.role)
    if data.outcome is Outcome.ACCEPTED and data.remarks:
        raise Unfit(
            "outcome", N_("Accept it with remarks, or ask for changes: your remarks ask for some.")
        )
    if data.outcome is not Outcome.ACCEPTED and not (data.comments.strip() or data.remarks):
        raise Unfit("comments", N_("Say what is to be changed or which conditions hold."))
    review = desk.add(
        SubmissionReview(
            project_id=project.id,
            submission_id=version.id,
            person_id=desk.actor.person_id,
            role=desk.actor.role,
            outcome=data.outcome,
            comments=data.comments,
        )
    )
    counts = await remarks.settle_and_ask(desk, row, version, data)
    await desk.session.flush()
    await _record_review(desk, row, version, review, counts)
    return review


async def return_deliverable(
    desk: Desk, project: Project, deliverable_id: UUID, reason: str
) -> DeliverableReturn:
    """A gate's rework: versions handed in so far count no longer, whoever accepted them."""
    row = await queries.of_project(desk.session, project.id, deliverable_id)
    if row is None:
        raise Unfit("deliverable_id", N_("Name a deliverable of this project."))
    newest = (await queries.handed_in(desk.session, row)).newest(row)
    sent_back = desk.add(
        DeliverableReturn(
            project_id=project.id,
            deliverable_id=row.id,
            number=newest.number if newest else 0,
            reason=reason,
            by=desk.actor.person_id,
        )
    )
    desk.record("deliverable.returned", sent_back, deliverable=row.id, number=sent_back.number)
    await desk.session.flush()
    return sent_back


async def _expect_own_files(desk: Desk, project: Project, file_ids: list[UUID]) -> None:
    if len(set(file_ids)) != len(file_ids):
        raise Unfit("files", N_("Name each file once."))
    known = await queries.files_to_hand_in(desk, project.id, file_ids)
    if known != set(file_ids):
        raise Unfit("files", N_("Upload each file to this project first and name its id."))


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


async def _record_review(
    desk: Desk,
    row: Deliverable,
    version: Submission,
    review: SubmissionReview,
    counts: tuple[int, int],
) -> None:
    settled, asked = counts
    returned = review.outcome is Outcome.RETURNED
    stands = (await queries.handed_in(desk.session, row)).standing_of(row)
    desk.record(
        "deliverable.returned" if returned else "deliverable.accepted",
        review,
        deliverable=row.id,
        number=version.number,
        outcome=review.outcome,
        complete=stands.state is State.ACCEPTED,
        settled=settled,
        remarks=asked,
    )


def _four_eyes(
    actor: Actor, version: Submission, belongs_to: frozenset[UUID], newest: Version | None
) -> str | None:
    """By person, through all their roles, whichever one they act in."""
    if version.submitted_by == actor.person_id:
        return N_("Whoever handed a version in does not review it; somebody else has to.")
    if version.organisation_id in belongs_to | {actor.organisation_id}:
        return N_("An organisation does not review what it handed in; another one has to.")
    said = newest.said if newest is not None and newest.id == version.id else ()
    if any(one.person_id == actor.person_id and one.role is not actor.role for one in said):
        return N_("One person reviews a version in one role; somebody else has to in the other.")
    return None


def _expect_reviewable(
    row: Deliverable, version: Submission, handed_in: HandedIn, role: Role
) -> None:
    newest = handed_in.newest(row)
    if newest is not None and newest.id != version.id:
        raise Conflict(
            Filled(
                N_(
                    "Version %(number)s of %(code)s was replaced by version %(newer)s; review "
                    "that one."
                ),
                number=version.number,
                code=row.code,
                newer=newest.number,
            )
        )
    if handed_in.is_sent_back(row):
        raise Conflict(
            Filled(
                N_("A decision sent version %(number)s of %(code)s back; review the next one."),
                number=version.number,
                code=row.code,
            )
        )
    if newest is not None and any(said.role is role for said in newest.said):
        raise Conflict(
            Filled(
                N_("Version %(number)s of %(code)s has been reviewed by: %(role)s."),
                role=word_of(role),
                number=version.number,
                code=row.code,
            )
        )
