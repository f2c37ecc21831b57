"""JSON handler for handing somebody's whole work to a colleague."""

from uuid import UUID

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from tracker.gates.colleagues_wire import WorkHandedOver, WorkHandover
from tracker.gates.commands.colleagues import hand_over_work as hand_over
from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.web.guards import Requires


@post("/persons/{person_id:uuid}/handovers", guards=[Requires(Act.WORK_HAND_OVER)])
async def hand_over_work(
    person_id: FromPath[UUID], data: JSONBody[WorkHandover], desk: NamedDependency[Desk]
) -> Response[WorkHandedOver]:
    """Give all that somebody owes to a colleague in one act, across your projects."""
    done = await hand_over(desk, person_id, data)
    headers = {"Location": f"/api/persons/{data.to_id}"}
    return Response(done, status_code=201, headers=headers)


HANDLERS = (hand_over_work,)
