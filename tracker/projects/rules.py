"""What the status of a project allows. Pure."""

from uuid import UUID

from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import Conflict, Forbidden
from tracker.kernel.saying import N_, Filled
from tracker.process import GATES
from tracker.process.policy import Act, is_owner
from tracker.process.stages import CLOSED, Status

TAKES_PART = (
    "Name as owner somebody who takes part in this project and can see it: its city, an appointed "
    "firm, an officer, manager or reviewer."
)
"""The remedy where somebody is named who cannot own a duty of the project."""


def expect_not_past(status: Status) -> None:
    """A project known from public sources only is read-only."""
    if status is Status.PAST:
        raise Conflict(N_("This is a past project, read-only: it has no gates and no checklist."))


def expect_open(status: Status, what: str) -> None:
    """A closed project takes no new work; what was handed in before may still be judged."""
    expect_not_past(status)
    if status in CLOSED:
        raise Conflict(
            Filled(
                N_(
                    "The project is closed (%(status)s) and takes no %(what)s; a new proposal can "
                    "start from it."
                ),
                status=status.value,
                what=what,
            )
        )


def expect_own_city(actor: Actor, act: Act, city_id: UUID) -> None:
    """Whoever else was let in, only the city whose project it is does this."""
    if not is_owner(actor, act, city_id):
        raise Forbidden(N_("Only the project's own city does this; ask its focal point."))


def may_deputise(role: Role) -> tuple[Role, ...]:
    """The roles that stand in for a seat of this role at some gate; () where it has no deputies."""
    found = (
        deputy
        for gate in GATES
        for seat in gate.decided_by.seats
        if seat.role is role
        for deputy in seat.deputies
    )
    return tuple(dict.fromkeys(found))
