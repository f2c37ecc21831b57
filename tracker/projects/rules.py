"""What the status of a project allows. Pure."""

from tracker.kernel.errors import Conflict
from tracker.process.stages import CLOSED, Status


def expect_open(status: Status, what: str) -> None:
    """A closed project takes nothing new (process.md, section 3); a past one is read-only."""
    if status is Status.PAST:
        raise Conflict("A past project is read-only.")
    if status in CLOSED:
        raise Conflict(
            f"The project is closed ({status.value}) and takes no {what}; "
            "a new proposal can start from it."
        )
