"""Databases in which a project has come a certain way, driven once and copied for each test.

A test marked `@pytest.mark.at("pilot")` finds the project of `journey` in that stage, brought
there over HTTP through every gate before it.
"""

import asyncio
import fcntl
import pickle
import shutil
from pathlib import Path

import httpx
from msgspec import Struct

from tests import postgres
from tests.cast import Cast, fill
from tests.clock import START, Clock
from tests.serving import assembled, client_of, fold_log, living, opened
from tracker.app import equip
from tracker.demo.journey import Journey
from tracker.migrations.run import upgrade
from tracker.settings import Settings

LEGS = ("proposal", "commissioning", "study", "preparation", "pilot", "decision", "follow_up")


class Place(Struct, frozen=True, kw_only=True):
    """A prepared database and who and where everything in it is; `stage` None: only the cast."""

    kind: str
    stage: str | None
    url: str
    name: str
    folder: Path
    cast: Cast
    clock: Clock
    code: str = ""
    proposal: str = ""
    call: str = ""


def prepared(root: Path, kind: str, stage: str | None) -> Place:
    """The place of a kind and a stage; whichever worker asks first makes it for all."""
    folder = root / kind / (stage or "cast")
    folder.parent.mkdir(parents=True, exist_ok=True)
    noted = folder.with_suffix(".place")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not noted.exists():
            noted.write_bytes(pickle.dumps(_made(root, kind, stage, folder)))
    place: Place = pickle.loads(noted.read_bytes())  # noqa: S301 - our own, of this run
    return place


def _made(root: Path, kind: str, stage: str | None, folder: Path) -> Place:
    if stage is None:
        return _with_cast(kind, folder)
    leg = LEGS.index(stage)
    return _driven(prepared(root, kind, LEGS[leg - 1] if leg else None), stage, folder)


def _with_cast(kind: str, folder: Path) -> Place:
    """A migrated database with the cast in it."""
    folder.mkdir()
    if kind == "postgres":
        url = asyncio.run(postgres.create_database("cast"))
    else:
        url = f"sqlite+aiosqlite:///{folder / 'tracker.sqlite'}"
    cast = asyncio.run(_filled(url))
    if kind == "sqlite":
        fold_log(url)
    return Place(
        kind=kind, stage=None, url=url, name="cast", folder=folder, cast=cast, clock=Clock()
    )


async def _filled(url: str) -> Cast:
    await upgrade(url)
    async with opened(url) as sessions, sessions.begin() as session:
        return await fill(session, START)


def copied(place: Place, folder: Path, name: str) -> str:
    """The address of a copy of a place, with its files in `folder`."""
    files = place.folder / "files"
    if files.exists():
        shutil.copytree(files, folder / "files", copy_function=_link)
    if place.kind == "postgres":
        return asyncio.run(postgres.create_database(name, template=place.name))
    copy = folder / "tracker.sqlite"
    shutil.copyfile(place.url.removeprefix("sqlite+aiosqlite:///"), copy)
    return f"sqlite+aiosqlite:///{copy}"


def _driven(before: Place, stage: str, folder: Path) -> Place:
    """The place after one more leg of the way."""
    folder.mkdir()
    name = f"at_{stage}"
    url = copied(before, folder, name)
    clock = Clock()
    clock.now = before.clock.now
    settings = Settings(data_folder=folder, database_url=url, free_space_floor=0, work_in_web=False)
    journey = asyncio.run(_drive(settings, before, clock, stage))
    if before.kind == "sqlite":
        fold_log(url)
    return Place(
        kind=before.kind,
        stage=stage,
        url=url,
        name=name,
        folder=folder,
        cast=before.cast,
        clock=clock,
        code=journey.code,
        proposal=journey.proposal,
        call=journey.call,
    )


async def _drive(settings: Settings, before: Place, clock: Clock, stage: str) -> Journey:
    app = assembled()
    equip(app, settings, clock, prepared=True)
    async with living(app):
        clients: dict[str, httpx.AsyncClient] = {
            name: client_of(app, token) for name, token in before.cast.tokens.items()
        }
        journey = Journey(clients.__getitem__, before.cast, clock)
        journey.code, journey.proposal, journey.call = before.code, before.proposal, before.call
        await getattr(journey, f"to_{stage}")()
        return journey


def _link(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target
