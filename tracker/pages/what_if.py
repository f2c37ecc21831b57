"""What if: days by which open things may be done, and the first day a gate could be decided."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from tracker.kernel.text import LATEST
from tracker.pages.readiness import Point
from tracker.pages.task_rows import Turn
from tracker.web.language import N_


class Guess(Struct, frozen=True, kw_only=True):
    """By when an open thing may be done: what was typed, or where nothing was its last day.

    `day` is None where there is none, or what was typed is wrong, as `error` says. `id` is that of
    its field on the page.
    """

    id: str
    label: str
    typed: str
    day: date | None
    error: str


class WhatIf(Struct, frozen=True, kw_only=True):
    """The guesses by the keys of their rows. `asked`: somebody wants to know, and nothing is kept.

    Once they do, `ran_out` is what is in order today and will be open on the day that was found.
    """

    guesses: Mapping[str, Guess]
    asked: bool
    ran_out: Sequence[Point] = ()

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Of each wrong day the id of its field, what it is of, and what is wrong."""
        return [(one.id, one.label, one.error) for one in self.guesses.values() if one.error]

    @property
    def unsaid(self) -> int:
        """Things of which nobody says by when: the gate waits for them too."""
        return sum(one.day is None for one in self.guesses.values())

    @property
    def latest(self) -> date | None:
        """The day on which the last of them is done."""
        return max((one.day for one in self.guesses.values() if one.day is not None), default=None)

    def hangs_on(self, key: str) -> bool:
        """Whether that day is this thing's."""
        return self.asked and self.latest is not None and self.guesses[key].day == self.latest


def what_if(
    rows: Sequence[Turn | Point],
    keys: Sequence[str] | None,
    days: Sequence[str] | None,
    today: date,
) -> WhatIf:
    """`keys` and `days`: in pairs as they were typed; the list may have changed meanwhile."""
    typed = {key: text.strip() for key, text in zip(keys or (), days or (), strict=False)}
    return WhatIf(
        guesses={
            row.key: _guess(at, row, typed.get(row.key), today) for at, row in enumerate(rows, 1)
        },
        asked=keys is not None,
    )


def _guess(at: int, row: Turn | Point, text: str | None, today: date) -> Guess:
    day, error = None, ""
    due = row.due if isinstance(row, Turn) else None
    if text is None:
        text = due.isoformat() if due is not None and due >= today else ""
    if text:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            error = N_("Write the day like 2027-01-09.")
        else:
            if not today <= day <= LATEST:
                day, error = None, N_("Give today or a later day.")
    return Guess(id=f"done-{at}", label=row.what, typed=text, day=day, error=error)
