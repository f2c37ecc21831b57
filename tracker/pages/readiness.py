"""What is open for the next gate, grouped by who owes it."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from tracker.gates import api as gates
from tracker.gates.wire import GatesView, ReadinessView
from tracker.kernel.errors import TrackerError
from tracker.pages.looking import Looking, fix_href, part
from tracker.pages.tones import Tone
from tracker.process.unmet import Unmet
from tracker.web.language import N_
from tracker.web.words import word


class Point(Struct, frozen=True, kw_only=True):
    """One open thing, as a row of a list of tasks; `key` tells it from the others of its gate."""

    key: str
    what: str
    why: str
    href: str
    since: date | None
    tone: Tone
    owner: str
    mine: bool

    @property
    def plain(self) -> str:
        """Without a code at the beginning, for those who do not live with codes."""
        first, _, rest = self.what.partition(" ")
        return (
            rest
            if rest and first.isupper() and any(sign.isdigit() for sign in first)
            else self.what
        )


_LAPSES = frozenset({"nothing_has_lapsed", "no_gate_has_lapsed"})
Groups = tuple[tuple[str, tuple[Point, ...]], ...]


def points_of(look: Looking, code: str, unmet: Sequence[Unmet]) -> tuple[Point, ...]:
    """The points of a readiness, in its order."""
    return tuple(
        Point(
            key=f"{one.rule} {one.subject}",
            what=one.what,
            why=one.why,
            href=fix_href(look.actor, code, one.fix),
            since=one.since,
            tone=("stop", N_("Ran out")) if one.rule in _LAPSES else ("idle", N_("Open")),
            owner=word(f"Role.{one.owed_by[0].value}", "") if one.owed_by else N_("Nobody by name"),
            mine=look.actor.role in one.owed_by,
        )
        for one in unmet
    )


def grouped(points: Sequence[Point]) -> Groups:
    """By who owes them; the reader's own first."""
    owners = dict.fromkeys(
        point.owner for point in sorted(points, key=lambda point: not point.mine)
    )
    return tuple(
        (owner, tuple(point for point in points if point.owner == owner)) for owner in owners
    )


def gate_ahead(view: GatesView | None) -> str | None:
    """The gate that the project stands before."""
    lines = view.gates if view is not None else ()
    return next((line.gate for line in lines if line.standing == "here"), None)


async def readiness_of(look: Looking, code: str, gate: str | None) -> ReadinessView | None:
    """The readiness of the next gate on its usual way; None where there is none to ask for."""
    if gate is None:
        return None
    try:
        found: ReadinessView | None = await part(look, gates.show_readiness, code=code, gate=gate)
    except TrackerError:
        return None  # the project is closed or its gate behind it: the page says where it stands
    return found
