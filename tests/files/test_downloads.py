"""Downloads: whole and sound or not at all, as attachments, to those who may."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tests.files.sending import stored
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.settings import Settings

pytestmark = pytest.mark.usefixtures("project")
_TEXT = b"Who says that 1 < 2 is <b>bold</b>?"
Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


@pytest.mark.asvs("3.2.1")
async def test_a_file_comes_back_as_an_attachment_that_no_browser_opens(
    officer: httpx.AsyncClient,
) -> None:
    made = await stored(officer, _TEXT, 'a "page", 서울; x.txt')

    answer = await officer.get(f"/api/files/{made['id']}")

    assert answer.status_code == 200
    assert answer.content == _TEXT
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''a%20%22page%22%2C%20%EC%84%9C%EC%9A%B8%3B%20x.txt"
    )
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-length"] == str(len(_TEXT))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"] == f'"{made["sha256"]}"'


READERS = {
    "officer": True,
    "manager": True,
    "reviewer": True,
    "city_contact": True,
    "city_approver": True,
    "consultant": True,
    "provider": False,
    "other_firm_member": False,
    "other_city_contact": False,
    "committee1": False,
}


@pytest.mark.parametrize("who", READERS)
async def test_a_firms_file_is_there_for_its_own_people_the_city_and_the_office(
    acting: Acting, consultant: httpx.AsyncClient, who: str
) -> None:
    made = await stored(consultant, b"Example")

    answer = await acting(who).get(f"/api/files/{made['id']}")

    assert answer.status_code == (200 if READERS[who] else 404)


@pytest.mark.parametrize("who", ["administrator", "observer"])
async def test_who_sees_no_project_content_reads_no_file(
    acting: Acting, officer: httpx.AsyncClient, who: str
) -> None:
    made = await stored(officer, b"Example")

    assert (await acting(who).get(f"/api/files/{made['id']}")).status_code == 403


async def test_a_foreign_file_looks_like_an_absent_one(
    stranger: httpx.AsyncClient, officer: httpx.AsyncClient
) -> None:
    made = await stored(officer, b"Example")

    answers = [
        await stranger.get(f"/api/files/{file_id}")
        for file_id in (made["id"], uuid4(), "no-id", made["sha256"])
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    told = [answer.json() | {"request_id": ""} for answer in answers]
    assert told[1:] == told[:1] * 3


def _changed(blob: Path) -> None:
    blob.chmod(0o600)
    blob.write_bytes(b"X" + blob.read_bytes()[1:])


def _cut(blob: Path) -> None:
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-1])


def _lengthened(blob: Path) -> None:
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes() + b"X")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "changed": _changed,
    "cut": _cut,
    "lengthened": _lengthened,
    "missing": Path.unlink,
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_damaged_content_is_refused_said_and_left_as_it_is(
    officer: httpx.AsyncClient, settings: Settings, sessions: Sessions, damage: str
) -> None:
    made = await stored(officer, b"Example content")
    blob = settings.files_folder / made["sha256"][:2] / made["sha256"]
    DAMAGE[damage](blob)
    left = blob.read_bytes() if blob.exists() else None

    answer = await officer.get(f"/api/files/{made['id']}")

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("The stored content is damaged")
    assert (blob.read_bytes() if blob.exists() else None) == left
    entry = (await _reported(sessions))[0]
    assert (str(entry.object_id), entry.person_id) == (made["id"], None)


async def test_a_damaged_file_is_told_once_a_day(
    officer: httpx.AsyncClient, settings: Settings, sessions: Sessions, clock: Clock
) -> None:
    made = await stored(officer, b"Example content")
    other = await stored(officer, b"Example content too")
    for one in (made, other):
        (settings.files_folder / one["sha256"][:2] / one["sha256"]).unlink()

    for hours in (0, 23, 1):
        clock.now += timedelta(hours=hours)
        assert (await officer.get(f"/api/files/{made['id']}")).status_code == 409
    assert (await officer.get(f"/api/files/{other['id']}")).status_code == 409

    told = [str(entry.object_id) for entry in await _reported(sessions)]
    assert told == [made["id"], made["id"], other["id"]]


async def _reported(sessions: Sessions) -> list[Any]:
    asked = select(JournalEntry.object_id, JournalEntry.person_id).where(
        JournalEntry.what == "file.damaged"
    )
    async with sessions() as session:
        return list(await session.execute(for_system(asked.order_by(JournalEntry.seq), "a test")))
