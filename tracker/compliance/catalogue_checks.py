"""What the parts of a catalogue say of each other; each problem reads "place: sentence"."""

from collections.abc import Collection, Iterable, Iterator
from typing import get_args

from tracker.compliance.catalogue_model import (
    AppliesWhen,
    Catalogue,
    GateEntry,
    Outcome,
    Profile,
    Requirement,
    WaiverRule,
)
from tracker.process.stages import DutyRole, Level, Severity

GATE_IDS = ("G1", "G2", "G3", "G4", "G5", "G6")
CLOSING = "closing"
_LAST = GATE_IDS[-1]


def is_asked(from_: str | None, gate: str) -> bool:
    """Whether a criterion is asked at a gate.

    None is before its `from`; those of the closing list are asked at no gate.
    """
    return from_ is None or (from_ != CLOSING and from_ <= gate)


def problems(catalogue: Catalogue) -> Iterator[str]:
    """All of them, in the order of the file."""
    yield from _complete(catalogue)
    yield from _unique(catalogue)
    for requirement in catalogue.requirements:
        place = f"requirements.{requirement.id}"
        yield from _words(catalogue, requirement, place)
        yield from _criteria(requirement, place)
        yield from _waiver(catalogue, requirement.waiver, f"{place}.waiver")
        for entry in requirement.gates:
            yield from _entry(catalogue, entry, f"{place}.gates.{entry.gate}")
    for profile in catalogue.profiles:
        yield from _profile(catalogue, profile, f"profiles.{profile.id}")


def _complete(catalogue: Catalogue) -> Iterator[str]:
    """Words that the program acts on have to be explained in the file."""
    if tuple(gate.id for gate in catalogue.gates) != GATE_IDS:
        yield "gates: They are G1 to G6, in this order."
    for place, listed, known in (
        ("levels", {word.id for word in catalogue.levels}, set(Level)),
        ("severities", {word.id for word in catalogue.severities}, set(Severity)),
        ("outcomes", {word.id for word in catalogue.outcomes}, set(get_args(Outcome))),
    ):
        for missing in sorted(known - listed):
            yield f"{place}: `{missing}` is missing."


def _unique(catalogue: Catalogue) -> Iterator[str]:
    for place, ids in (
        ("levels", [word.id for word in catalogue.levels]),
        ("outcomes", [word.id for word in catalogue.outcomes]),
        ("severities", [word.id for word in catalogue.severities]),
        ("domains", [domain.id for domain in catalogue.domains]),
        ("facts", [fact.id for fact in catalogue.facts]),
        ("roles", [role.id for role in catalogue.roles]),
        ("packs", [pack.id for pack in catalogue.packs]),
        ("profiles", [profile.id for profile in catalogue.profiles]),
        ("frameworks", [framework.id for framework in catalogue.frameworks]),
        ("evidence_kinds", catalogue.evidence_kinds),
        ("recheck_events", catalogue.recheck_events),
        ("requirements", [requirement.id for requirement in catalogue.requirements]),
    ):
        yield from _twice(place, ids)


def _words(catalogue: Catalogue, requirement: Requirement, place: str) -> Iterator[str]:
    """Words that a requirement uses have to be explained in the file."""
    domains = {domain.id for domain in catalogue.domains}
    yield from _unknown(f"{place}.domain", [requirement.domain], domains)
    packs = {pack.id for pack in catalogue.packs}
    yield from _unknown(f"{place}.pack", [requirement.pack], packs)
    kinds = [wanted.kind for wanted in requirement.evidence]
    yield from _unknown(f"{place}.evidence", kinds, catalogue.evidence_kinds)
    yield from _unknown(f"{place}.recheck_on", requirement.recheck_on, catalogue.recheck_events)
    frameworks = {framework.id for framework in catalogue.frameworks}
    yield from _unknown(f"{place}.mappings", requirement.mappings, frameworks)
    yield from _applies_when(catalogue, requirement.applies_when, f"{place}.applies_when")
    yield from _duties(catalogue, requirement.provided_by, f"{place}.provided_by")
    yield from _duties(catalogue, [requirement.verified_by], f"{place}.verified_by")
    for name, role in (
        ("verify_fallback", requirement.verify_fallback),
        ("sampled_by", requirement.sampled_by),
    ):
        yield from _duties(catalogue, [role] if role else [], f"{place}.{name}")


def _criteria(requirement: Requirement, place: str) -> Iterator[str]:
    """A criterion that no gate asks, and an entry without criteria: both would let a gate open."""
    yield from _twice(f"{place}.gates", [entry.gate for entry in requirement.gates])
    closes = any(entry.closing for entry in requirement.gates)
    for number, criterion in enumerate(requirement.acceptance_criteria):
        if criterion.from_ == CLOSING:
            asked = closes
        else:
            asked = any(is_asked(criterion.from_, entry.gate) for entry in requirement.gates)
        if not asked:
            yield (
                f"{place}.acceptance_criteria.{number}.from: "
                f"No entry of the requirement asks it from `{criterion.from_}` on."
            )
    for entry in requirement.gates:
        if not any(is_asked(one.from_, entry.gate) for one in requirement.acceptance_criteria):
            yield f"{place}.gates.{entry.gate}: No criterion is asked at this gate."


def _entry(catalogue: Catalogue, entry: GateEntry, place: str) -> Iterator[str]:
    if entry.gate == _LAST:
        if not entry.outcomes:
            yield f"{place}.outcomes: An entry at G6 names the outcomes for which it is asked."
        yield from _twice(f"{place}.outcomes", entry.outcomes)
    else:
        for name, given in (
            ("outcomes", bool(entry.outcomes)),
            ("pilot_run", entry.pilot_run),
            ("closing", entry.closing),
        ):
            if given:
                yield f"{place}.{name}: Only an entry at G6 has it."
    if entry.applies_when is not None:
        yield from _applies_when(catalogue, entry.applies_when, f"{place}.applies_when")
    if entry.provided_by is not None:
        if not entry.provided_by:
            yield f"{place}.provided_by: Name at least one role, or leave it out."
        yield from _duties(catalogue, entry.provided_by, f"{place}.provided_by")


def _applies_when(catalogue: Catalogue, when: AppliesWhen, place: str) -> Iterator[str]:
    if [when.always, bool(when.any), bool(when.all)].count(True) != 1:
        yield f"{place}: Give one of `always: true`, `any` with facts, `all` with facts."
    facts = {fact.id for fact in catalogue.facts}
    yield from _unknown(place, (*when.any, *when.all), facts)


def _duties(catalogue: Catalogue, roles: Collection[DutyRole], place: str) -> Iterator[str]:
    yield from _unknown(place, roles, {role.id for role in catalogue.roles})
    yield from _twice(place, roles)
    if DutyRole.GATE_BOARD in roles:
        yield f"{place}: `gate_board` only agrees to waivers."


def _waiver(catalogue: Catalogue, waiver: WaiverRule, place: str) -> Iterator[str]:
    if waiver.allowed:
        if not waiver.approver:
            yield f"{place}.approver: A waiver that is allowed names who must agree."
        if waiver.max_days is None:
            yield f"{place}.max_days: A waiver that is allowed has a longest term."
    else:
        for name, given in (
            ("approver", waiver.approver),
            ("max_days", waiver.max_days),
            ("never_covers", waiver.never_covers),
        ):
            if given is not None:
                yield f"{place}.{name}: A waiver that is not allowed has none."
    approvers = waiver.approver or ()
    yield from _unknown(f"{place}.approver", approvers, {role.id for role in catalogue.roles})
    yield from _twice(f"{place}.approver", approvers)


def _profile(catalogue: Catalogue, profile: Profile, place: str) -> Iterator[str]:
    facts = {fact.id for fact in catalogue.facts}
    no_place = f"{place}.conditions.facts_answered_no"
    yield from _unknown(no_place, profile.conditions.facts_answered_no, facts)
    yield from _unknown(
        f"{place}.chosen_by", profile.chosen_by, {role.id for role in catalogue.roles}
    )
    if profile.lowers_to is Level.MANDATORY:
        yield f"{place}.lowers_to: Mandatory is the highest level."
    levels = {
        (requirement.id, entry.gate): entry.level
        for requirement in catalogue.requirements
        for entry in requirement.gates
    }
    yield from _lowered(profile, levels, place)
    for row in profile.lowered:
        yield from _unknown(f"{place}.lowered.{row.requirement}.unless", row.unless, facts)
    for kept in profile.never_lowered:
        kept_place = f"{place}.never_lowered.{kept.requirement}"
        if kept.gates is None:
            listed_ids = {requirement for requirement, _ in levels}
            yield from _unknown(kept_place, [kept.requirement], listed_ids)
        for gate in kept.gates or ():
            if (kept.requirement, gate) not in levels:
                yield f"{kept_place}.{gate}: The requirement has no entry at this gate."


def _lowered(profile: Profile, levels: dict[tuple[str, str], Level], place: str) -> Iterator[str]:
    pairs = [(row.requirement, gate) for row in profile.lowered for gate in row.gates]
    yield from _twice(f"{place}.lowered", [f"{name} {gate}" for name, gate in pairs])
    kept = {
        (row.requirement, gate) for row in profile.never_lowered for gate in row.gates or GATE_IDS
    }
    for name, gate in pairs:
        row_place = f"{place}.lowered.{name}.{gate}"
        if levels.get((name, gate)) is None:
            yield f"{row_place}: The requirement has no entry at this gate."
        elif levels[name, gate] is not Level.MANDATORY:
            yield f"{row_place}: The entry is not mandatory, so nothing is lowered."
        if gate not in profile.gates:
            yield f"{row_place}: The profile does not name this gate."
        if (name, gate) in kept:
            yield f"{row_place}: It is also among those never lowered."


def _unknown(place: str, used: Iterable[str], known: Collection[str]) -> Iterator[str]:
    for word in used:
        if word not in known:
            yield f"{place}: `{word}` is not explained in the file."


def _twice(place: str, words: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            yield f"{place}: `{word}` is given twice."
        seen.add(word)
