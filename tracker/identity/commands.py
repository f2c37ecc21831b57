"""Acts on people, organisations and tokens."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.identity import letters, queries
from tracker.identity.models import ApiToken, Membership, Organisation, Person
from tracker.identity.wire import (
    MembershipEnd,
    NewMembership,
    NewOrganisation,
    NewPerson,
    NewToken,
    OrganisationChange,
)
from tracker.kernel.actor import DECIDING, ROLES_OF, Actor, OrganisationKind
from tracker.kernel.errors import Conflict, Forbidden, NotFound, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.kernel.text import known_zone
from tracker.kernel.versions import expect_version
from tracker.process.policy import Act, Relation, relation
from tracker.process.today import access_day
from tracker.process.unmet import Refusal
from tracker.web.values import word_of

TOKEN_PREFIX = "trk_"  # noqa: S105 - a prefix by which leaked tokens are found


async def add_organisation(
    session: AsyncSession, actor: Actor | None, asked: NewOrganisation, now: datetime
) -> Organisation:
    """Add a city, firm, partner or secretariat. `actor` None: the command line."""
    check_zone(asked.zone)
    if (asked.kind is OrganisationKind.CITY) != (asked.code is not None):
        raise Unfit("code", N_("Give a city a code of three letters, and nobody else."))
    if asked.code is not None and await queries.city_by_code(session, asked.code):
        raise Unfit(
            "code", Filled(N_("The code %(code)s is taken; choose another."), code=asked.code)
        )
    row = Organisation(
        id=uuid7(now),
        created_at=now,
        kind=asked.kind,
        name=asked.name,
        code=asked.code,
        country=asked.country,
        zone=asked.zone,
        member_since=asked.member_since,
    )
    session.add(row)
    journal.record(session, actor, "organisation.added", None, now, on=row, kind=row.kind)
    await session.flush()
    return row


async def change_organisation(
    session: AsyncSession,
    actor: Actor,
    row: Organisation,
    asked: OrganisationChange,
    version: int,
    now: datetime,
) -> Organisation:
    expect_version(row, version)
    if asked.zone is not UNSET:
        check_zone(asked.zone)
    changed = {
        name: value
        for name in asked.__struct_fields__
        if (value := getattr(asked, name)) is not UNSET
    }
    detail = journal.change(row, changed)
    journal.record(session, actor, "organisation.changed", None, now, on=row, **detail)
    await session.flush()
    return row


async def add_person(
    session: AsyncSession, actor: Actor | None, asked: NewPerson, now: datetime
) -> Person:
    """`actor` None: the command line, or the person themself, who was asked in."""
    check_zone(asked.zone)
    email = asked.email.lower()
    if await queries.person_by_email(session, email):
        raise Unfit("email", N_("Somebody has this address already; use their account."))
    row = Person(
        id=uuid7(now),
        created_at=now,
        name=asked.name,
        email=email,
        language=asked.language,
        zone=asked.zone,
        active=True,
    )
    session.add(row)
    journal.record(session, actor, "person.added", None, now, on=row)
    await session.flush()
    return row


async def give_membership(
    session: AsyncSession,
    actor: Actor | None,
    person: Person,
    asked: NewMembership,
    now: datetime,
    *,
    giver_id: UUID | None = None,
) -> Membership:
    """Give a role; it must be one of the organisation's kind.

    One that decides waits for a second person. `giver_id` None: the command line, which does not.
    """
    organisation = await queries.organisation(session, asked.organisation_id)
    starts = first_day(organisation, asked, now)
    row = Membership(
        id=uuid7(now),
        created_at=now,
        person_id=person.id,
        organisation_id=organisation.id,
        kind=organisation.kind,
        role=asked.role,
        starts=starts,
        until=asked.until,
        given_by=giver_id,
        confirmed_by=None,
        confirmed_at=None if giver_id and asked.role in DECIDING else now,
    )
    session.add(row)
    journal.record(session, actor, "membership.given", None, now, on=row, role=asked.role)
    await session.flush()
    return row


async def grant_membership(
    session: AsyncSession, actor: Actor, person: Person, asked: NewMembership, now: datetime
) -> Membership:
    """An administrator gives somebody else a role; those who run the office are written to.

    Only a second person among them makes a role count that decides.
    """
    if person.id == actor.person_id:
        raise Forbidden(N_("Nobody gives themself a role; ask another administrator."))
    row = await give_membership(session, actor, person, asked, now, giver_id=actor.person_id)
    await letters.role_given(session, row, actor.person_id, now, asked=False)
    return row


async def confirm_membership(
    session: AsyncSession, actor: Actor | None, row: Membership, now: datetime
) -> Membership | Refusal:
    """A second person stands for a new holder: neither the giver nor the holder.

    `actor` None: the command line, where there is no second person.
    """
    if row.confirmed_at is not None:
        raise Conflict(N_("This role is confirmed already."))
    today = access_day(now)
    if row.until is not None and row.until < today:
        raise Conflict(N_("This role has ended; give it anew."))
    if actor is not None and actor.person_id in (row.given_by, row.person_id):
        reason = N_("A second person confirms a role: neither who gave it nor who gets it.")
        journal.record(session, actor, "membership.refused", None, now, on=row, why=reason)
        return Refusal(sentence=reason, reasons=(reason,), four_eyes=True)
    row.confirmed_at, row.starts = now, max(row.starts, today)
    row.confirmed_by = actor.person_id if actor is not None else None
    journal.record(session, actor, "membership.confirmed", None, now, on=row, role=row.role)
    await session.flush()
    return row


def first_day(organisation: Organisation, asked: NewMembership, now: datetime) -> date:
    """The day (UTC) from which a role is held; Unfit where it cannot be given like this."""
    if asked.role not in ROLES_OF[organisation.kind]:
        raise Unfit(
            "role",
            Filled(
                N_("Nobody is “%(role)s” of a %(kind)s; choose another role."),
                kind=word_of(organisation.kind),
                role=word_of(asked.role),
            ),
        )
    starts = asked.starts or access_day(now)
    if asked.until is not None and asked.until < starts:
        raise Unfit("until", N_("Give a last day that is not before the first."))
    return starts


async def end_membership(
    session: AsyncSession,
    actor: Actor,
    row: Membership,
    asked: MembershipEnd,
    version: int,
    now: datetime,
) -> Membership:
    """Set the last day; yesterday ends the role at once, also one that was given today."""
    expect_version(row, version)
    yesterday = access_day(now) - timedelta(days=1)
    if row.until is not None and row.until <= yesterday:
        raise Conflict(N_("This role has ended; give it anew, and with it a new token."))
    if asked.until < yesterday:
        raise Unfit(
            "until",
            Filled(
                N_("Give %(yesterday)s to end the role at once, or a later day."),
                yesterday=yesterday,
            ),
        )
    row.until = asked.until
    row.starts = min(row.starts, asked.until)
    journal.record(session, actor, "membership.ended", None, now, on=row, until=asked.until)
    await session.flush()
    return row


async def make_token(
    session: AsyncSession,
    actor: Actor | None,
    membership: Membership,
    asked: NewToken,
    longest_days: int,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token for a membership, and its secret, which is never kept. `actor` None: a command."""
    days = asked.days or longest_days
    if days > longest_days:
        raise Unfit(
            "days",
            Filled(
                N_("A token lives at most %(longest_days)s days here."), longest_days=longest_days
            ),
        )
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        id=uuid7(now),
        created_at=now,
        membership_id=membership.id,
        name=asked.name,
        hash=token_hash(secret),
        expires_at=now + timedelta(days=days),
        revoked_at=None,
    )
    session.add(row)
    journal.record(session, actor, "token.issued", None, now, on=row, membership=membership.id)
    await session.flush()
    return row, secret


async def revoke_token(
    session: AsyncSession, actor: Actor, row: ApiToken, version: int, now: datetime
) -> None:
    """End a token at once."""
    expect_version(row, version)
    if row.revoked_at is not None:
        raise Conflict(N_("This token was revoked already."))
    row.revoked_at = now
    journal.record(session, actor, "token.revoked", None, now, on=row)
    await session.flush()


async def deactivate_person(
    session: AsyncSession, actor: Actor, row: Person, version: int, now: datetime
) -> Person:
    """Shut an account at once; what the person did stays on record."""
    expect_version(row, version)
    if row.id == actor.person_id:
        raise Forbidden(N_("Nobody deactivates their own account; ask another administrator."))
    row.active = False
    journal.record(session, actor, "person.deactivated", None, now, on=row)
    await session.flush()
    return row


def token_hash(secret: str) -> str:
    """SHA-256: the secret has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def own_token(session: AsyncSession, actor: Actor, token_id: UUID) -> ApiToken:
    """A token of the actor, or anybody's for an administrator; NotFound otherwise."""
    row = await queries.token(session, token_id)
    membership = await queries.membership(session, row.membership_id)
    if not _may_touch(actor, Act.TOKEN_REVOKE, membership.person_id):
        raise NotFound
    return row


def expect_own(actor: Actor, act: Act, person_id: UUID) -> None:
    """Somebody else looks like nobody to whoever may not touch what is theirs."""
    if not _may_touch(actor, act, person_id):
        raise NotFound


def _may_touch(actor: Actor, act: Act, person_id: UUID) -> bool:
    return relation(actor, act) is Relation.ANY or person_id == actor.person_id


def check_zone(zone: str) -> None:
    if not known_zone(zone):
        raise Unfit("zone", N_("Give an IANA time zone such as Asia/Seoul."))
