"""Who is told of which task today. Pure, from the tasks and from what was told before."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.actor import Role
from tracker.kernel.days import begin_of
from tracker.people.queries.members import Holder
from tracker.process.policy import POLICY
from tracker.process.reminder_days import next_telling
from tracker.process.tasks import KINDS, Task, both
from tracker.process.today import InZone, owed_day
from tracker.projects.queries import PeopleHere
from tracker.tasks.owners_by_name import owns

Key = tuple[str, str, UUID]
"""Of a matter: the kind of task, its subject, and the person."""


class Matter(Struct, frozen=True, kw_only=True):
    """What one person is told of: their tasks of one kind and subject, as one.

    `today` and the days of the task are in `zone`. `chased`: it is somebody else's, and late; who
    learns of it need do nothing.
    """

    task: Task
    person_id: UUID
    organisation_id: UUID
    today: date
    zone: str
    chased: bool

    @property
    def key(self) -> Key:
        return (self.task.kind.value, self.task.subject, self.person_id)

    @property
    def is_late(self) -> bool:
        return self.task.due is not None and self.task.due < self.today


def matters(
    tasks: Iterable[Task], here: PeopleHere, project: InZone, now: datetime
) -> dict[Key, Matter]:
    """Of every task that has come: whose it is, and the officers in charge once it is late."""
    found: dict[Key, Matter] = {}
    for task in tasks:
        for one in _of(task, here, project, now):
            known = found.get(one.key)
            if known is None or (known.chased and not one.chased):
                found[one.key] = one
            elif known.chased is one.chased:
                found[one.key] = replace(known, task=both(known.task, task))
    return found


def _of(task: Task, here: PeopleHere, project: InZone, now: datetime) -> Iterator[Matter]:
    today, zone = owed_day(task.zone, project, now), task.zone or project.zone
    if task.opens is not None and task.opens > today:
        return
    owners = _owners(task, here)
    late = task.due is not None and task.due < today
    chasing = {one.person_id: one for one in here.in_charge if late and one.role is Role.OFFICER}
    for person_id, one in {**chasing, **owners}.items():
        yield Matter(
            task=task,
            person_id=person_id,
            organisation_id=one.organisation_id,
            today=today,
            zone=zone,
            chased=person_id not in owners,
        )


def _owners(task: Task, here: PeopleHere) -> dict[UUID, Holder]:
    """By person: where they hold several roles, the one in which they may do it."""
    act = KINDS[task.kind].act
    able = [one for one in here.everybody if owns(task.owner, one)]
    able.sort(key=lambda one: act is None or one.role in POLICY[act])
    return {one.person_id: one for one in able}  # who may do it comes last, and counts


def tells_on(one: Matter, last: date | None) -> date | None:
    """The next day on which this is told, if it was told on `last`; None: not any more."""
    return next_telling(KINDS[one.task.kind].told, one.task.due, last, one.today)


def told_at(one: Matter, day: date) -> datetime:
    """The instant at which a day of the matter begins."""
    return begin_of(day, one.zone)
