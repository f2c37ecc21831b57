"""What was read need not be read again: within a transaction, and until the journal has news."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk
from tracker.journal.models import JournalEntry
from tracker.journal.record import KEPT
from tracker.kernel.database import for_system
from tracker.kernel.scoped import PROJECT

MOST = 32
"""Results that a process keeps; the one that was asked for longest ago makes room."""


class OfProject(Protocol):
    @property
    def id(self) -> Any: ...


Its = TypeVar("Its", bound=OfProject)
Args = ParamSpec("Args")
Found = TypeVar("Found")
Kept = OrderedDict[Any, tuple[list[str], Any]]
_READ = "what was read"


def once(
    read: Callable[Concatenate[AnyDesk, Args], Awaitable[Found]],
) -> Callable[Concatenate[AnyDesk, Args], Awaitable[Found]]:
    """Read once for an instant and the same arguments, within a transaction that cannot write.

    They can be hashed, nobody changes what comes back, and it is the same whoever asks. Where a
    session may write, each asks anew: what was read may have changed meanwhile.
    """

    @wraps(read)
    async def looked(desk: AnyDesk, /, *args: Args.args, **named: Args.kwargs) -> Found:
        if not _is_reading(desk.session):
            return await read(desk, *args, **named)
        key = (read, desk.now, args, tuple(named.items()))
        if key not in _known(desk.session):
            read_now = await read(desk, *args, **named)
            _known(desk.session)[key] = read_now  # the first statement began the transaction
        found: Found = _known(desk.session)[key]
        return found

    return looked


def kept(
    read: Callable[Concatenate[AnyDesk, Its, Args], Awaitable[Found]],
) -> Callable[Concatenate[AnyDesk, Its, Args], Awaitable[Found]]:
    """Read anew only after an entry of the project, or of none: people, catalogues, calls.

    Every act leaves an entry, and its hash stands for all entries before it: two readings under
    the same hashes find the same rows. It serves sessions that cannot write; what a command
    decides on is always read anew. `read` depends on rows and its arguments alone, which can be
    hashed, and on the desk's instant only by days that are among them. Nobody changes what it
    answers, and it holds no rows of a session.
    """

    @wraps(read)
    async def looked(desk: AnyDesk, its: Its, /, *args: Args.args, **named: Args.kwargs) -> Found:
        if not _is_reading(desk.session):
            return await read(desk, its, *args, **named)
        known: Kept = desk.session.info[KEPT]
        key = (read, its.id, args, tuple(named.items()))
        newest = await _newest(desk, its.id)
        if key not in known or known[key][0] != newest:
            known[key] = (newest, await read(desk, its, *args, **named))
        known.move_to_end(key)
        while len(known) > MOST:
            known.popitem(last=False)
        found: Found = known[key][1]
        return found

    return looked


def _is_reading(session: AsyncSession) -> bool:
    options = session.get_bind().get_execution_options()
    reads: bool = options.get("postgresql_readonly", False)
    return reads


def _known(session: AsyncSession) -> dict[Any, Any]:
    """Of the present transaction; it begins with the first statement."""
    transaction = session.sync_session.get_transaction()
    begun, known = session.info.get(_READ, (None, {}))
    if begun is not transaction:
        known = {}
    session.info[_READ] = (transaction, known)
    found: dict[Any, Any] = known
    return found


def _last_where(condition: Any) -> Select[str]:
    last = select(JournalEntry.hash).where(condition).order_by(JournalEntry.seq.desc()).limit(1)
    return select(last.subquery().c.hash)


_NEWEST = for_system(
    select(
        union_all(
            _last_where(JournalEntry.project_id == PROJECT),
            _last_where(JournalEntry.project_id.is_(None)),
        ).subquery()
    ),
    "whether something happened since",
)


@once
async def _newest(desk: AnyDesk, project_id: UUID) -> list[str]:
    """The hashes of the newest entries that may change what is read of a project."""
    rows = await desk.session.execute(_NEWEST, {"project_id": project_id})
    return [row[0] for row in rows]
