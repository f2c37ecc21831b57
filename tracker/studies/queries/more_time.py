"""Reading requests for more time."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.journal.reading import once
from tracker.kernel.database import for_system
from tracker.kernel.errors import NotFound
from tracker.studies.models import Deliverable, TimeAnswer, TimeRequest
from tracker.studies.more_time import still_asked
from tracker.studies.queries.deliverables import visible_to
from tracker.studies.queries.states import handed_in
from tracker.studies.wire import TimeRequestView

_OPEN = TimeRequest.id.not_in(select(TimeAnswer.request_id))


async def waiting_request(session: AsyncSession, row: Deliverable) -> TimeRequest | None:
    """The request for a deliverable that waits for an answer, if one does."""
    asked = select(TimeRequest).where(TimeRequest.deliverable_id == row.id, _OPEN)
    found = (await session.scalars(for_system(asked, "whether more time is asked for"))).all()
    if not found:
        return None
    given = await handed_in(session, row)
    newest = given.newest(row)
    return still_asked(found, given.standing_of(row), newest.at if newest is not None else None)


@once
async def unanswered_in(desk: AnyDesk, project_id: UUID) -> dict[UUID, list[TimeRequest]]:
    """Of a whole project, by deliverable; one statement."""
    asked = select(TimeRequest).where(TimeRequest.project_id == project_id, _OPEN)
    found: dict[UUID, list[TimeRequest]] = {}
    for one in await desk.session.scalars(for_system(asked, "who waits for an answer")):
        found.setdefault(one.deliverable_id, []).append(one)
    return found


async def time_request(desk: Desk, request_id: UUID) -> tuple[TimeRequest, Deliverable]:
    """A request, and the deliverable it is for, as far as the actor sees that."""
    asked = (
        select(TimeRequest, Deliverable)
        .join(Deliverable, Deliverable.id == TimeRequest.deliverable_id)
        .where(TimeRequest.id == request_id)
    )
    found = (await desk.session.execute(visible_to(desk, asked))).one_or_none()
    if found is None:
        raise NotFound
    request, row = found
    return request, row


async def time_requests(session: AsyncSession, row: Deliverable) -> list[TimeRequestView]:
    """Of a deliverable that was shown, the newest first, with what was answered."""
    asked = (
        select(TimeRequest, TimeAnswer)
        .outerjoin(TimeAnswer, TimeAnswer.request_id == TimeRequest.id)
        .where(TimeRequest.deliverable_id == row.id)
        .order_by(TimeRequest.id.desc())
    )
    rows = await session.execute(for_system(asked, "more time for what was shown"))
    return [TimeRequestView.of(request, answered) for request, answered in rows.all()]
