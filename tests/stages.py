"""Databases in which a project has come a certain way, driven once and copied for each test.

A test marked `@pytest.mark.at("pilot")` finds the project of `journey` in that stage, brought
there over HTTP through every gate before it.
"""

import asyncio
import shutil
from pathlib import Path

import httpx
from msgspec import Struct

from tests import postgres
from tests.cast import Cast
from tests.clock import Clock
from tests.serving import assembled, client_of, fold_log, living
from tracker.app import equip
from tracker.demo.journey import Journey
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


def driven(before: Place, stage: str, folder: Path) -> Place:
    """The place after one more leg of the way."""
    folder.mkdir(parents=True)
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
