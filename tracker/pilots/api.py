"""JSON handlers."""

from typing import Any

HANDLERS: tuple[Any, ...] = ()
