"""JSON handlers for tasks: one's own, those of others, those of a project."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.process.tasks import Kind
from tracker.projects import queries as projects
from tracker.tasks import queries
from tracker.tasks.queries import Listing, Sought
from tracker.tasks.wire import TaskPage, TaskView
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/me/tasks", guards=[Requires(Act.TASK_SEE)])
async def list_my_tasks(
    desk: NamedDependency[Desk], after: FromQuery[str | None] = None, limit: Limit = 50
) -> TaskPage:
    """What is the asker's turn now, in the role of this token, across all projects."""
    over = await queries.fresh(desk)
    return _page(await queries.mine(desk, over, after or "", limit))


@get("/tasks", guards=[Requires(Act.TASK_SEE)])
async def list_tasks(
    desk: NamedDependency[Desk],
    project: FromQuery[str | None] = None,
    kind: FromQuery[Kind | None] = None,
    owner_id: FromQuery[UUID | None] = None,
    gate: FromQuery[str | None] = None,
    late: FromQuery[bool | None] = None,
    due_before: FromQuery[date | None] = None,
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> TaskPage:
    """What waits for others, as far as the asker may know of it.

    Of it only what is in a `project` (its code), of a `kind`, owned by `owner_id` (a person by
    name, or within an organisation), what holds up a `gate`, what is `late` or not, and what is
    due before a day.
    """
    sought = Sought(
        project=project,
        kind=kind,
        owner_id=owner_id,
        gate=gate,
        late=late,
        due_before=due_before,
    )
    over = await queries.fresh(desk)
    found = await queries.of_others(desk, over, after or "", limit, sought)
    return _page(found)


@get("/projects/{code:str}/tasks", guards=[Requires(Act.TASK_SEE)])
async def list_project_tasks(code: FromPath[str], desk: NamedDependency[Desk]) -> list[TaskView]:
    """Everything that waits in a project, the most urgent first, and what lies ahead (`opens`)."""
    project = await projects.get(desk, code)
    return [TaskView.of(one) for one in await queries.of_project(desk, project)]


def _page(found: Listing) -> TaskPage:
    return TaskPage(
        items=[TaskView.of(one) for one in found.items],
        count=found.count,
        next=found.next,
        behind=found.behind,
    )


HANDLERS = [list_my_tasks, list_tasks, list_project_tasks]
