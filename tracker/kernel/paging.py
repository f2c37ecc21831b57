"""Keyset paging: a page begins after a key, so that the last page costs what the first does."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.kernel.errors import Unfit

T = TypeVar("T")
Columns = TypeVarTuple("Columns")


class Page(Struct, Generic[T], frozen=True):
    """Some rows, newest first, and the opaque key that the next page starts after."""

    items: list[T]
    next: str | None


def newest_first(
    statement: Select[*Columns], key: InstrumentedAttribute[UUID], after: str | None, limit: int
) -> Select[*Columns]:
    """A page of `limit` rows and one more, which tells whether there is a next page.

    Ids are version 7 UUIDs, so that their order is that of creation.
    """
    if after is not None:
        statement = statement.where(key < _key(after))
    return statement.order_by(key.desc()).limit(limit + 1)


def page_of(rows: Sequence[Any], limit: int, make: Callable[[Any], T]) -> Page[T]:
    """The page of rows that have an `id`."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page([make(row) for row in shown], _opaque(shown[-1].id) if more else None)


def _opaque(key: UUID) -> str:
    return base64.urlsafe_b64encode(key.bytes).decode().rstrip("=")


def _key(opaque: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(opaque + "=="))
    except (ValueError, binascii.Error):
        raise Unfit("after", "Use the `next` of the page before, unchanged.") from None
