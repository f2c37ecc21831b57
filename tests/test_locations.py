"""What was made can be found again: each `Location` of an answer is an address that answers."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

import tracker
from tests.cast import Cast
from tests.projects.conftest import project  # noqa: F401 - the fixture
from tracker.app import create_app
from tracker.settings import Settings
from tracker.web.guards import handlers_of

Acting = Callable[[str], httpx.AsyncClient]
HERE = "/api/projects/KLA-2027-01"


def _named() -> Iterator[str]:
    """Every address that the source gives as a `Location`, with {} for what varies."""
    for path in Path(tracker.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Dict):
                continue
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "Location":
                    yield _template(value)


def _template(value: ast.expr) -> str:
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    text = "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in parts)
    return text.replace("{}{}", "{}")


@pytest.fixture(scope="module")
def readable() -> set[str]:
    app: Litestar = create_app(Settings(database_url="sqlite+aiosqlite:///never-opened"))
    return {
        re.sub(r"\{[^}]*\}", "{}", path)
        for path, handler in handlers_of(app)
        if "GET" in handler.http_methods
    }


@pytest.mark.parametrize("address", sorted(set(_named())))
def test_an_address_that_an_answer_names_can_be_read(address: str, readable: set[str]) -> None:
    assert address in readable


def _made(cast: Cast) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Who makes what where; {call} and the like stand for what was made before."""
    firm, city = str(cast.organisations["other_firm"]), str(cast.organisations["city"])
    days = {"opens_at": "2027-01-01T09:00:00Z", "closes_at": "2027-03-01T09:00:00Z"}
    dated = {"year": 2027, "label": "Example", "theme": "Example", "voting_day": "2027-04-01"}
    return {
        "organisation": ("administrator", "/api/organisations", {"kind": "firm", "name": "X"}),
        "person": ("administrator", "/api/persons", {"name": "X", "email": "x@example.org"}),
        "membership": (
            "administrator",
            "/api/persons/{person}/memberships",
            {"organisation_id": firm, "role": "firm_member"},
        ),
        "programme": ("manager", "/api/programmes", {"label": "X", "currency": "KRW"}),
        "call": (
            "manager",
            "/api/calls",
            {"programme_id": "{programme}", "places": 1} | days | dated,
        ),
        "seat": (
            "manager",
            "/api/calls/{call}/committee-seats",
            {"person_id": str(cast.person("committee1"))},
        ),
        "solution": ("officer", "/api/solutions", {"title": "X", "does": "X", "evidence": "X"}),
        "past": (
            "manager",
            "/api/projects/past",
            {"year": 2019, "city_id": city, "title": "X", "sources": "X"}
            | {"stage": "pilot", "furthest_evidenced": "A press release of its opening"},
        ),
        "assignment": (
            "officer",
            f"{HERE}/assignments",
            {"organisation_id": city, "capacity": "city"},
        ),
        "money": (
            "officer",
            f"{HERE}/money-lines",
            {"source": "sponsor", "state": "pledged", "amount": "5", "currency": "KRW"},
        ),
        "agreement": (
            "officer",
            f"{HERE}/agreements",
            {"kind": "contract", "signed_on": "2027-01-01", "file_id": "{file}"}
            | {"organisation_id": firm},
        ),
        "appointment": (
            "officer",
            f"{HERE}/appointments",
            {"organisation_id": firm, "capacity": "solution_provider"},
        ),
        "deputy": (
            "city_contact",
            "/api/deputies",
            {"role": "city_approver", "organisation_id": city}
            | {
                "person_id": str(cast.person("city_approver")),
                "deputy_id": str(cast.person("city_approver2")),
            },
        ),
    }


@pytest.mark.usefixtures("project")
async def test_whoever_made_something_reads_it_where_the_answer_says(
    acting: Acting, cast: Cast
) -> None:
    sent = await acting("officer").post(
        f"{HERE}/files",
        content=b"Example.\n",
        headers={"Content-Disposition": "attachment; filename=a.txt"},
    )
    ids = {"file": sent.json()["id"]}
    assert (await acting("officer").get(sent.headers["location"])).status_code == 200

    for name, (who, path, body) in _made(cast).items():
        filled = {
            key: value.format(**ids) if isinstance(value, str) else value
            for key, value in body.items()
        }
        made = await acting(who).post(path.format(**ids), json=filled)
        assert made.status_code == 201, f"{name}: {made.text}"
        ids[name] = made.json()["id"]
        found = await acting(who).get(made.headers["location"])
        assert found.status_code == 200, f"{name}: {found.text}"
        assert ids[name] in found.text, name
        if "etag" in made.headers and "items" not in found.json():
            assert found.headers["etag"] == made.headers["etag"], name
