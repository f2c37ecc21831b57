"""The authenticator: set up by a QR code and a first code, taken away with a fresh factor."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import segno
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from tracker.journal.desk import SystemDesk
from tracker.kernel.errors import Forbidden
from tracker.people import queries
from tracker.people.authentication import with_session
from tracker.people.commands import factors, sessions
from tracker.people.commands.attempts import AttemptKind
from tracker.people.pages import (
    HALF,
    WRONG_CODE,
    half_signed,
    own_account,
    said_slow,
    slow,
    tried,
)
from tracker.people.rules import is_fresh, needs_second_factor
from tracker.web import forms
from tracker.web.language import N_
from tracker.web.rendering import local, page, redirect
from tracker.web.visitor import Visitor

_ISSUER = "Pilot tracker"


@get("/sign-in/authenticator", guards=[HALF])
async def show_authenticator(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """A QR code to scan, shortly after a factor was shown; the secret as text for who cannot."""
    visitor, to = half_signed(request), next or "/"
    await _expect_theirs(request, visitor)
    if not is_fresh(visitor.proven_at, request.app.state.clock()):
        return _prove_first(to)
    return await _authenticator(request, visitor, 200, to)


@post("/sign-in/authenticator", guards=[HALF])
async def set_authenticator(
    request: Request[Any, Any, Any], next: FromQuery[str | None] = None
) -> Response[Any]:
    """The first code makes the authenticator count; the recovery codes are shown this once."""
    visitor, to = half_signed(request), next or "/"
    typed = await forms.received(request)
    state = request.app.state
    now: datetime = state.clock()
    await _expect_theirs(request, visitor)
    if not is_fresh(visitor.proven_at, now):
        return _prove_first(to)
    if wait := await tried(request, AttemptKind.SECOND, str(visitor.person_id)):
        return slow(await _authenticator(request, visitor, 429, to, said_slow(wait)), wait)
    async with state.sessions.begin() as session:
        codes = await factors.confirm(
            SystemDesk(session, now),
            visitor.person_id,
            visitor.session_id,
            forms.one(typed, "code"),
        )
        if codes is not None:
            secret = await sessions.prove(session, visitor.session_id, second=True, proven_at=now)
    if codes is None:
        return await _authenticator(request, visitor, 422, to, WRONG_CODE)
    answer = page(request, "people/codes.html", codes=codes, next=local(to))
    return with_session(answer, secret, remembered=visitor.remembered)


async def _expect_theirs(request: Request[Any, Any, Any], visitor: Visitor) -> None:
    """Whoever has a password sets an authenticator up by it: a provider could bar them else."""
    if visitor.provider_id is None:
        return
    async with request.app.state.reads() as session:
        if await queries.has_password(session, visitor.person_id):
            raise Forbidden(N_("Sign in with your password to set up an authenticator."))


def _prove_first(to: str) -> Response[Any]:
    page_of_it = f"/sign-in/authenticator?{urlencode({'next': to})}"
    return redirect(f"/sign-in/again?{urlencode({'next': page_of_it})}")


async def _authenticator(
    request: Request[Any, Any, Any], visitor: Visitor, status: int, to: str, error: str = ""
) -> Response[Any]:
    state = request.app.state
    async with state.sessions.begin() as session:
        secret = await factors.propose(
            SystemDesk(session, state.clock()), visitor.person_id, visitor.session_id
        )
    address = factors.address_of(secret, visitor.email, _ISSUER)
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, dark="#000", light="#fff")
    return page(
        request,
        "people/authenticator.html",
        status,
        qr=drawn,
        secret=secret,
        next=to,
        error=error,
        needed=needs_second_factor(visitor.role, demanded=state.settings.second_factor),
    )


@post("/account/authenticator", guards=[HALF])
async def remove_authenticator(
    request: Request[Any, Any, Any], system: NamedDependency[SystemDesk]
) -> Response[Any]:
    """Take the authenticator away, shortly after a factor was shown."""
    visitor = own_account(request)
    if visitor.provider_id is not None:
        raise Forbidden(N_("Sign in with your password to change how you sign in."))
    if not is_fresh(visitor.proven_at, system.now):
        return redirect("/sign-in/again?next=/account")
    await factors.remove(system, visitor.person_id)
    return redirect("/account", N_("The authenticator is taken away."))


HANDLERS = (show_authenticator, set_authenticator, remove_authenticator)
