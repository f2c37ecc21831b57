"""What is wanted of the work table, and what it hands out."""

from typing import Any
from uuid import UUID

from msgspec import Struct

MAIL, NOTICES = "mail", "notices"
"""Kinds of work that send a letter: one that is written, and one that gathers notices."""
LETTERS = (MAIL, NOTICES)


class Wanted(Struct, frozen=True, kw_only=True):
    """Work to be done once: `dedupe` names it for good, `payload` is short JSON."""

    kind: str
    dedupe: str
    payload: dict[str, Any]


class Letter(Struct, frozen=True, kw_only=True):
    """A mail to one address; `id` is the same however often it is sent.

    The subject is read over shoulders and kept in logs: it names nothing and nobody.
    """

    id: UUID
    to: str
    subject: str
    text: str
    language: str = "en"


class Leased(Struct, frozen=True, kw_only=True):
    """Work in the hands of `owner`; the lease is asked for again when it is finished."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    attempts: int
    owner: str
