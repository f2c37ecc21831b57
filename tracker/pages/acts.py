"""Pages for acts: each is made of the API's handler of that act, so that both do the same.

A page shows the fields of the handler's wire type, reads what was typed into it and calls the
handler in the request's transaction. What the handler refuses or finds unfit is said on the form
again, with everything that was typed.
"""

from collections.abc import Collection
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, route
from litestar.di import NamedDependency
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery
from msgspec.structs import replace
from sqlalchemy.orm.exc import StaleDataError

from tracker.files import kept
from tracker.files.models import KeptFile
from tracker.journal.desk import Desk
from tracker.kernel.encoding import encoded
from tracker.kernel.errors import Conflict, NotFound, Stale, Unfit
from tracker.kernel.saying import Filled
from tracker.pages import uploading
from tracker.pages.act_forms import (
    NOTHING_LEFT,
    Left,
    filled_from,
    form_of,
    kept_query,
    shown_form,
)
from tracker.pages.act_pages import About, ActPage, Trouble, as_set_up, why_not
from tracker.pages.checking import CHECKED, shown_check
from tracker.pages.looking import Looking, count_unseen, looking, organisations
from tracker.pages.uploading import Sent, Whole
from tracker.people.rules import is_fresh
from tracker.process.policy import FORMAL
from tracker.web import drafts, forms, idempotency
from tracker.web.failed_forms import OF_ACTS
from tracker.web.forms import Typed, Unfilled
from tracker.web.language import N_
from tracker.web.models import Draft
from tracker.web.problems import Problem, Repeated, problem_of, request_id
from tracker.web.rendering import local, page, redirect
from tracker.web.request_checks import FROM_LINK
from tracker.web.versions import version_named
from tracker.web.visitor import Visitor, visitor_of


def routes(act: ActPage) -> HTTPRouteHandler:
    """The route that shows the form (GET) and does the act (POST)."""

    @route(
        act.path,
        http_method=["GET", "POST"],
        guards=[act.policy],
        name=f"page of {act.handler.fn.__module__}.{act.handler.fn.__name__}",
        opt={
            **act.handler.opt,
            "takes_files": act.takes_files,
            OF_ACTS: True,
            FROM_LINK: act.from_link,
        },
        request_max_body_size=UPLOADS if act.takes_files else _FORM,
    )
    async def show_act(
        request: Request[Any, Any, Any],
        look: NamedDependency[Looking],
        fresh: FromQuery[str | None] = None,
        behalf: FromQuery[str | None] = None,
        original: FromQuery[str | None] = None,
        check: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """`behalf` and `original`: it is recorded for a party (`projects/behalf.py`)."""
        if request.method == "POST":
            return await _perform(act, request, look)
        if act.takes_files and is_formal(act) and not is_fresh(look.visitor.proven_at, look.now):
            return _to_factor(request)  # asked afterwards, it would cost the files chosen here
        about = await _about(act, request, look)
        if act.checked and (act.wire is None or check == "yes"):
            return await _checked(act, request, about, look)
        return await _opened(act, request, about, look)

    return show_act


UPLOADS = 2 * 1024**3
"""Bytes of a form with files, as of an upload; the installation's own limit holds for each."""
_FORM = 1024 * 1024


async def _perform(act: ActPage, request: Request[Any, Any, Any], desk: Desk) -> Response[Any]:
    typed, files = await forms.received(request), Sent()
    sealed = _sealed(typed)
    try:
        files = await _kept(act, request, desk, typed)
        if is_formal(act) and not is_fresh(_visitor(request).proven_at, desk.now):
            return await _prove_first(request, desk, typed)
        if files.refused:
            raise Unfilled(files.refused)
        if act.checked and act.wire is not None and CHECKED not in typed:
            return await _to_check(act, request, desk, typed)
        return await _carried_out(act, request, desk, typed, sealed)
    except NotFound:
        raise
    except Repeated:
        if files.kept:
            await _forget_left(request, desk)
        raise
    except Exception as error:  # whatever it is, what was typed comes back
        return await _again(act, request, desk, typed, _trouble(error, request))


async def _carried_out(
    act: ActPage, request: Request[Any, Any, Any], desk: Desk, typed: Typed, sealed: bytes
) -> Response[Any]:
    """The act is done, or refused on record; then it goes on."""
    whole = await uploading.receive(request, desk, typed, act.files)
    await _claim(request, desk, typed, sealed)
    answer = await _done(act, request, desk, typed, whole)
    shown = answer.content if isinstance(answer, Response) else answer
    if isinstance(answer, Response) and (answer.status_code or 200) >= 400:
        trouble = Trouble(status=shown.status, sentence=shown.detail, reasons=shown.reasons)
        return await _again(act, request, desk, typed, trouble, committed=True)
    await drafts.drop(desk.session, desk.actor.person_id, _place(request))
    if act.takes_files:
        await kept.drop(desk.session, desk.actor.person_id, _place(request))
    if act.shows:
        return page(request, act.shows, answer=shown, back=forms.one(typed, forms.BACK))
    to = act.to.format(**_values(request), answer=shown) or local(forms.one(typed, forms.BACK))
    mails: bool = request.app.state.settings.sends_mail
    return redirect(to, as_set_up(act.said, mails=mails))


async def _done(
    act: ActPage,
    request: Request[Any, Any, Any],
    desk: Desk,
    typed: Typed,
    whole: Collection[Whole],
) -> Any:
    """The act itself, with rows for its files first."""
    if whole:
        about = await act.about(looking(request, desk), **_values(request))
        await uploading.name_in(typed, desk, about.call_id or about.project, whole)
    return await _called(act, request, desk, typed)


async def _to_check(
    act: ActPage, request: Request[Any, Any, Any], desk: Desk, typed: Typed
) -> Response[Any]:
    """Keep what was typed, once it can be read, and show it to whom it may concern."""
    async with request.app.state.reads() as session:
        await act.about(looking(request, desk.within(session)), **_values(request))
    _read(act, request, typed)
    await drafts.keep(
        desk.session, desk.actor.person_id, _place(request), forms.packed(typed), desk.now
    )
    address = f"{request.scope['path']}{kept_query(request)}"
    return redirect(f"{address}{'&' if '?' in address else '?'}check=yes")


async def _forget_left(request: Request[Any, Any, Any], desk: Desk) -> None:
    """What came with a form that had been sent before waits for nothing."""
    await desk.session.rollback()
    async with request.app.state.sessions.begin() as session:
        await drafts.drop(session, desk.actor.person_id, _place(request))
        await kept.drop(session, desk.actor.person_id, _place(request))


def is_formal(act: ActPage) -> bool:
    """Whether whoever does it shows once more, shortly before, that it is them."""
    return act.policy.act in FORMAL


async def _prove_first(request: Request[Any, Any, Any], desk: Desk, typed: Typed) -> Response[Any]:
    """Keep what was typed and ask for a factor; the form comes back as it was left."""
    await drafts.keep(
        desk.session, desk.actor.person_id, _place(request), forms.packed(typed), desk.now
    )
    return _to_factor(request, TYPE_AGAIN if forms.secrets_in(typed) else "")


TYPE_AGAIN = N_("What you typed is kept, but for the secret: type it again afterwards.")


def _to_factor(request: Request[Any, Any, Any], notice: str = "") -> Response[Any]:
    """A factor is asked for, then it goes on here."""
    path, query = request.scope["path"], request.url.query
    back = f"{path}?{query}" if query else path
    return redirect(f"/sign-in/again?next={quote(back, safe='')}", notice)


async def _kept(act: ActPage, request: Request[Any, Any, Any], desk: Desk, typed: Typed) -> Sent:
    """Keep the files of the form with its draft, of a form that its sender may see."""
    if not forms.uploads(request):
        return Sent()
    async with request.app.state.reads() as session:
        await act.about(looking(request, desk.within(session)), **_values(request))
    return await uploading.keep(request, desk, _place(request), typed, act.files)


async def _called(act: ActPage, request: Request[Any, Any, Any], desk: Desk, typed: Typed) -> Any:
    """The answer of the API's handler to what was typed."""
    given: dict[str, Any] = {"desk": desk, "session": desk.session, "request": request}
    given |= _values(request)
    if act.wire is not None:
        given["data"] = _read(act, request, typed)
    wanted = act.handler.fn.__annotations__
    if "version" in wanted:
        given["version"] = version_named(forms.one(typed, forms.VERSION))
    return await act.handler.fn(**{name: given[name] for name in given if name in wanted})


def _read(act: ActPage, request: Request[Any, Any, Any], typed: Typed) -> Any:
    """What was typed, as the act takes it."""
    visitor = _visitor(request)
    reader = forms.Reader(language=visitor.language, zone=visitor.zone)
    return forms.read(act.wire, typed, reader) if act.wire is not None else None


def _sealed(typed: Typed) -> bytes:
    """What the form says, by which it is known when it is sent again."""
    return encoded({name: typed[name] for name in sorted(typed) if name != forms.TOKEN})


async def _claim(request: Request[Any, Any, Any], desk: Desk, typed: Typed, sealed: bytes) -> None:
    """A form sent twice has one effect: it carries a key of its own.

    What was checked carries the key of its draft, which is there until it is handed in: so neither
    another window nor the page before hands it in once more.
    """
    key = forms.one(typed, forms.ONCE)
    if not key:
        raise Unfit(forms.ONCE, N_("Open this page anew and send it again."))
    try:
        await idempotency.claim(request, desk.session, desk.actor, key, sealed, desk.now)
    except Unfit:
        raise Conflict(HANDED_IN) from None
    if key.startswith(OF_DRAFT):
        draft = await drafts.of(desk.session, desk.actor.person_id, _place(request))
        if draft is None or key != _key_of(draft):
            raise Conflict(HANDED_IN)


OF_DRAFT = "draft-"
HANDED_IN = N_(
    "This was sent already, or begun anew in another window; nothing more was done. Go back to see "
    "how it stands."
)


def _key_of(draft: Draft) -> str:
    return f"{OF_DRAFT}{draft.id}"


def _trouble(error: Exception, request: Request[Any, Any, Any]) -> Trouble:
    """What is said on the form again; what nobody foresaw is also written down for the operator."""
    if isinstance(error, Unfilled):
        return Trouble(status=422, errors=error.errors)
    if isinstance(error, Unfit):
        return Trouble(status=422, errors={forms.field_of(error.field): error.sentence})
    if isinstance(error, Stale | StaleDataError):
        return Trouble(status=412, sentence=CHANGED)
    told: Problem = problem_of(error, request_id(request))
    if told.status == 500:
        request.app.state.report_crash(error, told.request_id)
        return Trouble(status=500, sentence=Filled(CRASHED, id=told.request_id))
    return Trouble(status=told.status, sentence=told.detail, reasons=told.reasons)


CRASHED = N_(
    "Something went wrong here, which is not your fault; nothing was changed. What you typed is "
    "still here: send it again, and if it fails once more, report the request id %(id)s."
)
CHANGED = N_(
    "Somebody changed this while you typed. What stands there now is shown above the fields; "
    "your text is kept. Send again to put yours in its place."
)


async def _again(
    act: ActPage,
    request: Request[Any, Any, Any],
    desk: Desk,
    typed: Typed,
    trouble: Trouble,
    *,
    committed: bool = False,
) -> Response[Any]:
    """The form with what was typed; nothing of a failed act is kept, a refusal's entry is."""
    scope: Any = request.scope
    if not committed:
        scope["tracker_failed"] = True
    async with request.app.state.reads() as session:
        look = looking(request, desk.within(session))
        await count_unseen(look)
        about = await _about(act, request, look)
        if act.checked and act.wire is None:
            return _check(act, request, about, {}, NOTHING_LEFT, _key_at(about), trouble)
        files: list[KeptFile] = []
        if act.takes_files:
            files = await kept.of_form(session, desk.actor.person_id, _place(request))
        return shown_form(act, request, about, typed, trouble, Left(files=files))


async def _about(act: ActPage, request: Request[Any, Any, Any], look: Looking) -> About:
    """What the act is done to, and for whom it is recorded if it came on paper."""
    about = await act.about(look, **_values(request))
    if look.actor.behalf is None:
        return about
    (name,) = (await organisations(look, [look.actor.organisation_id])).values()
    return replace(about, known=((N_("Recorded for"), name), *about.known))


async def _opened(
    act: ActPage, request: Request[Any, Any, Any], about: About, look: Looking
) -> Response[Any]:
    """The form as it was left, or as things stand; why there is none where the act is shut."""
    draft = None
    if request.query_params.get("fresh") != "yes":
        draft = await drafts.of(look.session, look.actor.person_id, _place(request))
    filled = drafts.typed_in(draft) if draft is not None else filled_from(act, about)
    own = look.actor if look.actor.behalf is None else None
    shut = why_not(act, about.here, look.actor.role, own) if draft is None else None
    left = await left_of(act, look, _place(request), draft)
    return shown_form(act, request, about, filled, None, left, shut)


async def left_of(act: ActPage, look: Looking, place: str, draft: Draft | None) -> Left:
    """What was left of a form that was not sent: files are kept with what was typed."""
    if draft is None:
        return NOTHING_LEFT
    files: list[KeptFile] = []
    if act.takes_files:
        files = await kept.of_form(look.session, look.actor.person_id, place)
    return Left(files=files, saved_at=draft.saved_at)


async def _checked(
    act: ActPage, request: Request[Any, Any, Any], about: About, look: Looking
) -> Response[Any]:
    """Everything that would be handed in; the form again where there is nothing to hand in."""
    if act.wire is None:
        own = look.actor if look.actor.behalf is None else None
        if (shut := why_not(act, about.here, look.actor.role, own)) is not None:
            return shown_form(act, request, about, {}, None, shut=shut)
        return _check(act, request, about, {}, NOTHING_LEFT, _key_at(about))
    draft = await drafts.of(look.session, look.actor.person_id, _place(request))
    if draft is None:
        return redirect(f"{request.scope['path']}{kept_query(request)}")
    left = await left_of(act, look, _place(request), draft)
    return _check(act, request, about, drafts.typed_in(draft), left, _key_of(draft))


def _key_at(about: About) -> str:
    """Of what is handed in as it stands: once for each version of it."""
    return f"{about.back}@{about.version}"


def _check(
    act: ActPage,
    request: Request[Any, Any, Any],
    about: About,
    typed: Typed,
    left: Left,
    once: str,
    trouble: Trouble | None = None,
) -> Response[Any]:
    action = f"{request.scope['path']}{kept_query(request)}"
    form = form_of(act, request, about, typed, action, draft=left)
    return shown_check(act, request, about, form, typed, once, trouble)


def _visitor(request: Request[Any, Any, Any]) -> Visitor:
    visitor = visitor_of(request)
    if visitor is None:
        raise NotAuthorizedException(N_("Sign in to do this."))
    return visitor


def _place(request: Request[Any, Any, Any]) -> str:
    return drafts.place(request.scope["path"], request.url.query)


def _values(request: Request[Any, Any, Any]) -> dict[str, Any]:
    return dict(request.path_params)
