"""Letters about who may act as whom: to whoever it concerns, and to those who run the office.

They are written in the transaction of what they tell of, so that nothing of it goes untold.
"""

from collections.abc import Iterable
from uuid import UUID

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import CITY_ROLES, DECIDING, Role
from tracker.kernel.ids import uuid7
from tracker.people import queries
from tracker.people.models import ApiToken, Membership
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


async def token_made(desk: AnyDesk, row: ApiToken, membership: Membership, where: str) -> None:
    """To its person; `where` begins the sentence and says how it was made."""
    organisation = await queries.organisation(desk.session, membership.organisation_id)
    text = _PROGRAM_ACTS.format(
        where=where,
        name=row.name,
        role=_named(membership.role),
        organisation=organisation.name,
        ends=row.expires_at,
    )
    subject = "A new API token acts for you in the tracker"
    await _write(desk, [membership.person_id], subject, text)


async def role_given(desk: AnyDesk, row: Membership, giver_id: UUID | None, *, asked: bool) -> None:
    """To managers and administrators where the role decides, for an approver to the city as well.

    `asked`: its person has accepted it; else they are told that they have it.
    """
    person = await queries.person(desk.session, row.person_id)
    organisation = await queries.organisation(desk.session, row.organisation_id)
    names = await queries.names(desk.session, [giver_id] if giver_id else [])
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
        await _write(desk, [person.id], subject, _YOURS.format(**said))
    if row.role in DECIDING:
        told = {one for one in await _watching(desk, row) if one not in known}
        subject = "Somebody has a new role in the tracker"
        await _write(desk, told, subject, _THEIRS.format(**said))


async def sign_in_changed(desk: Desk, person_id: UUID, what: str) -> None:
    """To the person whose way in somebody else has changed, and to those who run the office."""
    names = await queries.names(desk.session, [desk.actor.person_id, person_id])
    said = {"changer": names[desk.actor.person_id], "what": what, "person": names[person_id]}
    told = await _office(desk) - {desk.actor.person_id, person_id}
    await _write(desk, [person_id], _SIGN_IN, _YOUR_WAY_IN.format(**said))
    await _write(desk, told, _SIGN_IN, _THEIR_WAY_IN.format(**said))


async def provider_changed(desk: Desk, what: str) -> None:
    """To those who run the office: who an organisation's people are is said elsewhere from now."""
    names = await queries.names(desk.session, [desk.actor.person_id])
    told = await _office(desk) - {desk.actor.person_id}
    text = _PROVIDER.format(changer=names[desk.actor.person_id], what=what)
    await _write(desk, told, _SIGN_IN, text)


async def deputy_named(desk: Desk, role: Role, holder_id: UUID, deputy_id: UUID) -> None:
    """To the holder of the seat, where somebody else has named who sits for them."""
    if holder_id == desk.actor.person_id:
        return
    names = await queries.names(desk.session, [desk.actor.person_id, deputy_id])
    text = _DEPUTY.format(
        namer=names[desk.actor.person_id], deputy=names[deputy_id], role=_named(role)
    )
    await _write(desk, [holder_id], "Somebody sits for you", text)


async def _office(desk: AnyDesk) -> set[UUID]:
    return {one.person_id for one in await queries.holders(desk, _OFFICE_ROLES)}


async def _watching(desk: AnyDesk, row: Membership) -> set[UUID]:
    told = await _office(desk)
    if row.role is not Role.CITY_APPROVER:
        return told
    city = await queries.holders(desk, CITY_ROLES, [row.organisation_id])
    return told | {one.person_id for one in city}


async def _write(desk: AnyDesk, person_ids: Iterable[UUID], subject: str, text: str) -> None:
    for address in (await queries.addresses(desk.session, person_ids)).values():
        letter = Letter(id=uuid7(desk.now), to=address, subject=subject, text=text)
        await work.mail(desk, letter)


def _named(role: Role) -> str:
    return word(f"Role.{role.value}", role.value).lower()
