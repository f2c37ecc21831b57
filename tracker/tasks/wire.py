"""Tasks as the API tells them."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.process.tasks import KINDS, Kind, keys
from tracker.tasks.addresses import Step, page_of, steps
from tracker.tasks.queries import Shown
from tracker.tasks.wording import sentence


class TaskOwnerView(Struct, frozen=True, kw_only=True):
    """Persons by name, or whoever holds one of the roles in one of the houses; none of `barred`.

    Roles of the secretariat have no house.
    """

    persons: list[UUID]
    roles: list[Role]
    houses: list[UUID]
    barred: list[UUID]


class ThingView(Struct, frozen=True, kw_only=True):
    """What the task is done to; the id has its meaning from `fix`."""

    id: str
    name: str


class TaskView(Struct, frozen=True, kw_only=True):
    """One thing to do, or from the day `opens` on; in the project of that code.

    `project` is "" and `title` says what it is about where it belongs to no project.

    `key` names it among those of its project, `what` says it in English. Days are in the zone of
    who owes it: `since` the ball is theirs, `due` the last day. `gates` wait for it. `act` is the
    right that it needs, `steps` are the requests that do it for the first of the things, in their
    order, and `page` is where people do it. `mine`: it is the asker's, in the role of this token.
    """

    project: str
    title: str
    city: str
    key: str
    kind: Kind
    what: str
    since: date
    due: date | None
    opens: date | None
    gates: list[str]
    mine: bool
    owner: TaskOwnerView
    fix: str
    things: list[ThingView]
    detail: dict[str, str]
    act: str | None
    steps: list[Step]
    page: str

    @classmethod
    def of(cls, shown: Shown) -> "TaskView":
        task = shown.task
        act = KINDS[task.kind].act
        return cls(
            project=shown.project,
            title=shown.title,
            city=shown.city,
            key=keys(task)[0],
            kind=task.kind,
            what=sentence(task, ahead=shown.ahead),
            since=task.since,
            due=task.due,
            opens=task.opens,
            gates=list(task.gates),
            mine=shown.mine,
            owner=TaskOwnerView(
                persons=sorted(task.owner.persons),
                roles=list(task.owner.roles),
                houses=sorted(task.owner.houses),
                barred=sorted(task.owner.barred),
            ),
            fix=task.fix.value,
            things=[ThingView(id=one.id, name=one.name) for one in task.things],
            detail=task.detail,
            act=act.value if act is not None else None,
            steps=steps(task, shown.project),
            page=page_of(task, shown.project),
        )


class TaskPage(Struct, frozen=True, kw_only=True):
    """A page of tasks, the most urgent first.

    `count` are all of them, not those of this page; 1,000 where they are more. `next`: the key
    after which the next page begins. `behind`: so many projects have changed just now that some
    rows may still come and go; ask again in a minute.
    """

    items: list[TaskView]
    count: int
    next: str | None
    behind: bool
