"""Reading invitations: by those who ask somebody in, and by whoever is asked."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.people.models import Invitation, Organisation, Person
from tracker.people.wire import InvitationView, OfferView
from tracker.process.policy import Act, Relation, relation


def _visible(actor: Actor, asked: Select[Invitation]) -> Select[Invitation]:
    """The secretariat sees all invitations, others those of their own organisation."""
    match relation(actor, Act.PERSON_INVITE):
        case Relation.ANY:
            return asked
        case Relation.OWN_ORGANISATION:
            return asked.where(Invitation.organisation_id == actor.organisation_id)
        case _:
            return asked.where(false())


async def invitation(desk: Desk, invitation_id: UUID) -> Invitation:
    statement = select(Invitation).where(Invitation.id == invitation_id)
    row = await desk.session.scalar(_visible(desk.actor, statement))
    if row is None:
        raise NotFound
    return row


async def invitations(desk: Desk, after: str | None, limit: int) -> Page[InvitationView]:
    """Invitations, newest first."""
    asked = newest_first(_visible(desk.actor, select(Invitation)), Invitation.id, after, limit)
    rows = (await desk.session.scalars(asked)).all()
    return page_of(rows, limit, lambda row: InvitationView.of(row, desk.now))


async def open_like(
    desk: AnyDesk, email: str, organisation_id: UUID, role: Role
) -> Invitation | None:
    """The open invitation of this address to this role; there is one at most."""
    return await desk.session.scalar(
        select(Invitation).where(
            Invitation.email == email.lower(),
            Invitation.organisation_id == organisation_id,
            Invitation.role == role,
            is_unanswered(),
            Invitation.expires_at > desk.now,
        )
    )


def is_unanswered() -> ColumnElement[bool]:
    """Neither accepted, declined nor withdrawn; its time may be over."""
    return and_(
        Invitation.accepted_at.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )


def _to(person_id: UUID, within: UUID | None) -> Select[Invitation]:
    """What was sent to somebody's address of today while it was theirs.

    `within`: the only organisation for which they may answer, for a session that a provider
    opened and for an API token: neither says who somebody is in another house.
    """
    statement = (
        select(Invitation)
        .join(Person, and_(Person.id == Invitation.person_id, Person.email == Invitation.email))
        .where(Person.id == person_id)
    )
    return statement if within is None else statement.where(Invitation.organisation_id == within)


async def invitation_to(
    session: AsyncSession, person_id: UUID, within: UUID | None, invitation_id: UUID
) -> Invitation:
    asked = _to(person_id, within).where(Invitation.id == invitation_id)
    row = await session.scalar(asked)
    if row is None:
        raise NotFound
    return row


async def open_offers(desk: AnyDesk, person_id: UUID, within: UUID | None) -> list[OfferView]:
    """What somebody is asked and has not answered, the oldest first."""
    asked = _to(person_id, within).where(is_unanswered(), Invitation.expires_at > desk.now)
    rows = (await desk.session.scalars(asked.order_by(Invitation.id))).all()
    return await offer_views(desk, rows)


async def offers(
    desk: AnyDesk, person_id: UUID, within: UUID | None, after: str | None, limit: int
) -> Page[OfferView]:
    """What somebody was asked, newest first, with what became of it."""
    asked = newest_first(_to(person_id, within), Invitation.id, after, limit)
    rows = (await desk.session.scalars(asked)).all()
    views = {view.id: view for view in await offer_views(desk, rows)}
    return page_of(rows, limit, lambda row: views[row.id])


async def offer_views(desk: AnyDesk, rows: Sequence[Invitation]) -> list[OfferView]:
    """In the order of the rows."""
    if not rows:
        return []
    named = await desk.session.execute(
        select(Invitation.id, Organisation.name, Person.name.label("inviter"))
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .outerjoin(Person, Person.id == Invitation.invited_by)
        .where(Invitation.id.in_([row.id for row in rows]))
    )
    names = {row.id: (row.name, row.inviter) for row in named}
    return [OfferView.of(row, *names[row.id], desk.now) for row in rows]
