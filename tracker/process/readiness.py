"""What stands in the way of a verdict: the one answer for pages, API, mail and the decision."""

from collections.abc import Collection
from itertools import chain
from uuid import UUID

from tracker.process.dossier import Dossier
from tracker.process.every_move import EVERY_EXPECTATION, EVERY_MOVE
from tracker.process.gate import FORWARD, Gate, Way
from tracker.process.seats import every_seat_can_be_filled
from tracker.process.stages import Scaling, Stage, Verdict
from tracker.process.unmet import Unmet

_ENDS = (Scaling.STOP, Scaling.REFER)


def way_of(gate: Gate, leads_to: Stage) -> Way | None:
    return next((way for way in gate.ways if way.to is leads_to), None)


def permitted(
    gate: Gate, verdict: Verdict, leads_to: Stage | None, scaling: Scaling | None
) -> bool:
    """Whether the table knows this verdict with this destination and this kind of scaling."""
    if leads_to is not None:
        way = way_of(gate, leads_to)
        return (
            way is not None
            and verdict in way.verdicts
            and (scaling in way.scaling if way.scaling else scaling is None)
        )
    if verdict is Verdict.STOP:
        must_say = any(way.scaling for way in gate.ways)
        return scaling in _ENDS or (scaling is None and not must_say)
    return verdict not in FORWARD and scaling is None


def unmet(
    gate: Gate,
    dossier: Dossier,
    verdict: Verdict,
    leads_to: Stage | None,
    mover: UUID | None = None,
) -> tuple[Unmet, ...]:
    """What stands in the way of this verdict, in the order of the table.

    `mover` None asks whether every seat can be filled whoever moves. Raises LookupError for a
    destination that the table does not know.
    """
    if leads_to is None:  # rework that stays, hold, stop; pass and conditions always lead somewhere
        return ()
    way = _known_way(gate, leads_to)
    points = chain.from_iterable(rule(dossier) for rule in EVERY_MOVE + way.requires)
    seats = every_seat_can_be_filled(gate.id, gate.decided_by, dossier, mover)
    wished = expected(gate, dossier, leads_to) if verdict is Verdict.PASS else ()
    return (*points, *seats, *wished)


def expected(gate: Gate, dossier: Dossier, leads_to: Stage | None) -> tuple[Unmet, ...]:
    """What is missing under `expects`: shuts a pass, and becomes a condition of anything else."""
    if leads_to is None:
        return ()
    rules = EVERY_EXPECTATION + _known_way(gate, leads_to).expects
    return tuple(point for rule in rules for point in rule(dossier))


def uncovered(
    gate: Gate, dossier: Dossier, leads_to: Stage | None, subjects: Collection[str]
) -> tuple[Unmet, ...]:
    """The expected points that none of a motion's conditions names by its subject."""
    points = expected(gate, dossier, leads_to)
    return tuple(point for point in points if point.subject not in subjects)


def _known_way(gate: Gate, leads_to: Stage) -> Way:
    way = way_of(gate, leads_to)
    if way is None:
        raise LookupError(f"{gate.id} does not lead to {leads_to.value}.")
    return way
