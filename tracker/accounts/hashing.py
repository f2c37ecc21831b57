"""Argon2id in threads, four at a time: more would be a way to stop the service."""

import asyncio
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

AT_ONCE = 4


class Hashing:
    """The hashing of one application: its gate belongs to that application's event loop."""

    def __init__(self) -> None:
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def hashed(self, password: str) -> str:
        async with self._gate:
            return await asyncio.to_thread(_argon2id().hash, password)

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Whether it is the password; as slow where nobody has one, so that time tells nothing."""
        async with self._gate:
            known = await asyncio.to_thread(_argon2id().verify, password, hashed or _nobody())
        return known and hashed is not None


@cache
def _argon2id() -> PasswordHash:
    """RFC 9106's second recommendation, as argon2-cffi sets it: 64 MiB, 3 passes, 4 lanes."""
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobody() -> str:
    return _argon2id().hash("nobody has this")
