"""`docs/states.md`: the table of states as people review it.

`python -m tests.process.states_paper` prints the table as it is into it.
"""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from tracker.process.policy import Act
from tracker.process.stages import CLOSED, OPEN, Operation, Stage, Status
from tracker.process.state_rows import Always, AnyOf, InCall, InProject
from tracker.process.states import STATES

PAPER = Path(__file__).parents[2] / "docs" / "states.md"
_HEAD = f"""# States

When an act may be done, printed from `tracker/process/states.py`; do not edit it by hand.
Who may do it is in [rights.md](rights.md); every command, page and task asks this table.

- **open**: {", ".join(sorted(OPEN))}; **closed**: {", ".join(sorted(CLOSED))}.
  A past project, known from public sources only, is read.
- **after the end**: in a closed project too, so that what is left can be finished.
- A line that begins with *for* says where the act may be done when it is about that.
- A call stands where its time says: past its closing it is closed, whoever pressed a button.

| act | status of the project | stage | operation |
|---|---|---|---|
"""


def printed() -> str:
    """The page, as the table is now."""
    return _HEAD + "\n".join(line for act in Act for line in _lines(act)) + "\n"


def _lines(act: Act) -> list[str]:
    row = STATES[act]
    if isinstance(row, Always):
        return [f"| `{act.value}` | always: {row.because} | | |"]
    if isinstance(row, AnyOf):
        named = " or ".join(f"`{one.value}`" for one in row.acts)
        return [f"| `{act.value}` | while {named} may be done | | |"]
    if isinstance(row, InCall):
        return [f"| `{act.value}` | the call is {_words(row.states)} | | |"]
    lines = [f"| `{act.value}` | {_places(row)} |"]
    for case, states in row.cases.items():
        lines.append(f"| *for {case.value.replace('_', ' ')}* | {_places(states)} |")
    return lines


def _places(row: InProject) -> str:
    stages = "" if row.stages == set(Stage) else _but(row.stages, Stage)
    operations = "" if row.operations == set(Operation) else _but(row.operations, Operation)
    return f"{_statuses(row.statuses)} | {stages} | {operations}"


def _statuses(statuses: frozenset[Status]) -> str:
    if statuses == OPEN | CLOSED:
        return "open, and after the end"
    if statuses > OPEN:
        return f"open, {_words(statuses - OPEN)}"
    return "open" if statuses == OPEN else _words(statuses)


def _but(members: frozenset[StrEnum], kind: type[StrEnum]) -> str:
    """In the order of the process; the few that are left out where most are in."""
    left = [one for one in kind if one not in members]
    if len(left) < len(members) and len(left) == 1:
        return f"all but {left[0].value}"
    return ", ".join(one.value for one in kind if one in members)


def _words(members: Iterable[StrEnum]) -> str:
    kept = set(members)
    kind = type(next(iter(kept)))
    return ", ".join(one.value for one in kind if one in kept)


if __name__ == "__main__":
    PAPER.write_text(printed())
