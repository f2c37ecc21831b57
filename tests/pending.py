"""What asyncio can only log, as nobody waits for it any more: it fails a test here.

Such as a task that is destroyed while it is pending, or an exception that was never retrieved.
"""

import gc
import logging
from collections.abc import Iterator

import pytest


class Heard(logging.Handler):
    """What the event loops of this process have complained of."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(self.format(record))


@pytest.fixture(scope="session", autouse=True)
def complaints() -> Iterator[Heard]:
    """At the end of the run what is left is collected, so that nothing goes unheard."""
    heard, log = Heard(), logging.getLogger("asyncio")
    log.addHandler(heard)
    yield heard
    gc.collect()
    log.removeHandler(heard)
    assert heard.told == []


@pytest.fixture(autouse=True)
def nothing_left_behind(complaints: Heard) -> Iterator[None]:
    """Fails the test in which the garbage was found; it may be that of the one before."""
    yield
    told = complaints.told.copy()
    complaints.told.clear()
    assert told == []
