"""Token buckets: how often something may be tried, by kind, account and network (0027)."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import delete, select

from tracker.journal.desk import AnyDesk
from tracker.kernel.database import insert_new
from tracker.people.models import Bucket
from tracker.people.rules import network_of
from tracker.people.secret import digest


class AttemptKind(StrEnum):
    """What is tried; one kind uses up nothing of another."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a secret
    SECOND = "second"
    RESET = "reset"
    LINK = "link"
    PROVIDER = "provider"


class Allowance(Struct, frozen=True):
    """As many tries at once, and then one for every so many seconds."""

    at_once: int
    seconds_each: int


FROM_ONE_PLACE = Allowance(10, 120)
"""For one account from one network."""
OF_ACCOUNT = Allowance(100, 60)
"""For one account, wherever they come from."""
OF_NETWORK = Allowance(50, 5)
"""From one network, whatever account they name."""


async def take(desk: AnyDesk, kind: AttemptKind, account: str | None, address: str) -> int | None:
    """Use up one try; None, or the seconds to wait. Counted before anything is compared.

    An account is known by the hash of what was typed, so that unknown ones are bounded alike.
    What is refused by one bucket uses up no other: whoever has none left bars nobody by going on.
    """
    asked = _buckets(kind, account, network_of(address))
    full = [
        {"key": key, "left": float(asked[key].at_once), "at": desk.now} for key in sorted(asked)
    ]
    await desk.session.execute(insert_new(desk.session, Bucket, "key"), full)
    kept = select(Bucket).where(Bucket.key.in_(asked)).order_by(Bucket.key).with_for_update()
    rows = list(await desk.session.scalars(kept))
    waits = [wait for row in rows if (wait := _refilled(row, asked[row.key], desk.now))]
    if not waits:
        for row in rows:
            row.left -= 1
    await desk.session.flush()
    return max(1, round(max(waits))) if waits else None


async def forget(desk: AnyDesk) -> None:
    """Full buckets need no row."""
    kinds = (FROM_ONE_PLACE, OF_ACCOUNT, OF_NETWORK)
    full = max(one.at_once * one.seconds_each for one in kinds)
    await desk.session.execute(delete(Bucket).where(Bucket.at < desk.now - timedelta(seconds=full)))


def _buckets(kind: AttemptKind, account: str | None, network: str) -> dict[str, Allowance]:
    """Out of which buckets a try is taken, by their keys of at most 100 characters."""
    found = {f"{kind} {network}": OF_NETWORK}
    if account is not None:
        whose = digest(account.lower())
        found |= {f"{kind} {whose}": OF_ACCOUNT, f"{kind} {whose} {network}": FROM_ONE_PLACE}
    return found


def _refilled(row: Bucket, allowance: Allowance, now: datetime) -> float:
    """The seconds until it holds a whole try; 0 where it does."""
    gained = max(0.0, (now - row.at).total_seconds()) / allowance.seconds_each
    row.left = min(float(allowance.at_once), row.left + gained)
    row.at = max(now, row.at)
    return max(0.0, 1 - row.left) * allowance.seconds_each
