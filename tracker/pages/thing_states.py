"""Why a thing itself shuts an act, beside the state of its project or call (`process/shut.py`).

Each answers with the sentence of the command, or with None where the act may be done.
"""

from datetime import datetime

from msgspec import Struct

from tracker.programme.models import Call
from tracker.programme.rules import closed_already, not_open_yet
from tracker.proposals.rules import (
    NOT_HANDED_IN,
    TIME_IS_OVER,
    ProposalState,
    Window,
    takes_a_version,
)
from tracker.proposals.wire import ProposalView
from tracker.studies.models import TimeRequest
from tracker.studies.more_time import ANSWERED, waits_already, why_no_more_time
from tracker.studies.rules import State, why_no_version
from tracker.studies.wire import DeliverableView, SubmissionView


class CallNow(Struct, frozen=True, kw_only=True):
    """A call as it is stored, at an instant."""

    row: Call
    now: datetime


class ProposalNow(Struct, frozen=True, kw_only=True):
    """A proposal as it reads, and the time in which versions of it are taken."""

    view: ProposalView
    window: Window


class VersionNow(Struct, frozen=True, kw_only=True):
    """A version of a deliverable, and how the deliverable stands."""

    deliverable: DeliverableView
    version: SubmissionView


def was_closed(one: CallNow) -> str | None:
    return closed_already(one.row)


def has_not_begun(one: CallNow) -> str | None:
    return not_open_yet(one.row, one.now)


def takes_no_version(one: ProposalNow) -> str | None:
    return None if takes_a_version(one.window, one.view.status) else TIME_IS_OVER


def is_not_handed_in(one: ProposalNow) -> str | None:
    return None if one.view.state is ProposalState.HANDED_IN else NOT_HANDED_IN


def has_no_room(row: DeliverableView) -> str | None:
    return why_no_version(row.code, row.number, row.state)


class TimeNow(Struct, frozen=True, kw_only=True):
    """A deliverable, and its request for more time that nobody has answered, if there is one."""

    deliverable: DeliverableView
    asked: TimeRequest | None


def has_no_day(one: TimeNow) -> str | None:
    """Why no more time can be asked for."""
    row = one.deliverable
    return why_no_more_time(row.code, row.due, row.state) or (
        waits_already(row.code) if one.asked is not None else None
    )


def is_answered(one: TimeNow) -> str | None:
    row = one.deliverable
    return why_no_more_time(row.code, row.due, row.state) or (
        ANSWERED if one.asked is None else None
    )


def is_accepted(one: VersionNow) -> str | None:
    """Everybody who accepts it has spoken."""
    row = one.deliverable
    return why_no_version(row.code, row.number, row.state) if row.state is State.ACCEPTED else None
