"""Argon2id in threads, four at a time: more would be a way to stop the service."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

AT_ONCE = 4
AS_RECOMMENDED = Argon2Hasher()
"""RFC 9106's second recommendation, as argon2-cffi sets it: 64 MiB, 3 passes, 4 lanes."""


class Hashing:
    """The hashing of one application: its gate belongs to that application's event loop.

    `hasher`: tests take one that costs less.
    """

    def __init__(self, hasher: Argon2Hasher = AS_RECOMMENDED) -> None:
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._argon2id = PasswordHash((hasher,))
        self._nobody: str | None = None

    async def hashed(self, password: str) -> str:
        async with self._gate:
            return await asyncio.to_thread(self._argon2id.hash, password)

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Whether it is the password; as slow where nobody has one, so that time tells nothing."""
        async with self._gate:
            known = await asyncio.to_thread(self._verified, password, hashed)
        return known and hashed is not None

    def _verified(self, password: str, hashed: str | None) -> bool:
        self._nobody = self._nobody or self._argon2id.hash("nobody has this")
        return self._argon2id.verify(password, hashed or self._nobody)
