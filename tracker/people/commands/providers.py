"""Providers of sign-in, leaving for one and coming back, and who somebody is there."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, update

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.by_name import made
from tracker.kernel.errors import Conflict
from tracker.kernel.saying import N_
from tracker.people import letters
from tracker.people.models import (
    Errand,
    Organisation,
    OutsideIdentity,
    SignIn,
    SignInProvider,
    WayOut,
)
from tracker.people.queries import providers as known
from tracker.people.secret import digest, new_secret
from tracker.people.wire import NewProvider

AWAY = timedelta(minutes=10)
"""How long somebody may take at a provider."""


class Leaving(Struct, frozen=True, kw_only=True):
    """What somebody leaves for, and what it belongs to: a session, or a link by mail."""

    provider_id: UUID
    errand: Errand
    next: str = "/"
    sign_in_id: UUID | None = None
    mail_link_id: UUID | None = None


async def add(desk: Desk, organisation: Organisation, data: NewProvider) -> SignInProvider:
    """From now on the organisation's own people may sign in there, once each has been linked."""
    if await known.of_organisation(desk.session, organisation.id) is not None:
        raise Conflict(N_("This organisation has a provider; end it before you enter another."))
    row = desk.add(made(SignInProvider, data, organisation_id=organisation.id, ended_at=None))
    desk.record("provider.added", row, issuer=data.issuer)
    await desk.session.flush()
    what = f"entered {data.issuer} as where the people of {organisation.name} may sign in."
    await letters.provider_changed(desk, what)
    return row


async def end(desk: Desk, row: SignInProvider) -> None:
    """Nobody signs in there any more, and the sessions that it opened end at once."""
    if row.ended_at is not None:
        return
    row.ended_at = desk.now
    await desk.session.execute(
        update(SignIn)
        .where(SignIn.provider_id == row.id, SignIn.ended_at.is_(None))
        .values(ended_at=desk.now)
        .execution_options(synchronize_session=False)
    )
    desk.record("provider.ended", row, issuer=row.issuer)
    await desk.session.flush()


async def leave(desk: AnyDesk, data: Leaving) -> tuple[str, str]:
    """Somebody goes to a provider: the `state` they take along, and what their cookie holds."""
    state, secret = new_secret(), new_secret()
    desk.add(
        made(
            WayOut,
            data,
            state=digest(state),
            browser=digest(secret),
            next=data.next[:500],
            expires_at=desk.now + AWAY,
        )
    )
    await desk.session.flush()
    return state, secret


async def come_back(desk: AnyDesk, state: str, secret: str) -> Leaving | None:
    """What this browser left for, told once; None for another browser, a second time, too late."""
    gone = await desk.session.execute(
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
    if row is None or row.expires_at <= desk.now:
        return None
    return Leaving(
        provider_id=row.provider_id,
        errand=row.errand,
        next=row.next,
        sign_in_id=row.sign_in_id,
        mail_link_id=row.mail_link_id,
    )


async def link(desk: AnyDesk, person_id: UUID, provider: SignInProvider, subject: str) -> bool:
    """From now on this subject is this person; False if it is somebody else already.

    Another subject of the same person at this provider is replaced.
    """
    holder = await known.person_of(desk.session, provider.id, subject)
    if holder is not None:
        return holder == person_id
    await unlink(desk, person_id, provider.id)
    row = desk.add(OutsideIdentity(provider_id=provider.id, subject=subject, person_id=person_id))
    desk.system.record("identity.linked", row, person=person_id)
    await desk.session.flush()
    return True


async def unlink(desk: AnyDesk, person_id: UUID, provider_id: UUID) -> None:
    """Somebody signs in there no more; sessions that it opened for them end."""
    row = await known.identity_of(desk.session, person_id, provider_id)
    if row is None:
        return
    desk.system.record("identity.unlinked", row, person=person_id)
    await desk.session.delete(row)
    await desk.session.execute(
        update(SignIn)
        .where(
            SignIn.provider_id == provider_id,
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
        )
        .values(ended_at=desk.now)
        .execution_options(synchronize_session=False)
    )
    await desk.session.flush()


async def forget(desk: AnyDesk) -> None:
    """Who has not come back in time begins anew."""
    await desk.session.execute(delete(WayOut).where(WayOut.expires_at <= desk.now))
