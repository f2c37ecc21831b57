"""Letters that are not out: an administrator sees why, and sends them again or sets them aside."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tracker.journal.desk import SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.kernel.ids import uuid7
from tracker.scheduling.poller import tick
from tracker.settings import Settings
from tracker.work import commands as work
from tracker.work.commands import OutOfReach, Refused
from tracker.work.wire import Letter

Acting = Callable[[str], httpx.AsyncClient]
Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
NOBODY, SLOW = "nobody@example.org", "slow@example.org"
WHY = "the address is refused: 550 5.1.1 No such user here"


@pytest.fixture
def mails(app: Litestar, settings: Settings) -> None:
    """Mail is set up; no test here sends any."""
    set_up = settings.model_dump() | {
        "mail_url": "smtp+tls://user:s3cr3t-word@mail.example.org",
        "mail_from": "The tracker <tracker@example.org>",
        "mail_reply_to": "office@example.org",
    }
    app.state.settings = Settings(**set_up)


@pytest.fixture
async def not_out(app: Litestar, sessions: Sessions, clock: Clock) -> None:
    """One letter is given up, one waits for its next try."""
    async with sessions.begin() as session:
        for to in (NOBODY, SLOW):
            letter = Letter(id=uuid7(clock()), to=to, subject="Set it", text="Here: hush")
            await work.mail(SystemDesk(session, clock()), letter)

    async def post(letter: Letter) -> None:
        raise Refused(WHY) if letter.to == NOBODY else OutOfReach("it did not answer in time")

    await tick(replace(app.state.place, post=post))


async def _letters(acting: Acting) -> dict[str, Any]:
    answer = await acting("administrator").get("/api/mail/letters")
    assert answer.status_code == 200
    assert "hush" not in answer.text
    return {one["to"]: one for one in answer.json()["items"]}


@pytest.mark.usefixtures("not_out")
async def test_letters_that_are_not_out_are_listed_with_the_reason_and_without_what_they_say(
    acting: Acting,
) -> None:
    letters = await _letters(acting)

    assert letters[NOBODY]["state"] == "dead"
    assert letters[NOBODY]["reason"] == WHY
    assert letters[NOBODY]["due_at"] is None
    assert letters[SLOW]["state"] == "waiting"
    assert letters[SLOW]["due_at"] is not None
    assert (await acting("officer").get("/api/mail/letters")).status_code == 403


@pytest.mark.usefixtures("not_out")
async def test_a_letter_that_was_given_up_is_sent_again_once_somebody_asks(
    acting: Acting, app: Litestar, sessions: Sessions
) -> None:
    dead = (await _letters(acting))[NOBODY]["id"]
    waiting = (await _letters(acting))[SLOW]["id"]
    again = "/api/mail/letters/{}/repetitions"
    administrator = acting("administrator")

    assert (await administrator.post(again.format(waiting))).status_code == 409
    done = await administrator.post(again.format(dead))
    sent: list[str] = []

    async def take(letter: Letter) -> None:
        sent.append(letter.to)

    await tick(replace(app.state.place, post=take))

    assert done.status_code == 201, done.text
    assert sent == [NOBODY]
    assert NOBODY not in await _letters(acting)
    assert (await administrator.post(again.format(dead))).status_code == 404
    async with sessions() as session:
        asked = select(JournalEntry).where(JournalEntry.what == "letter.repeated")
        (entry,) = await session.scalars(for_system(asked, "a test"))
    assert str(entry.object_id) == dead
    assert NOBODY not in entry.detail


@pytest.mark.usefixtures("not_out")
async def test_a_letter_that_is_set_aside_is_gone_and_its_words_with_it(
    acting: Acting, sessions: Sessions
) -> None:
    letters = await _letters(acting)
    administrator = acting("administrator")

    waits = await administrator.delete(f"/api/mail/letters/{letters[SLOW]['id']}")
    done = await administrator.delete(f"/api/mail/letters/{letters[NOBODY]['id']}")

    assert (waits.status_code, done.status_code) == (409, 204)
    assert list(await _letters(acting)) == [SLOW]
    async with sessions() as session:
        asked = select(JournalEntry.what).where(JournalEntry.what == "letter.dropped")
        assert len(list(await session.scalars(for_system(asked, "a test")))) == 1


@pytest.mark.usefixtures("mails", "not_out")
async def test_the_page_of_mail_says_how_it_is_set_up_and_offers_what_can_be_done(
    browsing: Browsing,
) -> None:
    browser = await browsing("administrator")

    shown = (await browser.open("/mail")).text

    for said in ("mail.example.org:465", "The tracker &lt;tracker@example.org&gt;", WHY, NOBODY):
        assert said in shown
    assert "s3cr3t-word" not in shown
    assert "hush" not in shown
    assert shown.count("/repetitions/new") == 1, "only what was given up is sent again"
    settings = (await browser.open("/settings")).text
    assert "TRACKER_MAIL_FROM" in settings
    assert "TRACKER_MAIL_URL" not in settings.replace("names a mail server", "")


@pytest.mark.usefixtures("mails")
async def test_an_administrator_sends_a_test_letter_to_themselves(
    acting: Acting, app: Litestar
) -> None:
    assert (await acting("administrator").post("/api/mail/test-letters")).status_code == 202
    sent: list[Letter] = []

    async def take(letter: Letter) -> None:
        sent.append(letter)

    await tick(replace(app.state.place, post=take))

    assert [one.to for one in sent] == ["administrator@example.org"]


async def test_where_mail_is_not_set_up_nobody_is_promised_a_letter(
    acting: Acting, browsing: Browsing
) -> None:
    nobody = await acting("administrator").post("/api/mail/test-letters")
    state = (await acting("administrator").get("/api/mail")).json()
    administrator = await browsing("administrator")

    assert nobody.status_code == 409
    assert "TRACKER_MAIL_URL" in nobody.json()["detail"]
    assert (state["server"], state["sender"]) == (None, None)
    assert "Mail is not set up here" in (await administrator.open("/mail")).text
    assert "Mail is not set up here" in (await administrator.open("/colleagues")).text
    person = (await administrator.open("/people")).text.partition('"/people/')[2][:36]
    assert (
        "Mail is not set up here"
        in (await administrator.open(f"/persons/{person}/memberships/new")).text
    )
    assert "Mail is not set up here" in (await (await browsing("officer")).open("/nudges/new")).text


@pytest.mark.parametrize("address", ["officer@example.org", "nobody@example.org"])
async def test_who_forgot_a_password_is_told_the_same_whoever_they_are(
    app: Litestar, settings: Settings, address: str
) -> None:
    browser = Browser(app)
    without = (await browser.fill("/sign-in/forgotten", {"email": address})).text
    set_up = {"mail_url": "smtp+tls://a:b@example.org", "mail_from": "tracker@example.org"}
    app.state.settings = Settings(**(settings.model_dump() | set_up))
    with_mail = (await browser.fill("/sign-in/forgotten", {"email": address})).text

    assert f"Mail is not set up here. If {address} belongs to an account" in without
    assert f"If {address} belongs to an account, a letter is on its way to it." in with_mail
    assert "Mail is not set up" not in with_mail


INVITED = {
    "name": "Example colleague",
    "email": "colleague@example.org",
    "role": "city_privacy",
}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp+tls://a:b@example.org", "The invitation is on its way by mail"),
        ("", "Mail is not set up here: whoever runs the tracker hands the letter on."),
    ],
)
async def test_who_invites_somebody_is_told_how_the_letter_goes(
    app: Litestar, settings: Settings, browsing: Browsing, url: str, said: str
) -> None:
    set_up = {"mail_url": url, "mail_from": "tracker@example.org"}
    app.state.settings = Settings(**(settings.model_dump() | set_up))
    browser = await browsing("city_contact")

    done = await browser.fill("/invitations/new", INVITED)

    assert done.status_code == 303, done.text
    assert said in (await browser.open("/colleagues")).text


@pytest.mark.parametrize(
    "address", ["a@example.org\nBcc: b@example.org", "a@b@c", "a,b@c", "<a@b>"]
)
async def test_an_address_that_no_header_may_hold_is_refused_where_it_is_typed(
    acting: Acting, browsing: Browsing, cast: Cast, address: str
) -> None:
    body = INVITED | {"email": address, "organisation_id": str(cast.organisations["city"])}
    answer = await acting("city_contact").post("/api/invitations", json=body)
    browser = await browsing("city_contact")
    form = await browser.fill("/invitations/new", INVITED | {"email": address})

    assert answer.status_code == 400, "as every body that is not what the API takes"
    assert "Give a mail address such as name@example.org." in answer.text
    assert form.status_code == 422
    assert "Give a mail address such as name@example.org." in form.text
    assert 'value="Example colleague"' in form.text


@pytest.mark.usefixtures("not_out")
async def test_what_was_given_up_stands_on_the_administrators_front_page_until_it_is_set_aside(
    browsing: Browsing, acting: Acting
) -> None:
    browser = await browsing("administrator")
    front = (await browser.open("/")).text
    dead = (await _letters(acting))[NOBODY]["id"]

    assert f"Send again or set aside what did not reach {NOBODY}" in front
    assert '<a href="/mail">' in front
    assert NOBODY not in (await (await browsing("manager")).open("/")).text
    assert (await acting("administrator").delete(f"/api/mail/letters/{dead}")).is_success
    assert "Nothing waits for you now." in (await browser.open("/")).text
