"""Refuses requests for foreign hosts, odd addresses, and bodies that are not JSON."""

from collections.abc import Collection
from urllib.parse import parse_qsl

from litestar.enums import ScopeType
from litestar.exceptions import ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.params import QueryParameter
from litestar.types import ASGIApp, Receive, Scope, Send

from tracker.kernel.errors import NotFound, TrackerError, UnknownKind
from tracker.web.language import N_
from tracker.web.pages import is_page

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
LONGEST_PATH = 500
_FORMS = (["application/x-www-form-urlencoded"], ["multipart/form-data"])
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Misdirected(TrackerError):
    """The request names a host that is not this service."""


FROM_LINK = "from_link"
"""In a handler's `opt`: names in the query that it reads itself."""


class Entrance(ASGIMiddleware):
    """`hosts` are names without ports; a port in the header does not matter."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, hosts: Collection[str]) -> None:
        self._hosts = LOCAL | {host.lower() for host in hosts}

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        self._check_host(scope)
        _check_address(scope)
        _check_query(scope)
        _check_kind(scope)
        await next_app(scope, receive, send)

    def _check_host(self, scope: Scope) -> None:
        named = _values(scope, b"host")
        if len(named) != 1:
            raise Misdirected(N_("Send one `Host` header."))
        if name_of(named[0]) not in self._hosts:
            raise Misdirected(
                N_("This is not the host that you ask for; see TRACKER_ALLOWED_HOSTS.")
            )


def name_of(host: str) -> str:
    """The host without its port, in small letters; an IPv6 address keeps its brackets."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower()


def _check_address(scope: Scope) -> None:
    """PostgreSQL holds no text with a null character, so nothing has such a name; nor a long one.

    The path is kept with an `Idempotency-Key`, in a column that is bounded.
    """
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise NotFound
    if len(scope["path"]) > LONGEST_PATH:
        raise NotFound


def _check_query(scope: Scope) -> None:
    """A mistyped filter would show the whole list without a word.

    Only where others write the address (`any_query`) do unknown names pass.
    """
    if not scope["query_string"] or scope["route_handler"].opt.get("any_query"):
        return
    known = _parameters(scope["route_handler"])
    for name, _ in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
        if name not in known:
            said = "leave it out; it is not known here"
            raise ValidationException(
                extra=[{"message": said.capitalize(), "key": name[:100], "source": "query"}]
            )


def _parameters(handler: BaseRouteHandler) -> set[str]:
    return set(handler.opt.get(FROM_LINK, ())) | {
        name
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    }


def _check_kind(scope: Scope) -> None:
    """Raises for a body that is not JSON under /api, and not a form elsewhere."""
    method = scope.get("method")
    if method not in _WITH_BODY or scope["route_handler"].opt.get("streams_body"):
        return
    length = _values(scope, b"content-length")
    if length in ([], ["0"]) and not _values(scope, b"transfer-encoding"):
        return
    kinds = [kind.partition(";")[0].strip().lower() for kind in _values(scope, b"content-type")]
    if is_page(scope):
        if kinds not in _FORMS:
            raise UnknownKind(N_("Send the form as a page of ours does."))
    elif kinds != ["application/json"]:
        raise UnknownKind(N_("Send the body as `Content-Type: application/json`."))


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
