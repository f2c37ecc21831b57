"""How two versions of a catalogue differ, and since when. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tracker.compliance.catalogue import Catalogue, GateEntry, Requirement

Wording = dict[str, object]
"""The words that a review was made on, by the name with which people are told of a change."""


class Changed(Struct, frozen=True, kw_only=True):
    """A requirement that both versions have, and which of its parts differ."""

    requirement: str
    what: list[str]


class Changes(Struct, frozen=True, kw_only=True):
    """Ids of requirements added, dropped and changed."""

    added: list[str]
    removed: list[str]
    changed: list[Changed]


class Rewording(Struct, frozen=True, kw_only=True):
    """When what a gate asks got its present words, and times after that in which it had others.

    `at` None: it has had them from the beginning. A time holds from its first instant to before
    its second.
    """

    at: datetime | None
    meanwhile: tuple[tuple[datetime, datetime], ...]


def changes(before: Catalogue, after: Catalogue) -> Changes:
    """In the order of the catalogues."""
    both = [one for one in after.requirements if one.id in before.by_id]
    changed = [
        Changed(requirement=one.id, what=list(_changed(before.by_id[one.id], one))) for one in both
    ]
    return Changes(
        added=[one.id for one in after.requirements if one.id not in before.by_id],
        removed=[one.id for one in before.requirements if one.id not in after.by_id],
        changed=[one for one in changed if one.what],
    )


def rewordings(
    held: Sequence[tuple[datetime, Catalogue]],
) -> Mapping[tuple[str, str], Rewording]:
    """By requirement and gate; `held` are the versions, oldest first, each with its first instant.

    The net text counts: what was changed and changed back is as it was.
    """
    by_requirement = {}
    for requirement in held[-1][1].requirements:
        for entry in requirement.gates:
            words = [_words(one, requirement.id, entry.gate) for _, one in held]
            first = words.index(words[-1])
            had_others = any(one is not None for one in words[:first])
            by_requirement[requirement.id, entry.gate] = Rewording(
                at=held[first][0] if had_others else None,
                meanwhile=tuple(
                    (held[number][0], held[number + 1][0])
                    for number in range(first, len(held) - 1)
                    if words[number] != words[-1]
                ),
            )
    return by_requirement


def _changed(before: Requirement, after: Requirement) -> Iterator[str]:
    gates = list(dict.fromkeys(entry.gate for entry in (*before.gates, *after.gates)))
    for name in ("statement", "criteria", "applicability"):
        if _own(before)[name] != _own(after)[name]:
            yield name
    for gate in gates:
        old, new = before.entry(gate), after.entry(gate)
        if old is None or new is None:
            yield f"asked at {gate}" if old is None else f"not asked at {gate} any more"
            continue
        for name, value in _at_gate(new).items():
            if _at_gate(old)[name] != value:
                yield f"{name} at {gate}"


def _words(catalogue: Catalogue, requirement_id: str, gate: str) -> Wording | None:
    requirement = catalogue.by_id.get(requirement_id)
    entry = requirement.entry(gate) if requirement is not None else None
    if requirement is None or entry is None:
        return None
    return _own(requirement) | {f"{name} here": value for name, value in _at_gate(entry).items()}


def _own(requirement: Requirement) -> Wording:
    return {
        "statement": requirement.statement,
        "criteria": requirement.acceptance_criteria,
        "applicability": requirement.applies_when,
    }


def _at_gate(entry: GateEntry) -> Wording:
    return {
        "expects": entry.expects,
        "level": entry.level,
        "applicability": (entry.applies_when, entry.outcomes, entry.pilot_run, entry.closing),
    }
