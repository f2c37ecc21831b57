"""Where something is done: in which session, by whom, and when."""

from datetime import datetime
from typing import Any, Self, TypeVar, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.models import Received
from tracker.journal.record import note
from tracker.kernel.actor import Actor, Behalf
from tracker.kernel.database import Row
from tracker.kernel.errors import Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_
from tracker.process.unmet import Refusal

NewRow = TypeVar("NewRow", bound=Row)


class AnyDesk(Struct, frozen=True):
    """A session, and the instant (UTC) that everything done in it happens at.

    `actor` None: the system acts, or a person about their own account, in no role.
    """

    session: AsyncSession
    now: datetime
    actor: Actor | None

    @property
    def system(self) -> "SystemDesk":
        """The same session and instant, where what follows from an act is nobody's own."""
        return SystemDesk(self.session, self.now)

    def within(self, session: AsyncSession) -> Self:
        """The same person at the same instant, in another session."""
        return replace(self, session=session)

    def add(self, row: NewRow) -> NewRow:
        """A new row of this session, made now; it is not flushed."""
        row.id, row.created_at = uuid7(self.now), self.now
        self.session.add(row)
        return row

    def refuse(
        self, what: str, on: Any, sentence: str, *, four_eyes: bool = True, **detail: Any
    ) -> Refusal:
        """A no that stays on record."""
        self.record(what, on, why=[sentence], **detail)
        return Refusal(sentence=sentence, reasons=(sentence,), four_eyes=four_eyes)

    def record(self, what: str, on: Any = None, /, **detail: Any) -> None:
        """Note an act for the journal; `on` is the row acted on, in whose project it happened.

        Nothing is written before the commit. `detail` holds ids and short values, never names.
        What somebody records on behalf of a party is the party's, with the person who recorded it.
        """
        actor = self.actor
        project_id = _project_of(on)
        part = actor.behalf or actor if actor is not None else None
        if actor is not None and actor.behalf is not None:
            detail["behalf"] = self._received(actor, actor.behalf, what, project_id, on)
        note(
            self.session,
            {
                "at": self.now,
                "person_id": actor and actor.person_id,
                "organisation_id": part and part.organisation_id,
                "role": part and part.role.value,
                "what": what,
                "project_id": project_id,
                "object_type": on.__tablename__ if on is not None else None,
                "object": on,
            },
            detail,
        )

    def _received(
        self, actor: Actor, behalf: Behalf, what: str, project_id: UUID | None, on: Any
    ) -> dict[str, Any]:
        """The original hangs in the project of the act, so nothing is recorded elsewhere by it."""
        if project_id != behalf.project_id:
            raise Unfit(
                "original", N_("Upload the original to the project that the act belongs to.")
            )
        self.add(
            Received(
                project_id=project_id,
                what=what,
                object_type=on.__tablename__ if on is not None else None,
                object_id=on.id if on is not None else None,
                organisation_id=actor.organisation_id,
                file_id=behalf.file_id,
                recorded_by=actor.person_id,
            )
        )
        return {
            "organisation": actor.organisation_id,
            "role": actor.role.value,
            "original": behalf.file_id,
        }


def _project_of(row: Any) -> UUID | None:
    if row is not None and row.__tablename__ == "project":
        return cast(UUID, row.id)
    return getattr(row, "project_id", None)


class Desk(AnyDesk, frozen=True):
    """A desk at which a person acts in one role."""

    actor: Actor


class SystemDesk(AnyDesk, frozen=True):
    """A desk at which nobody acts in a role."""

    actor: None = None
