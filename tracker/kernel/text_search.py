"""Finding rows by a part of a text."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

_LONGEST = 100
"""Letters of what is sought; more are not looked at."""


def has_part(
    text: str, *columns: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    """Whether one of the columns has this text in it, in whatever case; `%` and `_` are letters."""
    part = text.strip()[:_LONGEST]
    return or_(*(column.icontains(part, autoescape=True) for column in columns))
