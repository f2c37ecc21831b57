"""Remarks: asked with a review, answered with the next version, settled by who asked."""

from collections.abc import Iterable
from uuid import UUID

from tracker.journal.desk import Desk
from tracker.kernel.errors import Unfit
from tracker.kernel.saying import N_
from tracker.projects.models.submissions import Submission
from tracker.studies import queries
from tracker.studies.models import (
    Deliverable,
    Outcome,
    Remark,
    RemarkAnswer,
    RemarkSettlement,
)
from tracker.studies.wire import NewSubmission, NewSubmissionReview


async def answer(desk: Desk, row: Deliverable, version: Submission, data: NewSubmission) -> None:
    """What a version answers to open remarks on earlier ones; the others stay open."""
    if not data.answers:
        return
    still_open = await queries.open_remarks(desk.session, row)
    if data.answers.keys() - still_open.keys():
        raise Unfit("answers", N_("Answer remarks on this deliverable that are not settled yet."))
    for remark_id, text in data.answers.items():
        desk.add(
            RemarkAnswer(
                project_id=row.project_id,
                remark_id=remark_id,
                submission_id=version.id,
                text=text,
                by=desk.actor.person_id,
            )
        )


async def settle_and_ask(
    desk: Desk, row: Deliverable, version: Submission, data: NewSubmissionReview
) -> tuple[int, int]:
    """What a review settles and asks anew; how many each."""
    still_open = await queries.open_remarks(desk.session, row)
    own = {
        one.id
        for one in still_open.values()
        if one.by == desk.actor.person_id or one.role is desk.actor.role
    }
    if set(data.settled) - own:
        raise Unfit("settled", N_("Settle open remarks that you made, or somebody in your role."))
    settled = own if data.outcome is Outcome.ACCEPTED else set(data.settled)
    _settle(desk, row, version, settled)
    number = await queries.next_remark(desk.session, row) if data.remarks else 0
    for place, remark in enumerate(data.remarks):
        desk.add(
            Remark(
                project_id=row.project_id,
                deliverable_id=row.id,
                submission_id=version.id,
                number=number + place,
                place=remark.place,
                text=remark.text,
                role=desk.actor.role,
                by=desk.actor.person_id,
            )
        )
    return len(settled), len(data.remarks)


def _settle(desk: Desk, row: Deliverable, version: Submission, settled: Iterable[UUID]) -> None:
    for remark_id in sorted(settled):
        desk.add(
            RemarkSettlement(
                project_id=row.project_id,
                remark_id=remark_id,
                submission_id=version.id,
                by=desk.actor.person_id,
            )
        )
