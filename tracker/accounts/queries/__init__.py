"""Reading accounts."""

from tracker.accounts.queries.people import (
    credentials,
    credentials_of,
    guest,
    guest_of_link,
    has_password,
    memberships_today,
    other_parts,
    sign_ins,
)
from tracker.accounts.queries.visits import visitor_by_cookie

__all__ = [
    "credentials",
    "credentials_of",
    "guest",
    "guest_of_link",
    "has_password",
    "memberships_today",
    "other_parts",
    "sign_ins",
    "visitor_by_cookie",
]
