"""Which requirements a gate asks of a project, as pure functions over the catalogue."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct

from tracker.compliance.catalogue import Catalogue, GateEntry, Outcome, Requirement
from tracker.compliance.catalogue_checks import CLOSING, is_asked
from tracker.compliance.catalogue_model import AppliesWhen
from tracker.process.stages import Scaling

When = TypeVar("When", date, datetime)

_OUTCOMES: dict[Scaling, Outcome] = {
    Scaling.ROLL_OUT: "scale",
    Scaling.EXPANSION: "scale",
    Scaling.REPLICATION: "scale",
    Scaling.ADAPT: "adapt",
    Scaling.EXTEND: "extend",
    Scaling.STOP: "stop",
    Scaling.REFER: "refer",
}


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AskedEntry(Struct, frozen=True, kw_only=True):
    """An entry on a list; `criteria` are indices into the requirement's acceptance criteria."""

    requirement: Requirement
    entry: GateEntry
    criteria: frozenset[int]


def counted(catalogue: Catalogue, answers: Mapping[str, tuple[Answer, bool]]) -> frozenset[str]:
    """The facts that count as yes; an answer is the word and whether the reviewer confirmed it.

    Unknown, unanswered and a "no" that nobody confirmed count as yes: what nobody has looked at
    must not shorten the list.
    """
    unanswered = (Answer.UNKNOWN, False)
    return frozenset(
        fact.id for fact in catalogue.facts if answers.get(fact.id, unanswered) != (Answer.NO, True)
    )


def applies(requirement: Requirement, entry: GateEntry, yes_facts: frozenset[str]) -> bool:
    """Whether the entry is for a project of which these facts count as yes."""
    when = _when(requirement, entry)
    if when.always:
        return True
    if when.any:
        return any(fact in yes_facts for fact in when.any)
    return all(fact in yes_facts for fact in when.all)


def applicable_since(
    requirement: Requirement, entry: GateEntry, since: Mapping[str, When | None]
) -> When | None:
    """The day or instant at which the facts made the entry applicable.

    `since` has the facts that count as yes and only those, each with that from which it does;
    None, there and in the answer, is "from the beginning". An entry that does not apply has None.
    """
    when = _when(requirement, entry)
    if not applies(requirement, entry, frozenset(since)):
        return None
    if when.any:
        days = [since[fact] for fact in when.any if fact in since]
        return None if None in days else min(day for day in days if day is not None)
    return max((day for fact in when.all if (day := since[fact]) is not None), default=None)


def asked(
    catalogue: Catalogue, gate: str, *, outcome: Outcome | None = None, field_work: bool
) -> tuple[AskedEntry, ...]:
    """The entries of a gate in the order of the catalogue, whether or not they apply.

    At G6 only those asked for the outcome, or all where none is chosen yet; without field work
    (no decision led to the preparation of a pilot) not those marked `pilot_run`.
    """
    found = []
    for requirement in catalogue.requirements:
        entry = requirement.entry(gate)
        if entry is None or (entry.pilot_run and not field_work):
            continue
        if entry.outcomes and outcome is not None and outcome not in entry.outcomes:
            continue
        criteria = _asked_at(requirement, gate)
        found.append(AskedEntry(requirement=requirement, entry=entry, criteria=criteria))
    return tuple(found)


def closing_list(catalogue: Catalogue) -> tuple[AskedEntry, ...]:
    """What is due when a project ends after G2, with or without a pilot, in catalogue order."""
    return tuple(
        AskedEntry(requirement=one, entry=entry, criteria=_asked_at(one, entry.gate, CLOSING))
        for one in catalogue.requirements
        for entry in one.gates
        if entry.closing
    )


def lowered(
    catalogue: Catalogue, profile_id: str, gate: str, yes_facts: frozenset[str]
) -> frozenset[str]:
    """Ids of the requirements whose entry at the gate the profile lowers to its `lowers_to`.

    Nothing is lowered while a fact that must be answered no counts as yes; whether the money,
    weeks, sites and devices are still small enough is for the caller to ask.
    """
    profile = catalogue.profile(profile_id)
    if gate not in profile.gates or yes_facts.intersection(profile.conditions.facts_answered_no):
        return frozenset()
    return frozenset(
        row.requirement
        for row in profile.lowered
        if gate in row.gates and yes_facts.isdisjoint(row.unless)
    )


def outcome_of(scaling: Scaling) -> Outcome:
    """The catalogue's word for what a G6 decision means."""
    return _OUTCOMES[scaling]


def _when(requirement: Requirement, entry: GateEntry) -> AppliesWhen:
    return requirement.applies_when if entry.applies_when is None else entry.applies_when


def _asked_at(requirement: Requirement, gate: str, *also: str) -> frozenset[int]:
    return frozenset(
        number
        for number, criterion in enumerate(requirement.acceptance_criteria)
        if is_asked(criterion.from_, gate) or criterion.from_ in also
    )
