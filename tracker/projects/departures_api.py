"""JSON handlers for people who leave, which their projects must know of."""

from uuid import UUID

from litestar import Response, delete, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.journal.desk import Desk
from tracker.people import queries as people
from tracker.people.wire import MembershipEnd, MembershipView
from tracker.process.policy import Act
from tracker.projects import commands
from tracker.web.guards import Requires
from tracker.web.versions import etag


@delete("/persons/{person_id:uuid}", guards=[Requires(Act.PERSON_WRITE)], status_code=204)
async def deactivate_person(
    person_id: FromPath[UUID], desk: NamedDependency[Desk], version: NamedDependency[int]
) -> None:
    """Shut an account; the record keeps what the person did."""
    row = await people.person(desk.session, person_id)
    await commands.deactivate_person(desk, row, version)


@patch("/memberships/{membership_id:uuid}", guards=[Requires(Act.PERSON_WRITE)])
async def end_membership(
    membership_id: FromPath[UUID],
    data: JSONBody[MembershipEnd],
    desk: NamedDependency[Desk],
    version: NamedDependency[int],
) -> Response[MembershipView]:
    """Set the last day of a role."""
    row = await people.membership(desk.session, membership_id)
    row = await commands.end_membership(desk, row, data, version)
    return Response(MembershipView.of(row, desk.now), headers=etag(row.version))


HANDLERS = (deactivate_person, end_membership)
