"""Setting a password, and the links by which somebody without one sets it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.accounts.commands.sessions import end_others
from tracker.accounts.models import Authenticator, LinkKind, MailLink, Password
from tracker.accounts.secret import digest, new_secret
from tracker.identity.queries import person_by_email
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.web.language import translated
from tracker.work import commands as work
from tracker.work.wire import Letter, Wanted

LIVES = {LinkKind.INVITATION: timedelta(days=14), LinkKind.RESET: timedelta(hours=1)}
_SUBJECT = N_("Set a new password for the tracker")
_TEXT = N_(
    "Somebody, probably you, asked to set a new password. Do it here, within an hour:\n"
    "%(link)s\n\nIf it was not you, leave it alone; nothing has changed.\n"
)
RESET = "reset"
"""The kind of work that looks whether an address is somebody's, and mails them a link."""


async def set_password(
    session: AsyncSession, person_id: UUID, hashed: str, keep: UUID | None, now: datetime
) -> None:
    """A new password: every other session of the person ends, and every link.

    An authenticator that no code has confirmed goes too: who knows whom it was shown to.
    """
    row = await session.scalar(select(Password).where(Password.person_id == person_id))
    if row is None:
        row = Password(id=uuid7(now), created_at=now, person_id=person_id, hash=hashed, set_at=now)
        session.add(row)
    else:
        row.hash, row.set_at = hashed, now
    await session.execute(
        delete(Authenticator).where(
            Authenticator.person_id == person_id, Authenticator.confirmed_at.is_(None)
        )
    )
    await end_links(session, person_id, now)
    await end_others(session, person_id, keep, now)
    journal.record(session, None, "password.set", None, now, on=row, person=person_id)
    await session.flush()


GONE = "This link has been used, or is too old. Ask for a new one, or sign in."


async def new_link(
    session: AsyncSession,
    kind: LinkKind,
    now: datetime,
    *,
    expires_at: datetime | None = None,
    person_id: UUID | None = None,
    invitation_id: UUID | None = None,
) -> tuple[str, MailLink]:
    """A link that sets a password once: its secret, which is kept nowhere else.

    It belongs to a person, or to an invitation until somebody takes it up.
    """
    secret = new_secret()
    row = MailLink(
        id=uuid7(now),
        created_at=now,
        kind=kind,
        person_id=person_id,
        invitation_id=invitation_id,
        hash=digest(secret),
        expires_at=expires_at or now + LIVES[kind],
        ended_at=None,
    )
    session.add(row)
    await session.flush()
    return secret, row


async def ask_for_reset(session: AsyncSession, email: str, now: datetime) -> None:
    """Look later whether somebody has this address: who asks learns nothing, not even by time."""
    minute = now.strftime("%Y-%m-%dT%H:%M")
    wanted = Wanted(
        kind=RESET, dedupe=f"{RESET}|{digest(email.lower())}|{minute}", payload={"email": email}
    )
    await work.enqueue(session, [wanted], now)


async def reset(session: AsyncSession, email: str, origin: str, now: datetime) -> None:
    """Mail the link, if the address is that of an active person.

    Earlier ones work on until one is used: whoever asks need not be the person.
    """
    person = await person_by_email(session, email)
    if person is not None and person.active:
        secret, row = await new_link(session, LinkKind.RESET, now, person_id=person.id)
        letter = Letter(
            id=row.id,
            to=person.email,
            subject=translated(_SUBJECT, person.language),
            text=translated(Filled(_TEXT, link=f"{origin}/welcome/{secret}"), person.language),
            language=person.language,
        )
        await work.mail(session, letter, now)


async def end_links(session: AsyncSession, person_id: UUID, now: datetime) -> None:
    """No link that sets somebody's password works any more."""
    await session.execute(
        update(MailLink)
        .where(MailLink.person_id == person_id, MailLink.ended_at.is_(None))
        .values(ended_at=now, version=MailLink.version + 1)
        .execution_options(synchronize_session=False)
    )
