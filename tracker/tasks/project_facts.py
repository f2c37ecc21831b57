"""What several generators ask about a project, and the lists of requirements asked of it today."""

from collections.abc import Iterator, Set
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from tracker.compliance import queries as compliance
from tracker.compliance.entries import STAGE_OF_GATE, Ground
from tracker.compliance.renewal_owners import LastingEntry
from tracker.compliance.tasks import Houses, JudgedList, houses_of, unasked
from tracker.gates.assurance import Assurance
from tracker.gates.motion_progress import Turns
from tracker.process import Gate, gate_before
from tracker.process.every_move import open_since
from tracker.process.lapses import unclear_since
from tracker.process.stages import OPEN, Level, Stage
from tracker.process.status import status, watched_status
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, Project
from tracker.projects.rules import planned_end

_ASKED = frozenset({Level.MANDATORY, Level.CONDITION})


class Known(Struct, frozen=True, kw_only=True):
    """What several generators ask about a project on one day of its zone.

    `turning` gathers plain data whose days and instants may change what waits.
    """

    project: Project
    assurance: Assurance
    turns: Turns | None
    here: projects.PeopleHere
    firms: dict[Capacity, frozenset[UUID]]
    today: date
    turning: list[Any]

    @property
    def ground(self) -> Ground:
        return self.assurance.ground

    @property
    def houses(self) -> Houses:
        return houses_of(self.project)

    @property
    def gate(self) -> Gate | None:
        return gate_before(self.project.stage)

    @property
    def holds_up(self) -> tuple[str, ...]:
        """The gate ahead, as the one that waits; none once the project has ended."""
        return (self.gate.id,) if self.gate is not None and self.project.status in OPEN else ()


def lists(known: Known) -> Iterator[JudgedList]:
    """What is watched since a gate was passed, and what the gate ahead asks on its usual way."""
    project, today = known.project, known.today
    for list_ in known.assurance.watched if known.gate is not None else ():
        judged = [(one, watched_status(one, list_, today)) for one in list_.entries]
        yield JudgedList(
            gate=list_.gate,
            entries=tuple(
                (one, how, unclear_since(one, list_, today))
                for one, how in judged
                if one.level is Level.MANDATORY
            ),
            holds_up=known.holds_up,
            due=known.assurance.due,
            watched=True,
        )
    if known.gate is None:
        return
    way = known.gate.ways[0]
    if way.checklist is None:
        return
    entries = compliance.entries_on(
        known.ground,
        way.checklist,
        "scale" if way.checklist == "G6" else None,
        known.ground.record.field_work,
    )
    yield JudgedList(
        gate=way.checklist,
        entries=tuple(
            (one, how, open_since(one, how, project.stage_since, today))
            for one in entries
            if one.level in _ASKED and (how := status(one, today, project.visit))
        ),
        holds_up=known.holds_up,
        due=planned_end(project),
    )


def later(known: Known, asked: Set[str]) -> JudgedList:
    """Proofs for gates after the next one, where some came early."""
    early = known.ground.record.evidence.keys() - asked
    gates_after = [
        gate
        for gate, stage in STAGE_OF_GATE.items()
        if known.gate is not None
        and list(Stage).index(stage) > list(Stage).index(known.project.stage)
    ]
    field_work = known.ground.record.field_work
    early_at = [
        (
            gate,
            compliance.entries_on(
                known.ground, gate, "scale" if gate == "G6" else None, field_work
            ),
        )
        for gate in (gates_after if early else ())
    ]
    return unasked(known.ground, early_at, frozenset(asked))


def lasting(known: Known) -> Iterator[LastingEntry]:
    """Entries that may rest on something with an end: of the watch, and of the gate ahead."""
    today = known.today
    for list_ in known.assurance.watched if known.gate is not None else ():
        for entry in list_.entries:
            judged = watched_status(entry, list_, today)
            yield LastingEntry(
                entry=entry, judged=judged, watched=True, live_since=list_.live_since
            )
    if known.gate is not None and known.gate.ways[0].checklist is not None:
        outcome = "scale" if known.gate.ways[0].checklist == "G6" else None
        for entry in compliance.entries_on(
            known.ground, known.gate.id, outcome, known.ground.record.field_work
        ):
            judged = status(entry, today, known.project.visit)
            yield LastingEntry(entry=entry, judged=judged, watched=False)
