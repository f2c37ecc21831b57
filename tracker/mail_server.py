"""What the settings say of mail: the server that takes letters, and who sends them."""

import re
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct
from pydantic import SecretStr

MAIL_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
"""As browsers take it: ASCII, and nothing that would need quoting."""
_ADDRESS = re.compile(MAIL_ADDRESS)
_NAMED = re.compile(rf'"?(?P<name>[^"<>]*?)"?\s*<(?P<address>{MAIL_ADDRESS})>')
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")
_AS_WRITTEN = "write it as smtp+tls://user:secret@host:port, with %40 for an @ in the user"
_NO_TLS = "smtp:// is taken only towards this machine; write smtp+tls:// or smtp+starttls://"


class Transport(StrEnum):
    """How the line to the server is kept from others: from the start, at once, or not at all."""

    TLS = "smtp+tls"
    STARTTLS = "smtp+starttls"
    PLAIN = "smtp"


_PORTS = {Transport.TLS: 465, Transport.STARTTLS: 587, Transport.PLAIN: 25}


class MailServer(Struct, frozen=True, kw_only=True):
    """The server that takes our letters; without a user nobody signs in there."""

    transport: Transport
    host: str
    port: int
    user: str | None = None
    secret: SecretStr = SecretStr("")


class Mailbox(Struct, frozen=True, kw_only=True):
    """An address, with the name that is shown before it."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def read_server(text: str) -> MailServer:
    """Raises ValueError with the remedy, and never with what was written: it holds a secret."""
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(_AS_WRITTEN)
    try:
        url = urlsplit(text)
        transport, port = Transport(url.scheme), url.port
    except ValueError:
        raise ValueError(_AS_WRITTEN) from None
    host = url.hostname or ""
    if not _HOST.fullmatch(host) or url.path.strip("/") or url.query or url.fragment or port == 0:
        raise ValueError(_AS_WRITTEN)
    if transport is Transport.PLAIN and not _is_this_machine(host):
        raise ValueError(_NO_TLS)
    user, secret = _credentials(url)
    return MailServer(
        transport=transport,
        host=host,
        port=port or _PORTS[transport],
        user=user,
        secret=SecretStr(secret),
    )


def _credentials(url: SplitResult) -> tuple[str | None, str]:
    user, secret = unquote(url.username or ""), unquote(url.password or "")
    if bool(user) != bool(secret):
        raise ValueError(f"give user and secret, or neither; {_AS_WRITTEN}")
    if not (user + secret).isprintable():
        raise ValueError("leave control characters out of user and secret")
    return user or None, secret


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_mailbox(text: str) -> Mailbox:
    """`name@example.org` or `Name <name@example.org>`; raises ValueError with the remedy."""
    if text.isprintable():
        if _ADDRESS.fullmatch(text):
            return Mailbox(address=text)
        if named := _NAMED.fullmatch(text.strip()):
            return Mailbox(address=named["address"], name=named["name"].strip())
    raise ValueError("write an address such as tracker@example.org, or Name <tracker@example.org>")
