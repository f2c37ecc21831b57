"""What a sealed snapshot says of the entries that a decision rested on."""

from tests.process.builders import a_dossier, an_entry, an_open_entry, compliance
from tracker.gates.snapshot import statuses


def test_an_entry_asked_at_two_gates_is_told_for_each() -> None:
    asked, carried = an_entry(gate="G4"), an_open_entry(gate="G6")
    dossier = a_dossier("G5", compliance=compliance(asked, become_conditions=(carried,)))

    assert statuses(dossier) == {
        "G4": {"CP-ARC-06": {"standing": "met", "because": "reviewed"}},
        "G6": {"CP-ARC-06": {"standing": "not_started", "because": "no_evidence"}},
    }
