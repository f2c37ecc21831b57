"""What killed uploads leave behind, and answers kept too long, go within the hour."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tracker.demo.journey import Journey
from tracker.files.storage import FileStore
from tracker.kernel.database import for_system
from tracker.scheduling.poller import tick
from tracker.settings import Settings
from tracker.web.models import StoredAnswer


def _aged(path: Path, now: datetime, hours: int) -> Path:
    path.write_bytes(b"half of an upload")
    moment = (now - timedelta(hours=hours)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_only_unfinished_uploads_older_than_a_day_are_removed(tmp_path: Path, clock: Clock) -> None:
    old = _aged(tmp_path / "incoming-old", clock.now, 25)
    young = _aged(tmp_path / "incoming-young", clock.now, 23)
    (tmp_path / "ab").mkdir()
    blob = _aged(tmp_path / "ab" / ("ab" * 32), clock.now, 1000)

    assert FileStore(tmp_path, 0).sweep(clock.now) == 1

    assert [path.exists() for path in (old, young, blob)] == [False, True, True]


def test_a_store_without_a_folder_has_nothing_to_sweep(tmp_path: Path, clock: Clock) -> None:
    assert FileStore(tmp_path / "files", 0).sweep(clock.now) == 0


async def test_the_first_tick_of_an_hour_sweeps_what_a_killed_upload_left(
    app: Litestar, settings: Settings, clock: Clock
) -> None:
    settings.files_folder.mkdir(parents=True, exist_ok=True)
    left = _aged(settings.files_folder / "incoming-x", clock.now, 48)

    await tick(app.state.place)

    assert not left.exists()


async def test_the_first_tick_of_an_hour_forgets_answers_kept_for_more_than_a_day(
    app: Litestar, journey: Journey, clock: Clock, sessions: async_sessionmaker[AsyncSession]
) -> None:
    programme = {"label": "Example programme", "currency": "KRW"}
    await journey.do("manager", "/programmes", programme, Idempotency_Key="example-1")
    clock.pass_days(2)
    kept = for_system(select(func.count()).select_from(StoredAnswer), "test")

    async with sessions() as session:
        assert await session.scalar(kept) == 1
    await tick(app.state.place)
    async with sessions() as session:
        assert await session.scalar(kept) == 0


@pytest.mark.at("commissioning")
async def test_a_file_stored_twice_is_one_blob_and_leaves_nothing_unfinished(
    journey: Journey, settings: Settings
) -> None:
    await journey.upload("officer", "Example twice")
    await journey.upload("city_contact", "Example twice")

    stored = [path for path in settings.files_folder.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in stored].count(b"Example twice") == 1
    assert not list(settings.files_folder.glob("incoming-*"))
