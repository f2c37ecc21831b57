"""What the journal tells since the last report, in words: one row a day and kind of act."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from tracker.journal.models import JournalEntry
from tracker.process.today import InZone, project_day
from tracker.reports.content import ChangeRow
from tracker.reports.wording import STAGES, VERDICTS, day, named

_NEWS = frozenset(
    {
        "deliverable.submitted",
        "deliverable.accepted",
        "gate.decided",
        "pilot.live",
        "pilot.off",
        "pilot.restored",
        "pilot.suspended",
        "pilot.evaluated",
        "firm.appointed",
        "agreement.recorded",
    }
)
_NO_CHANGE = frozenset({"notice.given"})
"""On record, and in no report: a reminder changes nothing."""
_SAID = ("gate", "verdict", "deliverable", "code", "requirement", "fact", "stage", "kind")
"""Of an entry's detail only what names the thing: a report tells no weakness."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "stage": {stage.value: words for stage, words in STAGES.items()},
    "verdict": {verdict.value: f"({mark.words})" for verdict, mark in VERDICTS.items()},
}
"""What people see in place of a code."""


def changes(
    entries: Sequence[JournalEntry], project: InZone, known: Mapping[str, str]
) -> tuple[ChangeRow, ...]:
    """In the journal's order by the first of each; `known` names what they tell by id or code."""
    return tuple(
        ChangeRow(first=found[0].seq, last=found[-1].seq, on=on, words=_words(what, found, known))
        for (on, what), found in _grouped(entries, project).items()
    )


def news(
    entries: Sequence[JournalEntry], project: InZone, known: Mapping[str, str]
) -> Iterator[str]:
    """What readers want to know of it, a sentence each."""
    for (on, what), found in _grouped(entries, project).items():
        if what in _NEWS:
            yield f"{day(on)}: {_words(what, found, known)}."


def _grouped(
    entries: Sequence[JournalEntry], project: InZone
) -> dict[tuple[date, str], list[JournalEntry]]:
    groups: dict[tuple[date, str], list[JournalEntry]] = {}
    for entry in entries:
        if entry.what not in _NO_CHANGE:
            groups.setdefault((project_day(project, entry.at), entry.what), []).append(entry)
    return groups


def _words(what: str, entries: Sequence[JournalEntry], known: Mapping[str, str]) -> str:
    """`gate.decided` with its detail becomes "Gate decided: G3 (Yes)"."""
    names = list(dict.fromkeys(said for entry in entries if (said := _said(entry, known))))
    words = what.replace(".", " ").replace("_", " ").capitalize()
    if not names:
        return words if len(entries) == 1 else f"{words}, {len(entries)} times"
    return f"{words}: {named(names)}"


def _said(entry: JournalEntry, known: Mapping[str, str]) -> str:
    detail = msgspec.json.decode(entry.detail)
    said = [(key, str(detail[key])) for key in _SAID if key in detail]
    return " ".join(_WORDS.get(key, known).get(one, one) for key, one in said).replace("_", " ")
