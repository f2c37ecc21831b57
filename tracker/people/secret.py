"""Secrets that people carry: cookies, links, recovery codes. Only their SHA-256 is kept."""

import hashlib
import secrets

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another."""


def new_secret() -> str:
    """256 random bits for a cookie or an address."""
    return secrets.token_urlsafe(32)


def new_recovery_code() -> str:
    """Ten letters in two halves: 49 bits, and tries are counted."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def recovery_digest(person_id: object, code: str) -> str:
    """Of a code as people type it: capitals, spaces and the dash do not matter."""
    plain = "".join(letter for letter in code.lower() if letter in _LETTERS)
    return digest(f"{person_id} {plain}")
