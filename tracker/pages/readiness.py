"""What stands in the way of an answer at a gate: what to do, why, and where it is done.

Of the usual way of the gate ahead people read the tasks. Points are for another way, for a day to
come, and for why a decision was refused.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from tracker.gates.wire import GatesView
from tracker.kernel.actor import Actor, Role
from tracker.kernel.saying import Filled, marked
from tracker.pages.looking import Looking
from tracker.process.policy import Act, may
from tracker.process.tasks import KINDS, Kind
from tracker.process.unmet import Unmet
from tracker.web.language import N_
from tracker.web.words import word


class Point(Struct, frozen=True, kw_only=True):
    """One open thing; `key` tells it from the others of its gate.

    `owner`: the reader, or the roles of whom it waits for. `ran_out`: it held before.
    """

    key: str
    name: str
    what: Filled
    why: str
    href: str
    since: date | None
    ran_out: bool
    owner: str
    mine: bool


Groups = tuple[tuple[str, tuple[Point, ...]], ...]


class _Mending(Struct, frozen=True, kw_only=True):
    """How a point is said as something to do, and where it is done.

    `page` is for those who may do `act`; others are led to `look`, if they may `see` that, else to
    the project. `{at}` is the project's address, `{id}` what the point is mended on.
    """

    says: str
    act: Act | None = None
    page: str = "{at}"
    see: Act = Act.PROJECT_SEE
    look: str = "{at}"


def _as(kind: Kind, page: str, see: Act = Act.PROJECT_SEE, look: str = "{at}") -> _Mending:
    """In the words of the task that ends it."""
    row = KINDS[kind]
    return _Mending(says=row.says, act=row.act, page=page, see=see, look=look)


def _of_requirements(says: str) -> _Mending:
    return _Mending(says=says, see=Act.CHECKLIST_SEE, look="{at}/requirements/{id}")


def _of_deliverables(says: str) -> _Mending:
    return _Mending(says=says, see=Act.DELIVERABLE_SEE, look="/deliverables/{id}")


def _of_decisions(says: str) -> _Mending:
    return _Mending(says=says, see=Act.GATE_SEE, look="{at}/decisions")


def _of_motions(says: str) -> _Mending:
    return _Mending(
        says=says, act=Act.GATE_MOVE, page="{at}/gates/{gate}/motions/new", see=Act.GATE_SEE
    )


_REQUIREMENT = _of_requirements(N_("Settle the requirement: %(name)s"))
_ACCEPTANCE = _of_deliverables(N_("Hand in and accept: %(name)s"))
_MENDING: Mapping[str, _Mending] = {
    "project_is_active": _as(Kind.LOOK_AGAIN, "{at}/resumptions/new"),
    "checklist_is_clear": _REQUIREMENT,
    "condition_entries_are_clear": _REQUIREMENT,
    "carried_entries_are_clear": _REQUIREMENT,
    "assurance_outlasts_the_next_stage": _of_requirements(KINDS[Kind.RENEW_EVIDENCE].says),
    "nothing_has_lapsed": _of_requirements(N_("Renew what ran out: %(name)s")),
    "nothing_has_lapsed condition": _of_decisions(N_("Renew what ran out: %(name)s")),
    "no_condition_is_open": _of_decisions(N_("Meet: %(name)s")),
    "rework_points_are_confirmed": _of_decisions(N_("Answer and confirm: %(name)s")),
    "next_stage_has_a_planned_end": _as(Kind.NAME_PLANNED_END, "{at}/edit"),
    "every_seat_can_be_filled": _Mending(
        says=KINDS[Kind.FILL_SEAT].says, see=Act.APPOINTMENT_SEE, look="{at}/people"
    ),
    "proposal_is_submitted": _as(Kind.FINISH_DRAFT, "{at}"),
    "proposal_is_eligible": _as(Kind.CHECK_ELIGIBILITY, "{at}"),
    "scores_are_in": _as(Kind.SCORE, "{at}"),
    "call_has_a_place_left": _as(Kind.ADD_PLACE, "{at}"),
    "agreements_are_on_file": _as(
        Kind.RECORD_AGREEMENTS, "{at}/agreements/new", Act.MONEY_SEE_TOTALS, "{at}/papers"
    ),
    "study_is_accepted": _ACCEPTANCE,
    "study_is_accepted_without_pilot": _ACCEPTANCE,
    "installation_is_accepted": _ACCEPTANCE,
    "memo_is_accepted": _ACCEPTANCE,
    "a plan": _as(
        Kind.PLAN_DELIVERABLES,
        "{at}/deliverable-plans/new",
        Act.DELIVERABLE_SEE,
        "{at}/deliverables",
    ),
    "time_after_is_provided_for": _as(Kind.NAME_TIME_AFTER, "{at}/edit"),
    "indicators_have_baselines": _as(
        Kind.RECORD_BASELINES, "/indicators/{id}/edit", Act.INDICATOR_SEE, "/indicators/{id}"
    ),
    "indicators": _as(Kind.DEFINE_INDICATORS, "{at}/indicators/new", Act.PILOT_SEE, "{at}/pilot"),
    "pilot_went_live": _as(Kind.GO_LIVE, "{at}/operation-changes/new", Act.PILOT_SEE, "{at}/pilot"),
    "evaluation_is_accepted": _Mending(
        says=N_("Hand in and accept the evaluation of the pilot"),
        see=Act.PILOT_SEE,
        look="{at}/pilot",
    ),
    "operation_is_off_or_handed_over": _as(
        Kind.END_OPERATION, "{at}/operation-changes/new", Act.PILOT_SEE, "{at}/pilot"
    ),
    "installed_equipment_is_removed": _of_motions(
        N_("Set a condition: who removes what was installed, and by when")
    ),
    "operation_after_is_said": _of_motions(
        N_("Say in the motion whether the equipment stays on, and until when")
    ),
    "changes_are_said": _of_motions(N_("Say in the motion what changes")),
    "pilot_approval_is_in_force": _of_decisions(
        N_("Have the pilot approved at G4 before it is extended")
    ),
    "equipment_is_live_or_suspended": _of_decisions(
        N_("Prepare a pilot instead: there is none to extend")
    ),
    "an_extension_is_left": _of_decisions(
        N_("Evaluate the pilot and decide: it cannot be extended any more")
    ),
}
"""By the rule that a point is of; a test holds every rule to it."""


def _mending(one: Unmet) -> _Mending:
    if one.subject == "plan":
        return _MENDING["a plan"]
    if one.subject == "indicators":
        return _MENDING["indicators"]
    return _MENDING.get(f"{one.rule} {one.fix.kind.value}") or _MENDING[one.rule]


def place_of(actor: Actor, code: str, gate: str, one: Unmet) -> str:
    """The page on which a point is mended; where that is not the actor's, where it stands."""
    mending = _mending(one)
    page = "{at}"
    if mending.act is not None and may(actor, mending.act):
        page = mending.page
    elif may(actor, mending.see):
        page = mending.look
    return page.format(at=f"/projects/{code}", id=one.fix.id, gate=gate)


def points_of(look: Looking, code: str, gate: str, unmet: Sequence[Unmet]) -> tuple[Point, ...]:
    """The points of a readiness, in its order."""
    keys = numbered(f"{one.rule} {one.subject}" for one in unmet)
    return tuple(
        Point(
            key=key,
            name=one.what,
            what=Filled(_mending(one).says, name=marked(_plain(one.what))),
            why=one.why,
            href=place_of(look.actor, code, gate, one),
            since=one.since,
            ran_out=one.rule == "nothing_has_lapsed",
            owner=_owner(look.actor.role, one.owed_by),
            mine=look.actor.role in one.owed_by,
        )
        for key, one in zip(keys, unmet, strict=True)
    )


def numbered(keys: Iterable[str]) -> list[str]:
    """Each once: the same is open for two gates on a list that asks for both."""
    seen = Counter[str]()
    found = []
    for key in keys:
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key} {seen[key]}")
    return found


_CODE = re.compile(r"[A-Z]+(-[A-Z]+-)?\d+ ")


def _plain(what: str) -> str:
    """Without the code at the beginning, for those who do not live with codes."""
    return what if isinstance(what, Filled) else _CODE.sub("", what, count=1)


def _owner(own: Role, owed_by: Sequence[Role]) -> str:
    if not owed_by or own in owed_by:
        return N_("You") if owed_by else N_("Nobody by name")
    first, *others = owed_by
    said = Filled(_word(first))
    for role in others:
        said = Filled(N_("%(roles)s, %(another)s"), roles=said, another=Filled(_word(role)))
    return said


def _word(role: Role) -> str:
    return word(f"Role.{role.value}", role.value)


def grouped(points: Sequence[Point]) -> Groups:
    """By who owes them; the reader's own first."""
    owners = dict.fromkeys(
        point.owner for point in sorted(points, key=lambda point: not point.mine)
    )
    return tuple(
        (owner, tuple(point for point in points if point.owner == owner)) for owner in owners
    )


def gate_ahead(view: GatesView | None) -> str | None:
    """The gate that the project stands before."""
    lines = view.gates if view is not None else ()
    return next((line.gate for line in lines if line.standing == "here"), None)
