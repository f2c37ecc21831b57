"""What is open for the next gate, grouped by who owes it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from tracker.gates import api as gates
from tracker.gates.wire import GatesView, ReadinessView
from tracker.kernel.actor import Role
from tracker.kernel.errors import TrackerError
from tracker.kernel.saying import Filled
from tracker.pages.looking import Looking, fix_href, part
from tracker.pages.tones import Tone
from tracker.process.unmet import Unmet
from tracker.web.language import N_
from tracker.web.words import word


class Point(Struct, frozen=True, kw_only=True):
    """One open thing, as a row of a list of tasks; `key` tells it from the others of its gate.

    `about` is what it is mended on. `owner`: the reader's own role, or those of whom it waits for.
    """

    key: str
    about: str
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
    keys = _numbered(f"{one.rule} {one.subject}" for one in unmet)
    return tuple(
        Point(
            key=key,
            about=one.fix.id,
            what=one.what,
            why=one.why,
            href=fix_href(look.actor, code, one.fix),
            since=one.since,
            tone=("stop", N_("Ran out")) if one.rule in _LAPSES else ("idle", N_("Open")),
            owner=_owner(look.actor.role, one.owed_by),
            mine=look.actor.role in one.owed_by,
        )
        for key, one in zip(keys, unmet, strict=True)
    )


def _numbered(keys: Iterable[str]) -> list[str]:
    """Each once: the same is open for two gates on a list that asks for both."""
    seen = Counter[str]()
    found = []
    for key in keys:
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key} {seen[key]}")
    return found


def _owner(own: Role, owed_by: Sequence[Role]) -> str:
    if not owed_by:
        return N_("Nobody by name")
    first, *others = (own,) if own in owed_by else owed_by
    said = Filled(_word(first))
    for role in others:
        said = Filled(N_("%(roles)s, %(another)s"), roles=said, another=Filled(_word(role)))
    return said


def _word(role: Role) -> str:
    return word(f"Role.{role.value}", role.value)


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
