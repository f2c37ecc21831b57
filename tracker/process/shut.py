"""Whether an act may be done now: the one place that asks the table of states."""

from tracker.kernel.errors import Conflict
from tracker.kernel.saying import N_, Filled
from tracker.process.policy import Act
from tracker.process.sentences import call_state_word, status_word
from tracker.process.stages import CLOSED, CallState, Status
from tracker.process.state_rows import Always, AnyOf, Case, InCall, InProject, ProjectState
from tracker.process.states import STATES

_IS_PAST = N_("This is a past project, read-only: it has no gates and no checklist.")
HAS_NO_ROW = N_("The tracker does not know yet when this may be done; report it to the operator.")


def why_shut(act: Act, at: ProjectState | CallState, case: Case | None = None) -> str | None:
    """Why the act may not be done now, in a sentence with the remedy; None where it may.

    `at`: the project it is done to, or where its call stands at this instant.
    """
    row = STATES.get(act)
    if row is None:
        return HAS_NO_ROW
    if isinstance(row, Always):
        return None
    if isinstance(row, AnyOf):
        reasons = [why_shut(one, at, case) for one in row.acts]
        return None if None in reasons else reasons[0]
    if isinstance(row, InCall):
        return _shut_in_call(row, at)
    if isinstance(at, CallState):
        raise TypeError(f"{act} is done to a project")
    return _shut_in_project(row if case is None else row.cases.get(case, row), at)


def parts_of(act: Act) -> tuple[Act, ...]:
    """The acts that one route stands for, each with roles and a row of its own; else the act."""
    row = STATES.get(act)
    return row.acts if isinstance(row, AnyOf) else (act,)


def _shut_in_call(row: InCall, at: ProjectState | CallState) -> str | None:
    if not isinstance(at, CallState):
        raise TypeError(f"{at.code} is no call")
    return None if at in row.states else Filled(row.elsewhere, state=call_state_word(at))


def _shut_in_project(row: InProject, at: ProjectState) -> str | None:
    if at.status not in row.statuses:
        said = _said(row, at.status)
    elif at.stage not in row.stages or at.operation not in row.operations:
        said = row.elsewhere
    else:
        return None
    return Filled(said, code=at.code, status=status_word(at.status))


def _said(row: InProject, status: Status) -> str:
    if status is Status.PAST:
        return _IS_PAST
    if status in CLOSED:
        return row.after_the_end
    return row.held if status is Status.ON_HOLD else row.elsewhere


def refuse_if_shut(act: Act, at: ProjectState | CallState, case: Case | None = None) -> None:
    """Raises Conflict with the sentence of `why_shut`."""
    why = why_shut(act, at, case)
    if why is not None:
        raise Conflict(why)
