"""A process that works without a minute's rest, by a clock that the test moves: `runner.py`.

Arguments: the database's address, a folder for files, the file that holds the instant, the file
to which letters are appended.
"""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tracker.kernel.database import open_engine
from tracker.scheduling.poller import tick
from tracker.scheduling.resources import workplace
from tracker.settings import Settings
from tracker.work.wire import Letter


async def run(url: str, folder: Path, instant: Path, carried: Path) -> None:
    async def append(letter: Letter) -> None:
        line = msgspec.json.encode(letter) + b"\n"
        descriptor = os.open(carried, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, line)
        os.close(descriptor)

    settings = Settings(data_folder=folder, database_url=url, free_space_floor=0)
    place = workplace(
        settings, open_engine(url), lambda: datetime.fromisoformat(instant.read_text())
    )
    while True:
        await tick(replace(place, post=append, mails=True))
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    address, *places = sys.argv[1:]
    asyncio.run(run(address, *map(Path, places)))
