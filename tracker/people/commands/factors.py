"""Second factors: codes by time (RFC 6238), and recovery codes that stand in for them once."""

import hmac
import unicodedata
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.errors import Forbidden, NotFound
from tracker.kernel.saying import N_
from tracker.people import letters
from tracker.people.commands.sessions import end_others
from tracker.people.models import Authenticator, RecoveryCode, SignIn
from tracker.people.secret import new_recovery_code, recovery_digest

STEP = 30
"""Seconds of one code."""
RECOVERY_CODES = 10


async def propose(desk: AnyDesk, person_id: UUID, sign_in_id: UUID | None) -> str:
    """The secret for a new authenticator, the same for this session until a code confirms it.

    Another session is shown another secret, and the earlier one counts no more: whoever knows
    the password alone does not read what its owner is just scanning.
    """
    row = await _of(desk.session, person_id)
    if row is None:
        row = desk.add(
            Authenticator(
                person_id=person_id,
                secret=pyotp.random_base32(),
                sign_in_id=sign_in_id,
                confirmed_at=None,
                last_step=None,
            )
        )
    elif row.confirmed_at is not None:
        raise NotFound(N_("You have an authenticator; take it away first to set up another."))
    elif row.sign_in_id != sign_in_id:
        row.secret, row.sign_in_id = pyotp.random_base32(), sign_in_id
    await desk.session.flush()
    return row.secret


def address_of(secret: str, email: str, issuer: str) -> str:
    """What a QR code says to an authenticator (otpauth, as Google Authenticator's key URI)."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=email, issuer_name=issuer)


async def confirm(
    desk: AnyDesk, person_id: UUID, sign_in_id: UUID | None, code: str
) -> list[str] | None:
    """The first code makes it count; the recovery codes, shown this once. None: a wrong code.

    Only the session that was shown the secret confirms it.
    """
    row = await _of(desk.session, person_id)
    if row is None or row.confirmed_at is not None or row.sign_in_id != sign_in_id:
        return None
    if not _spend(row, code, desk.now):
        return None
    row.confirmed_at = desk.now
    desk.system.record("authenticator.set", row, person=person_id)
    return await renew_codes(desk, person_id)


async def renew_codes(desk: AnyDesk, person_id: UUID) -> list[str]:
    """New recovery codes in place of the old; only their hashes are kept."""
    await desk.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    for code in codes:
        desk.add(
            RecoveryCode(person_id=person_id, hash=recovery_digest(person_id, code), used_at=None)
        )
    await desk.session.flush()
    return codes


async def show(desk: AnyDesk, person_id: UUID, code: str) -> bool:
    """Whether it is a code of the authenticator, or a recovery code; either serves once."""
    row = await _of(desk.session, person_id)
    if row is None or row.confirmed_at is None:
        return False
    if _spend(row, code, desk.now):
        await desk.session.flush()
        return True
    used = await desk.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.hash == recovery_digest(person_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=desk.now)
        .returning(RecoveryCode.id)
    )
    if used.first() is None:
        return False
    desk.system.record("recovery_code.used", row, person=person_id)
    return True


async def remove_for(desk: Desk, person_id: UUID) -> None:
    """An administrator takes it away for somebody who lost it; every session of theirs ends.

    The password stays, and only its person knows it. They are written to, and so is the office.
    """
    if person_id == desk.actor.person_id:
        raise Forbidden(N_("Take your own authenticator away on your account page."))
    await remove(desk, person_id)
    await end_others(desk, person_id, None)
    what = "took the authenticator away; the next sign-in with the password sets up another."
    await letters.sign_in_changed(desk, person_id, what)


async def remove(desk: AnyDesk, person_id: UUID) -> None:
    """Take the authenticator away; whoever needs one sets up another before the next act.

    What a session was worth by it goes too.

    `actor`: the administrator who does it for somebody that lost it.
    """
    row = await _of(desk.session, person_id)
    if row is None:
        raise NotFound(N_("There is no authenticator to take away."))
    desk.record("authenticator.removed", row, person=person_id)
    await desk.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    await desk.session.delete(row)
    await desk.session.execute(
        update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.second_at.is_not(None))
        .values(second_at=None)
        .execution_options(synchronize_session=False)
    )
    await desk.session.flush()


async def _of(session: AsyncSession, person_id: UUID) -> Authenticator | None:
    return await session.scalar(select(Authenticator).where(Authenticator.person_id == person_id))


def _spend(row: Authenticator, code: str, now: datetime) -> bool:
    """Accept a code of this step, the one before or the one after, later than the last accepted.

    RFC 6238, section 5.2: one step either way for clocks that differ, and no code twice.
    """
    signs = unicodedata.normalize("NFKC", code)  # an East Asian keyboard may type wide digits
    plain = "".join(sign for sign in signs if sign.isascii() and sign.isdigit())
    current = int(now.timestamp()) // STEP
    generator = pyotp.TOTP(row.secret, interval=STEP)
    for step in (current - 1, current, current + 1):
        fits = hmac.compare_digest(generator.generate_otp(step), plain)
        if fits and (row.last_step is None or step > row.last_step):
            row.last_step = step
            return True
    return False
