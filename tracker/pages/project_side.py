"""What stands beside the answer of a project's page: who answers for it, and what happened last."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.pages.looking import Looking, named
from tracker.people.queries import Holder
from tracker.process.policy import Act, may
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.tasks.freshness import CAUSED
from tracker.web.words import word

_ROLES = (
    Role.OFFICER,
    Role.CITY_CONTACT,
    Role.CITY_APPROVER,
    Role.FIRM_MEMBER,
    Role.REVIEWER,
)
_MOST_NAMES = 3
_EVENTS = 5


class Happened(Struct, frozen=True, kw_only=True):
    """An entry of the journal; `who` is "" where the tracker did it."""

    what: str
    at: datetime
    who: str


class Answerable(Struct, frozen=True, kw_only=True):
    """The word for a role, and the names of those who answer for it; `more` are not named."""

    role: str
    names: Sequence[str]
    more: int


class Beside(Struct, frozen=True, kw_only=True):
    people: Sequence[Answerable] = ()
    events: Sequence[Happened] = ()


async def beside(look: Looking, row: Project) -> Beside:
    """As far as the reader may know of it; the names in one statement."""
    holders = []
    if may(look.actor, Act.APPOINTMENT_SEE):
        here = await projects.people_here(look, row)
        holders = [one for one in here.in_charge if is_for(look, one) and one.role in _ROLES]
    entries = []
    if may(look.actor, Act.JOURNAL_READ):
        entries = (await projects.journal_of(look, row, None, _EVENTS, CAUSED)).items
    asked = [*(one.person_id for one in holders), *(one.person_id for one in entries)]
    names = await named(look, [*asked, *(one.organisation_id for one in holders)])
    people = []
    for role in _ROLES:
        theirs = [one for one in holders if one.role is role]
        who = {one.organisation_id if role is Role.FIRM_MEMBER else one.person_id for one in theirs}
        found = sorted(names[one] for one in who if one in names)
        if found:
            more = len(found) - _MOST_NAMES
            people.append(
                Answerable(
                    role=word(f"Role.{role.value}", role.value),
                    names=found[:_MOST_NAMES],
                    more=max(more, 0),
                )
            )
    return Beside(
        people=people,
        events=[
            Happened(what=one.what, at=one.at, who=names[one.person_id] if one.person_id else "")
            for one in entries
        ],
    )


def is_for(look: Looking, holder: Holder) -> bool:
    """A firm is shown the office, the city and its own people, not another firm's."""
    if look.actor.role is not Role.FIRM_MEMBER or holder.role is not Role.FIRM_MEMBER:
        return holder.role is not Role.COMMITTEE_MEMBER
    return holder.organisation_id == look.actor.organisation_id
