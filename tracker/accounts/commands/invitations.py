"""Asking somebody in: a person, a role in an organisation, and a link to set a password with."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.accounts import queries
from tracker.accounts.commands.passwords import send_link
from tracker.accounts.models import Invitation, LinkKind
from tracker.accounts.wire import NewInvitation
from tracker.identity import commands as people
from tracker.identity import queries as known
from tracker.identity.models import Organisation, Person
from tracker.identity.wire import NewMembership, NewPerson
from tracker.kernel.actor import Actor, OrganisationKind, Role
from tracker.kernel.errors import Conflict, Forbidden
from tracker.kernel.ids import uuid7
from tracker.process.policy import Act, is_owner
from tracker.work import commands as work
from tracker.work.wire import Letter

LETTER = Letter(
    to="",
    subject="You are asked to take part in the tracker",
    text=(
        "{inviter} asks you to take part for {organisation}.\n\n"
        "Set your password here, within 14 days:\n{address}/welcome/{{secret}}\n\n"
        "The link works once. If you did not expect it, leave it alone.\n"
    ),
)
ANOTHER_ROLE = Letter(
    to="",
    subject="You have another role in the tracker",
    text="{inviter} gave you a role for {organisation}. Sign in as before:\n{address}/sign-in\n",
)


async def invite(
    session: AsyncSession, actor: Actor, asked: NewInvitation, address: str, now: datetime
) -> Invitation:
    """`address` is where the tracker is reached, as configured.

    An organisation's own people ask colleagues in; the secretariat's roles are an administrator's
    to give, and a city's approver is named by the secretariat.
    """
    organisation = await known.organisation(session, asked.organisation_id)
    _expect_may_invite(actor, organisation, asked.role)
    person = await known.person_by_email(session, asked.email)
    if person is None:
        new = NewPerson(
            name=asked.name, email=asked.email, language=asked.language, zone=asked.zone
        )
        person = await people.add_person(session, actor, new, now)
    role = NewMembership(organisation_id=organisation.id, role=asked.role, until=asked.until)
    membership = await people.give_membership(session, actor, person, role, now)
    row = Invitation(
        id=uuid7(now),
        created_at=now,
        person_id=person.id,
        organisation_id=organisation.id,
        membership_id=membership.id,
        role=asked.role,
        invited_by=actor.person_id,
    )
    session.add(row)
    journal.record(session, actor, "invitation.sent", None, now, on=row, role=asked.role)
    await _write_to(session, actor, person, organisation, row, address, now)
    return row


async def invite_again(
    session: AsyncSession, actor: Actor, row: Invitation, address: str, now: datetime
) -> None:
    """The same invitation once more, with a link that works."""
    organisation = await known.organisation(session, row.organisation_id)
    person = await known.person(session, row.person_id)
    if await queries.has_password(session, person.id):
        raise Conflict(f"{person.name} has set a password; they can sign in.")
    journal.record(session, actor, "invitation.sent", None, now, on=row, role=row.role)
    await _write_to(session, actor, person, organisation, row, address, now)


async def _write_to(
    session: AsyncSession,
    actor: Actor,
    person: Person,
    organisation: Organisation,
    row: Invitation,
    address: str,
    now: datetime,
) -> None:
    names = await known.names(session, [actor.person_id])
    comes_anew = not await queries.has_password(session, person.id)
    form = LETTER if comes_anew else ANOTHER_ROLE
    text = form.text.format(
        inviter=names[actor.person_id], organisation=organisation.name, address=address
    )
    letter = Letter(to=person.email, subject=form.subject, text=text)
    if comes_anew:
        await send_link(session, person, LinkKind.INVITATION, letter, now)
    else:
        await work.mail(session, letter, f"{row.id} {now.isoformat()}", now)


def _expect_may_invite(actor: Actor, organisation: Organisation, role: Role) -> None:
    if not is_owner(actor, Act.PERSON_INVITE, organisation.id):
        raise Forbidden("You ask in people of your own organisation; others ask theirs.")
    if organisation.kind is OrganisationKind.SECRETARIAT and actor.role is not Role.ADMINISTRATOR:
        raise Forbidden("Roles of the secretariat are given by an administrator.")
    if role is Role.CITY_APPROVER and actor.kind is OrganisationKind.CITY:
        raise Forbidden("The city's approver is named by the secretariat, on the city's letter.")
