"""Three processes, some of them killed, and a change to summer time: each notice once.

`NOTICE_KILLS=100 pytest -s tests/scheduling/test_three_processes.py` is the long run;
`NOTICE_SEED` repeats one.
"""

import asyncio
import os
import random
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select, update

from tests.serving import opened
from tests.stages import Place
from tracker.demo.journey import Journey
from tracker.journal.desk import SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import System, for_system
from tracker.notifications.models import Notice
from tracker.notifications.queries import news_since
from tracker.notifications.wording import text_of
from tracker.projects.models import Project
from tracker.settings import Settings
from tracker.studies.models import Deliverable
from tracker.tasks import freshness
from tracker.work.models import Work, WorkState
from tracker.work.wire import Letter

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("NOTICE_KILLS", "4"))
SEED = int(os.environ.get("NOTICE_SEED", secrets.randbelow(10**6)))
ZONE = "Europe/Berlin"
DUE = date(2027, 3, 29)
"""The day after the night in which the clocks go forward there."""
TOLD = [date(2027, 3, 15), date(2027, 3, 26), DUE, date(2027, 3, 30), date(2027, 4, 6)]
FIRST, LAST = datetime(2027, 3, 13, tzinfo=UTC), datetime(2027, 4, 8, tzinfo=UTC)
STEP = timedelta(hours=6)
PATIENCE = 60.0
_AT_REST = 3.0
"""Seconds without any progress: then nobody who lives holds what is left, on a busy machine too."""
_TEST = System("the test")


class Runners:
    """Three processes; one that is killed has another in its place."""

    def __init__(self, url: str, folder: Path) -> None:
        self.instant, self.carried = folder / "instant", folder / "carried"
        self._words = [url, str(folder), str(self.instant), str(self.carried)]
        self._running: list[subprocess.Popen[bytes]] = []
        self._log = (folder / "runners.log").open("ab")

    def start(self) -> None:
        self._running += [self._one() for _ in range(3)]

    def kill(self, number: int) -> None:
        self._running[number].kill()
        self._running[number].wait()
        self._running[number] = self._one()

    def end(self) -> None:
        for one in self._running:
            one.kill()
            one.wait()
        self._log.close()

    def _one(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - ours
            [sys.executable, "-m", "tests.scheduling.runner", *self._words],
            stdout=self._log,
            stderr=self._log,
        )


@contextmanager
def three(url: str, folder: Path) -> Iterator[Runners]:
    runners = Runners(url, folder)
    try:
        yield runners
    finally:
        runners.end()


@pytest.mark.at("study")
async def test_each_notice_is_given_once_whatever_happens_to_whom(
    journey: Journey, settings: Settings, place: Place, tmp_path: Path
) -> None:
    print(f"{place.kind}: seed {SEED}")
    chance = random.Random(SEED)  # noqa: S311 - chance, not a secret
    await journey.plan_deliverable("D06", "study", due=DUE.isoformat())
    await _in_berlin(settings.database)
    steps = _steps()
    killed_at = set(chance.sample(range(1, len(steps) - 4), KILLS))

    with three(settings.database, tmp_path) as runners:
        runners.instant.write_text(FIRST.isoformat())
        runners.start()
        for number, now in enumerate(steps):
            _tell(runners.instant, now)
            if number in killed_at:
                await asyncio.sleep(chance.uniform(0, 0.15))
                runners.kill(chance.randrange(3))
            await _nothing_is_left(settings.database, runners.instant, now)
        carried = runners.carried.read_text().splitlines()

    await _each_is_given_once(settings.database, journey, carried)


def _steps() -> list[datetime]:
    """Every six hours; at the change an hour back, and once three days at a leap."""
    steps, now = [], FIRST
    while now < LAST:
        steps.append(now)
        if now == datetime(2027, 3, 28, tzinfo=UTC):
            steps += [now + timedelta(hours=1), now, now + timedelta(hours=2)]
        now += timedelta(days=3) if now == datetime(2027, 3, 31, tzinfo=UTC) else STEP
    return steps


def _tell(instant: Path, now: datetime) -> None:
    fresh = instant.with_name("instant.new")
    fresh.write_text(now.isoformat())
    fresh.replace(instant)


async def _nothing_is_left(url: str, instant: Path, now: datetime) -> None:
    """Until the hour's rows are made and done; what a killed process holds comes free with time.

    Time stands still until they are made: no process makes the rows of an hour that is over. It
    goes on once those who live are at rest: what they hold would come free as well.
    """
    begun = moved = time.monotonic()
    seen, leaps = None, 0
    async with opened(url) as sessions:
        while True:
            async with sessions() as session:
                left = await session.scalar(
                    select(func.count()).select_from(Work).where(Work.state == WorkState.WAITING)
                )
                hour = select(Work.id).where(Work.dedupe == f"forget|{now:%Y-%m-%dT%H}")
                planned = await session.scalar(hour) is not None
                news = await news_since(session)
                stale = await freshness.stale(SystemDesk(session, now), 1)
            if planned and not left and not stale and news.read >= news.newest:
                return
            waited = time.monotonic()
            assert waited - begun < PATIENCE, f"{left} rows of work are left at {now}"
            if (left, news.read, stale) != seen:
                seen, moved = (left, news.read, stale), waited
            if planned and waited - moved > _AT_REST:
                leaps, moved = leaps + 1, waited
                _tell(instant, now + leaps * timedelta(minutes=6))
            await asyncio.sleep(0.03)


async def _in_berlin(url: str) -> None:
    async with opened(url) as sessions, sessions.begin() as session:
        moved = update(Project).values(zone=ZONE).execution_options(seen_by=_TEST)
        await session.execute(moved)
        city = update(Deliverable).where(Deliverable.code != "D06").values(due=None)
        await session.execute(city.execution_options(seen_by=_TEST))


async def _each_is_given_once(url: str, journey: Journey, carried: list[str]) -> None:
    async with opened(url) as sessions, sessions() as session:
        rows = list(await session.scalars(for_system(select(Notice), "the test")))
        given = await session.scalar(
            for_system(
                select(func.count())
                .select_from(JournalEntry)
                .where(JournalEntry.what == "notice.given"),
                "the test",
            )
        )
        dead = await session.scalar(select(func.count()).where(Work.state == WorkState.DEAD))
    consultant = journey.cast.person("consultant")
    days = Counter(
        row.local_date for row in rows if row.person_id == consultant and row.what == "hand_in"
    )
    letters = [msgspec.json.decode(line, type=Letter) for line in carried]
    lines = Counter(letter.id for letter in letters)
    email = "consultant@example.org"
    by_letter = {one.id: one.text for one in letters if one.to == email}.values()
    twice = sum(count - 1 for count in lines.values())

    print(f"{len(rows)} notices, {KILLS} kills, {twice} letters sent twice")
    assert days == Counter(TOLD)
    assert given == len(rows)
    texts = Counter(text_of(row) for row in rows if row.person_id == consultant)
    assert {text: sum(one.count(text) for one in by_letter) for text in texts} == texts
    assert twice <= KILLS, "only a kill between sending and noting it repeats a letter"
    assert dead == 0
