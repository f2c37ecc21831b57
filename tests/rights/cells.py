"""The cells of the matrix: every route by every actor, and what has to come of it."""

import re
from typing import Any
from uuid import uuid4

import msgspec
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from tests.pages.clicking import flat
from tests.rights.ground import NOT_OF_A_PROJECT, TABLE_OF, WORDS
from tracker.pages.table import ACTS
from tracker.process.policy import Act
from tracker.web.examples import example
from tracker.web.guards import Public, Requires

PARAMETER = re.compile(r"\{(\w+):(\w+)\}")
_PAGES = {act.path: act for act in ACTS}


class Cell(Struct, frozen=True, kw_only=True):
    """One route as it is asked: method, addresses with real and with absent things, a body."""

    method: str
    template: str
    path: str
    absent: str
    act: Act | None
    names_a_project: bool
    json: Any = None
    fields: dict[str, list[str]] = {}

    @property
    def is_page(self) -> bool:
        return not self.path.startswith("/api/")

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


class Unseeded(AssertionError):
    """An address names a thing that the matrix has no row of."""


def cells_of(
    routes: list[tuple[str, HTTPRouteHandler]], ids: dict[str, Any], code: str
) -> list[Cell]:
    """Every route; a route whose parameter has no seed raises Unseeded."""
    return [
        _cell(path, method, handler, ids, code)
        for path, handler in routes
        for method in sorted(handler.http_methods)
    ]


def _cell(
    path: str, method: str, handler: HTTPRouteHandler, ids: dict[str, Any], code: str
) -> Cell:
    policy = next(g for g in handler.resolve_guards() if isinstance(g, Requires | Public))
    names = [found[1] for found in PARAMETER.finditer(path)]
    page = _PAGES.get(path)
    wire = page.wire if page is not None else _wire(handler)
    body = example(wire) if wire is not None and method != "GET" else None
    return Cell(
        method=method,
        template=path,
        path=_filled(path, ids, code),
        absent=_filled(path, {}, "ZZZ-2099-99"),
        act=policy.act if isinstance(policy, Requires) else None,
        names_a_project=any(
            name == "code" or (name in TABLE_OF and name not in NOT_OF_A_PROJECT) for name in names
        ),
        json=body,
        fields=flat(body) if page is not None and body is not None else {},
    )


def _wire(handler: HTTPRouteHandler) -> Any:
    field = handler.parsed_data_field
    return field.annotation if field is not None else None


def _filled(path: str, ids: dict[str, Any], code: str) -> str:
    def one(found: re.Match[str]) -> str:
        name = found[1]
        if name == "code":
            return code
        if name == "name":
            return f"{ids.get('report', uuid4())}.docx" if "reports" in path else "1.0.0"
        if name in WORDS:
            return WORDS[name]
        if name not in TABLE_OF:
            raise Unseeded(f"{path}: say in tests/rights/ground.py what {name} is an id of")
        return str(ids.get(TABLE_OF[name], uuid4()))

    return PARAMETER.sub(one, path)


def told(text: str) -> str:
    """An answer without what differs from request to request."""
    if text.startswith("{"):
        plain = msgspec.json.decode(text)
        plain.pop("request_id", None)
        return str(plain)
    main = re.search(r"<main.*</main>", text, re.DOTALL)
    return re.sub(r"Request [0-9a-f]{16}", "", main[0] if main else text)
