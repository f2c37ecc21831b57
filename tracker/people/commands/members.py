"""Acts on people, organisations and tokens."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import UNSET

from tracker import journal
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import DECIDING, ROLES_OF, Actor, OrganisationKind
from tracker.kernel.by_name import given, made
from tracker.kernel.errors import Conflict, Forbidden, NotFound, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.text import known_zone
from tracker.kernel.versions import expect_version
from tracker.people import letters, queries
from tracker.people.models import ApiToken, Membership, Organisation, Person
from tracker.people.wire import (
    MembershipEnd,
    NewMembership,
    NewOrganisation,
    NewPerson,
    NewToken,
    OrganisationChange,
)
from tracker.process.policy import Act, Relation, relation
from tracker.process.today import access_day
from tracker.process.unmet import Refusal
from tracker.web.values import word_of

TOKEN_PREFIX = "trk_"  # noqa: S105 - a prefix by which leaked tokens are found


async def add_organisation(desk: AnyDesk, data: NewOrganisation) -> Organisation:
    """Add a city, firm, partner or secretariat. `actor` None: the command line."""
    check_zone(data.zone)
    if (data.kind is OrganisationKind.CITY) != (data.code is not None):
        raise Unfit("code", N_("Give a city a code of three letters, and nobody else."))
    if data.code is not None and await queries.city_by_code(desk.session, data.code):
        raise Unfit(
            "code", Filled(N_("The code %(code)s is taken; choose another."), code=data.code)
        )
    row = desk.add(made(Organisation, data))
    desk.record("organisation.added", row, kind=row.kind)
    await desk.session.flush()
    return row


async def change_organisation(
    desk: Desk, row: Organisation, data: OrganisationChange, version: int
) -> Organisation:
    expect_version(row, version)
    if data.zone is not UNSET:
        check_zone(data.zone)
    changed = given(data)
    detail = journal.change(row, changed)
    desk.record("organisation.changed", row, **detail)
    await desk.session.flush()
    return row


async def add_person(desk: AnyDesk, data: NewPerson) -> Person:
    """`actor` None: the command line, or the person themself, who was asked in."""
    check_zone(data.zone)
    email = data.email.lower()
    if await queries.person_by_email(desk.session, email):
        raise Unfit("email", N_("Somebody has this address already; use their account."))
    row = desk.add(
        Person(name=data.name, email=email, language=data.language, zone=data.zone, active=True)
    )
    desk.record("person.added", row)
    await desk.session.flush()
    return row


async def give_membership(
    desk: AnyDesk, person: Person, data: NewMembership, *, giver_id: UUID | None = None
) -> Membership:
    """Give a role; it must be one of the organisation's kind.

    One that decides waits for a second person. `giver_id` None: the command line, which does not.
    """
    organisation = await queries.organisation(desk.session, data.organisation_id)
    starts = first_day(organisation, data, desk.now)
    row = desk.add(
        Membership(
            person_id=person.id,
            organisation_id=organisation.id,
            kind=organisation.kind,
            role=data.role,
            starts=starts,
            until=data.until,
            given_by=giver_id,
            confirmed_by=None,
            confirmed_at=None if giver_id and data.role in DECIDING else desk.now,
        )
    )
    desk.record("membership.given", row, role=data.role)
    await desk.session.flush()
    return row


async def grant_membership(desk: Desk, person: Person, data: NewMembership) -> Membership:
    """An administrator gives somebody else a role; those who run the office are written to.

    Only a second person among them makes a role count that decides.
    """
    if person.id == desk.actor.person_id:
        raise Forbidden(N_("Nobody gives themself a role; ask another administrator."))
    row = await give_membership(desk, person, data, giver_id=desk.actor.person_id)
    await letters.role_given(desk, row, desk.actor.person_id, asked=False)
    return row


async def confirm_membership(desk: AnyDesk, row: Membership) -> Membership | Refusal:
    """A second person stands for a new holder: neither the giver nor the holder.

    `actor` None: the command line, where there is no second person.
    """
    if row.confirmed_at is not None:
        raise Conflict(N_("This role is confirmed already."))
    today = access_day(desk.now)
    if row.until is not None and row.until < today:
        raise Conflict(N_("This role has ended; give it anew."))
    if desk.actor is not None and desk.actor.person_id in (row.given_by, row.person_id):
        reason = N_("A second person confirms a role: neither who gave it nor who gets it.")
        return desk.refuse("membership.refused", row, reason)
    row.confirmed_at, row.starts = desk.now, max(row.starts, today)
    row.confirmed_by = desk.actor.person_id if desk.actor is not None else None
    desk.record("membership.confirmed", row, role=row.role)
    await desk.session.flush()
    return row


def first_day(organisation: Organisation, data: NewMembership, now: datetime) -> date:
    """The day (UTC) from which a role is held; Unfit where it cannot be given like this."""
    if data.role not in ROLES_OF[organisation.kind]:
        raise Unfit(
            "role",
            Filled(
                N_("Nobody is “%(role)s” of a %(kind)s; choose another role."),
                kind=word_of(organisation.kind),
                role=word_of(data.role),
            ),
        )
    starts = data.starts or access_day(now)
    if data.until is not None and data.until < starts:
        raise Unfit("until", N_("Give a last day that is not before the first."))
    return starts


async def end_membership(
    desk: Desk, row: Membership, data: MembershipEnd, version: int
) -> Membership:
    """Set the last day; yesterday ends the role at once, also one that was given today."""
    expect_version(row, version)
    yesterday = access_day(desk.now) - timedelta(days=1)
    if row.until is not None and row.until <= yesterday:
        raise Conflict(N_("This role has ended; give it anew, and with it a new token."))
    if data.until < yesterday:
        raise Unfit(
            "until",
            Filled(
                N_("Give %(yesterday)s to end the role at once, or a later day."),
                yesterday=yesterday,
            ),
        )
    row.until = data.until
    row.starts = min(row.starts, data.until)
    desk.record("membership.ended", row, until=data.until)
    await desk.session.flush()
    return row


async def make_token(
    desk: AnyDesk, membership: Membership, data: NewToken, longest_days: int
) -> tuple[ApiToken, str]:
    """A token for a membership, and its secret, which is never kept. `actor` None: a command."""
    days = data.days or longest_days
    if days > longest_days:
        raise Unfit(
            "days",
            Filled(
                N_("A token lives at most %(longest_days)s days here."), longest_days=longest_days
            ),
        )
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = desk.add(
        ApiToken(
            membership_id=membership.id,
            name=data.name,
            hash=token_hash(secret),
            expires_at=desk.now + timedelta(days=days),
            revoked_at=None,
        )
    )
    desk.record("token.issued", row, membership=membership.id)
    await desk.session.flush()
    return row, secret


async def revoke_token(desk: Desk, row: ApiToken, version: int) -> None:
    """End a token at once."""
    expect_version(row, version)
    if row.revoked_at is not None:
        raise Conflict(N_("This token was revoked already."))
    row.revoked_at = desk.now
    desk.record("token.revoked", row)
    await desk.session.flush()


async def deactivate_person(desk: Desk, row: Person, version: int) -> Person:
    """Shut an account at once; what the person did stays on record."""
    expect_version(row, version)
    if row.id == desk.actor.person_id:
        raise Forbidden(N_("Nobody deactivates their own account; ask another administrator."))
    row.active = False
    desk.record("person.deactivated", row)
    await desk.session.flush()
    return row


def token_hash(secret: str) -> str:
    """SHA-256: the secret has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def own_token(desk: Desk, token_id: UUID) -> ApiToken:
    """A token of the actor, or anybody's for an administrator; NotFound otherwise."""
    row = await queries.token(desk.session, token_id)
    membership = await queries.membership(desk.session, row.membership_id)
    if not _may_touch(desk.actor, Act.TOKEN_REVOKE, membership.person_id):
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
