"""News: what happened and whom it concerns, one row for each word of the journal that is told."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.saying import N_, Filled
from tracker.web.words import word

_DESK = frozenset({Role.OFFICER, Role.MANAGER})
_OFFICE = _DESK | {Role.REVIEWER}
_CITY = CITY_ROLES
_FIRM = frozenset({Role.FIRM_MEMBER})
_COMMITTEE = frozenset({Role.COMMITTEE_MEMBER})
_NOBODY = frozenset[Role]()
_PROJECT = "/projects/{project}"


class News(Struct, frozen=True, kw_only=True):
    """What is said, and in which roles those in charge are told; never whoever did it.

    `thing` says how its name is found, and whom it concerns besides (`subjects.py`).
    `to_firms`: what firms are told in its place, where the rest is not for them.
    """

    says: str
    roles: frozenset[Role]
    page: str = _PROJECT
    thing: str = ""
    to_firms: str = ""


class Body(Struct, frozen=True, kw_only=True):
    """The values of the sentence: as they are, as keys of the table of words, and days.

    `to_firms`: it has none, and is the sentence for firms.
    """

    values: dict[str, str] = {}
    words: dict[str, str] = {}
    days: dict[str, date] = {}
    to_firms: bool = False


NEWS: Mapping[str, News] = {
    "proposal.checked": News(
        says=N_("The proposal was checked: %(result)s."), roles=_CITY, thing="eligibility"
    ),
    "gate.decided": News(
        says=N_("%(gate)s was decided: %(verdict)s."),
        roles=_OFFICE | _CITY | _COMMITTEE,
        thing="decision",
    ),
    "decision.superseded": News(
        says=N_("The decision at %(gate)s was taken back."),
        roles=_OFFICE | _CITY | _COMMITTEE,
        page=f"{_PROJECT}/decisions",
        thing="decision",
    ),
    "motion.lost": News(
        says=N_("The motion at %(gate)s was lost in the vote."),
        roles=_DESK | {Role.CITY_APPROVER} | _COMMITTEE,
        page=f"{_PROJECT}/gates",
        thing="motion",
    ),
    "motion.withdrawn": News(
        says=N_("The motion at %(gate)s was withdrawn; no vote is asked for any more."),
        roles=_OFFICE | {Role.CITY_APPROVER} | _COMMITTEE,
        page=f"{_PROJECT}/gates",
        thing="motion",
    ),
    "seat.reminded": News(
        says=N_("You are asked again to vote at %(gate)s."),
        roles=_NOBODY,
        page=f"{_PROJECT}/gates",
        thing="reminder",
    ),
    "stage.entered": News(
        says=N_("The project entered the stage “%(stage)s”."), roles=_FIRM, thing="stage"
    ),
    "project.put_on_hold": News(
        says=N_("The project was put on hold; what is late waits until it goes on."),
        roles=_OFFICE | _CITY | _FIRM,
    ),
    "project.resumed": News(says=N_("The project goes on."), roles=_OFFICE | _CITY | _FIRM),
    "project.withdrawn": News(says=N_("The city withdrew the project."), roles=_OFFICE | _FIRM),
    "project.completed": News(says=N_("The project was completed."), roles=_OFFICE | _CITY | _FIRM),
    "assignment.given": News(
        says=N_("You were given a part in the project: %(capacity)s."),
        roles=_NOBODY,
        thing="assignment",
    ),
    "firm.appointed": News(
        says=N_("Your firm was appointed to the project."), roles=_NOBODY, thing="appointment"
    ),
    "firm.released": News(
        says=N_("Your firm's appointment ends on %(day)s."), roles=_NOBODY, thing="appointment"
    ),
    "deliverable.accepted": News(
        says=N_("“%(name)s”, version %(number)s, was accepted."),
        roles=frozenset({Role.OFFICER}),
        thing="deliverable",
    ),
    "deliverable.moved": News(
        says=N_("The day of “%(name)s” is now %(day)s."), roles=_NOBODY, thing="deliverable"
    ),
    "time.refused": News(
        says=N_("No more time was given for “%(name)s”; its page says why."),
        roles=_NOBODY,
        thing="deliverable",
    ),
    "waiver.granted": News(
        says=N_("The exception for “%(name)s” was granted."),
        roles=_OFFICE | _CITY,
        page=f"{_PROJECT}/checklist",
        thing="requirement",
    ),
    "waiver.rejected": News(
        says=N_("The exception for “%(name)s” was refused; the requirement is to be met."),
        roles=_OFFICE | _CITY,
        page=f"{_PROJECT}/checklist",
        thing="requirement",
    ),
    "waiver.revoked": News(
        says=N_("The exception for “%(name)s” was revoked; the requirement is to be met."),
        roles=_OFFICE | _CITY,
        page=f"{_PROJECT}/checklist",
        thing="requirement",
    ),
    "assurance.lapsed": News(
        says=N_("What %(gate)s rests on has run out; see the checklist for what is missing."),
        roles=_OFFICE | {Role.CITY_APPROVER},
        thing="gate",
    ),
    "assurance.restored": News(
        says=N_("What %(gate)s rests on holds again."),
        roles=_OFFICE | {Role.CITY_APPROVER},
        thing="gate",
    ),
    "pilot.live": News(
        says=N_("The pilot went live."),
        roles=_OFFICE | _CITY | _FIRM,
        page=f"{_PROJECT}/pilot",
    ),
    "pilot.suspended": News(
        says=N_("The pilot was suspended: %(reason)s"),
        to_firms=N_("The pilot was suspended."),
        roles=_OFFICE | _CITY | _FIRM,
        page=f"{_PROJECT}/pilot",
        thing="operation",
    ),
    "pilot.restored": News(
        says=N_("The pilot runs again."),
        roles=_OFFICE | _CITY | _FIRM,
        page=f"{_PROJECT}/pilot",
    ),
    "pilot.off": News(
        says=N_("The equipment was switched off."),
        roles=_OFFICE | _CITY | _FIRM,
        page=f"{_PROJECT}/pilot",
    ),
    "incident.reported": News(
        says=N_("An incident was reported: %(name)s"),
        roles=_OFFICE | _CITY,
        page=f"{_PROJECT}/pilot",
        thing="incident",
    ),
    "reading.returned": News(
        says=N_("A reading of “%(name)s” was sent back: %(comment)s"),
        roles=_NOBODY,
        page=f"{_PROJECT}/pilot",
        thing="reading",
    ),
    "evaluation.accepted": News(
        says=N_("The evaluation of the pilot was accepted by one side."),
        roles=_FIRM | {Role.OFFICER},
        page=f"{_PROJECT}/pilot",
    ),
    "check_in.confirmed": News(
        says=N_("The report %(months)s months after the decision was confirmed."),
        roles=_CITY,
        page=f"{_PROJECT}/pilot",
        thing="months",
    ),
    "rework.confirmed": News(
        says=N_("The answer was confirmed: %(name)s"), roles=_NOBODY, thing="rework_point"
    ),
    "condition.met": News(
        says=N_("The condition was confirmed as met: %(name)s"),
        roles=_OFFICE | {Role.CITY_APPROVER},
        page=f"{_PROJECT}/decisions",
        thing="condition",
    ),
    "condition.voided": News(
        says=N_("The condition is no longer asked: %(name)s"),
        roles=_OFFICE | {Role.CITY_APPROVER},
        page=f"{_PROJECT}/decisions",
        thing="condition",
    ),
}


def said(what: str, body: Body) -> Filled:
    """The sentence of a piece of news."""
    if body.to_firms:
        return Filled(NEWS[what].to_firms)
    values: dict[str, Any] = {**body.values, **body.days}
    values |= {name: Filled(word(key, key)) for name, key in body.words.items()}
    return Filled(NEWS[what].says, **values)


class Found(Struct, frozen=True, kw_only=True):
    """What a sentence needs, and whom it concerns besides: persons, and everybody of a house.

    `silent`: this time there is nothing to say.
    """

    body: Body = Body()
    persons: frozenset[UUID] = frozenset()
    houses: frozenset[UUID] = frozenset()
    silent: bool = False
