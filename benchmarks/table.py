"""The lines of the result, and the goals that they are held against."""

from msgspec import Struct

_BAR = "| {} |"


class Line(Struct, frozen=True, kw_only=True):
    """One figure: ours, its reference, and what the one is of the other."""

    what: str
    ours: str
    reference: str
    ratio: str
    goal: str = ""
    met: bool | None = None
    database: str = ""


def share(ours: float, of: float) -> float:
    """Per cent."""
    return 100 * ours / of


def printed(lines: list[Line]) -> str:
    """Markdown."""
    rows = [("database", "what", "ours", "reference", "ratio", "goal (floor)", "met")]
    rows.append(("---",) * 7)
    for one in lines:
        met = {True: "yes", False: "**no**", None: ""}[one.met]
        rows.append((one.database, one.what, one.ours, one.reference, one.ratio, one.goal, met))
    return "\n".join(_BAR.format(" | ".join(row)) for row in rows)
