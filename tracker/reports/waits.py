"""For whom a project waits, as a report tells it: the tasks of that instant, by whom."""

from collections.abc import Iterable

from msgspec import Struct

from tracker.journal.desk import AnyDesk
from tracker.process.tasks import Kind, Task, rank
from tracker.process.today import owed_day
from tracker.process.working_days import days_late
from tracker.projects.models import Project
from tracker.reports.content import Whom
from tracker.tasks.owners import Party, holders, parties
from tracker.tasks.queries import is_ahead
from tracker.tasks.wording import STUCK, sentence, underlying


class Wait(Struct, frozen=True, kw_only=True):
    """A task and for whom it waits, by how many working days it is late, or whether it is ahead."""

    task: Task
    whom: tuple[Whom, ...]
    days_late: int
    ahead: bool

    @property
    def kind(self) -> Kind:
        """Of what nobody may do, what that is."""
        return underlying(self.task)

    @property
    def is_stuck(self) -> bool:
        return self.task.kind in STUCK

    @property
    def says(self) -> str:
        return str(sentence(self.task, ahead=self.ahead))

    @property
    def subjects(self) -> frozenset[str]:
        """The ids of what it is done to."""
        return frozenset(thing.id for thing in self.task.things)


async def waits_of(desk: AnyDesk, project: Project, tasks: Iterable[Task]) -> tuple[Wait, ...]:
    """Everything that waits and that lies ahead, the most urgent first; one statement."""
    found = sorted(tasks, key=lambda one: rank(one, ""))
    among = await holders(desk, found)
    return tuple(
        Wait(
            task=one,
            whom=tuple(map(_whom, parties(one.owner, among))),
            days_late=days_late(one.due, owed_day(one.zone, project, desk.now)),
            ahead=is_ahead(one, project, desk.now),
        )
        for one in found
    )


def _whom(one: Party) -> Whom:
    return Whom(person=one.person_id, words=one.office if one.person_id else str(one.name))
