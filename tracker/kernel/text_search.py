"""Condition for rows that have a part of a text."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

_LONGEST = 100
"""Characters of the text sought; the rest is not looked at."""


def has_part(
    text: str, *columns: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    """Whether a column contains the text, ignoring case; `%` and `_` are plain characters."""
    part = text.strip()[:_LONGEST]
    return or_(*(column.icontains(part, autoescape=True) for column in columns))
