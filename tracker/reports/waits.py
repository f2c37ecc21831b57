"""For whom a project waits, as a report tells it: the tasks of that instant, by whom."""

from msgspec import Struct

from tracker.journal.desk import AnyDesk
from tracker.process.tasks import Kind, Task, rank
from tracker.process.today import project_day
from tracker.process.working_days import days_late
from tracker.projects.models import Project
from tracker.reports.content import Whom
from tracker.tasks.derive import derive
from tracker.tasks.owners import Party, holders, parties
from tracker.tasks.queries import is_ahead
from tracker.tasks.wording import STUCK, sentence


class Wait(Struct, frozen=True, kw_only=True):
    """A task and for whom it waits, by how many working days it is late, or whether it is ahead."""

    task: Task
    whom: tuple[Whom, ...]
    days_late: int
    ahead: bool

    @property
    def kind(self) -> Kind:
        """Of what nobody may do, what that is."""
        return Kind(self.task.detail["kind"]) if self.is_stuck else self.task.kind

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


async def waits_of(desk: AnyDesk, project: Project) -> tuple[Wait, ...]:
    """Everything that waits and that lies ahead, the most urgent first; one statement beside those
    of deriving it.
    """
    found = sorted((await derive(desk, project)).tasks, key=lambda one: rank(one, ""))
    among = await holders(desk, found)
    return tuple(
        Wait(
            task=one,
            whom=tuple(map(_whom, parties(one.owner, among))),
            days_late=days_late(
                one.due, project_day(_Place(zone=one.zone or project.zone), desk.now)
            ),
            ahead=is_ahead(one, project, desk.now),
        )
        for one in found
    )


class _Place(Struct, frozen=True, kw_only=True):
    zone: str


def _whom(one: Party) -> Whom:
    return Whom(person=one.person_id, words=one.office if one.person_id else str(one.name))
