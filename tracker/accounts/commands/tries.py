"""Token buckets: how often a password may be tried, for an account and from an address."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.accounts.models import Bucket
from tracker.accounts.secret import digest


class Allowance(Struct, frozen=True):
    """As many tries at once, and then one for every so many seconds."""

    at_once: int
    seconds_each: int


OF_ACCOUNT = Allowance(10, 60)
OF_ADDRESS = Allowance(50, 5)


async def take(
    session: AsyncSession, account: str | None, address: str, now: datetime
) -> int | None:
    """Use up one try; None, or the seconds to wait. Counted before anything is compared.

    An account is known by the hash of what was typed, so that unknown ones are bounded alike.
    """
    asked = [(f"address {address}"[:100], OF_ADDRESS)]
    if account is not None:
        asked.append((f"account {digest(account.lower())}", OF_ACCOUNT))
    waits = [await _take(session, key, allowance, now) for key, allowance in asked]
    longest = max((wait for wait in waits if wait is not None), default=None)
    return None if longest is None else max(1, round(longest))


async def forget(session: AsyncSession, now: datetime) -> None:
    """Full buckets need no row."""
    full = max(one.at_once * one.seconds_each for one in (OF_ACCOUNT, OF_ADDRESS))
    await session.execute(delete(Bucket).where(Bucket.at < now - timedelta(seconds=full)))


async def _take(
    session: AsyncSession, key: str, allowance: Allowance, now: datetime
) -> float | None:
    row = await session.scalar(select(Bucket).where(Bucket.key == key).with_for_update())
    if row is None:
        session.add(Bucket(key=key, left=allowance.at_once - 1.0, at=now))
        await session.flush()
        return None
    gained = max(0.0, (now - row.at).total_seconds()) / allowance.seconds_each
    left = min(float(allowance.at_once), row.left + gained)
    row.at = max(now, row.at)
    row.left = left - 1 if left >= 1 else left
    await session.flush()
    return None if left >= 1 else (1 - left) * allowance.seconds_each
