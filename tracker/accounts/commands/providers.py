"""Providers of sign-in, leaving for one and coming back, and who somebody is there."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.accounts.models import Errand, OutsideIdentity, SignIn, SignInProvider, WayOut
from tracker.accounts.queries import providers as known
from tracker.accounts.secret import digest, new_secret
from tracker.accounts.wire import NewProvider
from tracker.identity import letters
from tracker.identity.models import Organisation
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_

AWAY = timedelta(minutes=10)
"""How long somebody may take at a provider."""


class Leaving(Struct, frozen=True, kw_only=True):
    """What somebody leaves for, and what it belongs to: a session, or a link by mail."""

    provider_id: UUID
    errand: Errand
    next: str = "/"
    sign_in_id: UUID | None = None
    mail_link_id: UUID | None = None


async def add(
    session: AsyncSession,
    actor: Actor,
    organisation: Organisation,
    asked: NewProvider,
    now: datetime,
) -> SignInProvider:
    """From now on the organisation's own people may sign in there, once each has been linked."""
    if await known.of_organisation(session, organisation.id) is not None:
        raise Conflict(N_("This organisation has a provider; end it before you enter another."))
    row = SignInProvider(
        id=uuid7(now),
        created_at=now,
        organisation_id=organisation.id,
        issuer=asked.issuer,
        client_id=asked.client_id,
        client_secret=asked.client_secret,
        two_factors=asked.two_factors,
        ended_at=None,
    )
    session.add(row)
    journal.record(session, actor, "provider.added", None, now, on=row, issuer=asked.issuer)
    await session.flush()
    what = f"entered {asked.issuer} as where the people of {organisation.name} may sign in."
    await letters.provider_changed(session, actor, what, now)
    return row


async def end(session: AsyncSession, actor: Actor, row: SignInProvider, now: datetime) -> None:
    """Nobody signs in there any more, and the sessions that it opened end at once."""
    if row.ended_at is not None:
        return
    row.ended_at = now
    await session.execute(
        update(SignIn)
        .where(SignIn.provider_id == row.id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    journal.record(session, actor, "provider.ended", None, now, on=row, issuer=row.issuer)
    await session.flush()


async def leave(session: AsyncSession, asked: Leaving, now: datetime) -> tuple[str, str]:
    """Somebody goes to a provider: the `state` they take along, and what their cookie holds."""
    state, secret = new_secret(), new_secret()
    session.add(
        WayOut(
            id=uuid7(now),
            created_at=now,
            state=digest(state),
            browser=digest(secret),
            provider_id=asked.provider_id,
            errand=asked.errand,
            sign_in_id=asked.sign_in_id,
            mail_link_id=asked.mail_link_id,
            next=asked.next[:500],
            expires_at=now + AWAY,
        )
    )
    await session.flush()
    return state, secret


async def come_back(
    session: AsyncSession, state: str, secret: str, now: datetime
) -> Leaving | None:
    """What this browser left for, told once; None for another browser, a second time, too late."""
    gone = await session.execute(
        delete(WayOut)
        .where(WayOut.state == digest(state), WayOut.browser == digest(secret))
        .returning(
            WayOut.provider_id,
            WayOut.errand,
            WayOut.next,
            WayOut.sign_in_id,
            WayOut.mail_link_id,
            WayOut.expires_at,
        )
    )
    row = gone.first()
    if row is None or row.expires_at <= now:
        return None
    return Leaving(
        provider_id=row.provider_id,
        errand=row.errand,
        next=row.next,
        sign_in_id=row.sign_in_id,
        mail_link_id=row.mail_link_id,
    )


async def link(
    session: AsyncSession, person_id: UUID, provider: SignInProvider, subject: str, now: datetime
) -> bool:
    """From now on this subject is this person; False if it is somebody else already.

    Another subject of the same person at this provider is replaced.
    """
    holder = await known.person_of(session, provider.id, subject)
    if holder is not None:
        return holder == person_id
    await unlink(session, person_id, provider.id, now)
    row = OutsideIdentity(
        id=uuid7(now),
        created_at=now,
        provider_id=provider.id,
        subject=subject,
        person_id=person_id,
    )
    session.add(row)
    journal.record(session, None, "identity.linked", None, now, on=row, person=person_id)
    await session.flush()
    return True


async def unlink(session: AsyncSession, person_id: UUID, provider_id: UUID, now: datetime) -> None:
    """Somebody signs in there no more; sessions that it opened for them end."""
    row = await known.identity_of(session, person_id, provider_id)
    if row is None:
        return
    journal.record(session, None, "identity.unlinked", None, now, on=row, person=person_id)
    await session.delete(row)
    await session.execute(
        update(SignIn)
        .where(
            SignIn.provider_id == provider_id,
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.flush()


async def forget(session: AsyncSession, now: datetime) -> None:
    """Who has not come back in time begins anew."""
    await session.execute(delete(WayOut).where(WayOut.expires_at <= now))
