"""One engine for each kind of database of a run: what it compiled for one test serves the next."""

from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from tracker.kernel.database import open_engine


class Engines:
    """Opens as `open_engine` does, but for the engine being the one that connected elsewhere.

    Whoever opened it disposes of its connections before somebody else opens it.
    """

    def __init__(self) -> None:
        self._made: dict[str, AsyncEngine] = {}
        self._at: dict[str, URL] = {}

    def open(self, url: str) -> AsyncEngine:
        at = make_url(url)
        kind = at.get_backend_name()
        self._at[kind] = at
        if kind not in self._made:
            self._made[kind] = self._led(kind, open_engine(url))
        return self._made[kind]

    def _led(self, kind: str, engine: AsyncEngine) -> AsyncEngine:
        """The engine, whose connections go to where it was opened last."""
        dialect: Any = engine.sync_engine.dialect
        connect = dialect.connect

        def go_there(*words: Any, **named: Any) -> Any:
            database = self._at[kind].database
            if kind == "sqlite":
                return connect(database, **named)
            return connect(*words, **named | {"database": database})

        dialect.connect = go_there  # a listener cannot be put before the engine's own
        return engine
