"""Every address at which a task is said to be done is there, and asks for that very right."""

import re
from collections.abc import Iterator

import pytest
from litestar import Litestar

from tracker.process.policy import POLICY, Act
from tracker.process.shut import parts_of
from tracker.process.tasks import KINDS, Kind
from tracker.tasks.addresses import UPLOAD, WAYS
from tracker.web.guards import Requires, handlers_of

_PARAMETER = re.compile(r"\{[^}]*\}")


def shape(path: str) -> str:
    """The path without its query and without the names of its values."""
    return _PARAMETER.sub("{}", path.partition("?")[0])


def acts_of(app: Litestar) -> dict[tuple[str, str], Act]:
    """Method and shape of each route, and the right that it asks for."""
    return {
        (method, shape(path)): guard.act
        for path, handler in handlers_of(app)
        for method in handler.http_methods
        for guard in handler.resolve_guards()
        if isinstance(guard, Requires)
    }


@pytest.fixture(scope="module")
def routes(assembled: Litestar) -> dict[tuple[str, str], Act]:
    return acts_of(assembled)


def test_every_kind_has_a_way() -> None:
    assert WAYS.keys() == KINDS.keys() == set(Kind)


def test_what_ends_by_an_act_has_a_request_and_nothing_else_has() -> None:
    wrong = [
        kind for kind, way in WAYS.items() if (way.request is None) is not (KINDS[kind].act is None)
    ]
    assert wrong == []


def test_a_request_of_a_way_asks_for_the_act_of_its_kind(
    routes: dict[tuple[str, str], Act],
) -> None:
    wrong = []
    for kind, way in WAYS.items():
        if way.request is None:
            continue
        method, path = way.request
        asked = routes.get((method, shape(f"/api{path}")))
        if asked is None or KINDS[kind].act not in parts_of(asked):
            wrong.append(f"{kind}: {method} {path} asks for {asked}")
    assert wrong == []


def test_whoever_may_do_it_may_send_the_file_that_goes_with_it(
    routes: dict[tuple[str, str], Act],
) -> None:
    upload = routes["POST", shape(f"/api{UPLOAD}")]
    wrong = {
        kind: POLICY[act].keys() - POLICY[upload].keys()
        for kind, way in WAYS.items()
        if way.uploads and (act := KINDS[kind].act) is not None
    }
    assert not any(wrong.values()), wrong


def test_a_page_of_a_way_opens_for_everybody_who_may_do_it(
    routes: dict[tuple[str, str], Act],
) -> None:
    """It is the page of the act itself, or one that they may read."""
    wrong = [f"{kind}: {page} for {roles}" for kind, page, roles in _shut_pages(routes)]
    assert wrong == []


def _shut_pages(routes: dict[tuple[str, str], Act]) -> Iterator[tuple[Kind, str, set[str]]]:
    for kind, way in WAYS.items():
        act = KINDS[kind].act
        for page in filter(None, (way.page, way.pages)):
            asked = routes.get(("GET", shape(page)))
            if asked is None:
                yield kind, f"{page} is no page", set()
            elif act is not None:
                kept_out = POLICY[act].keys() - POLICY[asked].keys()
                if kept_out:
                    yield kind, page, {role.value for role in kept_out}
