"""Headers of every answer, also of those that no handler gave."""

from litestar.types import Message, Scope

from tracker.web.demonstration import SAID

_SECURITY = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


async def add_headers(message: Message, scope: Scope) -> None:
    """Before the head is sent: what it did not set itself, and the request's id."""
    if message["type"] != "http.response.start":
        return
    there = list(message["headers"])
    names = {name for name, _ in there}
    added = [pair for pair in _SECURITY if pair[0] not in names]
    if scope["litestar_app"].state.settings.origin.startswith("https://"):
        added.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    if scope["litestar_app"].state.settings.demonstration:
        added.append((b"x-demonstration", SAID.encode()))
    request_id = str(scope.get("request_id", ""))
    message["headers"] = [*there, *added, (b"x-request-id", request_id.encode())]
