"""Writing to the journal: noted by commands, chained just before COMMIT, the head taken last."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from sqlalchemy import event, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, SessionTransaction

from tracker.journal.chain import GENESIS, hash_of
from tracker.journal.models import JournalEntry
from tracker.kernel.canonical import canonical
from tracker.kernel.database import for_system
from tracker.process.terms import Terms

_PENDING = "journal"
_TERMS = "terms"
_COMMAND = "command"
KEPT = "what was worked out of projects"
"""In the `info` of sessions: one store for all of an installation (`journal/reading.py`)."""
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


def note(session: AsyncSession, entry: dict[str, Any], detail: dict[str, Any]) -> None:
    """Keep an entry until the commit; one of the system names the command that `run_by` told."""
    command = session.sync_session.info.get(_COMMAND)
    if entry["person_id"] is None and command:
        detail["command"] = command
    entry["detail"] = canonical(detail).decode()
    session.sync_session.info.setdefault(_PENDING, []).append(entry)


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
        info={_TERMS: terms or Terms(), _GROWN: grown, KEPT: OrderedDict()},
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
