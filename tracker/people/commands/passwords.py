"""Setting a password, and the links by which somebody without one sets it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from tracker.journal.desk import AnyDesk
from tracker.kernel.saying import N_, Filled
from tracker.people.commands.sessions import end_others
from tracker.people.models import Authenticator, LinkKind, MailLink, Password
from tracker.people.queries.members import person_by_email
from tracker.people.secret import digest, new_secret
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


async def set_password(desk: AnyDesk, person_id: UUID, hashed: str, keep: UUID | None) -> None:
    """A new password: every other session of the person ends, and every link.

    An authenticator that no code has confirmed goes too: who knows whom it was shown to.
    """
    row = await desk.session.scalar(select(Password).where(Password.person_id == person_id))
    if row is None:
        row = desk.add(Password(person_id=person_id, hash=hashed, set_at=desk.now))
    else:
        row.hash, row.set_at = hashed, desk.now
    await desk.session.execute(
        delete(Authenticator).where(
            Authenticator.person_id == person_id, Authenticator.confirmed_at.is_(None)
        )
    )
    await end_links(desk, person_id)
    await end_others(desk, person_id, keep)
    desk.system.record("password.set", row, person=person_id)
    await desk.session.flush()


GONE = "This link has been used, or is too old. Ask for a new one, or sign in."


async def new_link(
    desk: AnyDesk,
    kind: LinkKind,
    *,
    expires_at: datetime | None = None,
    person_id: UUID | None = None,
    invitation_id: UUID | None = None,
) -> tuple[str, MailLink]:
    """A link that sets a password once: its secret, which is kept nowhere else.

    It belongs to a person, or to an invitation until somebody takes it up.
    """
    secret = new_secret()
    row = desk.add(
        MailLink(
            kind=kind,
            person_id=person_id,
            invitation_id=invitation_id,
            hash=digest(secret),
            expires_at=expires_at or desk.now + LIVES[kind],
            ended_at=None,
        )
    )
    await desk.session.flush()
    return secret, row


async def ask_for_reset(desk: AnyDesk, email: str) -> None:
    """Look later whether somebody has this address: who asks learns nothing, not even by time."""
    minute = desk.now.strftime("%Y-%m-%dT%H:%M")
    wanted = Wanted(
        kind=RESET, dedupe=f"{RESET}|{digest(email.lower())}|{minute}", payload={"email": email}
    )
    await work.enqueue(desk, [wanted])


async def reset(desk: AnyDesk, email: str, origin: str) -> None:
    """Mail the link, if the address is that of an active person.

    Earlier ones work on until one is used: whoever asks need not be the person.
    """
    person = await person_by_email(desk.session, email)
    if person is not None and person.active:
        secret, row = await new_link(desk, LinkKind.RESET, person_id=person.id)
        letter = Letter(
            id=row.id,
            to=person.email,
            subject=translated(_SUBJECT, person.language),
            text=translated(Filled(_TEXT, link=f"{origin}/welcome/{secret}"), person.language),
            language=person.language,
        )
        await work.mail(desk, letter)


async def end_links(desk: AnyDesk, person_id: UUID) -> None:
    """No link that sets somebody's password works any more."""
    await desk.session.execute(
        update(MailLink)
        .where(MailLink.person_id == person_id, MailLink.ended_at.is_(None))
        .values(ended_at=desk.now, version=MailLink.version + 1)
        .execution_options(synchronize_session=False)
    )
