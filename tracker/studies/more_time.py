"""More time for a deliverable: when it may be asked for, and what it does to the gate. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

from tracker.kernel.saying import N_, Filled
from tracker.process import gate_before
from tracker.process.working_days import working_day_after
from tracker.projects.models import Project
from tracker.projects.rules import planned_end
from tracker.studies.models import Deliverable, TimeRequest
from tracker.studies.rules import OWNERS_TURN, REVIEW_DAYS, DeliverableStanding, State

ANSWER_DAYS = 2
"""Working days within which a request for more time is answered."""


ANSWERED = N_("This request for more time has been answered.")


def still_asked(
    requests: Iterable[TimeRequest], stands: DeliverableStanding, handed_in: datetime | None
) -> TimeRequest | None:
    """The newest of unanswered requests that still means something: nothing came meanwhile."""
    if stands.state not in OWNERS_TURN:
        return None
    found = [one for one in requests if handed_in is None or one.created_at > handed_in]
    return max(found, key=lambda one: one.created_at, default=None)


def why_no_more_time(code: str, due: date | None, state: State) -> Filled | None:
    """Why no later day can be asked for or granted; None where it can."""
    if due is None:
        return Filled(N_("%(code)s has no day that could move."), code=code)
    if state not in OWNERS_TURN:
        return Filled(N_("%(code)s is handed in; its day asks for nothing now."), code=code)
    return None


def waits_already(code: str) -> Filled:
    return Filled(N_("More time is asked for %(code)s already; wait for the answer."), code=code)


def effect_on_gate(project: Project, row: Deliverable, wanted: date) -> Filled:
    """What a day for handing in means for the gate, with the working days that a check may take."""
    gate, end = gate_before(project.stage), planned_end(project)
    if gate is None or end is None or not row.required or row.stage is not project.stage:
        return Filled(N_("No gate with a planned day waits for it."))
    checked = working_day_after(wanted, REVIEW_DAYS)
    marked = (
        N_(
            "%(gate)s stays possible on its day, %(planned)s: with %(days)s working days for the "
            "check it is there by %(checked)s."
        )
        if checked <= end
        else N_(
            "%(gate)s is planned for %(planned)s and waits for it: with %(days)s working days for "
            "the check it is decided about %(checked)s."
        )
    )
    return Filled(marked, gate=gate.id, planned=end, days=REVIEW_DAYS, checked=checked)
