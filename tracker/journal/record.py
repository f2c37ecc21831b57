"""Writing to the journal: noted by commands, chained just before COMMIT, the head taken last."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, SessionTransaction

from tracker.journal.chain import GENESIS, hash_of
from tracker.journal.models import JournalEntry, Received
from tracker.kernel.actor import Actor, Behalf
from tracker.kernel.canonical import canonical
from tracker.kernel.database import for_system
from tracker.kernel.errors import Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_
from tracker.process.terms import Terms

_PENDING = "journal"
_TERMS = "terms"
_COMMAND = "command"
_GROWN = "who hears of a commit"
_CHAINED = "the journal grows with this commit"
_MARKS = "journal before each savepoint"
_NEWEST = for_system(
    select(JournalEntry.seq, JournalEntry.hash).order_by(JournalEntry.seq.desc()).limit(1),
    "the head of the journal",
)
_INSERT = insert(JournalEntry)
_HEAD_LOCK = 0x7261636B  # any fixed number: one advisory lock for the chain's head


class JournalledSession(Session):
    """A session that chains what was recorded in its transaction."""


def record(
    session: AsyncSession,
    actor: Actor | None,
    what: str,
    project_id: UUID | None,
    now: datetime,
    *,
    on: Any = None,
    **detail: Any,
) -> None:
    """Note an entry; `on` is the row acted on. `detail` holds ids and short values, never names.

    Nothing is written before the commit. `actor` None is the system, or a command that `run_by`
    names. What somebody records on
    behalf of a party is theirs, with the party and its original in the detail and in a row.
    """
    part = actor.behalf or actor if actor is not None else None
    if actor is not None and actor.behalf is not None:
        detail["behalf"] = _received(session, actor, actor.behalf, what, project_id, now, on)
    if actor is None and (command := session.sync_session.info.get(_COMMAND)):
        detail["command"] = command
    session.sync_session.info.setdefault(_PENDING, []).append(
        {
            "at": now,
            "person_id": actor and actor.person_id,
            "organisation_id": part and part.organisation_id,
            "role": part and part.role.value,
            "what": what,
            "project_id": project_id,
            "object_type": on.__tablename__ if on is not None else None,
            "object": on,
            "detail": canonical(detail).decode(),
        }
    )


def _received(
    session: AsyncSession,
    actor: Actor,
    behalf: Behalf,
    what: str,
    project_id: UUID | None,
    now: datetime,
    on: Any,
) -> dict[str, Any]:
    """The original hangs in the project of the act, so that nothing is recorded elsewhere by it."""
    if project_id != behalf.project_id:
        raise Unfit("original", N_("Upload the original to the project that the act belongs to."))
    session.add(
        Received(
            id=uuid7(now),
            created_at=now,
            project_id=project_id,
            what=what,
            object_type=on.__tablename__ if on is not None else None,
            object_id=on.id if on is not None else None,
            organisation_id=actor.organisation_id,
            file_id=behalf.file_id,
            recorded_by=actor.person_id,
        )
    )
    return {
        "organisation": actor.organisation_id,
        "role": actor.role.value,
        "original": behalf.file_id,
    }


def run_by(session: AsyncSession, command: str, account: str) -> None:
    """From here on, entries of this session that nobody signed in makes say which command did it.

    `account` is that of the operating system under which it ran, and says no more than that.
    """
    session.sync_session.info[_COMMAND] = {"name": command, "account": account}


def sessions_of(
    engine: AsyncEngine, terms: Terms | None = None, grown: Callable[[], None] | None = None
) -> async_sessionmaker[AsyncSession]:
    """Sessions for this engine; attributes stay readable after the commit.

    `grown` is called after each commit with which the journal grew.
    """
    return async_sessionmaker(
        engine,
        expire_on_commit=False,
        sync_session_class=JournalledSession,
        autoflush=False,
        info={_TERMS: terms or Terms(), _GROWN: grown},
    )


def terms_of(session: AsyncSession) -> Terms:
    """The times that the installation allows; a session carries them from its start."""
    terms: Terms = session.info[_TERMS]
    return terms


@event.listens_for(JournalledSession, "before_commit")
def _chain(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint ends here; the head is taken when the transaction does
    session.flush()
    pending = session.info.pop(_PENDING, None)
    if not pending:
        return
    if session.get_bind().dialect.name == "postgresql":
        lock = select(func.pg_advisory_xact_lock(_HEAD_LOCK))
        session.execute(for_system(lock, "the head of the journal has one writer"))
    connection = session.connection()
    head = connection.execute(_NEWEST).first()
    seq, prev = (head.seq, head.hash) if head else (0, GENESIS)
    rows = []
    for entry in pending:
        seq += 1
        on = entry.pop("object")
        entry |= {"seq": seq, "prev": prev, "object_id": on.id if on is not None else None}
        prev = entry["hash"] = hash_of(entry)
        rows.append(entry)
    connection.execute(_INSERT, rows)
    session.info[_CHAINED] = True


@event.listens_for(JournalledSession, "after_commit")
def _tell(session: Session) -> None:
    if session.info.pop(_CHAINED, False) and (grown := session.info[_GROWN]) is not None:
        grown()


@event.listens_for(JournalledSession, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        noted = len(session.info.get(_PENDING, ()))
        session.info.setdefault(_MARKS, {})[transaction] = noted


@event.listens_for(JournalledSession, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What was noted since the savepoint, or since the beginning, did not happen."""
    if ended.nested or ended.parent is None:
        noted = session.info.get(_MARKS, {}).pop(ended, 0)
        del session.info.get(_PENDING, [])[noted:]
