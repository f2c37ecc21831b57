"""The client of somebody else's sign-in: OpenID Connect Core 1.0, code flow with PKCE.

Nothing here knows a database. What a provider says counts only once its signature, issuer,
audience, nonce and times fit; who somebody is, is its issuer and subject, never a mail address.
"""

import asyncio
import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

if TYPE_CHECKING:  # it loads two libraries for its command line, and few sign in elsewhere
    import httpx

ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
"""Signatures with a public key alone: `none` and HS256 would let anybody sign."""
TWO_FACTORS = "mfa"
"""RFC 8176, section 2: what `amr` says where more than one factor was shown."""
_Wire = TypeVar("_Wire")
RETURN_PATH = "/sign-in/returned"
_LEEWAY = 60
"""Seconds by which clocks may differ."""
_SECONDS = 10.0
"""For one answer, however slowly it drips."""
_LONGEST = 256 * 1024
"""Bytes of an answer; a key set is a few thousand."""


class ProviderFailed(Exception):
    """The provider could not be asked, or what it said does not hold: one line for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason.encode("unicode_escape").decode()[:300])


class OidcClient(Struct, frozen=True, kw_only=True):
    """As what a provider knows us. Without a secret PKCE alone says that we are who asked."""

    issuer: str
    client_id: str
    client_secret: str | None
    return_to: str


class IdTokenClaims(Struct, frozen=True, kw_only=True):
    """What holds of an ID token.

    `proven_at`: when the person last showed who they are there; None where it does not say so.
    """

    issuer: str
    subject: str
    proven_at: datetime | None
    two_factors: bool


class _Configuration(Struct, frozen=True, kw_only=True):
    """OpenID Connect Discovery 1.0, section 3: the part that is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(Struct, frozen=True, kw_only=True):
    id_token: str


def nonce_of(secret: str) -> str:
    """Ties the ID token to the browser that left: derived from what only its cookie holds."""
    return _derived(secret, b"nonce")


def verifier_of(secret: str) -> str:
    """RFC 7636, section 4.1: 43 characters, derived from what only the browser's cookie holds."""
    return _derived(secret, b"verifier")


def _derived(secret: str, purpose: bytes) -> str:
    return _plain64(hmac.digest(secret.encode(), b"tracker oidc " + purpose, "sha256"))


def _plain64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def address_to_leave_for(
    outside: "httpx.AsyncClient", client: OidcClient, state: str, secret: str, *, anew: bool
) -> str:
    """Where the browser goes. `anew`: the person shows who they are even if known there."""
    found = await _configuration(outside, client.issuer)
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": client.client_id,
        "redirect_uri": client.return_to,
        "state": state,
        "nonce": nonce_of(secret),
        "code_challenge": _plain64(hashlib.sha256(verifier_of(secret).encode()).digest()),
        "code_challenge_method": "S256",
    }
    if anew:
        asked |= {"prompt": "login", "max_age": "0"}
    joint = "&" if urlsplit(found.authorization_endpoint).query else "?"
    return f"{found.authorization_endpoint}{joint}{urlencode(asked)}"


async def claims_of_return(
    outside: "httpx.AsyncClient",
    client: OidcClient,
    returned: dict[str, str],
    secret: str,
    now: datetime,
) -> IdTokenClaims:
    """Who came back, by the `code` and `iss` (RFC 9207) of the address they came back to.

    Raises ProviderFailed wherever something does not fit.
    """
    found = await _configuration(outside, client.issuer)
    named = returned.get("iss")
    demanded = found.authorization_response_iss_parameter_supported
    if named != client.issuer and (named is not None or demanded):
        raise ProviderFailed(f"the answer names the issuer {named!r}")
    code = returned.get("code")
    if not code:
        raise ProviderFailed(f"no code came back, but {returned.get('error', 'nothing')!r}")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.return_to,
        "code_verifier": verifier_of(secret),
        "client_id": client.client_id,
    }
    if client.client_secret is not None:
        form["client_secret"] = client.client_secret
    tokens = _read(await _fetched(outside, "POST", found.token_endpoint, form), _Tokens)
    keys = await _fetched(outside, "GET", found.jwks_uri)
    return verified(tokens.id_token, _read(keys, dict[str, Any]), client, nonce_of(secret), now)


def verified(
    token: str, keys: dict[str, Any], client: OidcClient, nonce: str, now: datetime
) -> IdTokenClaims:
    """The claims of an ID token that holds (OpenID Connect Core 1.0, section 3.1.3.7)."""
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY,
        iss={"essential": True, "value": client.issuer},
        aud={"essential": True, "value": client.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderFailed(f"the ID token does not hold: {error}") from error
    _expect_for_us_alone(claims, client)
    subject, methods = claims["sub"], claims.get("amr", [])
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise ProviderFailed("the subject is no text of at most 255 characters")
    return IdTokenClaims(
        issuer=client.issuer,
        subject=subject,
        proven_at=_past(claims.get("auth_time"), now),
        two_factors=isinstance(methods, list) and TWO_FACTORS in methods,
    )


def _expect_for_us_alone(claims: dict[str, Any], client: OidcClient) -> None:
    """Several audiences need an authorised party, which is us wherever it is named."""
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (several or party is not None) and party != client.client_id:
        raise ProviderFailed(f"the ID token was made for {party!r}")


def _past(seconds: object, now: datetime) -> datetime | None:
    """What `auth_time` says; of a clock that is fast by a little, our own instant."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        instant = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise ProviderFailed("auth_time is no time") from error
    if instant > now + timedelta(seconds=_LEEWAY):
        raise ProviderFailed("auth_time is still to come")
    return min(instant, now)


async def _configuration(outside: "httpx.AsyncClient", issuer: str) -> _Configuration:
    place = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    found = _read(await _fetched(outside, "GET", place), _Configuration)
    if found.issuer != issuer:
        raise ProviderFailed(f"the configuration is of {found.issuer!r}")
    for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        if not address.startswith("https://"):
            raise ProviderFailed(f"the configuration names {address!r}, which is not https")
    return found


def _read(raw: bytes, wire: type[_Wire]) -> _Wire:
    try:
        return msgspec.json.decode(raw, type=wire)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProviderFailed(f"the answer cannot be read: {error}") from error


async def _fetched(
    outside: "httpx.AsyncClient", method: str, address: str, form: dict[str, str] | None = None
) -> bytes:
    """The body of a 200: redirects are not followed, and no answer is longer than it may be."""
    from httpx import HTTPError, InvalidURL

    body = bytearray()
    try:
        async with (
            asyncio.timeout(_SECONDS),
            outside.stream(method, address, data=form) as answer,
        ):
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > _LONGEST:
                    raise ProviderFailed(f"{address} answers too much")
    except (HTTPError, InvalidURL, OSError) as error:
        raise ProviderFailed(f"{address} cannot be asked: {error!r}") from error
    if answer.status_code != 200:
        raise ProviderFailed(f"{address} answers {answer.status_code}")
    return bytes(body)
