"""Everything typed shown once more before it is handed in, with links back to the fields."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from litestar import Request, Response

from tracker.kernel.saying import Filled
from tracker.pages.act_forms import ShownForm
from tracker.pages.act_pages import About, ActPage, ToHandIn, Trouble
from tracker.web import forms
from tracker.web.fields import Field
from tracker.web.forms import Typed
from tracker.web.language import N_
from tracker.web.rendering import page

CHECKED = "_checked"
"""Sent by the page on which everything was shown."""
_YES, _NO = N_("Yes"), N_("No")


def shown_check(
    act: ActPage,
    request: Request[Any, Any, Any],
    about: About,
    form: ShownForm,
    typed: Typed,
    once: str,
    trouble: Trouble | None = None,
) -> Response[Any]:
    """The page; its form carries what it shows, so that nothing else is handed in by it."""
    answers = answers_of(form.fields, form.action) if act.wire is not None else about.answers
    told = trouble.errors if trouble is not None else {}
    return page(
        request,
        "check.html",
        trouble.status if trouble is not None else 200,
        subject=about.subject,
        known=about.known,
        crumbs=(*about.crumbs, (act.title, "")),
        form=form,
        button=act.button,
        answers=answers,
        carried=[(name, text) for name in typed if name[:1] != "_" for text in typed[name]],
        version=forms.one(typed, forms.VERSION) or form.version,
        once=once,
        errors=[(one.name, one.label, told[one.name]) for one in answers if one.name in told],
        sentences=[trouble.sentence] if trouble is not None and trouble.sentence else [],
        back=form.action if act.wire is not None else about.back,
    )


def answers_of(fields: Iterable[Field], action: str, within: str = "") -> tuple[ToHandIn, ...]:
    """Each field with what was given; of rows and groups those that were filled in."""
    found: list[ToHandIn] = []
    for one in fields:
        label = f"{within}{one.label}"
        if one.kind == "fixed":
            continue
        if one.within:
            many = len(one.within) > 1
            for number, row in enumerate(one.within, 1):
                if one.kind != "rows" or any(inner.filled for inner in row):
                    at = "" if one.kind == "map" else f"{label}{f' {number}' if many else ''}: "
                    found += answers_of(row, action, at)
            continue
        found.append(
            ToHandIn(
                name=one.name,
                label=label,
                texts=_texts(one),
                files=_files(one),
                href=f"{action}#{one.name}",
            )
        )
    return tuple(found)


def _files(field: Field) -> tuple[Any, ...]:
    if field.kind != "upload":
        return ()
    return tuple(one for one in field.options if one.value in field.values)


def _texts(field: Field) -> tuple[str, ...]:
    if field.kind == "upload":
        return ()
    if field.kind in ("tick", "yesno"):
        return tuple({"yes": _YES, "no": _NO}.get(one, one) for one in field.values if one)
    if field.options:
        return tuple(one.label for one in field.options if one.value in field.values)
    return tuple(_written(field.kind, one) for one in field.values if one)


def _written(kind: str, text: str) -> str:
    """A day as a day; what is none stays as it was typed."""
    try:
        if kind == "day":
            return Filled("%(day)s", day=date.fromisoformat(text))
        if kind == "instant":
            moment = datetime.fromisoformat(text)
            return Filled("%(day)s, %(at)s", day=moment.date(), at=f"{moment:%H:%M}")
    except ValueError:
        pass
    return text
