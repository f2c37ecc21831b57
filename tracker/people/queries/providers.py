"""Reading providers of sign-in. They belong to organisations, not to projects."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.kernel.errors import NotFound
from tracker.kernel.paging import Page, newest_first, page_of
from tracker.people.models import Membership, Organisation, OutsideIdentity, SignInProvider
from tracker.people.wire import ProviderView


async def providers(session: AsyncSession, after: str | None, limit: int) -> Page[ProviderView]:
    """Providers that are in use or were, newest first."""
    asked = newest_first(select(SignInProvider), SignInProvider.id, after, limit)
    return page_of((await session.scalars(asked)).all(), limit, ProviderView.of)


async def provider(session: AsyncSession, provider_id: UUID) -> SignInProvider:
    row = await session.get(SignInProvider, provider_id)
    if row is None:
        raise NotFound
    return row


async def in_use(session: AsyncSession, provider_id: UUID) -> SignInProvider | None:
    """The provider, if people may sign in there today."""
    return await session.scalar(
        select(SignInProvider).where(
            SignInProvider.id == provider_id, SignInProvider.ended_at.is_(None)
        )
    )


async def of_organisation(session: AsyncSession, organisation_id: UUID) -> SignInProvider | None:
    return await session.scalar(
        select(SignInProvider).where(
            SignInProvider.organisation_id == organisation_id, SignInProvider.ended_at.is_(None)
        )
    )


async def choices(session: AsyncSession) -> Sequence[tuple[UUID, str]]:
    """Every provider in use, by the name of its organisation."""
    rows = await session.execute(
        select(SignInProvider.id, Organisation.name)
        .join(Organisation, Organisation.id == SignInProvider.organisation_id)
        .where(SignInProvider.ended_at.is_(None))
        .order_by(Organisation.name)
    )
    return [(row.id, row.name) for row in rows]


async def of_person(session: AsyncSession, person_id: UUID) -> Sequence[tuple[UUID, str, bool]]:
    """The providers of somebody's organisations, and whether each knows them."""
    linked = (
        select(OutsideIdentity.id)
        .where(
            OutsideIdentity.provider_id == SignInProvider.id,
            OutsideIdentity.person_id == person_id,
        )
        .exists()
    )
    rows = await session.execute(
        select(SignInProvider.id, Organisation.name, linked.label("linked"))
        .join(Organisation, Organisation.id == SignInProvider.organisation_id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(SignInProvider.ended_at.is_(None), Membership.person_id == person_id)
        .distinct()
        .order_by(Organisation.name)
    )
    return [(row.id, row.name, row.linked) for row in rows]


async def person_of(session: AsyncSession, provider_id: UUID, subject: str) -> UUID | None:
    """Whom a provider's subject is; nothing else that it says about somebody is looked at."""
    return await session.scalar(
        select(OutsideIdentity.person_id).where(
            OutsideIdentity.provider_id == provider_id, OutsideIdentity.subject == subject
        )
    )


async def identity_of(
    session: AsyncSession, person_id: UUID, provider_id: UUID
) -> OutsideIdentity | None:
    return await session.scalar(
        select(OutsideIdentity).where(
            OutsideIdentity.provider_id == provider_id, OutsideIdentity.person_id == person_id
        )
    )
