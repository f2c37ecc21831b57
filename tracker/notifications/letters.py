"""The letter that says what somebody is asked to do: several notices in one, by project."""

from itertools import groupby
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.saying import N_, Filled
from tracker.mail.wire import NOTICES
from tracker.notifications import queries
from tracker.notifications.models import Notice
from tracker.notifications.wording import page_for, text_of
from tracker.people import queries as people
from tracker.web.language import translated
from tracker.work.wire import Letter

_ALL = N_("All your notices, and what you have seen of them:\n%(link)s")


class Gathered(Struct, frozen=True, kw_only=True):
    """What `work.commands.gather` brought together: the notices of one person."""

    id: UUID
    whose: UUID
    items: list[UUID]


async def letter_of(session: AsyncSession, gathered: Gathered, origin: str) -> Letter | None:
    """None where there is nobody to read it any more."""
    told = await queries.told_by_letter(session, gathered.items)
    if not told:
        return None
    person = await people.person(session, gathered.whose)
    return Letter(
        id=gathered.id,
        to=person.email,
        subject=translated(NOTICES, person.language),
        text=_text(told, origin, person.language),
        language=person.language,
    )


def _text(told: list[tuple[str, str, Notice]], origin: str, language: str) -> str:
    parts = []
    for (code, title), those in groupby(told, key=lambda one: one[:2]):
        lines = "\n".join(_line(row, code, origin, language) for *_, row in those)
        parts.append(f"{code} {title}\n{lines}")
    parts.append(translated(Filled(_ALL, link=f"{origin}/notices"), language))
    return "\n\n".join(parts) + "\n"


def _line(row: Notice, code: str, origin: str, language: str) -> str:
    """What it says, and where it is done."""
    return f"- {translated(text_of(row), language)}\n  {origin}{page_for(row, code)}"
