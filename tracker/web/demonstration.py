"""What a tracker filled with examples says on every page, and who may sign in to it."""

from pathlib import Path

import msgspec
from msgspec import Struct

from tracker.kernel.saying import N_

NOTE = "demo.json"
SAID = N_(
    "Demonstration: cities, firms, people and their projects here are invented, except for the "
    "programme's past projects, which come from public sources."
)
"""On every page and document, and as a header of every answer."""


class Account(Struct, frozen=True, kw_only=True):
    """Somebody to sign in as, and what for."""

    name: str
    email: str
    role: str
    organisation: str
    what: str


class Demonstration(Struct, frozen=True, kw_only=True):
    """Everybody to sign in as, and the one password of all."""

    password: str = ""
    accounts: tuple[Account, ...] = ()


def demonstration_in(folder: Path) -> Demonstration:
    """The people whom the folder of a demo names; None while it is being filled."""
    try:
        return msgspec.json.decode((folder / NOTE).read_bytes(), type=Demonstration)
    except FileNotFoundError:
        return Demonstration()
