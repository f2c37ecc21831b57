"""Making, leasing and ending work. Exactly one process gets the effect of a row into the record."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk
from tracker.kernel.database import insert_new
from tracker.kernel.encoding import plain
from tracker.kernel.ids import uuid7
from tracker.work.models import Work, WorkState
from tracker.work.queries import is_due
from tracker.work.wire import MAIL, Leased, Letter, Wanted

LEASE = timedelta(minutes=5)
"""How long one holder may take; work of ours takes seconds."""
TRIES = 8
KEPT = timedelta(days=7)
"""How long what is done stays to be looked at."""
_GATHERED = 50
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)


class LeaseLost(Exception):
    """Somebody else has the work by now: what was done here must not be committed."""


class TryAgain(Exception):
    """It did not work this time. Its text, as of those below, is written for the operator."""


class OutOfReach(TryAgain):
    """What this kind of work needs outside does not answer: no other row need ask it now."""


class Refused(Exception):
    """Trying again would change nothing."""


async def enqueue(desk: AnyDesk, wanted: Sequence[Wanted]) -> None:
    """Make the rows that are not there; one statement, whatever another process does meanwhile."""
    if not wanted:
        return
    rows = [
        {
            "id": uuid7(desk.now),
            "created_at": desk.now,
            "kind": one.kind,
            "dedupe": one.dedupe,
            "payload": one.payload,
            "due_at": desk.now,
            "state": WorkState.WAITING,
            "attempts": 0,
        }
        for one in sorted(wanted, key=lambda one: one.dedupe)  # locks are taken in one order
    ]
    await desk.session.execute(insert_new(desk.session, Work, "dedupe"), rows)


async def mail(desk: AnyDesk, letter: Letter) -> None:
    """Put a letter into the outbox, in the transaction of what it tells of."""
    payload = plain(letter)
    await enqueue(desk, [Wanted(kind=MAIL, dedupe=f"{MAIL}|{letter.id}", payload=payload)])


async def gather(desk: AnyDesk, kind: str, whose: UUID, item: UUID) -> None:
    """Add to the row of this kind and owner that nobody has taken yet, or make one.

    Its payload has `id`, `whose` and `items`, at most as many as fit a letter.
    """
    waiting = (
        select(Work)
        .where(
            Work.kind == kind,
            Work.dedupe.startswith(f"{kind}|{whose}|", autoescape=True),
            Work.state == WorkState.WAITING,
            Work.attempts == 0,
        )
        .order_by(Work.id.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    row = await desk.session.scalar(waiting)
    if row is not None and len(row.payload["items"]) < _GATHERED:
        row.payload = row.payload | {"items": [*row.payload["items"], str(item)]}
        await desk.session.flush()
        return
    payload = {"id": str(item), "whose": str(whose), "items": [str(item)]}
    await enqueue(desk, [Wanted(kind=kind, dedupe=f"{kind}|{whose}|{item}", payload=payload)])


async def lease(desk: AnyDesk, limit: int, *, gathered: bool | None = None) -> list[Leased]:
    """Take up to `limit` due rows that nobody holds, the longest due first.

    `gathered`: only letters that `gather` fills, or only what may fill them still.
    """
    owner = secrets.token_hex(8)
    due = (
        select(Work.id)
        .where(is_due(desk.now, gathered=gathered))
        .order_by(Work.due_at, Work.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # on SQLite the writer is alone anyway
        .cte("due")
    )
    taken = (
        update(Work)
        .where(Work.id.in_(select(due.c.id)))
        .values(lease_owner=owner, lease_until=desk.now + LEASE, attempts=Work.attempts + 1)
        .returning(Work.id, Work.kind, Work.payload, Work.attempts)
        .execution_options(synchronize_session=False)
    )
    rows = (await desk.session.execute(taken)).all()
    return [
        Leased(id=row.id, kind=row.kind, payload=row.payload, attempts=row.attempts, owner=owner)
        for row in sorted(rows, key=lambda row: row.id)
    ]


async def finish(desk: AnyDesk, work: Leased) -> None:
    """Done, in the transaction of its effect; LeaseLost if the lease has passed to another.

    What it was about is forgotten: a letter may hold a link that is a secret.
    """
    done = {"state": WorkState.DONE, "ended_at": desk.now, "last_error": None, "payload": {}}
    await _end(desk.session, work, done)


async def put_back(desk: AnyDesk, work: Leased, error: str, *, for_good: bool = False) -> bool:
    """It failed: later again, each time after a longer pause; True if it was given up."""
    given_up = for_good or work.attempts >= TRIES
    values: dict[str, object] = {
        "last_error": error[:400],
        "lease_owner": None,
        "lease_until": None,
    }
    if given_up:
        values |= {"state": WorkState.DEAD, "ended_at": desk.now}
    else:
        values |= {
            "due_at": desk.now + min(_FIRST_PAUSE * 2 ** (work.attempts - 1), _LONGEST_PAUSE)
        }
    await _end(desk.session, work, values)
    return given_up


async def leave(desk: AnyDesk, work: Leased) -> None:
    """It was not tried: free again after the shortest pause, and nothing counted."""
    values = {
        "attempts": work.attempts - 1,
        "due_at": desk.now + _FIRST_PAUSE,
        "lease_owner": None,
        "lease_until": None,
    }
    await _end(desk.session, work, values)


async def revive(desk: AnyDesk, row: Work) -> None:
    """What was given up is tried once more from the beginning, as somebody asked for it."""
    row.state, row.attempts, row.due_at, row.ended_at = WorkState.WAITING, 0, desk.now, None
    row.lease_owner, row.lease_until = None, None
    await desk.session.flush()


async def set_aside(session: AsyncSession, row: Work) -> None:
    """What was given up is looked at no more, and what it was about is forgotten."""
    row.state, row.payload = WorkState.DONE, {}
    await session.flush()


async def forget(desk: AnyDesk) -> None:
    """Drop what was done some time ago; what was given up stays until somebody looks."""
    old = delete(Work).where(Work.state == WorkState.DONE, Work.ended_at < desk.now - KEPT)
    await desk.session.execute(old.execution_options(synchronize_session=False))


async def _end(session: AsyncSession, work: Leased, values: dict[str, object]) -> None:
    held = update(Work).where(
        Work.id == work.id, Work.lease_owner == work.owner, Work.state == WorkState.WAITING
    )
    done = await session.execute(
        held.values(values).execution_options(synchronize_session=False).returning(Work.id)
    )
    if done.first() is None:
        raise LeaseLost
