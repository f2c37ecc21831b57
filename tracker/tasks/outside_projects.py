"""What waits outside of projects: roles that a second person confirms, and letters given up.

It is read as it stands and not kept, as it is little and only those who run the office see it.
"""

from msgspec import Struct

from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.mail import queries as mail
from tracker.mail.wire import LetterView
from tracker.people import queries as people
from tracker.people.wire import WaitingRole
from tracker.process.policy import may
from tracker.process.tasks import KINDS, Kind, Owner, Task, Thing
from tracker.process.today import access_day
from tracker.process.unmet import FixKind

ZONE = "UTC"
"""In which its days are, as the days of roles are."""
_MOST = 100


class Outside(Struct, frozen=True, kw_only=True):
    """A task that belongs to no project; `title` is what it is about."""

    task: Task
    title: str


async def outside(desk: Desk) -> list[Outside]:
    """As far as the actor may know; no statement for whoever has nothing to do with it."""
    found = []
    if may(desk.actor, KINDS[Kind.CONFIRM_ROLE].seen_with):
        waiting = await people.waiting_roles(desk, None, _MOST)
        found += [_role(one) for one in waiting.items]
    if may(desk.actor, KINDS[Kind.LETTERS_GIVEN_UP].seen_with):
        letters = await mail.given_up(desk.session, _MOST)
        found += [_letters(letters)] if letters else []
    return found


def _role(one: WaitingRole) -> Outside:
    task = Task(
        kind=Kind.CONFIRM_ROLE,
        subject="role",
        owner=Owner(
            roles=(Role.MANAGER, Role.ADMINISTRATOR),
            barred=frozenset({one.given_by, one.person_id}),
        ),
        since=access_day(one.given_at),
        fix=FixKind.MEMBERSHIP,
        things=(Thing(id=str(one.id), name=one.person),),
    )
    return Outside(task=task, title=one.organisation)


def _letters(letters: list[LetterView]) -> Outside:
    since = min(one.given_up_at or one.made_at for one in letters)
    task = Task(
        kind=Kind.LETTERS_GIVEN_UP,
        subject="letters",
        owner=Owner(roles=(Role.ADMINISTRATOR,)),
        since=access_day(since),
        fix=FixKind.LETTER,
        things=tuple(Thing(id=str(one.id), name=one.to) for one in letters),
    )
    return Outside(task=task, title=letters[0].reason or "")
