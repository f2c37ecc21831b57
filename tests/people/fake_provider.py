"""An OpenID provider in this process: it keeps what it was asked, and can be told to lie."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

ISSUER = "https://login.example.org"
CLIENT, SECRET = "tracker-of-the-programme", "s3cr3t"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
Lie = Callable[[dict[str, Any]], None]


LIES: dict[str, Lie] = {
    "another issuer": lambda claims: claims.update(iss="https://login.example.com"),
    "another audience": lambda claims: claims.update(aud="somebody-else"),
    "no audience": lambda claims: claims.pop("aud") and None,
    "audiences without a party": lambda claims: claims.update(aud=[CLIENT, "other"]),
    "made for another party": lambda claims: claims.update(azp="other"),
    "another nonce": lambda claims: claims.update(nonce="n-0S6_WzA2Mj"),
    "no nonce": lambda claims: claims.pop("nonce") and None,
    "run out": lambda claims: claims.update(exp=claims["iat"] - 120),
    "no end": lambda claims: claims.pop("exp") and None,
    "not yet made": lambda claims: claims.update(iat=claims["iat"] + 600),
    "shown at a time to come": lambda claims: claims.update(auth_time=claims["iat"] + 600),
    "no subject": lambda claims: claims.pop("sub") and None,
    "a subject that is no text": lambda claims: claims.update(sub=["248289761001"]),
    "somebody else with a known address": lambda claims: claims.update(
        sub="another", email="city_contact@example.org", email_verified=True
    ),
}
"""What makes a token one that lets nobody in."""


class FakeProvider:
    """`lie` changes the claims of the next ID token; `sign` makes it of them."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.lie: Lie = lambda claims: None
        self.sign = signed
        self.configuration: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "authorization_response_iss_parameter_supported": True,
        }
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def authorise(self, address: str, subject: str) -> dict[str, str]:
        """Somebody signs in here: what their browser takes back, but for what a test changes."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code {len(self._codes)}"
        self._codes[code] = asked | {"subject": subject}
        return {"code": code, "state": asked["state"], "iss": ISSUER, "session_state": "own"}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self.configuration)
            case "/keys":
                return httpx.Response(200, json={"keys": [KEY.as_dict(private=False)]})
            case "/token":
                form = {k: v[0] for k, v in parse_qs(request.content.decode()).items()}
                return self._token(form)
        return httpx.Response(404)

    def _token(self, form: dict[str, str]) -> httpx.Response:
        known = self._codes.pop(form["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (
            known is None
            or proof.rstrip(b"=").decode() != known["code_challenge"]
            or form["redirect_uri"] != known["redirect_uri"]
            or (form["client_id"], form["client_secret"]) != (CLIENT, SECRET)
        ):
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = self.now()
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": known["subject"],
            "aud": CLIENT,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "nonce": known["nonce"],
        }
        if known.get("max_age") == "0":
            claims["auth_time"] = int(now.timestamp())
        self.lie(claims)
        return httpx.Response(200, json={"access_token": "x", "id_token": self.sign(claims)})


def signed(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)


def signed_by_a_stranger(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, STRANGER)


def unsigned(claims: dict[str, Any]) -> str:
    return _plain({"alg": "none"}) + "." + _plain(claims) + "."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """HS256 with what everybody can read: RFC 8725, section 2.1."""
    said = f"{_plain({'alg': 'HS256', 'kid': 'one'})}.{_plain(claims)}"
    mark = hmac.digest(KEY.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def signed_by_an_enclosed_key(claims: dict[str, Any]) -> str:
    """With a key that the token itself brings along (RFC 8725, section 3.10)."""
    own = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "jwk": own.as_dict(private=False)}
    return jwt.encode(header, claims, own)


def _plain(part: dict[str, Any]) -> str:
    raw = httpx.Response(200, json=part).content
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
