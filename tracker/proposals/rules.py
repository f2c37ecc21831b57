"""What may be done with a proposal, and what its scores add up to. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from tracker.kernel.saying import N_
from tracker.process.stages import CallState, Status
from tracker.process.today import InZone, project_day
from tracker.programme.models import Call


class Window(Struct, frozen=True, kw_only=True):
    """When new versions are taken: the call's instants, and the last day given by a rework at G1.

    `call_is_open` is the call's state; `today` and `resubmit_until` are days in the project's zone.
    """

    call_is_open: bool
    opens_at: datetime
    closes_at: datetime
    resubmit_until: date | None
    now: datetime
    today: date


def window_of(call: Call, resubmit_until: date | None, project: InZone, now: datetime) -> Window:
    """The time of a proposal to this call, whose project has days of its own."""
    return Window(
        call_is_open=call.state is CallState.OPEN,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        resubmit_until=resubmit_until,
        now=now,
        today=project_day(project, now),
    )


class Points(Struct, frozen=True, kw_only=True):
    """Points for one criterion, its weight in percent and the most that it gives."""

    weight: int
    points: int
    scale_max: int


class ProposalState(StrEnum):
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    WITHDRAWN = "withdrawn"


def state_of(
    status: Status, submitted_at: datetime | None, withdrawn_at: datetime | None
) -> ProposalState:
    """`status` is its project's as it reads: that of a draft past its call's closing, withdrawn."""
    if withdrawn_at is not None or (submitted_at is None and status is Status.WITHDRAWN):
        return ProposalState.WITHDRAWN
    return ProposalState.DRAFT if submitted_at is None else ProposalState.HANDED_IN


TIME_IS_OVER = N_(
    "The call's time is over and no new version was asked for; what was handed in stays as it is."
)
NOT_HANDED_IN = N_("This proposal is not handed in; wait for the city.")


def takes_a_version(window: Window, status: Status) -> bool:
    """Until the call's deadline, also again after a withdrawal; after a rework until its date.

    `status`: one in which the proposal is still worked on (`process/states.py`).
    """
    in_time = window.call_is_open and window.opens_at <= window.now < window.closes_at
    reworked = window.resubmit_until is not None and window.today <= window.resubmit_until
    return in_time or (reworked and status is not Status.WITHDRAWN)


def total(given: Iterable[Points]) -> Fraction:
    """One member's total out of 100: the sum of weight x points / scale, weights in percent.

    Simple additive weighting: C.-L. Hwang and K. Yoon, Multiple Attribute Decision Making,
    Springer, 1981.
    """
    return sum((Fraction(one.weight * one.points, one.scale_max) for one in given), Fraction(0))


def mean(totals: list[Fraction]) -> Fraction | None:
    """The arithmetic mean of the members' totals; None while there is none."""
    return sum(totals, Fraction(0)) / len(totals) if totals else None


def in_hundredths(value: Fraction) -> str:
    """A decimal string with two places, halves away from zero; the value is not negative."""
    hundredths = (value * 200 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d}"
