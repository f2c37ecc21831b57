"""The outbox: what becomes of letters that the server does not take, and of those behind them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tests.mail.servers import Letterbox, taking
from tests.mail.test_smtp import read
from tracker.journal.desk import SystemDesk
from tracker.kernel.ids import uuid7
from tracker.scheduling.poller import tick
from tracker.scheduling.resources import workplace
from tracker.settings import Settings
from tracker.work import commands as work
from tracker.work.commands import LEASE, OutOfReach, Refused
from tracker.work.models import Work, WorkState
from tracker.work.wire import MAIL, Letter

Sessions = async_sessionmaker[AsyncSession]
TEXT = "Here:\nhttp://127.0.0.1:8000/welcome/hush\n"


async def put_out(sessions: Sessions, clock: Clock, *addresses: str) -> list[UUID]:
    made = [
        Letter(id=uuid7(clock()), to=one, subject="Set a new password", text=TEXT)
        for one in addresses
    ]
    async with sessions.begin() as session:
        for letter in made:
            await work.mail(SystemDesk(session, clock()), letter)
    return [letter.id for letter in made]


async def rows(sessions: Sessions) -> list[Work]:
    async with sessions() as session:
        found = select(Work).where(Work.kind == MAIL).order_by(Work.due_at, Work.id)
        return list(await session.scalars(found))


def by_mail(
    app: Litestar, settings: Settings, clock: Clock, port: int
) -> Callable[[], Awaitable[int]]:
    """A minute in which letters go out to a server on that port."""
    values = settings.model_dump() | {
        "mail_url": f"smtp://127.0.0.1:{port}",
        "mail_from": "tracker@example.org",
    }
    place = workplace(Settings(**values), app.state.engine, clock)
    return lambda: tick(place)


async def test_a_letter_that_may_go_later_goes_later_with_the_same_message_id(
    app: Litestar, settings: Settings, sessions: Sessions, clock: Clock
) -> None:
    box = Letterbox()
    box.to_data = ["451 4.7.1 Try again later"]
    (letter,) = await put_out(sessions, clock, "colleague@example.org")
    async with taking(box) as port:
        minute = by_mail(app, settings, clock, port)
        await minute()
        [row] = await rows(sessions)
        assert (row.state, row.attempts) == (WorkState.WAITING, 1)
        assert row.last_error == "the letter is refused: 451 4.7.1 Try again later"
        await minute()
        assert len(box.offered) == 1, "not before its pause is over"
        clock.now += timedelta(minutes=1)
        await minute()

    first, second = (read(one)["Message-ID"] for one in box.offered)
    assert first == second == f"<{letter}@example.org>"
    [row] = await rows(sessions)
    assert (row.state, row.payload, row.last_error) == (WorkState.DONE, {}, None)


async def test_a_letter_that_is_refused_for_good_is_given_up_at_once_and_stops_no_other(
    app: Litestar,
    settings: Settings,
    sessions: Sessions,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    box = Letterbox()
    box.to_recipients = ["550 5.1.1 No such user here"]
    await put_out(sessions, clock, "nobody@example.org", "colleague@example.org")
    async with taking(box) as port:
        await by_mail(app, settings, clock, port)()

    dead, done = sorted(await rows(sessions), key=lambda row: row.state.value)
    assert (dead.state, dead.attempts) == (WorkState.DEAD, 1)
    assert dead.last_error == "the address is refused: 550 5.1.1 No such user here"
    assert done.state is WorkState.DONE
    told = [one for one in caplog.records if one.name == "tracker"]
    assert [one.exc_info for one in told] == [None], "foreseen, so without a trace"
    assert "hush" not in caplog.text


async def test_behind_a_server_that_does_not_answer_letters_wait_and_nothing_is_counted(
    app: Litestar, sessions: Sessions, clock: Clock
) -> None:
    tried: list[str] = []

    async def silent(letter: Letter) -> None:
        tried.append(letter.to)
        raise OutOfReach("mail.example.org:465 did not answer in time")

    await put_out(sessions, clock, *(f"person{number}@example.org" for number in range(30)))
    await tick(replace(app.state.place, post=silent))

    assert len(tried) == 1, "one waits in vain, and not thirty"
    found = await rows(sessions)
    assert sorted(row.attempts for row in found) == [0] * 29 + [1]
    assert {row.due_at for row in found} == {clock() + timedelta(minutes=1)}
    assert {row.state for row in found} == {WorkState.WAITING}


async def test_what_a_lease_may_not_last_for_is_left_untried(
    app: Litestar, sessions: Sessions, clock: Clock
) -> None:
    """Else another process would take it meanwhile, and it would be sent twice."""
    tried: list[str] = []

    async def slow(letter: Letter) -> None:
        tried.append(letter.to)
        clock.now += LEASE / 4

    await put_out(sessions, clock, *(f"person{number}@example.org" for number in range(5)))
    await tick(replace(app.state.place, post=slow))

    assert len(tried) == 3
    assert sorted(row.attempts for row in await rows(sessions)) == [0, 0, 1, 1, 1]


async def test_a_letter_that_is_given_up_may_be_tried_once_more(
    app: Litestar, sessions: Sessions, clock: Clock
) -> None:
    sent: list[Letter] = []

    async def refuse(_: Letter) -> None:
        raise Refused("the address is refused: 550")

    async def take(letter: Letter) -> None:
        sent.append(letter)

    (letter,) = await put_out(sessions, clock, "colleague@example.org")
    await tick(replace(app.state.place, post=refuse))
    async with sessions.begin() as session:
        row = await session.scalar(select(Work).where(Work.state == WorkState.DEAD))
        assert row is not None
        await work.revive(SystemDesk(session, clock()), row)
    await tick(replace(app.state.place, post=take))

    assert [one.id for one in sent] == [letter]
