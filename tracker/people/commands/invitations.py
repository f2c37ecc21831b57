"""Asking somebody in, writing to them, and taking the invitation back.

Whoever asks is told the same whether the address is somebody's or not: that is looked at later,
by whichever process writes the letter.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.by_name import made
from tracker.kernel.days import begin_of
from tracker.kernel.errors import Conflict, Forbidden
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.people import queries
from tracker.people.commands import members
from tracker.people.commands.passwords import LIVES, new_link
from tracker.people.models import Invitation, LinkKind, Organisation
from tracker.people.queries import invitations as asked_in
from tracker.people.wire import InvitationState, NewInvitation, NewMembership, state_of
from tracker.process.policy import Act, is_owner
from tracker.process.today import access_day
from tracker.web.language import translated, written_moment
from tracker.work import commands as work
from tracker.work.wire import Letter, Wanted

WRITE = "invitation"
"""The kind of work that writes to whoever was asked in."""
ANSWERED = N_("This invitation was answered or withdrawn; ask anew.")
OTHERWISE = N_("They are asked for this role already; withdraw that invitation, then ask anew.")
NOT_ONESELF = N_("Nobody asks themself in; somebody else who may ask people in does.")
ROLE_OVER = N_("The last day of this role has passed; ask anew, with a later one.")
_SUBJECT = N_("You are asked to take part in the tracker")
_ANEW = N_(
    "%(inviter)s asks you to take part for %(organisation)s.\n\n"
    "To accept, set your password here before %(ends)s:\n%(link)s\n\n"
    "The link works once. If you did not expect it, leave it alone.\n"
)
_AS_BEFORE = N_(
    "%(inviter)s asks you to take part for %(organisation)s.\n\n"
    "Sign in as before and answer under Your account before %(ends)s:\n%(link)s\n\n"
    "You get no role unless you accept.\n"
)


async def invite(desk: Desk, data: NewInvitation) -> Invitation:
    """Who is asked in already, and has not answered, is written to again.

    An organisation's own people ask colleagues in; the secretariat's roles are an administrator's
    to give, and a city's approver is named by the secretariat.
    """
    organisation = await queries.organisation(desk.session, data.organisation_id)
    _expect_may_invite(desk.actor, organisation, data.role)
    if data.email.lower() == (await queries.person(desk.session, desk.actor.person_id)).email:
        raise Forbidden(NOT_ONESELF)
    members.check_zone(data.zone)
    role = NewMembership(organisation_id=organisation.id, role=data.role, until=data.until)
    members.first_day(organisation, role, desk.now)
    await desk.session.refresh(organisation, with_for_update={"key_share": True})
    row = await asked_in.open_like(desk, data.email, organisation.id, data.role)
    if row is not None and row.until != data.until:
        raise Conflict(OTHERWISE)
    if row is None:
        row = desk.add(
            made(
                Invitation,
                data,
                email=data.email.lower(),
                organisation_id=organisation.id,
                invited_by=desk.actor.person_id,
                expires_at=_ends(data.until, desk.now),
                person_id=None,
                membership_id=None,
                accepted_at=None,
                declined_at=None,
                withdrawn_at=None,
            )
        )
    await _send(desk, row)
    return row


async def invite_again(desk: Desk, row: Invitation) -> Invitation:
    """The same invitation once more, open for as long as a new one."""
    organisation = await _expect_unanswered(desk, row)
    if row.until is not None and row.until < access_day(desk.now):
        raise Conflict(ROLE_OVER)
    await desk.session.refresh(organisation, with_for_update={"key_share": True})
    newer = await asked_in.open_like(desk, row.email, row.organisation_id, row.role)
    if newer is not None and newer.id != row.id:
        raise Conflict(OTHERWISE)
    await _send(desk, row)
    return row


async def withdraw(desk: Desk, row: Invitation, version: int) -> None:
    """Nobody can accept it any more, and its link has ended."""
    expect_version(row, version)
    await _expect_unanswered(desk, row)
    row.withdrawn_at = desk.now
    desk.record("invitation.withdrawn", row, role=row.role)
    await desk.session.flush()


async def write(desk: AnyDesk, invitation_id: UUID, origin: str) -> None:
    """The letter to whoever has the address by now; none to an account that is shut.

    With a password they sign in and answer; without one they get a link that sets it.
    `origin` is where the tracker is reached, as configured.
    """
    row = await desk.session.get_one(Invitation, invitation_id)
    if state_of(row, desk.now) is not InvitationState.OPEN:
        return
    person = await queries.person_by_email(desk.session, row.email)
    await _note_person(desk.session, row, person.id if person is not None else None)
    if person is not None and not person.active:
        return
    signs_in = person is not None and await queries.has_password(desk.session, person.id)
    if signs_in:
        text, link = _AS_BEFORE, f"{origin}/sign-in?next=/account"
    else:
        secret, _ = await new_link(
            desk, LinkKind.INVITATION, expires_at=row.expires_at, invitation_id=row.id
        )
        text, link = _ANEW, f"{origin}/welcome/{secret}"
    await work.mail(desk, await _letter(desk, row, text, link))


async def _letter(desk: AnyDesk, row: Invitation, text: str, link: str) -> Letter:
    organisation = await queries.organisation(desk.session, row.organisation_id)
    names = await queries.names(desk.session, [row.invited_by] if row.invited_by else [])
    filled = Filled(
        text,
        inviter=" ".join(names.values()),
        organisation=organisation.name,
        ends=written_moment(row.expires_at, row.language, row.zone),
        link=link,
    )
    return Letter(
        id=uuid7(desk.now),
        to=row.email,
        subject=translated(_SUBJECT, row.language),
        text=translated(filled, row.language),
        language=row.language,
    )


async def _note_person(session: AsyncSession, row: Invitation, person_id: UUID | None) -> None:
    """Without a new version, by which the inviter could tell that there is an account.

    Only while nobody has answered, as somebody may do so meanwhile.
    """
    await session.execute(
        update(Invitation)
        .where(Invitation.id == row.id, asked_in.is_unanswered())
        .values(person_id=person_id)
        .execution_options(synchronize_session=False)
    )


async def _send(desk: Desk, row: Invitation) -> None:
    row.expires_at, row.invited_by = _ends(row.until, desk.now), desk.actor.person_id
    desk.record("invitation.sent", row, role=row.role)
    await desk.session.flush()
    minute = desk.now.strftime("%Y-%m-%dT%H:%M")
    wanted = Wanted(
        kind=WRITE,
        dedupe=f"{WRITE}|{row.id}|{minute}",
        payload={"invitation_id": str(row.id)},
    )
    await work.enqueue(desk, [wanted])


def _ends(until: date | None, now: datetime) -> datetime:
    """When an invitation sent now is over: with the role's last day if that comes first."""
    longest = now + LIVES[LinkKind.INVITATION]
    if until is None:
        return longest
    return min(longest, begin_of(until + timedelta(days=1), "UTC"))


async def _expect_unanswered(desk: Desk, row: Invitation) -> Organisation:
    """Also that the actor could ask somebody in like this; the organisation that asks."""
    organisation = await queries.organisation(desk.session, row.organisation_id)
    _expect_may_invite(desk.actor, organisation, row.role)
    if state_of(row, desk.now) not in (InvitationState.OPEN, InvitationState.EXPIRED):
        raise Conflict(ANSWERED)
    return organisation


async def could_be_asked(desk: AnyDesk, row: Invitation) -> bool:
    """Whether whoever asked last could ask it today: a right taken away asks nobody in."""
    if row.invited_by is None:
        return True
    inviter = await queries.person(desk.session, row.invited_by)
    organisation = await queries.organisation(desk.session, row.organisation_id)
    held = await queries.memberships_of(desk, inviter.id)
    return inviter.active and any(
        _barred(queries.acting(one), organisation, row.role) is None for one in held
    )


def _expect_may_invite(actor: Actor, organisation: Organisation, role: Role) -> None:
    if barred := _barred(actor, organisation, role):
        raise Forbidden(barred)


def _barred(actor: Actor, organisation: Organisation, role: Role) -> str | None:
    """Why this role is not theirs to ask somebody into."""
    if not is_owner(actor, Act.PERSON_INVITE, organisation.id):
        return N_("You ask in people of your own organisation; others ask theirs.")
    if organisation.kind is OrganisationKind.SECRETARIAT and actor.role is not Role.ADMINISTRATOR:
        return N_("Roles of the secretariat are given by an administrator.")
    if role is Role.CITY_APPROVER and actor.kind is OrganisationKind.CITY:
        return N_("The city's approver is named by the secretariat, on the city's letter.")
    return None
