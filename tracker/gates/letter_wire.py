"""What comes in and goes out about votes by signed letter."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from tracker.gates.models import Choice, VoteLetter
from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Input, OptionalText


class NewVoteLetter(Input):
    """A vote by signed letter, as it was read: who signed, on which day, and the original.

    The file is one that you uploaded to the project.
    """

    seat: Code
    person_id: UUID
    choice: Choice
    signed_on: date
    file_id: UUID
    grounds: OptionalText = ""


class VoteLetterView(Struct, frozen=True, kw_only=True):
    """A letter; `waits`: nobody has compared it with the original yet, and it may still count."""

    id: UUID
    motion_id: UUID
    seat: str
    person_id: UUID
    choice: Choice
    grounds: str
    signed_on: date
    file_id: UUID
    recorded_by: UUID
    recorded_at: datetime
    waits: bool

    @classmethod
    def of(cls, row: VoteLetter, waits: bool) -> "VoteLetterView":
        return shown(cls, row, recorded_at=row.created_at, waits=waits)
