"""Signing in at the provider of one's own organisation: leaving for it, and coming back.

A form of ours answers with a page that leads on, as browsers hold a form's redirects to the
page's own policy (`form-action`).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.journal.desk import SystemDesk
from tracker.kernel.errors import Forbidden, NotFound
from tracker.people import oidc, queries
from tracker.people.authentication import with_session
from tracker.people.commands import answers, passwords, providers, sessions
from tracker.people.commands.attempts import AttemptKind
from tracker.people.commands.providers import AWAY, Leaving
from tracker.people.models import Errand, SignInProvider
from tracker.people.oidc import IdTokenClaims, OidcClient, ProviderFailed
from tracker.people.pages import (
    ANYBODY,
    HALF,
    ProofOfIdentity,
    come_in,
    half_signed,
    own_account,
    said_slow,
    slow,
    tried,
)
from tracker.people.queries import providers as known
from tracker.people.rules import is_fresh
from tracker.web import forms
from tracker.web.language import N_
from tracker.web.rendering import local, page, redirect
from tracker.web.visitor import visitor_of

COOKIE = "__Host-tracker-away"
_UNKNOWN = N_(
    "Nobody here is known by that sign-in yet. Use the link of your invitation, or sign in with "
    "your password and link it under Your account."
)
_ELSEWHERE = N_("This sign-in was begun in another browser, or too long ago. Begin it again.")
_FAILED = N_("That sign-in did not work out. Try again; if it stays so, tell your organisation.")
_TAKEN = N_("That sign-in belongs to another person here.")
_NOT_NOW = N_("Your organisation did not say that you showed who you are just now. Try again.")


@get("/sign-in/organisation", guards=[ANYBODY])
async def show_organisations(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    next: FromQuery[str | None] = None,
) -> Response[Any]:
    """Whose people sign in at their own organisation."""
    found = await known.choices(session)
    return page(request, "people/organisation.html", choices=found, next=next or "/")


@post("/sign-in/organisation", guards=[ANYBODY])
async def sign_in_elsewhere(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """Off to the provider of an organisation."""
    typed = await forms.received(request)
    chosen = _uuid(forms.one(typed, "provider"))
    return await _leave(
        request, Leaving(provider_id=chosen, errand=Errand.SIGN_IN, next=local(next or "/"))
    )


@post("/welcome/{secret:str}/elsewhere", guards=[ANYBODY])
async def welcome_elsewhere(
    request: Request[Any, Any, Any], secret: FromPath[str]
) -> Response[Any]:
    """Whoever is asked in signs in at that organisation in place of setting a password."""
    typed = await forms.received(request)
    chosen = _uuid(forms.one(typed, "provider"))
    async with request.app.state.reads() as reading:
        guest = await queries.guest(SystemDesk(reading, request.app.state.clock()), secret)
        if guest is None:
            raise NotFound(passwords.GONE)
        provider = await known.in_use(reading, chosen)
        if provider is None or not answers.invited_by(guest, provider):
            raise NotFound
    return await _leave(
        request, Leaving(provider_id=chosen, errand=Errand.WELCOME, mail_link_id=guest.link_id)
    )


@post("/account/identities/{provider_id:uuid}", guards=[HALF])
async def link_identity(
    request: Request[Any, Any, Any], provider_id: FromPath[UUID]
) -> Response[Any]:
    """Sign in at one's organisation as well from now on, shortly after a factor was shown here."""
    await forms.received(request)
    visitor = own_account(request)
    if visitor.provider_id is not None:
        raise Forbidden(N_("Sign in with your password to change how you sign in."))
    if not is_fresh(visitor.proven_at, request.app.state.clock()):
        return redirect("/sign-in/again?next=/account")
    async with request.app.state.reads() as reading:
        await _expect_theirs(reading, visitor.person_id, provider_id)
    return await _leave(
        request,
        Leaving(
            provider_id=provider_id,
            errand=Errand.LINK,
            next="/account",
            sign_in_id=visitor.session_id,
        ),
    )


@post("/sign-in/again/elsewhere", guards=[HALF])
async def again_elsewhere(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """Before a formal act: whoever came from a provider shows there once more who they are."""
    await forms.received(request)
    visitor = half_signed(request)
    if visitor.provider_id is None:
        raise NotFound
    return await _leave(
        request,
        Leaving(
            provider_id=visitor.provider_id,
            errand=Errand.AGAIN,
            next=local(next or "/"),
            sign_in_id=visitor.session_id,
        ),
    )


@get("/sign-in/returned", guards=[ANYBODY], any_query=True)
async def returned(request: Request[Any, Any, Any]) -> Response[Any]:
    """Back from the provider: what it says is asked and examined, then the errand is done.

    Providers add parameters of their own to the address.
    """
    if wait := await tried(request, AttemptKind.PROVIDER, None):
        return slow(_told(request, said_slow(wait), 429), wait)
    state = request.app.state
    now: datetime = state.clock()
    given = {name: request.query_params.get(name, "") for name in request.query_params}
    secret = request.cookies.get(COOKIE, "")
    async with state.sessions.begin() as session:
        left = await providers.come_back(SystemDesk(session, now), given.get("state", ""), secret)
        provider = await known.in_use(session, left.provider_id) if left else None
    if left is None or provider is None:
        state.security("return from a provider refused", request)
        return _told(request, _ELSEWHERE)
    try:
        async with state.outside() as outside:
            claims = await oidc.claims_of_return(
                outside, _client(request, provider), given, secret, now
            )
    except ProviderFailed as failure:
        state.security(f"return from a provider refused ({failure})", request)
        return _told(request, _FAILED)
    return await _DO[left.errand](request, left, provider, claims)


async def _sign_in(
    request: Request[Any, Any, Any], left: Leaving, provider: SignInProvider, claims: IdTokenClaims
) -> Response[Any]:
    async with request.app.state.reads() as session:
        person_id = await known.person_of(session, provider.id, claims.subject)
        person = await queries.credentials_of(session, person_id) if person_id else None
    if person is None or not person.active:
        request.app.state.security("sign-in by a provider refused", request)
        return _told(request, _UNKNOWN)
    return _back(await come_in(request, person, left.next, entry=_entry(provider, claims)))


async def _welcome(
    request: Request[Any, Any, Any], left: Leaving, provider: SignInProvider, claims: IdTokenClaims
) -> Response[Any]:
    state = request.app.state
    now: datetime = state.clock()
    async with state.sessions.begin() as session:
        person_id = await answers.use_link_elsewhere(
            SystemDesk(session, now), left.mail_link_id, provider, claims.subject
        )
        person = await queries.credentials_of(session, person_id) if person_id else None
    if person is None:
        return _told(request, _TAKEN)
    return _back(await come_in(request, person, "/", entry=_entry(provider, claims)))


async def _link(
    request: Request[Any, Any, Any], left: Leaving, provider: SignInProvider, claims: IdTokenClaims
) -> Response[Any]:
    visitor = visitor_of(request)
    if visitor is None or visitor.session_id != left.sign_in_id:
        return _told(request, _ELSEWHERE)
    async with request.app.state.sessions.begin() as session:
        now = request.app.state.clock()
        fits = await providers.link(
            SystemDesk(session, now), visitor.person_id, provider, claims.subject
        )
    said = N_("From now on you can sign in at your organisation as well.") if fits else _TAKEN
    return _back(redirect("/account", said))


async def _again(
    request: Request[Any, Any, Any], left: Leaving, provider: SignInProvider, claims: IdTokenClaims
) -> Response[Any]:
    state, visitor = request.app.state, visitor_of(request)
    now: datetime = state.clock()
    if visitor is None or visitor.session_id != left.sign_in_id:
        return _told(request, _ELSEWHERE)
    async with state.sessions.begin() as session:
        who = await known.person_of(session, provider.id, claims.subject)
        shown = claims.proven_at if who == visitor.person_id else None
        secret = None
        if shown is not None and is_fresh(shown, now):
            secret = await sessions.prove(
                session, visitor.session_id, second=_two(provider, claims), proven_at=shown
            )
    if secret is None:
        state.security("step-up at a provider refused", request)
        return _told(request, _NOT_NOW)
    answer = redirect(local(left.next))
    return _back(with_session(answer, secret, remembered=visitor.remembered))


_DO = {
    Errand.SIGN_IN: _sign_in,
    Errand.WELCOME: _welcome,
    Errand.LINK: _link,
    Errand.AGAIN: _again,
}


async def _leave(request: Request[Any, Any, Any], data: Leaving) -> Response[Any]:
    """A page that leads to the provider, and a cookie that knows this browser when it is back."""
    if wait := await tried(request, AttemptKind.PROVIDER, None):
        return slow(_told(request, said_slow(wait), 429), wait)
    state = request.app.state
    async with state.sessions.begin() as session:
        provider = await known.in_use(session, data.provider_id)
        if provider is None:
            raise NotFound
        carried, secret = await providers.leave(SystemDesk(session, state.clock()), data)
    try:
        async with state.outside() as outside:
            to = await oidc.address_to_leave_for(
                outside,
                _client(request, provider),
                carried,
                secret,
                anew=data.errand is Errand.AGAIN,
            )
    except ProviderFailed as failure:
        state.security(f"a provider cannot be used ({failure})", request)
        return _told(request, _FAILED)
    answer: Response[Any] = page(request, "people/leaving.html", to=to)
    answer.headers["Refresh"] = f"0; url={to}"
    answer.set_cookie(_cookie(secret, int(AWAY.total_seconds())))
    return answer


async def _expect_theirs(session: AsyncSession, person_id: UUID, provider_id: UUID) -> None:
    offered = await known.of_person(session, person_id)
    if provider_id not in {one for one, _, _ in offered}:
        raise NotFound


def _client(request: Request[Any, Any, Any], provider: SignInProvider) -> OidcClient:
    return OidcClient(
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        return_to=request.app.state.settings.origin + oidc.RETURN_PATH,
    )


def _entry(provider: SignInProvider, claims: IdTokenClaims) -> ProofOfIdentity:
    return ProofOfIdentity(
        proven_at=claims.proven_at, second=_two(provider, claims), provider_id=provider.id
    )


def _two(provider: SignInProvider, claims: IdTokenClaims) -> bool:
    return provider.two_factors or claims.two_factors


def _told(request: Request[Any, Any, Any], error: str, status: int = 422) -> Response[Any]:
    return _back(page(request, "people/not_in.html", status, error=error))


def _back(answer: Response[Any]) -> Response[Any]:
    answer.set_cookie(_cookie("", 0))
    return answer


def _cookie(value: str, seconds: int) -> Cookie:
    """Lax, as the way back begins at another site."""
    return Cookie(
        key=COOKIE,
        value=value,
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


HANDLERS = (
    show_organisations,
    sign_in_elsewhere,
    welcome_elsewhere,
    link_identity,
    again_elsewhere,
    returned,
)
