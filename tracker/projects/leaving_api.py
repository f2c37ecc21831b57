"""JSON handlers for people who leave, which their projects must know of."""

from datetime import datetime
from uuid import UUID

from litestar import Response, delete, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.identity import queries as identity
from tracker.identity.wire import MembershipEnd, MembershipView
from tracker.kernel.actor import Actor
from tracker.process.policy import Act
from tracker.projects import commands
from tracker.web.guards import Requires
from tracker.web.versions import etag


@delete("/persons/{person_id:uuid}", guards=[Requires(Act.PERSON_WRITE)], status_code=204)
async def deactivate_person(
    person_id: FromPath[UUID],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> None:
    """Shut an account; the record keeps what the person did."""
    row = await identity.person(session, person_id)
    await commands.deactivate_person(session, actor, row, version, now)


@patch("/memberships/{membership_id:uuid}", guards=[Requires(Act.PERSON_WRITE)])
async def end_membership(
    membership_id: FromPath[UUID],
    data: JSONBody[MembershipEnd],
    actor: NamedDependency[Actor],
    session: NamedDependency[AsyncSession],
    version: NamedDependency[int],
    now: NamedDependency[datetime],
) -> Response[MembershipView]:
    """Set the last day of a role."""
    row = await identity.membership(session, membership_id)
    row = await commands.end_membership(session, actor, row, data, version, now)
    return Response(MembershipView.of(row, now), headers=etag(row.version))


HANDLERS = (deactivate_person, end_membership)
