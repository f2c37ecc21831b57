"""Who decides at a gate: by seat, who may sit there, and who may not and why."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from tracker.kernel.saying import Filled
from tracker.process.bars import obstacles
from tracker.process.dossier import Dossier
from tracker.process.panel import Panel
from tracker.process.status import counting_waiver
from tracker.web.values import seat_word


class Decider(Struct, frozen=True, kw_only=True):
    """Somebody who holds a seat's role; `why_not` they may not vote there, "" where they may."""

    person_id: UUID
    why_not: str


class SeatLine(Struct, frozen=True, kw_only=True):
    seat: Filled
    deciders: Sequence[Decider]


def deciders(panel: Panel, dossier: Dossier, mover: UUID | None) -> list[SeatLine]:
    """Of deputies those alone who may sit now; `mover`: who asks, None while nobody does."""
    named = dict.fromkeys(one.seat for one in dossier.panel.candidates)
    names = named if panel.is_committee else [seat.name for seat in panel.seats]
    return [
        SeatLine(seat=seat_word(name), deciders=_of_seat(name, panel, dossier, mover))
        for name in names
    ]


def _of_seat(name: str, panel: Panel, dossier: Dossier, mover: UUID | None) -> list[Decider]:
    seat = panel.seat(name)
    rows = [one for one in dossier.panel.candidates if one.seat == name]
    holders = {one.person_id for one in rows if one.holder}
    found = []
    for who in dict.fromkeys(one.person_id for one in rows):
        against = obstacles(seat, who, dossier, mover, {}, dossier.today) if seat else ()
        if who in holders or not against:
            found.append(Decider(person_id=who, why_not=next(iter(against), "")))
    return found


def excepted(dossier: Dossier) -> list[tuple[str, date]]:
    """What is asked at the gate and holds by an exception: its title, and its last day."""
    granted = [(one, counting_waiver(one, dossier.today)) for one in dossier.compliance.asked]
    return [(one.title, waiver.expires) for one, waiver in granted if waiver is not None]
