"""Accepting and declining what somebody is asked, by a mailed link or from their own account."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk
from tracker.kernel.errors import Conflict, Forbidden, NotFound
from tracker.kernel.saying import N_
from tracker.people import letters, queries
from tracker.people.commands import members, passwords, providers
from tracker.people.commands.invitations import NOT_ONESELF, could_be_asked
from tracker.people.models import Invitation, Membership, Person, SignInProvider
from tracker.people.queries import providers as outside
from tracker.people.queries.invitations import is_unanswered
from tracker.people.wire import Guest, InvitationState, NewMembership, NewPerson, state_of
from tracker.process.today import access_day

OVER = N_("This invitation is over or was answered. Ask whoever invited you.")


async def accept(desk: AnyDesk, row: Invitation, person: Person) -> Membership:
    """The person holds the role from now on; a second time does nothing more.

    `actor` None: they come in by it, or act in no role yet. Their row is locked, as their account
    may be shut meanwhile.
    """
    if row.membership_id is not None:
        return await queries.membership(desk.session, row.membership_id)
    _expect_open(row, desk.now)
    await desk.session.refresh(person, with_for_update={"key_share": True})
    if person.id == row.invited_by:
        raise Forbidden(NOT_ONESELF)
    if not person.active or not await could_be_asked(desk, row):
        raise Conflict(OVER)
    held = await queries.memberships_ever(desk.session, person.id)
    membership = next((one for one in held if _covers(one, row)), None)
    if membership is None:
        role = NewMembership(organisation_id=row.organisation_id, role=row.role, until=row.until)
        membership = await members.give_membership(desk, person, role, giver_id=row.invited_by)
        await letters.role_given(desk, membership, row.invited_by, asked=True)
    elif membership.starts > (today := access_day(desk.now)):
        membership.starts = today
        desk.record("membership.given", membership, role=membership.role)
    row.person_id, row.membership_id, row.accepted_at = person.id, membership.id, desk.now
    desk.record("invitation.accepted", row, person=person.id, role=row.role)
    await desk.session.flush()
    return membership


async def decline(desk: AnyDesk, row: Invitation) -> None:
    """Whoever was asked does not take part; a second time does nothing more."""
    if row.declined_at is not None:
        return
    _expect_open(row, desk.now)
    row.declined_at = desk.now
    desk.record("invitation.declined", row, person=row.person_id)
    await desk.session.flush()


async def use_link(desk: AnyDesk, secret: str, hashed: str) -> UUID:
    """Set the password that a mailed link allows, and accept what it asks; whose it is.

    NotFound if the link works no more.
    """
    guest = await queries.guest(desk, secret)
    if guest is None:
        raise NotFound(passwords.GONE)
    person = await _take_up(desk, guest)
    await passwords.set_password(desk, person.id, hashed, None)
    return person.id


async def use_link_elsewhere(
    desk: AnyDesk, link_id: UUID | None, provider: SignInProvider, subject: str
) -> UUID | None:
    """Accept as whoever came back from the inviting organisation's provider; who that is.

    None where the provider's subject is another person here.
    """
    guest = await queries.guest_of_link(desk, link_id)
    if guest is None or not invited_by(guest, provider):
        raise NotFound(passwords.GONE)
    holder = await outside.person_of(desk.session, provider.id, subject)
    if holder is not None and holder != guest.person_id:
        return None
    person = await _take_up(desk, guest)
    await providers.link(desk, person.id, provider, subject)
    return person.id


def invited_by(guest: Guest, provider: SignInProvider) -> bool:
    """Whether the provider is that of the organisation that the guest is asked to join."""
    return guest.offer is not None and guest.offer.organisation_id == provider.organisation_id


async def _take_up(desk: AnyDesk, guest: Guest) -> Person:
    """Whoever holds the link; they are added where nobody has the address yet."""
    if guest.offer is None:
        return await desk.session.get_one(Person, guest.person_id)
    row = await desk.session.get_one(Invitation, guest.offer.id)
    if guest.person_id is None:
        new = NewPerson(name=row.name, email=row.email, language=row.language, zone=row.zone)
        person = await members.add_person(desk.system, new)
    else:
        person = await desk.session.get_one(Person, guest.person_id)
    await accept(desk.system, row, person)
    await _note_others(desk.session, person)
    return person


async def _note_others(session: AsyncSession, person: Person) -> None:
    """Other letters went to this address too: their invitations are the person's to answer.

    Without a new version, by which another inviter could tell that there is an account now.
    """
    await session.execute(
        update(Invitation)
        .where(Invitation.email == person.email, Invitation.person_id.is_(None), is_unanswered())
        .values(person_id=person.id)
        .execution_options(synchronize_session=False)
    )


def _covers(held: Membership, row: Invitation) -> bool:
    """Whether a role that somebody holds is the one they are asked to hold, for as long."""
    same = held.organisation_id == row.organisation_id and held.role is row.role
    lasts = held.until is None or (row.until is not None and held.until >= row.until)
    return same and lasts


def _expect_open(row: Invitation, now: datetime) -> None:
    if state_of(row, now) is not InvitationState.OPEN:
        raise Conflict(OVER)
