"""A form whose act failed by an error of the service, shown so that it can be sent again."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from tracker.web import forms
from tracker.web.words import word

OF_ACTS = "gives_back"
"""Marks routes whose forms are shown again; passwords and codes are typed anew instead."""
_SEALS = (forms.ONCE, forms.VERSION, forms.BACK)


class Given(Struct, frozen=True, kw_only=True):
    """A form once more: what its reader typed is shown, what the form itself carried goes along.

    `fields`: name, label and text; `secrets`, name and label, are typed again, and the `files` of
    these names chosen again.
    """

    action: str
    fields: tuple[tuple[str, str, str], ...]
    secrets: tuple[tuple[str, str], ...]
    sealed: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def given_back(scope: Any) -> Given | None:
    """The form received with this request; None where it is not the form of an act."""
    typed: forms.Typed | None = scope.get("tracker_typed")
    if typed is None or not scope["route_handler"].opt.get(OF_ACTS):
        return None
    query = scope["query_string"].decode()
    pairs = [(name, text) for name in typed for text in typed[name]]
    return Given(
        action=f"{scope['path']}?{query}" if query else scope["path"],
        fields=tuple(
            (name, _label(name), text)
            for name, text in pairs
            if name[:1] != "_" and not _is_unseen(text) and not forms.is_secret(name)
        ),
        secrets=tuple((name, _label(name)) for name in forms.secrets_in(typed)),
        sealed=tuple(
            (name, text)
            for name, text in pairs
            if name in _SEALS or (name[:1] != "_" and _is_unseen(text))
        ),
        files=tuple(one.filename for files in scope["tracker_uploads"].values() for one in files),
    )


def _is_unseen(text: str) -> bool:
    """Whether a field is not shown: it was left empty, or chosen from a list."""
    try:
        return not text or str(UUID(text)) == text
    except ValueError:
        return False


def _label(name: str) -> str:
    last = name.rpartition(".")[2]
    return word(last, last.replace("_", " ").capitalize())
