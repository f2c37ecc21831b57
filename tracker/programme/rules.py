"""Where a call stands at an instant, whoever has or has not pressed a button."""

from datetime import datetime

from tracker.kernel.saying import N_, Filled
from tracker.process.stages import CallState
from tracker.process.today import call_day
from tracker.programme.models import Call


def state_at(
    stored: CallState, closes_at: datetime, now: datetime, *, undecided: bool
) -> CallState:
    """Past its closing a call is closed, and decided once no proposal in it waits for an outcome.

    `stored` says what was done to it: a draft that nobody opened stays one.
    """
    if stored is CallState.DRAFT or (stored is CallState.OPEN and now < closes_at):
        return stored
    return CallState.CLOSED if undecided else CallState.DECIDED


def state_now(call: Call, now: datetime) -> CallState:
    """For acts on the call: whether its proposals are decided shuts none of them."""
    return state_at(call.state, call.closes_at, now, undecided=True)


def not_open_yet(call: Call, now: datetime) -> str | None:
    """Why cities cannot propose yet: a call is opened some days before its time begins."""
    if call.opens_at <= now:
        return None
    begins = call_day(call, call.opens_at)
    return Filled(N_("This call takes proposals from %(begins)s on."), begins=begins)


def closed_already(call: Call) -> str | None:
    """Why nothing is left to do for the closing of a call: somebody closed it."""
    if call.state in (CallState.DRAFT, CallState.OPEN):
        return None
    return N_("This call was closed already; its proposals are decided at G1.")
