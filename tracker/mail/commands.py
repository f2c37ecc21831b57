"""What an administrator does about letters: try again, set aside, write a test letter."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.identity import queries as identity
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_
from tracker.web.language import translated
from tracker.work import commands as work
from tracker.work.models import Work, WorkState
from tracker.work.wire import Letter

WAITS = N_("This letter waits for its next try; only one that was given up can be changed.")
NOT_SET_UP = N_("Mail is not set up here; whoever runs the tracker sets TRACKER_MAIL_URL.")
_SUBJECT = N_("A test letter of the tracker")
_TEXT = N_("Mail goes out here: this letter was asked for to see whether it arrives.\n")


async def try_again(session: AsyncSession, actor: Actor, row: Work, now: datetime) -> None:
    """A letter that was given up goes out once more, with all its tries before it."""
    _expect_given_up(row)
    await work.revive(session, row, now)
    journal.record(session, actor, "letter.repeated", None, now, on=row)


async def set_aside(session: AsyncSession, actor: Actor, row: Work, now: datetime) -> None:
    """A letter that was given up is given up for good; what it said is forgotten."""
    _expect_given_up(row)
    await work.set_aside(session, row)
    journal.record(session, actor, "letter.dropped", None, now, on=row)


async def write_test(session: AsyncSession, actor: Actor, now: datetime, *, mails: bool) -> None:
    """A letter to oneself, by the way that all letters go."""
    if not mails:
        raise Conflict(NOT_SET_UP)
    person = await identity.person(session, actor.person_id)
    await work.mail(session, test_letter(person.email, person.language, now), now)


def test_letter(to: str, language: str, now: datetime) -> Letter:
    return Letter(
        id=uuid7(now),
        to=to,
        subject=translated(_SUBJECT, language),
        text=translated(_TEXT, language),
        language=language,
    )


def _expect_given_up(row: Work) -> None:
    if row.state is not WorkState.DEAD:
        raise Conflict(WAITS)
