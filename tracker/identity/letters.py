"""Letters about who may act as whom: to whoever it concerns, and to those who run the office.

They are written in the transaction of what they tell of, so that nothing of it goes untold.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker.identity import queries
from tracker.identity.models import ApiToken, Membership
from tracker.kernel.actor import CITY_ROLES, DECIDING, Actor, Role
from tracker.kernel.ids import uuid7
from tracker.web.words import word
from tracker.work import commands as work
from tracker.work.wire import Letter

_OFFICE_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)
_PROGRAM_ACTS = (
    "{where} a token “{name}” was made that acts for you as {role} for {organisation}, "
    "until {ends:%Y-%m-%d %H:%M} UTC.\n\n"
    "If you did not want it, sign in, revoke it under API tokens on your account page, "
    "and tell an administrator.\n"
)
_YOURS = (
    "{giver} gave you the role {role} for {organisation}, from {starts} on{waits}.\n\n"
    "If that is a mistake, tell {giver}.\n"
)
_THEIRS = (
    "{giver} gave {person} ({email}) the role {role} for {organisation}, from {starts} on.\n\n"
    "Whoever holds it takes part in decisions, so a manager or an administrator other than "
    "{giver} confirms it first, under Our people. "
    "If you do not know who this is, do not confirm it; have the role ended, and ask {giver}.\n"
)
_SIGN_IN = "How somebody signs in to the tracker was changed"
_YOUR_WAY_IN = (
    "{changer} {what}\n\n"
    "If you did not ask {changer} for it, set a new password, and tell a manager or another "
    "administrator.\n"
)
_THEIR_WAY_IN = (
    "For {person}: {changer} {what}\n\n"
    "If you know of no reason, ask {person} by a way that you had before.\n"
)
_DEPUTY = (
    "{namer} named {deputy} to sit for you as {role} while you are barred, absent or silent.\n\n"
    "If you do not agree, have it ended under Deputies, or ask {namer}.\n"
)
_PROVIDER = "{changer} {what}\n\nIf nobody agreed on that, have it ended, and ask {changer}.\n"


async def token_made(
    session: AsyncSession, row: ApiToken, membership: Membership, where: str, now: datetime
) -> None:
    """To its person; `where` begins the sentence and says how it was made."""
    organisation = await queries.organisation(session, membership.organisation_id)
    text = _PROGRAM_ACTS.format(
        where=where,
        name=row.name,
        role=_named(membership.role),
        organisation=organisation.name,
        ends=row.expires_at,
    )
    subject = "A new API token acts for you in the tracker"
    await _write(session, [membership.person_id], subject, text, now)


async def role_given(
    session: AsyncSession, row: Membership, giver_id: UUID | None, now: datetime, *, asked: bool
) -> None:
    """To managers and administrators where the role decides, for an approver to the city as well.

    `asked`: its person has accepted it; else they are told that they have it.
    """
    person = await queries.person(session, row.person_id)
    organisation = await queries.organisation(session, row.organisation_id)
    names = await queries.names(session, [giver_id] if giver_id else [])
    said = {
        "giver": names.get(giver_id, "an administrator") if giver_id else "an administrator",
        "role": _named(row.role),
        "organisation": organisation.name,
        "starts": row.starts,
        "person": person.name,
        "email": person.email,
        "waits": "" if row.confirmed_at else ", once a second person has confirmed it",
    }
    known = {person.id, giver_id}
    if not asked:
        subject = "You have a new role in the tracker"
        await _write(session, [person.id], subject, _YOURS.format(**said), now)
    if row.role in DECIDING:
        told = {one for one in await _watching(session, row, now) if one not in known}
        subject = "Somebody has a new role in the tracker"
        await _write(session, told, subject, _THEIRS.format(**said), now)


async def sign_in_changed(
    session: AsyncSession, actor: Actor, person_id: UUID, what: str, now: datetime
) -> None:
    """To the person whose way in somebody else has changed, and to those who run the office."""
    names = await queries.names(session, [actor.person_id, person_id])
    said = {"changer": names[actor.person_id], "what": what, "person": names[person_id]}
    told = await _office(session, now) - {actor.person_id, person_id}
    await _write(session, [person_id], _SIGN_IN, _YOUR_WAY_IN.format(**said), now)
    await _write(session, told, _SIGN_IN, _THEIR_WAY_IN.format(**said), now)


async def provider_changed(session: AsyncSession, actor: Actor, what: str, now: datetime) -> None:
    """To those who run the office: who an organisation's people are is said elsewhere from now."""
    names = await queries.names(session, [actor.person_id])
    told = await _office(session, now) - {actor.person_id}
    text = _PROVIDER.format(changer=names[actor.person_id], what=what)
    await _write(session, told, _SIGN_IN, text, now)


async def deputy_named(
    session: AsyncSession,
    actor: Actor,
    role: Role,
    holder_id: UUID,
    deputy_id: UUID,
    now: datetime,
) -> None:
    """To the holder of the seat, where somebody else has named who sits for them."""
    if holder_id == actor.person_id:
        return
    names = await queries.names(session, [actor.person_id, deputy_id])
    text = _DEPUTY.format(namer=names[actor.person_id], deputy=names[deputy_id], role=_named(role))
    await _write(session, [holder_id], "Somebody sits for you", text, now)


async def _office(session: AsyncSession, now: datetime) -> set[UUID]:
    return {one.person_id for one in await queries.holders(session, _OFFICE_ROLES, now)}


async def _watching(session: AsyncSession, row: Membership, now: datetime) -> set[UUID]:
    told = await _office(session, now)
    if row.role is not Role.CITY_APPROVER:
        return told
    city = await queries.holders(session, CITY_ROLES, now, [row.organisation_id])
    return told | {one.person_id for one in city}


async def _write(
    session: AsyncSession,
    person_ids: Iterable[UUID],
    subject: str,
    text: str,
    now: datetime,
) -> None:
    for address in (await queries.addresses(session, person_ids)).values():
        letter = Letter(id=uuid7(now), to=address, subject=subject, text=text)
        await work.mail(session, letter, now)


def _named(role: Role) -> str:
    return word(f"Role.{role.value}", role.value).lower()
