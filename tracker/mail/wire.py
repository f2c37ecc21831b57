"""What an administrator sees of mail: how it is set up, and letters that are not out yet."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from tracker.kernel.saying import N_
from tracker.work.models import Work, WorkState

NOTICES = N_("Something in the tracker waits for you")
"""The subject of letters that are written of notices when they are sent."""


class MailView(Struct, frozen=True, kw_only=True):
    """How mail is set up; `server` is None where it is not, and letters end on the console.

    `waiting` and `given_up` count the letters that are not out. Links in letters begin with
    `links_begin_with`.
    """

    server: str | None
    transport: str | None
    sender: str | None
    reply_to: str | None
    links_begin_with: str
    waiting: int
    given_up: int


class LetterView(Struct, frozen=True, kw_only=True):
    """A letter that is not out: `waiting` with its next try at `due_at`, or `dead` (given up).

    `reason` is what went wrong last. What it says is shown to nobody, as it may hold a link.
    """

    id: UUID
    to: str
    subject: str
    state: WorkState
    tries: int
    made_at: datetime
    due_at: datetime | None
    given_up_at: datetime | None
    reason: str | None

    @classmethod
    def of(cls, row: Work, addresses: dict[UUID, str]) -> "LetterView":
        whose = row.payload.get("whose")
        return cls(
            id=row.id,
            to=addresses.get(UUID(whose), "") if whose else row.payload.get("to", ""),
            subject=row.payload.get("subject", NOTICES),
            state=row.state,
            tries=row.attempts,
            made_at=row.created_at,
            due_at=row.due_at if row.state is WorkState.WAITING else None,
            given_up_at=row.ended_at if row.state is WorkState.DEAD else None,
            reason=row.last_error,
        )
