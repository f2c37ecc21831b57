"""Forms come from our own pages: the browser says so, and they carry a token of their session.

The token is derived from the session's secret (HMAC), so that another visitor's is worth nothing,
and masked anew on each page, so that compressed answers do not give it away bit by bit.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from litestar.types import Scope

from tracker.kernel.errors import Forbidden
from tracker.kernel.saying import N_

_SIZE = hashlib.sha256().digest_size
FOREIGN = N_(
    "This form came from another site, or an old page; open the page here and send it again."
)


def token_for(secret: str) -> str:
    """A token for one page of this session."""
    mask = secrets.token_bytes(_SIZE)
    return base64.urlsafe_b64encode(mask + _mixed(mask, _proof(secret))).decode()


def expect_token(secret: str, token: str) -> None:
    """Raise Forbidden unless the token is one of this session."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except (ValueError, binascii.Error):
        raw = b""
    proof = _mixed(raw[:_SIZE], raw[_SIZE:]) if len(raw) == 2 * _SIZE else b""
    if not hmac.compare_digest(proof, _proof(secret)):
        raise Forbidden(FOREIGN)


def expect_own_page(scope: Scope, origin: str) -> None:
    """Raise Forbidden unless the browser says that a page of ours sends this.

    Asked of headers alone, before any body is read. `origin` is ours as configured; browsers
    older than `Sec-Fetch-Site` (2023) send `Origin`.
    """
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    site = headers.get(b"sec-fetch-site")
    if site == "same-origin" or (site is None and headers.get(b"origin") == origin):
        return
    raise Forbidden(FOREIGN)


def _proof(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"tracker form v1", "sha256")


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
