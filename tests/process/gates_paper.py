"""The tables of `docs/process.md`: stages, gates, ways and panels as people review them.

`python -m tests.process.gates_paper` prints them as they are into the page, between its marks.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from tracker.process import GATES, gate_before
from tracker.process.every_move import EVERY_EXPECTATION, EVERY_MOVE
from tracker.process.gate import Gate, Way
from tracker.process.panel import Seat
from tracker.process.seats import every_seat_can_be_filled
from tracker.process.stages import Stage
from tracker.web.words import MEMBERS

PAPER = Path(__file__).parents[2] / "docs" / "process.md"
Claim = Callable[..., object]
"""A rule, or what a panel has agreed by: its name is a claim, its docstring explains it."""
_PART = re.compile(r"(<!-- printed: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_WAYS = [(gate, way) for gate in GATES for way in gate.ways]


def printed() -> str:
    """The page, with each part between its marks as the table is now."""
    page = PAPER.read_text(encoding="utf-8")
    return _PART.sub(lambda part: part[1] + PARTS[part[2]]() + "\n" + part[3], page)


def parts_of_the_page() -> set[str]:
    return {part[2] for part in _PART.finditer(PAPER.read_text(encoding="utf-8"))}


def _stages() -> str:
    head = ("stage", "people say", "gate that ends it", "who decides", "leads to")
    return _table(head, (_stage(stage, gate_before(stage)) for stage in Stage))


def _stage(stage: Stage, gate: Gate | None) -> tuple[str, ...]:
    names = (f"`{stage.value}`", MEMBERS[f"Stage.{stage.value}"])
    if gate is None:
        return (*names, "none", "-", "completed after the last check-in")
    *others, last = [_role(seat) for seat in gate.decided_by.seats]
    deciders = f"{', '.join(others)} and {last}" if others else last
    leads_to = "; or ".join(f"`{way.to.value}`" for way in gate.ways)
    return (*names, f"{gate.id} {gate.title}", deciders, leads_to)


def _ways() -> str:
    head = ("gate", "leads to", "by the verdict", "checklist", "requires", "expects")
    rows = (
        (
            gate.id,
            f"`{way.to.value}`" + (", with a reason" if way.needs_reason else ""),
            _verdict(way),
            way.checklist or "none",
            "; ".join(map(_words, way.requires)),
            "; ".join(map(_words, way.expects)),
        )
        for gate, way in _WAYS
    )
    return _table(head, rows)


def _verdict(way: Way) -> str:
    verdict = " or ".join(verdict.value for verdict in way.verdicts)
    kinds = " or ".join(MEMBERS[f"Scaling.{kind.value}"].lower() for kind in way.scaling)
    return f"{verdict}: {kinds}" if kinds else verdict


def _rules() -> str:
    """Those of the ways, each once, in the order of the table."""
    asked = [rule for _, way in _WAYS for rule in (*way.requires, *way.expects)]
    return _explained(dict.fromkeys(asked))


def _panels() -> str:
    rows = (
        (
            gate.id,
            "; ".join(map(_seat, gate.decided_by.seats)),
            f"{_words(gate.decided_by.agreed)}: {_first_line(gate.decided_by.agreed)}",
        )
        for gate in GATES
    )
    return _table(("gate", "seats, and who sits for them", "agreed when"), rows)


def _seat(seat: Seat) -> str:
    others = ["another" if role is seat.role else f"a {role.value}" for role in seat.deputies]
    return f"{_role(seat)} ({', '.join(others)})" if others else _role(seat)


def _role(seat: Seat) -> str:
    name = seat.role.value.replace("_", " ")
    return f"{name}s of the call" if seat.numbered else name


PARTS: dict[str, Callable[[], str]] = {
    "stages": _stages,
    "moves": lambda: _explained((*EVERY_MOVE, every_seat_can_be_filled)),
    "expectations": lambda: _explained(EVERY_EXPECTATION),
    "ways": _ways,
    "rules": _rules,
    "panels": _panels,
}
"""The parts of the page by their names in its marks."""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _explained(claims: Iterable[Claim]) -> str:
    return "\n".join(f"- **{_words(claim)}**: {_first_line(claim)}" for claim in claims)


def _words(claim: Claim) -> str:
    return claim.__name__.replace("_", " ")


def _first_line(claim: Claim) -> str:
    said = (claim.__doc__ or "").strip()
    assert said, f"{claim.__name__} has no docstring; say in a line what it asks, for officers"
    line = said.splitlines()[0].removesuffix(".")
    return line if line[1].isupper() or line[1].isdigit() else line[0].lower() + line[1:]


if __name__ == "__main__":
    PAPER.write_text(printed(), encoding="utf-8")
