"""The same rows in SQLite and in PostgreSQL make the same report, to the byte."""

import asyncio
import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from tests import postgres
from tests.conftest import Places
from tests.serving import client_of, living, opened
from tests.stages import Place, copied
from tracker.app import create_app
from tracker.kernel.database import System
from tracker.migrations.run import upgrade
from tracker.migrations.tables import METADATA
from tracker.settings import Settings

_TEST = System("the test copies rows from one database to another")


@pytest.fixture
def addresses(places: Places, tmp_path: Path) -> Iterator[tuple[Place, str, str]]:
    """A place in SQLite, its copy, and an empty PostgreSQL."""
    place, name = places("sqlite", "decision"), f"twin_{secrets.token_hex(6)}"
    yield place, copied(place, tmp_path, ""), asyncio.run(postgres.create_database(name))
    asyncio.run(postgres.drop_database(name))


async def test_one_story_in_both_databases_makes_one_report_and_one_memo(
    addresses: tuple[Place, str, str], tmp_path: Path
) -> None:
    place, *urls = addresses
    await upgrade(urls[1])
    await _copy_rows(*urls)

    made = [await _made(url, place, tmp_path) for url in urls]

    assert made[0] == made[1]


async def _made(url: str, place: Place, folder: Path) -> list[tuple[str, str]]:
    """The digests of the snapshot, and of the Word files of a report, its annex and a memo."""
    settings = Settings(data_folder=folder, database_url=url, free_space_floor=0, work_in_web=False)
    app = create_app(settings, place.clock)
    async with living(app), client_of(app, place.cast.tokens["officer"]) as officer:
        report = await officer.post(f"/api/projects/{place.code}/reports", json={})
        assert report.status_code == 201, report.text
        file = report.headers["location"]
        decisions = await officer.get(f"/api/projects/{place.code}/decisions")
        newest = decisions.json()["items"][-1]["id"]
        found = [("snapshot", str(report.json()["snapshot_sha256"]))]
        for name, path in (
            ("report", file),
            ("annex", file.replace(".docx", "/annex.docx")),
            ("memo", f"/api/decisions/{newest}/memo.docx"),
        ):
            answer = await officer.get(path)
            assert answer.status_code == 200, answer.text
            found.append((name, hashlib.sha256(answer.content).hexdigest()))
    return found


async def _copy_rows(source: str, target: str) -> None:
    """Row by row as they are; the keys that go round in a circle are not asked meanwhile."""
    unasked = text("SET LOCAL session_replication_role = replica")
    async with (
        opened(source) as sqlite,
        opened(target) as twin,
        sqlite() as reads,
        twin.begin() as writes,
    ):
        await writes.execute(unasked.execution_options(seen_by=_TEST))
        for table in METADATA.sorted_tables:
            asked = select(table).execution_options(seen_by=_TEST)
            rows = [dict(row._mapping) for row in await reads.execute(asked)]
            if rows and table.name != "journal_cursor":
                await writes.execute(insert(table).execution_options(seen_by=_TEST), rows)
