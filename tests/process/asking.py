"""Asking readiness, as the tests of rules do."""

from tests.process.builders import (
    a_dossier,
    a_project,
)
from tracker.process import (
    GATE_BY_ID,
    GATES,
    unmet,
)
from tracker.process.stages import (
    Verdict,
)

MOVES = [(gate.id, way.to) for gate in GATES for way in gate.ways]
LISTED = [(gate.id, way.to) for gate in GATES for way in gate.ways if way.checklist is not None]


def missing(gate, leads_to, dossier, verdict=Verdict.PASS):
    """What stands in the way, as (rule, subject)."""
    points = unmet(GATE_BY_ID[gate], dossier, verdict, leads_to)
    return [(point.rule, point.subject) for point in points]


def changed(gate, leads_to, **changes):
    """A dossier before the gate in which the project differs."""
    return a_dossier(gate, leads_to, project=a_project(gate, leads_to, **changes))
