"""More time: asked for by who owes a deliverable, answered by the officer."""

from tracker.journal.desk import Desk
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.unmet import Refusal
from tracker.projects.models import Project
from tracker.studies import queries
from tracker.studies.commands.planning import move_due
from tracker.studies.models import Deliverable, TimeAnswer, TimeOutcome, TimeRequest
from tracker.studies.more_time import ANSWERED, waits_already, why_no_more_time
from tracker.studies.rules import OWED_BY
from tracker.studies.wire import NewTimeAnswer, NewTimeRequest
from tracker.web.values import word_of


async def ask_for_time(
    desk: Desk, project: Project, row: Deliverable, data: NewTimeRequest
) -> TimeRequest:
    """Ask for a later day, once at a time, before or after the day has passed."""
    refuse_if_shut(Act.TIME_ASK, project)
    if desk.actor.role not in OWED_BY[row.owner_capacity]:
        raise Forbidden(
            Filled(
                N_("%(code)s is for another party to hand in: %(owner)s."),
                code=row.code,
                owner=word_of(row.owner_capacity),
            )
        )
    await _expect_owed(desk, row)
    if await queries.waiting_request(desk.session, row) is not None:
        raise Conflict(waits_already(row.code))
    duty = (await queries.hand_in_duties(desk, [row]))[row.id]
    if row.due is not None and data.wanted <= max(row.due, duty.today):
        raise Unfit("wanted", N_("Give a day that is later than today and than the day it has."))
    request = desk.add(
        TimeRequest(
            project_id=project.id,
            deliverable_id=row.id,
            wanted=data.wanted,
            reason=data.reason,
            by=desk.actor.person_id,
        )
    )
    desk.record("time.asked", request, deliverable=row.id, wanted=data.wanted)
    await desk.session.flush()
    return request


async def answer_for_time(
    desk: Desk, project: Project, row: Deliverable, request: TimeRequest, data: NewTimeAnswer
) -> TimeAnswer | Refusal:
    """Grant the day that was asked for, or leave it; not by who asked."""
    refuse_if_shut(Act.TIME_GRANT, project)
    if request.by == desk.actor.person_id:
        why = N_("Whoever asks for more time does not grant it; somebody else does.")
        return desk.refuse("time.answer_refused", request, why)
    await _expect_owed(desk, row)
    waiting = await queries.waiting_request(desk.session, row)
    if waiting is None or waiting.id != request.id:
        raise Conflict(ANSWERED)
    granted = data.answer is TimeOutcome.GRANTED
    answer = desk.add(
        TimeAnswer(
            project_id=project.id,
            request_id=request.id,
            granted=granted,
            reason=data.reason,
            by=desk.actor.person_id,
        )
    )
    if granted:
        move_due(desk, project, row, request.wanted, data.reason)
    desk.record(
        "time.granted" if granted else "time.refused",
        answer,
        deliverable=row.id,
        wanted=request.wanted,
    )
    await desk.session.flush()
    return answer


async def _expect_owed(desk: Desk, row: Deliverable) -> None:
    stands = (await queries.handed_in(desk.session, row)).standing_of(row)
    if why := why_no_more_time(row.code, row.due, stands.state):
        raise Conflict(why)
