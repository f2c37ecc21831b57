"""Where a call stands at an instant, whoever has or has not pressed a button."""

from datetime import datetime

from tracker.process.stages import CallState
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
