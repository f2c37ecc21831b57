"""What a project asks of those who do something to it, beyond its state. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import Forbidden
from tracker.kernel.saying import N_
from tracker.process import GATES
from tracker.process.policy import Act, is_owner
from tracker.process.stages import Stage, Status


class WithPlan(Protocol):
    """A project, or what is shown of one; `planned_ends` are days of its zone by stage."""

    @property
    def stage(self) -> Stage: ...
    @property
    def status(self) -> Status: ...
    @property
    def planned_ends(self) -> Mapping[str, str]: ...


def planned_end(project: WithPlan) -> date | None:
    """By when the gate ahead is to be decided; on hold that stands still, and an end has none."""
    if project.status is not Status.ACTIVE:
        return None
    planned = project.planned_ends.get(project.stage.value)
    return date.fromisoformat(planned) if planned is not None else None


TAKES_PART = (
    "Name as owner somebody who takes part in this project and can see it: its city, an appointed "
    "firm, an officer, manager or reviewer."
)
"""The remedy where somebody is named who cannot own a duty of the project."""


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
