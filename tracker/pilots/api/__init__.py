"""JSON handlers for pilots, by subject."""

from typing import Any

from tracker.pilots.api import evaluations, indicators, operation

HANDLERS: tuple[Any, ...] = (*operation.HANDLERS, *indicators.HANDLERS, *evaluations.HANDLERS)
