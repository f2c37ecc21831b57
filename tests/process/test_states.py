"""The table of states: each act has its row, and a sentence for wherever it is shut."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from tests.process.states_paper import PAPER, printed
from tracker.kernel.errors import Conflict
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut, why_shut
from tracker.process.stages import CLOSED, OPEN, CallState, Operation, Stage, Status
from tracker.process.state_rows import Case, InCall, InProject
from tracker.process.states import STATES


class At(Struct, frozen=True, kw_only=True):
    """Where a project stands."""

    code: str = "KLA-2027-01"
    status: Status = Status.ACTIVE
    stage: Stage = Stage.STUDY
    operation: Operation = Operation.NEVER


EVERYWHERE = [
    At(status=status, stage=stage, operation=operation)
    for status, stage, operation in product(Status, Stage, Operation)
]
OF_PROJECTS = [act for act, row in STATES.items() if not isinstance(row, InCall)]


def test_the_page_of_states_is_the_table_printed() -> None:
    """If this fails, `python -m tests.process.states_paper` prints it; review what changed."""
    assert PAPER.read_text() == printed()


def test_every_act_has_its_row() -> None:
    assert set(STATES) == set(Act)


@given(
    act=st.sampled_from(sorted(Act)),
    at=st.sampled_from(EVERYWHERE),
    state=st.sampled_from(CallState),
)
def test_an_act_without_a_row_is_refused_everywhere(act: Act, at: At, state: CallState) -> None:
    row = STATES.pop(act)
    try:
        for place in (at, state):
            with pytest.raises(Conflict):
                refuse_if_shut(act, place)
    finally:
        STATES[act] = row


@pytest.mark.parametrize("act", OF_PROJECTS)
def test_wherever_an_act_is_shut_a_sentence_says_why(act: Act) -> None:
    said = {why_shut(act, at, case) for at in EVERYWHERE for case in (None, *Case)} - {None}

    assert all(text and text.endswith(".") and "%(" not in text for text in said), said


@pytest.mark.parametrize("act", [act for act, row in STATES.items() if isinstance(row, InCall)])
def test_a_call_says_why_it_is_shut(act: Act) -> None:
    said = {why_shut(act, state) for state in CallState}

    assert None in said
    assert all(text is None or text.endswith(".") for text in said)


def test_a_past_project_is_only_read() -> None:
    """Nothing that the table asks a state of is done to it, in whatever case."""
    past = [at for at in EVERYWHERE if at.status is Status.PAST]

    asked = [act for act, row in STATES.items() if isinstance(row, InProject)]

    assert all(why_shut(act, at, case) for act in asked for at in past for case in (None, *Case))


LEFT = {
    Act.PILOT_SWITCH_OFF,
    Act.SUBMISSION_REVIEW,
    Act.READING_CHECK,
    Act.EVALUATION_ACCEPT,
    Act.MONEY_WRITE,
    Act.INCIDENT_REPORT,
    Act.LESSON_RECORD,
    Act.REPORT_MAKE,
}
BEGUN = {
    Act.PILOT_GO_LIVE,
    Act.PILOT_RESTORE,
    Act.DELIVERABLE_PLAN,
    Act.DELIVERABLE_SUBMIT,
    Act.GATE_MOVE,
    Act.GATE_VOTE,
    Act.GATE_DECIDE,
    Act.FIRM_APPOINT,
    Act.FACT_ANSWER,
    Act.EVIDENCE_SUBMIT,
    Act.WAIVER_REQUEST,
    Act.READING_ENTER,
    Act.CONCERN_RAISE,
}


@pytest.mark.parametrize("status", sorted(CLOSED))
def test_a_closed_project_is_finished_and_begins_nothing(status: Status) -> None:
    """process.md, 3: what a closed project can still do, and what it cannot."""
    there = [At(status=status, stage=stage, operation=Operation.LIVE) for stage in list(Stage)[1:]]

    assert [act for act in LEFT for at in there if why_shut(act, at)] == []
    assert [act for act in BEGUN for at in there if not why_shut(act, at)] == []


def test_after_the_end_only_what_the_closing_list_asks_is_taken() -> None:
    ended = At(status=Status.STOPPED)

    assert why_shut(Act.EVIDENCE_SUBMIT, ended, Case.CLOSING_LIST) is None
    assert "closing list" in str(why_shut(Act.EVIDENCE_SUBMIT, ended))


def test_on_hold_work_goes_on_and_nothing_is_decided_but_a_stop() -> None:
    """process.md, 3: evidence, reviews, uploads and incidents go on; due dates stand still."""
    held = At(status=Status.ON_HOLD)
    goes_on = (
        Act.EVIDENCE_SUBMIT,
        Act.REQUIREMENT_REVIEW,
        Act.FILE_UPLOAD,
        Act.INCIDENT_REPORT,
        Act.DELIVERABLE_SUBMIT,
        Act.DELIVERABLE_PLAN,
        Act.PROJECT_RESUME,
    )
    waits = (Act.GATE_MOVE, Act.GATE_VOTE, Act.PILOT_GO_LIVE, Act.PILOT_RESTORE)

    assert [act for act in goes_on if why_shut(act, held)] == []
    assert [act for act in waits if not why_shut(act, held)] == []
    assert why_shut(Act.GATE_MOVE, held, Case.STOP) is None
    assert why_shut(Act.GATE_MOVE, held, Case.TAKE_BACK) is None
    assert "Due dates stand still" in str(why_shut(Act.DELIVERABLE_PLAN, held, Case.DUE_DAY))


@pytest.mark.parametrize("status", sorted(OPEN | CLOSED))
def test_a_stop_is_taken_back_but_no_completion_and_no_withdrawal(status: Status) -> None:
    final = status in {Status.COMPLETED, Status.WITHDRAWN}

    assert bool(why_shut(Act.GATE_MOVE, At(status=status), Case.TAKE_BACK)) is final


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("operation", list(Operation))
def test_the_equipment_changes_where_the_process_lets_it(
    stage: Stage, operation: Operation
) -> None:
    """process.md, 5; what time or a decision does to it is no act."""
    at = At(stage=stage, operation=operation)

    may = {
        act
        for act in (Act.PILOT_GO_LIVE, Act.PILOT_SUSPEND, Act.PILOT_RESTORE, Act.PILOT_SWITCH_OFF)
        if why_shut(act, at) is None
    }

    right = set()
    if stage is Stage.PILOT and operation in {Operation.NEVER, Operation.OFF}:
        right.add(Act.PILOT_GO_LIVE)
    if operation is Operation.LIVE:
        right.add(Act.PILOT_SUSPEND)
    if stage in {Stage.PILOT, Stage.DECISION} and operation is Operation.SUSPENDED:
        right.add(Act.PILOT_RESTORE)
    if operation in {Operation.LIVE, Operation.SUSPENDED}:
        right.add(Act.PILOT_SWITCH_OFF)
    assert may == right
    assert (why_shut(Act.PILOT_OPERATE, at) is None) is bool(right)


def test_a_project_is_completed_in_follow_up_and_nowhere_else() -> None:
    where = {at.stage for at in EVERYWHERE if why_shut(Act.PROJECT_COMPLETE, at) is None}

    assert where == {Stage.FOLLOW_UP}
