"""The list of a gate as rows: which of them are shown, how each stands, and whose turn it is."""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlencode

from msgspec import Struct

from tracker.compliance.wire.checklist import Checklist, ChecklistLine
from tracker.pages.task_rows import Turn
from tracker.pages.tones import STANDING, Tone
from tracker.process.stages import Level
from tracker.process.status import Standing
from tracker.web.language import N_

PAGE = 40
"""Rows of a page."""
SHOWS = ("needed", "open", "mine", "blocking", "running_out", "all")
_WAIT = frozenset({Standing.EVIDENCE_SUBMITTED, Standing.UNDER_REVIEW})


class ListRow(Struct, frozen=True, kw_only=True):
    """A line of the list with whose turn it is; `too_early`: what clears it ends before the gate
    is to be decided.
    """

    line: ChecklistLine
    turn: Turn | None
    too_early: bool

    @property
    def mine(self) -> bool:
        return self.turn is not None and self.turn.mine

    @property
    def tone(self) -> Tone:
        if self.mine:
            return ("warn", N_("Your turn"))
        return STANDING[self.line.standing]

    @property
    def settled(self) -> bool:
        """Met, and nothing is to be done until the gate."""
        return self.line.standing is Standing.MET and self.turn is None and not self.too_early


class Asked(Struct, frozen=True, kw_only=True):
    """What the address asks to see of the list: `settled` also what needs nothing any more."""

    gate: str | None
    show: str
    find: str
    settled: bool
    part: int

    def kept(self, gate: str, **other: str) -> str:
        """The same in an address, without its part."""
        said = {
            "gate": gate,
            "show": self.show if self.show != SHOWS[0] else "",
            "find": self.find,
            "settled": "yes" if self.settled else "",
            **other,
        }
        return urlencode({name: value for name, value in said.items() if value})


def asked_for(
    gate: str | None, show: str | None, find: str | None, settled: str | None, part: int | None
) -> Asked:
    return Asked(
        gate=gate or None,
        show=show if show in SHOWS else SHOWS[0],
        find=(find or "").strip()[:100],
        settled=settled == "yes",
        part=max(part or 1, 1),
    )


class ListPart(Struct, frozen=True, kw_only=True):
    """A page of the rows: those from the one numbered `first` of `count` on; `more` are met."""

    rows: list[ListRow]
    first: int
    count: int
    part: int
    parts: int
    more: int
    before: ListRow | None
    after: ListRow | None
    next_of_mine: ListRow | None

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def by_subject(self) -> dict[str, list[ListRow]]:
        """By the subject in the requirement's id: `CP-GOV-01` is of GOV."""
        groups: dict[str, list[ListRow]] = {}
        for row in self.rows:
            groups.setdefault(row.line.requirement.split("-")[1], []).append(row)
        return groups


def rows_of(
    list_: Checklist, turns: Mapping[str, list[Turn]], planned: date | None
) -> list[ListRow]:
    """Every line of the list; `planned`: by when its gate is to be decided, if it is ahead."""
    return [
        ListRow(
            line=line,
            turn=next(iter(turns.get(line.requirement, ())), None),
            too_early=_ends_before(line.holds_until, planned),
        )
        for line in list_.entries
    ]


def _ends_before(end: date | None, planned: date | None) -> bool:
    return end is not None and planned is not None and end < planned


def counts(rows: Iterable[ListRow]) -> dict[str, int]:
    """How many rows each filter shows."""
    every = list(rows)
    return {show: sum(_is_shown(row, show) for row in every) for show in SHOWS}


def listed(rows: Iterable[ListRow], asked: Asked, chosen: str = "") -> ListPart:
    """The page that was asked for, or the one on which the chosen requirement stands."""
    found = [row for row in rows if _is_shown(row, asked.show) and _is_found(row, asked.find)]
    folds = asked.show == SHOWS[0] and not asked.settled and not asked.find
    shown = [row for row in found if not (folds and row.settled and row.line.requirement != chosen)]
    at = next((at for at, row in enumerate(shown) if row.line.requirement == chosen), None)
    parts = max(-(-len(shown) // PAGE), 1)
    part = at // PAGE + 1 if at is not None else min(asked.part, parts)
    mine = [row for row in (shown if at is None else shown[at + 1 :] + shown[:at]) if row.mine]
    return ListPart(
        rows=shown[(part - 1) * PAGE : part * PAGE],
        first=(part - 1) * PAGE + 1,
        count=len(shown),
        part=part,
        parts=parts,
        more=len(found) - len(shown),
        before=shown[at - 1] if at else None,
        after=shown[at + 1] if at is not None and at + 1 < len(shown) else None,
        next_of_mine=next(iter(mine), None),
    )


def _is_found(row: ListRow, find: str) -> bool:
    words = f"{row.line.requirement} {row.line.title} {row.line.statement}".casefold()
    return all(part in words for part in find.casefold().split())


def _is_shown(row: ListRow, show: str) -> bool:
    line = row.line
    return {
        "needed": line.applicable and line.level is not Level.RECOMMENDED,
        "open": line.applicable and not line.clear,
        "mine": row.mine,
        "blocking": line.blocks,
        "running_out": row.too_early,
        "all": True,
    }[show]


def standings(rows: Iterable[ListRow]) -> list[tuple[str, str, int]]:
    """How the mandatory entries stand: counts, never a percentage."""
    needed = [row.line for row in rows if row.line.applicable and row.line.level is Level.MANDATORY]
    met = sum(line.clear and line.standing is not Standing.WAIVED for line in needed)
    waived = sum(line.standing is Standing.WAIVED for line in needed)
    waiting = sum(line.standing in _WAIT for line in needed)
    nothing = sum(line.standing is Standing.NOT_STARTED for line in needed)
    ran_out = sum(line.standing is Standing.LAPSED for line in needed)
    rest = len(needed) - met - waived - waiting - nothing - ran_out
    return [
        ("ok", N_("met"), met),
        ("exc", N_("by exception"), waived),
        ("wait", N_("being checked"), waiting),
        ("idle", N_("nothing yet"), nothing),
        ("stop", N_("ran out"), ran_out),
        ("stop", N_("not met or partly met"), rest),
    ]
