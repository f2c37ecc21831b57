"""Beginning, proving, renewing and ending sessions.

The secret is new at sign-in and at every change of what it is worth, so that one planted in a
browser before is worth nothing after.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.journal.desk import AnyDesk
from tracker.kernel.errors import NotFound
from tracker.people.models import Person, SignIn
from tracker.people.rules import LONGEST, REMEMBERED
from tracker.people.secret import digest, new_secret


class SessionAsked(Struct, frozen=True, kw_only=True):
    """What a new session is to be: for whom, proven when and by what, on which device.

    `proven_at`: when a factor was shown; None where nobody has said when.
    """

    person_id: UUID
    membership_id: UUID | None
    proven_at: datetime | None
    second: bool
    remembered: bool
    device: str
    provider_id: UUID | None = None


async def begin(desk: AnyDesk, data: SessionAsked) -> str:
    """A new session; its secret, which is kept nowhere else."""
    secret = new_secret()
    desk.add(
        SignIn(
            hash=digest(secret),
            person_id=data.person_id,
            membership_id=data.membership_id,
            proven_at=data.proven_at,
            second_at=desk.now if data.second else None,
            seen_at=desk.now,
            expires_at=desk.now + (REMEMBERED if data.remembered else LONGEST),
            remembered=data.remembered,
            provider_id=data.provider_id,
            device=data.device,
            ended_at=None,
        )
    )
    await desk.session.flush()
    return secret


async def prove(
    session: AsyncSession, session_id: UUID, *, second: bool, proven_at: datetime
) -> str:
    """A factor was shown again at that instant: the same session under a new secret."""
    row = await session.get_one(SignIn, session_id)
    row.proven_at = proven_at
    if second:
        row.second_at = proven_at
    return await _renewed(session, row)


async def renew(session: AsyncSession, session_id: UUID) -> str:
    """The same session under a new secret; what it was worth stays."""
    return await _renewed(session, await session.get_one(SignIn, session_id))


async def act_as(desk: AnyDesk, session_id: UUID, membership_id: UUID, remembered: bool) -> str:
    """The session acts for another membership from now on, under a new secret."""
    row = await desk.session.get_one(SignIn, session_id)
    row.membership_id = membership_id
    if row.remembered and not remembered:
        row.remembered, row.expires_at = False, min(row.expires_at, desk.now + LONGEST)
    return await _renewed(desk.session, row)


async def end(desk: AnyDesk, person_id: UUID, session_id: UUID) -> None:
    """End one session of a person."""
    row = await desk.session.get(SignIn, session_id)
    if row is None or row.person_id != person_id:
        raise NotFound
    row.ended_at = row.ended_at or desk.now
    await desk.session.flush()


async def end_others(desk: AnyDesk, person_id: UUID, keep: UUID | None) -> None:
    """End every session of a person but one. `actor`: the administrator who does it for them."""
    theirs = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if keep is not None:
        theirs = theirs.where(SignIn.id != keep)
    await desk.session.execute(theirs.values(ended_at=desk.now))
    desk.record("sessions.ended", person=person_id)


async def change_profile(desk: AnyDesk, person_id: UUID, zone: str) -> None:
    """The clock that somebody reads by."""
    person = await desk.session.get_one(Person, person_id)
    detail = journal.change(person, {"zone": zone})
    if detail["changed"]:
        desk.system.record("person.changed", person, **detail)
        await desk.session.flush()


async def seen(desk: AnyDesk, session_id: UUID) -> None:
    """Somebody is still there."""
    await desk.session.execute(
        update(SignIn)
        .where(SignIn.id == session_id, SignIn.seen_at < desk.now)
        .values(seen_at=desk.now)
    )


async def _renewed(session: AsyncSession, row: SignIn) -> str:
    secret = new_secret()
    row.hash = digest(secret)
    await session.flush()
    return secret
