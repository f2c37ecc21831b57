"""JSON handlers for pilots, by subject."""

from typing import Any

from tracker.pilots.api import judging, measuring, running

HANDLERS: tuple[Any, ...] = (*running.HANDLERS, *measuring.HANDLERS, *judging.HANDLERS)
