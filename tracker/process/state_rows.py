"""What a row of `states.py` may say of where an act is done."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from tracker.kernel.saying import N_
from tracker.process.policy import Act
from tracker.process.stages import CallState, Operation, Stage, Status

_IS_HELD = N_("%(code)s is on hold; the programme manager resumes it with a reason.")
_IS_CLOSED = N_(
    "%(code)s is closed (%(status)s) and takes nothing new; a new proposal can start from it."
)


class ProjectState(Protocol):
    """A project, or a view of one, as far as the table asks."""

    @property
    def code(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def stage(self) -> Stage: ...
    @property
    def operation(self) -> Operation: ...


class Case(StrEnum):
    """What an act is about, where that has states of its own."""

    CLOSING_LIST = "closing_list"
    STOP = "stop"
    TAKE_BACK = "take_back"
    OPEN_CONDITIONS = "open_conditions"
    DUE_DAY = "due_day"


class InProject(Struct, frozen=True, kw_only=True):
    """Done to a project that has one of these statuses, stages and operations at once.

    `cases`: other states for what is about that. What is said instead, with %(code)s and
    %(status)s: `after_the_end` and `held` where the status is that, `elsewhere` in any other
    state, also where the equipment is not what it has to be.
    """

    statuses: frozenset[Status]
    stages: frozenset[Stage] = frozenset(Stage)
    operations: frozenset[Operation] = frozenset(Operation)
    cases: Mapping[Case, "InProject"] = {}
    elsewhere: str = ""
    held: str = _IS_HELD
    after_the_end: str = _IS_CLOSED


class InCall(Struct, frozen=True, kw_only=True):
    """Done to a call that is, at that instant, in one of these states."""

    states: frozenset[CallState]
    elsewhere: str


class AnyOf(Struct, frozen=True, kw_only=True):
    """May be done while one of these may; which of them it is, the command asks."""

    acts: tuple[Act, ...]


class Always(Struct, frozen=True, kw_only=True):
    """No state of a project or a call shuts it."""

    because: str


Row = InProject | InCall | AnyOf | Always
