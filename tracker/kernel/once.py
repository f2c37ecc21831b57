"""What a session that only reads has read before, it need not read again."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

Args = ParamSpec("Args")
Found = TypeVar("Found")
_READ = "what was read"


def once(
    read: Callable[Concatenate[AsyncSession, Args], Awaitable[Found]],
) -> Callable[Concatenate[AsyncSession, Args], Awaitable[Found]]:
    """Read once for the same arguments within a transaction that cannot write.

    They can be hashed, and nobody changes what comes back. Where a session may write, each asks
    anew: what was read may have changed meanwhile.
    """

    @wraps(read)
    async def asked(session: AsyncSession, /, *args: Args.args, **named: Args.kwargs) -> Found:
        if not session.get_bind().get_execution_options().get("postgresql_readonly", False):
            return await read(session, *args, **named)
        key = (read, args, tuple(named.items()))
        if key not in _known(session):
            found = await read(session, *args, **named)
            _known(session)[key] = found
        known: Found = _known(session)[key]
        return known

    return asked


def _known(session: AsyncSession) -> dict[Any, Any]:
    """Of the present transaction; it begins with the first statement."""
    transaction = session.sync_session.get_transaction()
    begun, known = session.info.get(_READ, (None, {}))
    if begun is not transaction:
        known = {}
    session.info[_READ] = (transaction, known)
    found: dict[Any, Any] = known
    return found
