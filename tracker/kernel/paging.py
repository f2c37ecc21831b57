"""Keyset paging: a page begins after a key, so that the last page costs what the first does."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, TypeVarTuple
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from tracker.kernel.errors import Unfit
from tracker.kernel.saying import N_

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


def highest_first(
    statement: Select[*Columns], key: InstrumentedAttribute[int], after: str | None, limit: int
) -> Select[*Columns]:
    """As `newest_first`, for rows that have a running number instead of an id."""
    if after is not None:
        statement = statement.where(key < int.from_bytes(_bytes(after, _NUMBER)))
    return statement.order_by(key.desc()).limit(limit + 1)


def sorted_first(
    statement: Select[*Columns],
    sort: ColumnElement[str],
    width: int,
    key: InstrumentedAttribute[UUID],
    after: str | None,
    limit: int,
) -> Select[*Columns]:
    """As `newest_first`, by a text of `width` ASCII characters first; of equals the newest."""
    if after is not None:
        found = _bytes(after, width + 16)
        text, last = found[:width].decode("ascii", "replace"), UUID(bytes=found[width:])
        statement = statement.where(or_(sort > text, and_(sort == text, key < last)))
    return statement.order_by(sort, key.desc()).limit(limit + 1)


def page_of(
    rows: Sequence[Any],
    limit: int,
    make: Callable[[Any], T],
    key: Callable[[Any], bytes] = lambda row: row.id.bytes,
) -> Page[T]:
    """A page of `rows`, of which there may be one more than `limit`; `key` is what they sort by."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page([make(row) for row in shown], _opaque(key(shown[-1])) if more else None)


def number_of(number: int) -> bytes:
    """The paging key of a row with a running number."""
    return number.to_bytes(_NUMBER)


def page_within(
    rows: Sequence[T], after: str | None, limit: int, key: Callable[[T], bytes]
) -> Page[T]:
    """A page of a list that was read whole; it keeps its order.

    Raises Unfit where `after` names no row of the list.
    """
    start = 0
    if after is not None:
        keys, named = [key(row) for row in rows], _bytes(after)
        if named not in keys:
            raise Unfit("after", _REMEDY)
        start = 1 + keys.index(named)
    return page_of(rows[start : start + limit + 1], limit, lambda row: row, key)


_REMEDY = N_("Begin again with the first page: this address is of no page of the list.")
_NUMBER = 7
"""Bytes of the paging key of a running number; 7 bytes fit in a signed 64-bit column."""


def _opaque(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def _key(opaque: str) -> UUID:
    return UUID(bytes=_bytes(opaque, 16))


def _bytes(opaque: str, size: int | None = None) -> bytes:
    try:
        found = base64.urlsafe_b64decode(opaque + "==")
    except (ValueError, binascii.Error):
        found = b""
    if not found or size not in (None, len(found)):
        raise Unfit("after", _REMEDY)
    return found
