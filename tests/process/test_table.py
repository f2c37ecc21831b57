"""Where gates lead, with which verdict, and what that asks: process.md, section 3."""

import pytest

from tests.process import gates_paper
from tests.process.asking import MOVES, missing
from tests.process.builders import (
    DAY,
    TODAY,
    a_condition,
    a_dossier,
    a_panel,
    an_open_entry,
    compliance,
    record,
)
from tracker.process import (
    GATE_BY_ID,
    GATES,
    expected,
    gate_before,
    permitted,
    unmet,
    way_of,
)
from tracker.process.stages import (
    Scaling,
    Stage,
    Verdict,
)


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
def test_nothing_stands_in_the_way_when_everything_is_in_order(gate, leads_to):
    assert missing(gate, leads_to, a_dossier(gate, leads_to)) == []


def test_the_page_of_the_process_has_the_table_printed():
    """If this fails, `python -m tests.process.gates_paper` prints it; review what changed."""
    assert gates_paper.parts_of_the_page() == set(gates_paper.PARTS)
    assert gates_paper.PAPER.read_text(encoding="utf-8") == gates_paper.printed()


def test_the_table_leads_where_the_process_says():
    table = {gate.id: [(way.to.value, way.checklist) for way in gate.ways] for gate in GATES}

    assert table == {
        "G1": [("commissioning", "G1")],
        "G2": [("study", "G2")],
        "G3": [("preparation", "G3"), ("decision", "G3")],
        "G4": [("pilot", "G4"), ("decision", None)],
        "G5": [("decision", "G5"), ("pilot", "G4")],
        "G6": [("follow_up", "G6"), ("preparation", None), ("pilot", "G4")],
    }


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
def test_only_the_usual_way_needs_no_reason(gate, leads_to):
    ways = GATE_BY_ID[gate].ways

    assert way_of(GATE_BY_ID[gate], leads_to).needs_reason is (ways[0].to is not leads_to)


def test_every_stage_but_follow_up_ends_with_a_gate():
    assert {stage: gate_before(stage) for stage in Stage} == {
        **{gate.stage: gate for gate in GATES},
        Stage.FOLLOW_UP: None,
    }


def test_a_destination_that_the_table_does_not_know_is_an_error():
    gate = GATE_BY_ID["G1"]

    assert way_of(gate, Stage.PILOT) is None
    with pytest.raises(LookupError, match="G1 does not lead to pilot"):
        unmet(gate, a_dossier("G1"), Verdict.PASS, Stage.PILOT)


@pytest.mark.parametrize("verdict", [Verdict.REWORK, Verdict.HOLD, Verdict.STOP])
@pytest.mark.parametrize("gate", [gate.id for gate in GATES])
def test_what_does_not_move_the_project_asks_nothing_of_the_dossier(gate, verdict):
    dossier = a_dossier(
        gate,
        compliance=compliance(an_open_entry()),
        record=record(a_condition(due=TODAY - DAY)),
        panel=a_panel(gate, candidates=()),
    )

    assert missing(gate, None, dossier, verdict) == []
    assert expected(GATE_BY_ID[gate], dossier, None) == ()


@pytest.mark.parametrize(("gate", "leads_to"), MOVES)
def test_a_destination_is_reached_by_its_own_verdicts_alone(gate, leads_to):
    backwards = gate == "G6" and leads_to is not Stage.FOLLOW_UP
    kinds = {Stage.FOLLOW_UP: Scaling.ROLL_OUT, Stage.PREPARATION: Scaling.ADAPT}
    scaling = kinds.get(leads_to, Scaling.EXTEND) if gate == "G6" else None

    allowed = {one for one in Verdict if permitted(GATE_BY_ID[gate], one, leads_to, scaling)}

    assert allowed == ({Verdict.REWORK} if backwards else {Verdict.PASS, Verdict.CONDITIONS})


@pytest.mark.parametrize("gate", [gate.id for gate in GATES])
def test_rework_that_stays_hold_and_stop_lead_nowhere(gate):
    end = Scaling.STOP if gate == "G6" else None

    assert permitted(GATE_BY_ID[gate], Verdict.REWORK, None, None)
    assert permitted(GATE_BY_ID[gate], Verdict.HOLD, None, None)
    assert permitted(GATE_BY_ID[gate], Verdict.STOP, None, end)
    assert permitted(GATE_BY_ID[gate], Verdict.STOP, None, Scaling.REFER)
    assert not permitted(GATE_BY_ID[gate], Verdict.PASS, None, None)
    assert not permitted(GATE_BY_ID[gate], Verdict.CONDITIONS, None, None)


@pytest.mark.parametrize(
    ("gate", "verdict", "leads_to", "scaling"),
    [
        ("G1", Verdict.PASS, Stage.STUDY, None),
        ("G6", Verdict.PASS, Stage.FOLLOW_UP, None),
        ("G6", Verdict.PASS, Stage.FOLLOW_UP, Scaling.EXTEND),
        ("G6", Verdict.REWORK, Stage.PILOT, Scaling.ADAPT),
        ("G6", Verdict.STOP, None, None),
        ("G6", Verdict.HOLD, None, Scaling.STOP),
        ("G3", Verdict.PASS, Stage.PREPARATION, Scaling.ROLL_OUT),
    ],
)
def test_what_the_table_does_not_know_is_not_permitted(gate, verdict, leads_to, scaling):
    assert not permitted(GATE_BY_ID[gate], verdict, leads_to, scaling)
