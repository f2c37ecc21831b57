"""Coming in: sign-in in one to three steps, each with a new session where it is worth more."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromQuery
from msgspec import Struct

from tracker.journal.desk import SystemDesk
from tracker.kernel.errors import Forbidden, NotFound
from tracker.kernel.saying import Filled
from tracker.people import queries
from tracker.people.authentication import with_session, without_session
from tracker.people.commands import attempts, factors, passwords, sessions
from tracker.people.commands.attempts import AttemptKind
from tracker.people.commands.sessions import SessionAsked
from tracker.people.queries.members import is_anybody
from tracker.people.rules import MAY_STAY, needs_second_factor
from tracker.people.wire import Credentials
from tracker.web import drafts, forms
from tracker.web.demonstration import Demonstration, demonstration_in
from tracker.web.guards import Public
from tracker.web.language import N_
from tracker.web.rendering import local, page, redirect
from tracker.web.visitor import Visitor, visitor_of

ANYBODY = Public("nobody has signed in yet")
HALF = Public("asked of a session that is not complete, which the handler looks at")
WRONG = N_("Address and password do not go together. Check both; capitals count in the password.")
WRONG_CODE = N_("This code does not fit. Wait for the next one and type it within half a minute.")
_SLOW = N_("Too many tries. Wait %(seconds)s seconds, then try again.")


@get("/sign-in", guards=[ANYBODY])
async def show_sign_in(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """Where somebody signs in; `next` is where they wanted to go.

    A tracker without people says how the first one comes to be.
    """
    async with request.app.state.reads() as session:
        if not await is_anybody(session):
            return page(request, "people/nobody_yet.html", crumbs=())
    return _sign_in(request, 200, next or "/")


@post("/sign-in", guards=[ANYBODY])
async def sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    """Address and password; then the second factor, and a role where there are several."""
    typed = await forms.received(request)
    email, password = forms.one(typed, "email"), typed.get("password", [""])[0]
    to, kept = forms.one(typed, "next") or "/", forms.one(typed, "typed")
    if wait := await tried(request, AttemptKind.PASSWORD, email):
        return slow(_sign_in(request, 429, to, email, said_slow(wait), kept), wait)
    state = request.app.state
    async with state.reads() as session:
        known = await queries.credentials(session, email)
    fits = await state.hashing.fits(password, known.hash if known and known.active else None)
    if known is None or not fits:
        state.security("sign-in refused", request)
        return _sign_in(request, 422, to, email, WRONG, kept)
    stays = forms.one(typed, "stay") == "yes"
    entry = ProofOfIdentity(proven_at=state.clock(), stays=stays)
    return await come_in(request, known, to, kept, entry=entry)


class ProofOfIdentity(Struct, frozen=True, kw_only=True):
    """How somebody has shown who they are: by both factors, at which provider if not here.

    `proven_at`: when that was; None where the provider does not say it.
    """

    proven_at: datetime | None
    second: bool = False
    provider_id: UUID | None = None
    stays: bool = False


async def come_in(
    request: Request[Any, Any, Any],
    known: Credentials,
    to: str,
    kept: str = "",
    *,
    entry: ProofOfIdentity,
) -> Response[Any]:
    """A session for somebody who has shown a factor, and what they had typed before."""
    state = request.app.state
    now: datetime = state.clock()
    async with state.sessions.begin() as session:
        roles = await queries.memberships_today(
            SystemDesk(session, now), known.person_id, entry.provider_id
        )
        only = roles[0] if len(roles) == 1 else None
        remembered = entry.stays and all(role in MAY_STAY for _, role, _ in roles)
        if (before := visitor_of(request)) is not None:
            await sessions.end(SystemDesk(session, now), before.person_id, before.session_id)
        if kept:
            await drafts.keep(session, known.person_id, _place_of(to), kept, now)
        asked = SessionAsked(
            person_id=known.person_id,
            membership_id=only[0] if only else None,
            proven_at=entry.proven_at,
            second=entry.second,
            remembered=remembered,
            device=_device(request),
            provider_id=entry.provider_id,
        )
        secret = await sessions.begin(SystemDesk(session, now), asked)
    state.security("signed in", request)
    further = f"?{urlencode({'next': to})}" if to != "/" else ""
    demanded = state.settings.second_factor
    needed = any(needs_second_factor(role, demanded=demanded) for _, role, _ in roles)
    if known.has_factor and not entry.second:
        step = f"/sign-in/second{further}"
    elif needed and not entry.second:
        step = f"/sign-in/authenticator{further}"
    else:
        step = to if only else f"/sign-in/role{further}"
    return with_session(redirect(local(step)), secret, remembered=remembered)


@get("/sign-in/second", guards=[HALF])
async def show_second(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """The code of the authenticator, or one of the recovery codes."""
    visitor = half_signed(request)
    return _second(request, visitor, 200, next or "/")


@post("/sign-in/second", guards=[HALF])
async def second(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """Whoever has both factors comes in."""
    visitor, to = half_signed(request), next or "/"
    typed = await forms.received(request)
    if wait := await tried(request, AttemptKind.SECOND, str(visitor.person_id)):
        return slow(_second(request, visitor, 429, to, said_slow(wait)), wait)
    state = request.app.state
    now: datetime = state.clock()
    async with state.sessions.begin() as session:
        fits = await factors.show(
            SystemDesk(session, now), visitor.person_id, forms.one(typed, "code")
        )
        if fits:
            secret = await sessions.prove(session, visitor.session_id, second=True, proven_at=now)
    if not fits:
        state.security("second factor refused", request)
        return _second(request, visitor, 422, to, WRONG_CODE)
    step = to if visitor.role is not None else f"/sign-in/role?{urlencode({'next': to})}"
    return with_session(redirect(local(step)), secret, remembered=visitor.remembered)


@get("/sign-in/role", guards=[HALF])
async def show_roles(
    request: Request[Any, Any, Any],
    system: NamedDependency[SystemDesk],
    next: FromQuery[str | None] = None,
) -> Response[Any]:
    """What somebody may act as today, one at a time."""
    visitor = half_signed(request)
    roles = await queries.memberships_today(system, visitor.person_id, visitor.provider_id)
    return page(request, "people/roles.html", roles=roles, next=next or "/")


@post("/sign-in/role", guards=[HALF])
async def choose_role(
    request: Request[Any, Any, Any],
    system: NamedDependency[SystemDesk],
    next: FromQuery[str | None] = None,
) -> Response[Any]:
    """Act as this from now on, in a session with a new secret."""
    visitor = half_signed(request)
    typed = await forms.received(request)
    roles = await queries.memberships_today(system, visitor.person_id, visitor.provider_id)
    asked = forms.one(typed, "membership")
    chosen = [one for one in roles if str(one[0]) == asked]
    if not chosen:
        raise NotFound
    ((membership_id, role, _),) = chosen
    stays = visitor.remembered and role in MAY_STAY
    secret = await sessions.act_as(system, visitor.session_id, membership_id, stays)
    return with_session(redirect(local(next or "/")), secret, remembered=stays)


@post("/sign-out", guards=[HALF])
async def sign_out(
    request: Request[Any, Any, Any], system: NamedDependency[SystemDesk]
) -> Response[Any]:
    """End this session; whoever has none any more is as signed out."""
    visitor = visitor_of(request)
    if visitor is not None:
        await sessions.end(system, visitor.person_id, visitor.session_id)
    return without_session(redirect("/sign-in", N_("You are signed out.")))


@get("/sign-in/forgotten", guards=[ANYBODY])
async def show_forgotten(request: Request[Any, Any, Any]) -> Response[Any]:
    """Where somebody without a password that works asks for a link."""
    return page(request, "people/forgotten.html", sent="", error="")


@post("/sign-in/forgotten", guards=[ANYBODY])
async def forgotten(request: Request[Any, Any, Any]) -> Response[Any]:
    """The same answer whether the address is somebody's or not; a letter tells the one it is."""
    typed = await forms.received(request)
    email = forms.one(typed, "email")
    if wait := await tried(request, AttemptKind.RESET, email):
        again = page(request, "people/forgotten.html", 429, sent="", error=said_slow(wait))
        return slow(again, wait)
    state = request.app.state
    async with state.sessions.begin() as session:
        await passwords.ask_for_reset(SystemDesk(session, state.clock()), email)
    return page(request, "people/forgotten.html", sent=email, error="")


def half_signed(request: Request[Any, Any, Any]) -> Visitor:
    """The visitor of a session, complete or not; to sign in again where there is none."""
    visitor = visitor_of(request)
    if visitor is None:
        raise Forbidden(N_("Your sign-in has ended. Sign in again."))
    return visitor


def own_account(request: Request[Any, Any, Any]) -> Visitor:
    """The visitor, who has shown every factor they have: a password alone changes no account."""
    visitor = half_signed(request)
    if visitor.owes_factor:
        raise NotAuthorizedException(N_("Show your second factor first, then go on."))
    return visitor


async def tried(
    request: Request[Any, Any, Any], kind: AttemptKind, account: str | None
) -> int | None:
    """Count a try before anything is compared; the seconds to wait where there were too many."""
    state = request.app.state
    async with state.sessions.begin() as session:
        return await attempts.take(
            SystemDesk(session, state.clock()), kind, account, address_of(request)
        )


def address_of(request: Request[Any, Any, Any]) -> str:
    """Where a request comes from: the last address that no proxy of ours has put there."""
    trusted: tuple[str, ...] = request.app.state.settings.trusted_proxies
    last = request.client.host if request.client else "unknown"
    lines = request.headers.getall("x-forwarded-for", [])  # a proxy may add one of its own
    passed = ",".join(lines).split(",")
    while last in trusted and passed and (before := passed.pop().strip()):
        last = before
    return last


def _sign_in(
    request: Request[Any, Any, Any],
    status: int,
    to: str,
    email: str = "",
    error: str = "",
    kept: str = "",
) -> Response[Any]:
    return page(
        request,
        "people/sign_in.html",
        status,
        next=to,
        email=email,
        error=error,
        typed=kept,
        shown=_demonstration(request),
        crumbs=(),
    )


def _demonstration(request: Request[Any, Any, Any]) -> Demonstration | None:
    """Whom a demo's visitors sign in as."""
    settings = request.app.state.settings
    return demonstration_in(settings.data_folder) if settings.demonstration else None


def _second(
    request: Request[Any, Any, Any], visitor: Visitor, status: int, to: str, error: str = ""
) -> Response[Any]:
    return page(request, "people/second.html", status, next=to, error=error, who=visitor.email)


def slow(response: Response[Any], seconds: int) -> Response[Any]:
    """The answer to a try too many, which says when the next one counts."""
    response.headers["Retry-After"] = str(seconds)
    return response


def said_slow(seconds: int) -> str:
    return Filled(_SLOW, seconds=seconds)


def _device(request: Request[Any, Any, Any]) -> str:
    """What a person knows a device by: browser and system, and no more than the header says."""
    agent = request.headers.get("user-agent", "")
    browser = next((b for b in ("Firefox", "Edg", "OPR", "Chrome", "Safari") if b in agent), "")
    system = next(
        (s for s in ("Android", "iPhone", "iPad", "Windows", "Mac", "Linux") if s in agent), ""
    )
    named = {"Edg": "Edge", "OPR": "Opera"}.get(browser, browser)
    return ", ".join(part for part in (named, system) if part) or "unknown device"


def _place_of(to: str) -> str:
    path, _, query = to.partition("?")
    return drafts.place(path, query)[:500]


HANDLERS = (
    show_sign_in,
    sign_in,
    show_second,
    second,
    show_roles,
    choose_role,
    sign_out,
    show_forgotten,
    forgotten,
)
