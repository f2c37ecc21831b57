"""Every act of the API has its page, and every page opens for whoever may look at it."""

import html
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from enum import StrEnum
from typing import Any, get_args, get_origin

import msgspec
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tests.browsing import Browser
from tracker.app import FEATURES
from tracker.pages.table import ACTS
from tracker.process.policy import POLICY
from tracker.web.forms import bare
from tracker.web.guards import handlers_of
from tracker.web.words import FIELDS, MEMBERS

Browsing = Callable[[str], Awaitable[Browser]]

WITHOUT_A_PAGE = {
    "accept_invitation": "it is answered on one's own account page",
    "decline_invitation": "it is answered on one's own account page",
    "upload_file": "files come with the forms of the acts that need them",
    "upload_original": "it comes with the form of the proposal that came on paper",
}
"""Acts of the API that are no page of their own, and why."""
EVERYBODY = (
    "administrator",
    "manager",
    "officer",
    "reviewer",
    "committee1",
    "observer",
    "city_contact",
    "city_security",
    "city_privacy",
    "city_approver",
    "consultant",
    "provider",
    "other_city_contact",
    "other_firm_member",
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_CODE = re.compile(r"[A-Z]{3}-\d{4}-\d\d")
_REQUIREMENT = re.compile(r"CP-[A-Z]+-\d+")


def acts_of_the_api() -> list[HTTPRouteHandler]:
    handlers = [handler for feature in FEATURES for handler in feature.HANDLERS]
    return [one for one in handlers if "GET" not in one.http_methods]


def name_of(handler: HTTPRouteHandler) -> str:
    return str(handler.fn.__name__)


def test_every_act_of_the_api_has_one_page() -> None:
    for handler in acts_of_the_api():
        pages = [act for act in ACTS if act.handler is handler]
        name = name_of(handler)
        assert len(pages) == (0 if name in WITHOUT_A_PAGE else 1), name


def kinds_in(kind: Any) -> Iterator[tuple[str, Any]]:
    """Every field of a wire type, and of the types inside it."""
    for field in msgspec.structs.fields(kind):
        plain, _ = bare(field.type)
        yield field.name, plain
        inner = [bare(one)[0] for one in get_args(plain)] if get_origin(plain) else [plain]
        for one in inner:
            if isinstance(one, type) and issubclass(one, msgspec.Struct):
                yield from kinds_in(one)
            elif one is not plain:
                yield field.name, one


def test_every_field_and_every_choice_of_a_form_has_words_of_its_own() -> None:
    """Without an entry in the table it would be shown by its name in the code."""
    found = [one for act in ACTS if act.wire is not None for one in kinds_in(act.wire)]
    members = [
        f"{kind.__name__}.{member.value}"
        for _, kind in found
        if isinstance(kind, type) and issubclass(kind, StrEnum)
        for member in kind
    ]
    assert {name for name, _ in found} - set(FIELDS) == set()
    assert set(members) - set(MEMBERS) == set()


def test_addresses_of_pages_are_distinct(assembled: Litestar) -> None:
    seen = Counter(
        (path, method)
        for path, handler in handlers_of(assembled)
        for method in handler.http_methods
    )
    assert [one for one, many in seen.items() if many > 1] == []


def shape_of(path: str, *, each_project: bool = False) -> str:
    """The address without what tells one thing of a kind from another."""
    plain = _ID.sub("ID", path.partition("?")[0])
    plain = _REQUIREMENT.sub("REQ", plain if each_project else _CODE.sub("CODE", plain))
    return re.sub(r"/facts/[a-z_]+/", "/facts/FACT/", plain)


def links_in(text: str) -> list[str]:
    found = [html.unescape(one) for one in re.findall(r'(?:href|data-draft)="(/[^"#]*)"', text)]
    return [one for one in found if not one.startswith("/static/")]


async def walked(browser: Browser, each: int = 1) -> dict[str, int]:
    """Open every page that can be reached from the front page, so many of each shape."""
    todo, seen, shapes = ["/"], set[str](), Counter[str]()
    found: dict[str, int] = {}
    while todo:
        path = todo.pop(0)
        shape = shape_of(path)
        if path in seen or shapes[shape] >= each:
            continue
        seen.add(path)
        shapes[shape] += 1
        answer = await browser.open(path)
        found[path] = answer.status_code
        if "text/html" in answer.headers["content-type"]:
            todo += links_in(answer.text)
    return found


@pytest.mark.at("pilot")
@pytest.mark.parametrize("name", EVERYBODY)
async def test_every_link_on_the_way_opens(browsing: Browsing, name: str) -> None:
    """No page offers a link that its reader may not follow, and none fails."""
    found = await walked(await browsing(name))
    assert {path: status for path, status in found.items() if status != 200} == {}
    assert len(found) >= 5


STAGES = ("proposal", "commissioning", "study", "preparation", "decision", "follow_up")


@pytest.mark.parametrize(
    "name",
    [pytest.param("officer", marks=pytest.mark.at(stage), id=stage) for stage in STAGES]
    + [pytest.param("city_contact", marks=pytest.mark.at(one), id=f"city-{one}") for one in STAGES],
)
async def test_the_pages_open_in_every_stage(browsing: Browsing, name: str) -> None:
    found = await walked(await browsing(name))
    assert {path: status for path, status in found.items() if status != 200} == {}


def test_every_act_is_granted_to_somebody() -> None:
    assert [act.title for act in ACTS if not POLICY[act.policy.act]] == []
