"""Second factors, how long a session lasts, which passwords will do, what one place is."""

import gzip
import ipaddress
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from msgspec import Struct

from tracker.kernel.actor import CITY_ROLES, Role

NEEDS_SECOND_FACTOR = frozenset(
    {Role.ADMINISTRATOR, Role.MANAGER, Role.OFFICER, Role.REVIEWER, Role.CITY_APPROVER}
)
MAY_STAY = CITY_ROLES | {Role.FIRM_MEMBER}
"""Who may stay signed in on a device of their own, for acts without legal effect."""

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
REMEMBERED = timedelta(days=30)
FRESH = timedelta(minutes=10)
"""How long a factor that was shown stands for the next formal act."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200


def needs_second_factor(role: Role | None, *, demanded: bool) -> bool:
    """`demanded` is the installation's setting: only a throw-away tracker goes without."""
    return demanded and role in NEEDS_SECOND_FACTOR


class SessionStanding(Struct, frozen=True, kw_only=True):
    """What is asked about a session to know whether it holds."""

    seen_at: datetime
    expires_at: datetime
    remembered: bool


def holds(session: SessionStanding, now: datetime) -> bool:
    """Neither over nor left alone too long; a remembered one may be left alone."""
    awake = session.remembered or now - session.seen_at <= IDLE
    return awake and now < session.expires_at


def is_fresh(proven_at: datetime | None, now: datetime) -> bool:
    return proven_at is not None and now - proven_at <= FRESH


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the half of an IPv6 address that is routed.

    RFC 4291, section 2.5.4: a host chooses the other 64 bits itself. All that is no address, as a
    proxy may put there, is one place.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.IPv6Address(int(found) >> 64 << 64))


def password_remedy(password: str, *personal: str) -> str | None:
    """What is wrong with a password, or None; no rule asks for kinds of characters.

    NIST SP 800-63B-4, section 3.1.1: length, and a list of what is used too often.
    """
    if len(password) < SHORTEST_PASSWORD:
        return f"Use at least {SHORTEST_PASSWORD} characters; several words make a good password."
    if len(password) > LONGEST_PASSWORD:
        return f"Use at most {LONGEST_PASSWORD} characters."
    if len(set(password)) < 5:
        return "Use more than a few different characters."
    plain = password.casefold()
    if any(len(word) > 3 and plain == word.casefold() for word in personal):
        return "Choose something else than your name or address."
    if f"\n{plain}\n" in _common():
        return "Many people use this one, so that it is tried first; choose another."
    return None


@cache
def _common() -> str:
    """The 20,000 passwords of 12 characters and more that leaked most often.

    From SecLists (MIT), 10-million-password-list-top-1000000, in small letters and sorted.
    """
    packed = resources.files("tracker.people").joinpath("common_passwords.txt.gz").read_bytes()
    return f"\n{gzip.decompress(packed).decode()}\n"
