"""What comes in and goes out when somebody's whole work goes to a colleague."""

from uuid import UUID

from msgspec import Struct

from tracker.kernel.text import Input, ShortText


class WorkHandover(Input):
    """To whom of the same organisation, and why; everything open that the person owes goes."""

    to_id: UUID
    reason: ShortText


class WorkHandedOver(Struct, frozen=True, kw_only=True):
    """How many of each went to the colleague."""

    from_id: UUID
    to_id: UUID
    projects: int
    assignments: int
    conditions: int
    points: int
    concerns: int
