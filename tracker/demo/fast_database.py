"""The database of a folder that nobody else has open yet: no threads, and one sync at the end."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tracker.kernel import sqlite
from tracker.kernel.database import open_engine

T = TypeVar("T")


class UnthreadedConnection(sqlite.Connection):
    """Works where it is asked: there is no other request that would have to wait for it."""

    async def _execute(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return fn(*args, **kwargs)


def open_alone(url: str) -> AsyncEngine:
    """An engine whose commits are not on the disk until `keep`: whoever breaks off begins anew."""
    connect = partial(sqlite.connect, kind=UnthreadedConnection)
    engine = open_engine(url, connect)

    @event.listens_for(engine.sync_engine, "connect")
    def _hurry(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.close()

    return engine


def keep(path: Path) -> None:
    """Bring a database that is closed onto the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
