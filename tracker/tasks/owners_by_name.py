"""Whose tasks are by name, as the project has its people today; and what nobody may do."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.people.queries.members import Holder
from tracker.process.stages import Status
from tracker.process.tasks import KINDS, Kind, Owner, Task, together
from tracker.process.unmet import FixKind
from tracker.projects.models import Project
from tracker.projects.queries import PeopleHere


def settled(found: Iterable[Task], here: PeopleHere, project: Project) -> tuple[Task, ...]:
    """Owners as the project has them by name; where nobody is left, somebody is found."""
    asleep = project.status is Status.ON_HOLD
    awake = (one for one in found if not (asleep and KINDS[one.kind].sleeps))
    tasks = together(replace(one, owner=_by_name(one.owner, here)) for one in awake)
    stuck = [one for one in tasks if not able(one.owner, here)]
    free = (one for one in tasks if one not in stuck)
    return (*free, *_at_one_day(_unblock(one) for one in stuck))


def _by_name(owner: Owner, here: PeopleHere) -> Owner:
    """Roles that the project gives to somebody by name are those persons'."""
    named: set[UUID] = set()
    roles = []
    for role in owner.roles:
        everybody = {one.person_id for one in here.everybody if one.role is role}
        chosen = {one.person_id for one in here.in_charge if one.role is role}
        if chosen and chosen != everybody and not chosen <= owner.barred:
            named |= chosen
        else:
            roles.append(role)
    return replace(owner, roles=tuple(roles), persons=owner.persons | named)


def able(owner: Owner, here: PeopleHere) -> frozenset[UUID]:
    """Who may do it today, of those who have a part in the project."""
    return frozenset(one.person_id for one in here.everybody if owns(owner, one))


def owns(owner: Owner, one: Holder) -> bool:
    if one.person_id in owner.barred:
        return False
    if one.person_id in owner.persons:
        return True
    outside = one.role in CITY_ROLES or one.role is Role.FIRM_MEMBER
    return one.role in owner.roles and (not outside or one.organisation_id in owner.houses)


def _unblock(stuck: Task) -> Task:
    """Nobody may do it: a firm is appointed, a colleague takes it on, or somebody else is named."""
    kind, owner, subject = Kind.UNBLOCK, Owner(roles=(Role.MANAGER,)), stuck.subject
    more: dict[str, str] = {}
    if stuck.kind in _BY_NAME:
        (person,) = stuck.owner.persons
        kind, owner, more = Kind.HAND_OVER, _DESK, {"person": str(person)}
    elif "capacity" in stuck.detail and not stuck.owner.houses:
        kind, owner, subject = Kind.APPOINT_FIRM, _DESK, stuck.detail["capacity"]
    return replace(
        stuck,
        kind=kind,
        subject=f"{stuck.kind}:{subject}",
        owner=owner,
        fix=FixKind.PEOPLE,
        detail=stuck.detail | more | {"kind": stuck.kind.value},
    )


_DESK = Owner(roles=(Role.OFFICER, Role.MANAGER))
_BY_NAME = frozenset({Kind.MEET_CONDITION, Kind.ANSWER_POINT, Kind.FOLLOW_UP_CONCERN})
"""What one person owes, and a colleague takes on with the rest of their work."""


def _at_one_day(stuck: Iterable[Task]) -> tuple[Task, ...]:
    """A firm is appointed once for all that it is to do, by the day on which the first is due."""
    tasks = list(stuck)
    appointing = [one for one in tasks if one.kind is Kind.APPOINT_FIRM]
    first: dict[str, date | None] = {}
    for one in appointing:
        known = first.get(one.subject)
        first[one.subject] = min(filter(None, (known, one.due)), default=None)
    return together(
        replace(one, due=first[one.subject]) if one in appointing else one for one in tasks
    )
