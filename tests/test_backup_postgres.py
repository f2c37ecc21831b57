"""Backups by PostgreSQL's own programs: of the right version, by the right role, of one instant."""

import asyncio
import os
from pathlib import Path

import httpx
import pytest

from tests.backing_up import elsewhere as elsewhere
from tests.backing_up import made, programs, rows
from tests.backing_up import settings as settings
from tests.files.sending import stored
from tests.second_role import as_role
from tests.stages import Place
from tracker.backup.making import backup
from tracker.backup.restoring import restore
from tracker.kernel.errors import TrackerError
from tracker.settings import Settings

pytestmark = pytest.mark.at("study")


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_the_role_that_serves_makes_no_backup_as_it_does_not_see_all(
    settings: Settings, role: str, tmp_path: Path
) -> None:
    serving = settings.model_copy(update={"database_url": as_role(role, settings.database)})

    with pytest.raises(TrackerError, match="back up as the owner of the tables"):
        await backup(serving, tmp_path / "backups")


PROGRAM = """#!/bin/sh
case "$*" in *--version*) echo "pg_dump (PostgreSQL) {version}.1"; exit 0;; esac
echo "$*" > {folder}/words
env > {folder}/environment
echo "pg_dump: error: no wish to" >&2
exit 1
"""


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_programs_of_another_version_are_refused_and_no_password_is_on_a_command_line(
    settings: Settings, role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    given = settings.model_copy(update={"postgres_bin": folder})
    with pytest.raises(TrackerError, match="There is no pg_dump in"):
        await backup(given, tmp_path / "backups")

    for version, sentence in (("9", "is of version 9, and the server of"), ("18", "no wish to")):
        for name in ("pg_dump", "pg_restore"):
            (folder / name).write_text(PROGRAM.format(version=version, folder=folder))
            (folder / name).chmod(0o700)
        with pytest.raises(TrackerError, match=sentence):
            await backup(given, tmp_path / "backups")

    environment = (folder / "environment").read_text()
    assert "PGDATABASE=" in environment
    assert "postgresql" not in (folder / "words").read_text()


LATE = """#!/bin/sh
case "$*" in *--version*) ;; *) echo > {folder}/begun; cat {folder}/go > /dev/null;; esac
exec {programs}/pg_dump "$@"
"""


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_what_is_written_before_the_dump_reads_is_in_neither_dump_nor_manifest(
    officer: httpx.AsyncClient,
    settings: Settings,
    elsewhere: Settings,
    place: Place,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "pg_restore").symlink_to(programs() / "pg_restore")
    (folder / "pg_dump").write_text(LATE.format(folder=folder, programs=programs()))
    (folder / "pg_dump").chmod(0o700)
    for name in ("begun", "go"):
        os.mkfifo(folder / name)
    late = settings.model_copy(update={"postgres_bin": folder})

    making = asyncio.create_task(made(late, tmp_path / "backups"))
    await asyncio.to_thread((folder / "begun").read_text)
    await stored(officer, b"between snapshot and dump", code=place.code)
    await asyncio.to_thread((folder / "go").write_text, "")

    assert await restore(elsewhere, await making, None) == 0
    before, after = await rows(settings.database), await rows(elsewhere.database)
    assert len(after["stored_file"]) == len(before["stored_file"]) - 1
