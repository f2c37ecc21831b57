"""One's own account: welcome by link, password, sessions, profile, step-up."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import AnyDesk, SystemDesk
from tracker.kernel.errors import Forbidden, NotFound
from tracker.kernel.text import known_zone
from tracker.people import queries
from tracker.people.answer_pages import within
from tracker.people.authentication import with_session
from tracker.people.commands import answers, factors, passwords, providers, sessions
from tracker.people.commands.attempts import AttemptKind
from tracker.people.pages import (
    ANYBODY,
    HALF,
    WRONG,
    WRONG_CODE,
    ProofOfIdentity,
    come_in,
    half_signed,
    own_account,
    said_slow,
    slow,
    tried,
)
from tracker.people.queries import invitations
from tracker.people.queries.providers import of_organisation, of_person
from tracker.people.rules import password_remedy
from tracker.people.wire import Guest
from tracker.web import forms
from tracker.web.language import N_
from tracker.web.rendering import THEME, THEMES, local, page, redirect
from tracker.web.visitor import Visitor


@get("/welcome/{secret:str}", guards=[ANYBODY])
async def show_welcome(
    request: Request[Any, Any, Any], secret: FromPath[str], system: NamedDependency[SystemDesk]
) -> Response[Any]:
    """Where a link from a mail leads: set a password."""
    guest = await queries.guest(system, secret)
    if guest is None:
        raise NotFound(passwords.GONE)
    return await _welcome(request, system.session, guest, 200)


@post("/welcome/{secret:str}", guards=[ANYBODY])
async def welcome(request: Request[Any, Any, Any], secret: FromPath[str]) -> Response[Any]:
    """The password is set, an invitation is accepted, the link is spent; its person comes in."""
    if wait := await tried(request, AttemptKind.LINK, None):
        return slow(page(request, "people/not_in.html", 429, error=said_slow(wait)), wait)
    typed = await forms.received(request)
    password = typed.get("password", [""])[0]
    state = request.app.state
    now: datetime = state.clock()
    async with state.reads() as session:
        guest = await queries.guest(SystemDesk(session, now), secret)
        if guest is None:
            raise NotFound(passwords.GONE)
        local_part = guest.email.partition("@")[0]
        if error := password_remedy(password, guest.name, guest.email, local_part):
            return await _welcome(request, session, guest, 422, error)
    hashed = await state.hashing.hashed(password)
    async with state.sessions.begin() as session:
        person_id = await answers.use_link(SystemDesk(session, now), secret, hashed)
        known = await queries.credentials_of(session, person_id)
    return await come_in(request, known, "/", entry=ProofOfIdentity(proven_at=now))


async def _welcome(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    guest: Guest,
    status: int,
    error: str = "",
) -> Response[Any]:
    """A password to be set; whoever is asked in may sign in at that organisation instead."""
    offer = guest.offer
    elsewhere = await of_organisation(session, offer.organisation_id) if offer else None
    return page(
        request,
        "people/welcome.html",
        status,
        name=guest.name,
        email=guest.email,
        offer=offer,
        error=error,
        elsewhere=elsewhere.id if elsewhere else None,
    )


@get("/account", guards=[HALF])
async def show_account(
    request: Request[Any, Any, Any], system: NamedDependency[SystemDesk]
) -> Response[Any]:
    """Everything about one's own account."""
    return await _account(request, own_account(request), system, 200)


@post("/account", guards=[HALF])
async def change_account(
    request: Request[Any, Any, Any], system: NamedDependency[SystemDesk]
) -> Response[Any]:
    """How the tracker speaks: the clock, and the look on this device."""
    visitor = own_account(request)
    typed = await forms.received(request)
    zone, theme = forms.one(typed, "zone"), forms.one(typed, "theme")
    if not known_zone(zone):
        error = N_("Give a time zone such as Asia/Seoul.")
        return await _account(request, visitor, system, 422, zone_error=error, zone=zone)
    await sessions.change_profile(system, visitor.person_id, zone)
    answer = redirect("/account", N_("Saved."))
    if theme in THEMES:
        answer.set_cookie(key=THEME, value=theme, max_age=365 * 86400, secure=True, samesite="lax")
    return answer


@post("/account/password", guards=[HALF])
async def change_password(request: Request[Any, Any, Any]) -> Response[Any]:
    """A new password for the old one; every other session ends."""
    visitor = own_account(request)
    typed = await forms.received(request)
    state = request.app.state
    now: datetime = state.clock()
    new = typed.get("new_password", [""])[0]
    if refused := await _unless_theirs(request, visitor, "password"):
        return refused
    if remedy := password_remedy(new, visitor.name, visitor.email):
        return await _password_refused(request, visitor, 422, remedy, "new_password")
    hashed = await state.hashing.hashed(new)
    async with state.sessions.begin() as session:
        await passwords.set_password(
            SystemDesk(session, now), visitor.person_id, hashed, visitor.session_id
        )
        secret = await sessions.renew(session, visitor.session_id)
    answer = redirect("/account", N_("Your password is changed; all other sessions have ended."))
    return with_session(answer, secret, remembered=visitor.remembered)


@post("/account/identities/{provider_id:uuid}/end", guards=[HALF])
async def unlink_identity(
    request: Request[Any, Any, Any], provider_id: FromPath[UUID]
) -> Response[Any]:
    """Sign in there no more, for the password by which one comes in then."""
    visitor = own_account(request)
    if visitor.provider_id is not None:
        raise Forbidden(N_("Sign in with your password to change how you sign in."))
    if refused := await _unless_theirs(request, visitor, f"password-{provider_id}"):
        return refused
    state = request.app.state
    async with state.sessions.begin() as session:
        await providers.unlink(SystemDesk(session, state.clock()), visitor.person_id, provider_id)
    return redirect("/account", N_("That sign-in is taken away."))


async def _unless_theirs(
    request: Request[Any, Any, Any], visitor: Visitor, field: str
) -> Response[Any] | None:
    """What is answered where the password that was typed once more is not theirs."""
    typed = await forms.received(request)
    state = request.app.state
    if wait := await tried(request, AttemptKind.PASSWORD, visitor.email):
        return slow(await _password_refused(request, visitor, 429, said_slow(wait), field), wait)
    async with state.reads() as session:
        known = await queries.credentials_of(session, visitor.person_id)
    if await state.hashing.fits(typed.get("password", [""])[0], known.hash):
        return None
    error = N_("This is not your password now.")
    return await _password_refused(request, visitor, 422, error, field)


async def _password_refused(
    request: Request[Any, Any, Any], visitor: Visitor, status: int, error: str, field: str
) -> Response[Any]:
    state = request.app.state
    async with state.reads() as session:
        return await _account(
            request,
            visitor,
            SystemDesk(session, state.clock()),
            status,
            password_error=error,
            wrong=field,
        )


@post("/account/sessions/{session_id:uuid}", guards=[HALF])
async def end_session(
    request: Request[Any, Any, Any], session_id: FromPath[UUID], system: NamedDependency[SystemDesk]
) -> Response[Any]:
    """End one of one's own sessions."""
    visitor = own_account(request)
    await sessions.end(system, visitor.person_id, session_id)
    return redirect("/account", N_("That session has ended."))


@get("/sign-in/again", guards=[HALF])
async def show_again(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """Before a formal act: show once more that it is you."""
    return _again(request, half_signed(request), 200, next or "/")


@post("/sign-in/again", guards=[HALF])
async def again(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """The second factor where somebody has one, else the password."""
    visitor, to = half_signed(request), next or "/"
    typed = await forms.received(request)
    state = request.app.state
    now: datetime = state.clock()
    kind = AttemptKind.SECOND if visitor.has_factor else AttemptKind.PASSWORD
    account = str(visitor.person_id) if visitor.has_factor else visitor.email
    if wait := await tried(request, kind, account):
        return slow(_again(request, visitor, 429, to, said_slow(wait)), wait)
    if not visitor.has_factor:
        async with state.reads() as reading:
            known = await queries.credentials_of(reading, visitor.person_id)
        fits = await state.hashing.fits(typed.get("password", [""])[0], known.hash)
    async with state.sessions.begin() as session:
        if visitor.has_factor:
            fits = await factors.show(
                SystemDesk(session, now), visitor.person_id, forms.one(typed, "code")
            )
        if fits:
            secret = await sessions.prove(
                session, visitor.session_id, second=visitor.has_factor, proven_at=now
            )
    if not fits:
        state.security("step-up refused", request)
        return _again(request, visitor, 422, to, WRONG_CODE if visitor.has_factor else WRONG)
    return with_session(redirect(local(to)), secret, remembered=visitor.remembered)


@get("/menu", guards=[HALF])
async def show_menu(request: Request[Any, Any, Any]) -> Response[Any]:
    """The bar as a page of links, for small screens."""
    half_signed(request)
    return page(request, "people/menu.html")


def _again(
    request: Request[Any, Any, Any], visitor: Visitor, status: int, to: str, error: str = ""
) -> Response[Any]:
    return page(
        request,
        "people/again.html",
        status,
        next=to,
        error=error,
        code=visitor.has_factor,
        elsewhere=visitor.provider_id is not None,
    )


async def _account(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    desk: AnyDesk,
    status: int,
    **wrong: str,
) -> Response[Any]:
    if wrong:
        scope: Any = request.scope
        scope["tracker_failed"] = True
    return page(
        request,
        "people/account.html",
        status,
        sessions=await queries.sign_ins(desk, visitor.person_id, visitor.session_id),
        roles=await queries.memberships_today(desk, visitor.person_id, visitor.provider_id),
        offers=await invitations.open_offers(
            desk, visitor.person_id, await within(desk.session, visitor)
        ),
        identities=await of_person(desk.session, visitor.person_id),
        wrong={"zone": visitor.zone, "zone_error": "", "password_error": "", "wrong": ""} | wrong,
        themes=THEMES,
        crumbs=((N_("Your account"), ""),),
    )


HANDLERS = (
    show_welcome,
    welcome,
    show_account,
    change_account,
    change_password,
    unlink_identity,
    end_session,
    show_again,
    again,
    show_menu,
)
