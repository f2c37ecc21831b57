"""The form of an act as it is shown: its fields, what was typed, and what is wrong with it."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from msgspec import Struct

from tracker.files.models import KeptFile
from tracker.pages import uploading
from tracker.pages.act_pages import About, ActPage, Trouble, as_set_up, is_there, what_is_there
from tracker.pages.readiness import place_of
from tracker.process import gate_before
from tracker.process.stages import CallState
from tracker.process.unmet import Unmet
from tracker.projects.behalf import OF_FORM
from tracker.web import fields, forms
from tracker.web.fields import Field, Sheet
from tracker.web.language import N_
from tracker.web.problems import TITLES
from tracker.web.rendering import page
from tracker.web.visitor import visitor_of
from tracker.web.words import word


class Left(Struct, frozen=True, kw_only=True):
    """What was left of a form that was not sent: the files that are kept for it, and when it was
    typed.
    """

    files: Collection[KeptFile] = ()
    saved_at: datetime | None = None


NOTHING_LEFT = Left()


class ShownForm(Struct, frozen=True, kw_only=True):
    """A form as it stands on a page; it is sent to `action`, wherever that page is."""

    action: str
    fields: tuple[Field, ...]
    button: str
    warning: str
    takes_files: bool
    answers_here: bool
    """What is no redirect Turbo does not show."""
    version: int | str | None
    back: str
    once: str
    draft_of: datetime | None
    """When it was typed, if it was left unsent."""


def form_of(
    act: ActPage,
    request: Request[Any, Any, Any],
    about: About,
    filled: Mapping[str, Any],
    action: str,
    trouble: Trouble | None = None,
    draft: Left = NOTHING_LEFT,
) -> ShownForm:
    stale = trouble is not None and trouble.status == 412
    return ShownForm(
        action=action,
        fields=_fields(act, request, about, filled, trouble, draft.files),
        button=CHECK if act.checked and act.wire is not None else act.button,
        warning=act.warning,
        takes_files=act.takes_files,
        answers_here=bool(act.shows),
        version=about.version if stale else _typed_on(filled) or about.version,
        back=about.back,
        once=secrets.token_urlsafe(18),
        draft_of=draft.saved_at,
    )


CHECK = N_("Check what you hand in")


def shown_form(
    act: ActPage,
    request: Request[Any, Any, Any],
    about: About,
    filled: Mapping[str, Any],
    trouble: Trouble | None,
    draft: Left = NOTHING_LEFT,
    shut: str | None = None,
) -> Response[Any]:
    """The page of an act. `shut`: why it may not be done now, in place of the form."""
    action = f"{request.scope['path']}{kept_query(request)}"
    form = form_of(act, request, about, filled, action, trouble, draft)
    shown = form.fields
    errors = [(one.name, one.label, one.error) for one in _wrong(shown)]
    loose = {k: v for k, v in (trouble.errors if trouble else {}).items() if k not in _names(shown)}
    stale = trouble is not None and trouble.status == 412
    sentences = [trouble.sentence if trouble else "", *loose.values()]
    return page(
        request,
        "act.html",
        trouble.status if trouble else 200,
        title=act.title,
        lead=as_set_up(act.lead, mails=request.app.state.settings.sends_mail),
        subject=about.subject,
        crumbs=(*about.crumbs, (act.title, "")),
        known=about.known + (_meanwhile(about, shown) if stale else ()),
        form=form,
        errors=errors,
        failed=TITLES[trouble.status][1] if trouble and trouble.status >= 500 else "",
        sentences=list(filter(None, sentences)),
        untold=_untold(shown, filled) if trouble else [],
        reasons=[_reason(request, about, one) for one in (trouble.reasons if trouble else ())],
        shut=shut,
    )


def _typed_on(filled: Mapping[str, Any]) -> str:
    """The version on which it was typed, so that what changed since is told and not overwritten."""
    found = filled.get(forms.VERSION) or [""]
    return str(found[0])


def _untold(shown: tuple[Field, ...], filled: Mapping[str, Any]) -> list[str]:
    """Labels of the secrets that were typed: no page shows them again."""
    return [one.label for one in shown if one.kind == "secret" and any(filled.get(one.name, ()))]


def kept_query(request: Request[Any, Any, Any]) -> str:
    """For whom it is recorded stays in the address of the form."""
    given = [(name, request.query_params.get(name, "")) for name in OF_FORM]
    return f"?{urlencode(given)}" if all(value for _, value in given) else ""


def _fields(
    act: ActPage,
    request: Request[Any, Any, Any],
    about: About,
    filled: Mapping[str, Any],
    trouble: Trouble | None,
    files: Collection[KeptFile],
) -> tuple[Field, ...]:
    if act.wire is None:
        return ()
    visitor = visitor_of(request)
    sheet = Sheet(
        asks=uploading.offered({**act.asks, **about.asks}, files),
        filled=filled,
        errors=trouble.errors if trouble else {},
        words=word,
        zone=visitor.zone if visitor else "UTC",
        taken=uploading.taken(request) if act.takes_files else None,
    )
    return fields.shown(act.wire, sheet)


def _meanwhile(about: About, shown: tuple[Field, ...]) -> tuple[tuple[str, str], ...]:
    """What stands there now in fields that the reader typed something else into."""
    there = {one.name: fields.texts(what_is_there(about, one.name), "UTC") for one in shown}
    return tuple(
        (one.label, ", ".join(there[one.name]) or "-")
        for one in shown
        if is_there(about, one.name) and there[one.name] != one.values
    )


def filled_from(act: ActPage, about: About) -> dict[str, Any]:
    """What is there already, under the names of the form's fields."""
    names = act.wire.__struct_fields__ if act.wire is not None else ()
    there = {name: what_is_there(about, name) for name in names}
    return {name: value for name, value in there.items() if value is not None}


def _wrong(shown: tuple[Field, ...]) -> list[Field]:
    found = []
    for field in shown:
        if field.error:
            found.append(field)
        for row in field.within:
            found += _wrong(row)
    return found


def _names(shown: tuple[Field, ...]) -> set[str]:
    names = {field.name for field in shown}
    return names.union(*(_names(row) for field in shown for row in field.within))


class RefusalPoint(Struct, frozen=True, kw_only=True):
    """One point of a refusal, with the place where it is put right."""

    text: str
    owed: tuple[str, ...] = ()
    """The words for the roles that owe it."""
    href: str = ""


def _reason(request: Request[Any, Any, Any], about: About, one: Unmet | str) -> RefusalPoint:
    if isinstance(one, str):
        return RefusalPoint(text=one)
    visitor = visitor_of(request)
    href = ""
    if about.project and visitor is not None and visitor.actor is not None:
        href = place_of(visitor.actor, about.project, _gate_of(about), one)
    owed = tuple(word(f"Role.{role.value}", role.value) for role in one.owed_by)
    return RefusalPoint(text=one.why, owed=owed, href=href)


def _gate_of(about: About) -> str:
    """The gate before which the project stands; nothing where there is none."""
    at = about.here.at if about.here is not None else None
    gate = None if at is None or isinstance(at, CallState) else gate_before(at.stage)
    return gate.id if gate is not None else ""
