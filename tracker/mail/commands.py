"""What an administrator does about letters: try again, set aside, write a test letter."""

from datetime import datetime

from tracker.journal.desk import Desk
from tracker.kernel.errors import Conflict
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_
from tracker.people import queries as people
from tracker.web.language import translated
from tracker.work import commands as work
from tracker.work.models import Work, WorkState
from tracker.work.wire import Letter

WAITS = N_("This letter waits for its next try; only one that was given up can be changed.")
NOT_SET_UP = N_("Mail is not set up here; whoever runs the tracker sets TRACKER_MAIL_URL.")
_SUBJECT = N_("A test letter of the tracker")
_TEXT = N_("Mail goes out here: this letter was asked for to see whether it arrives.\n")


async def try_again(desk: Desk, row: Work) -> None:
    """A letter that was given up goes out once more, with all its tries before it."""
    _expect_given_up(row)
    await work.revive(desk, row)
    desk.record("letter.repeated", row)


async def set_aside(desk: Desk, row: Work) -> None:
    """A letter that was given up is given up for good; what it said is forgotten."""
    _expect_given_up(row)
    await work.set_aside(desk.session, row)
    desk.record("letter.dropped", row)


async def write_test(desk: Desk, *, mails: bool) -> None:
    """A letter to oneself, by the way that all letters go."""
    if not mails:
        raise Conflict(NOT_SET_UP)
    person = await people.person(desk.session, desk.actor.person_id)
    await work.mail(desk, test_letter(person.email, person.language, desk.now))


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
