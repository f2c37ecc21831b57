"""Reading accounts."""

from tracker.accounts.queries.people import (
    credentials,
    credentials_of,
    has_password,
    invitation,
    invitation_views,
    invitations,
    link,
    memberships_today,
    open_link,
    sign_ins,
)
from tracker.accounts.queries.visits import visitor_by_cookie

__all__ = [
    "credentials",
    "credentials_of",
    "has_password",
    "invitation",
    "invitation_views",
    "invitations",
    "link",
    "memberships_today",
    "open_link",
    "sign_ins",
    "visitor_by_cookie",
]
