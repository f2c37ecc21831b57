"""What the journal tells since the last report, in words: one row a day and kind of act."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from tracker.journal.models import Entry
from tracker.process.today import InZone, project_day
from tracker.reports.content import ChangeRow
from tracker.reports.wording import STAGES, VERDICTS, day

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
_MOST_NAMED = 12
_WORDS: Mapping[str, Mapping[str, str]] = {
    "stage": {stage.value: words for stage, words in STAGES.items()},
    "verdict": {verdict.value: f"({mark.words})" for verdict, mark in VERDICTS.items()},
}
"""What people see in place of a code."""


def changes(
    entries: Sequence[Entry], project: InZone, codes: Mapping[str, str]
) -> tuple[ChangeRow, ...]:
    """In the journal's order by the first of each; `codes` are those of ids that entries name."""
    return tuple(
        ChangeRow(first=found[0].seq, last=found[-1].seq, on=on, words=_words(what, found, codes))
        for (on, what), found in _grouped(entries, project).items()
    )


def news(entries: Sequence[Entry], project: InZone, codes: Mapping[str, str]) -> Iterator[str]:
    """What readers want to know of it, a sentence each."""
    for (on, what), found in _grouped(entries, project).items():
        if what in _NEWS:
            yield f"{day(on)}: {_words(what, found, codes)}."


def _grouped(entries: Sequence[Entry], project: InZone) -> dict[tuple[date, str], list[Entry]]:
    groups: dict[tuple[date, str], list[Entry]] = {}
    for entry in entries:
        if entry.what not in _NO_CHANGE:
            groups.setdefault((project_day(project, entry.at), entry.what), []).append(entry)
    return groups


def _words(what: str, entries: Sequence[Entry], codes: Mapping[str, str]) -> str:
    """`gate.decided` with its detail becomes "Gate decided: G3 (Yes)"."""
    named = list(dict.fromkeys(said for entry in entries if (said := _said(entry, codes))))
    words = what.replace(".", " ").replace("_", " ").capitalize()
    if not named:
        return words if len(entries) == 1 else f"{words}, {len(entries)} times"
    more = len(named) - _MOST_NAMED
    return f"{words}: {', '.join(named[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"


def _said(entry: Entry, codes: Mapping[str, str]) -> str:
    detail = msgspec.json.decode(entry.detail)
    said = [(key, str(detail[key])) for key in _SAID if key in detail]
    return " ".join(_WORDS.get(key, codes).get(one, one) for key, one in said).replace("_", " ")
