"""Making an API token: by its own person, in a session that has just shown who they are."""

from uuid import UUID

from tracker.journal.desk import Desk
from tracker.kernel.errors import Forbidden, NotFound
from tracker.kernel.saying import N_
from tracker.people import letters, queries
from tracker.people.commands import members
from tracker.people.models import ApiToken, Person
from tracker.people.rules import is_fresh, needs_second_factor
from tracker.people.wire import NewToken
from tracker.process.unmet import Refusal
from tracker.settings import Settings
from tracker.web.visitor import Visitor

BY_A_TOKEN = N_(
    "A token makes no tokens. Sign in, and make it under API tokens on your account page."
)
OF_ANOTHER = N_(
    "A token is made by its own person and by nobody else; an administrator can revoke it."
)
NOT_FRESH = N_("Show a factor first, then make the token within ten minutes.")
NO_SECOND = N_(
    "This role asks for a second factor that was shown in the last ten minutes. "
    "Sign out, sign in with both factors, then make the token."
)


async def issue_token(
    desk: Desk, visitor: Visitor | None, person_id: UUID, data: NewToken, settings: Settings
) -> tuple[ApiToken, str] | Refusal:
    """A token for the role that somebody acts in, and its secret, which is never kept.

    `visitor` None: a token asks. It stands for no factor, and what it left behind would outlive
    its end; so there is none. The person is written to, as whoever has their session is not they.
    """
    if reason := _why_not(desk, visitor, person_id, demanded=settings.second_factor):
        named = await desk.session.get(Person, person_id)
        return desk.refuse("token.refused", named, reason)
    membership = await queries.membership(desk.session, data.membership_id)
    if membership.person_id != person_id:
        raise NotFound
    if membership.id != desk.actor.membership_id:
        raise Forbidden(N_("Act in that role first, then make a token for it."))
    row, secret = await members.make_token(desk, membership, data, settings.token_days)
    await letters.token_made(desk, row, membership, "On your account page")
    return row, secret


def _why_not(desk: Desk, visitor: Visitor | None, person_id: UUID, *, demanded: bool) -> str | None:
    """Why nobody may make this token in this way."""
    if visitor is None:
        return BY_A_TOKEN
    if person_id != desk.actor.person_id:
        return OF_ANOTHER
    if not is_fresh(visitor.proven_at, desk.now):
        return NOT_FRESH
    if needs_second_factor(desk.actor.role, demanded=demanded) and not is_fresh(
        visitor.second_at, desk.now
    ):
        return NO_SECOND
    return None
