"""What cannot be read is told in words, changes nothing, and shows nothing of the inside."""

import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.stages import Place
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.programme.models import Programme

Sessions = async_sessionmaker[AsyncSession]
PLACE = "/api/programmes"
JSON = {"Content-Type": "application/json"}
WHOLE = b'{"label": "Example", "currency": "KRW"}'

NO_CURRENCY = "Give the ISO 4217 code of a currency in use, such as KRW."
UNREADABLE = {
    "deep_open": (b"[" * 100_000, None),
    "deep_closed": (b'{"label": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None),
    "raw_surrogate": (b'{"label": "\xed\xa0\x80", "currency": "KRW"}', None),
    "escaped_surrogate": (b'{"label": "\\ud800", "currency": "KRW"}', "body"),
    "surrogate_in_a_name": (b'{"\\udfff": 1, "label": "a", "currency": "KRW"}', "body"),
    "not_json": (b"hello", "body"),
    "nothing": (b"", "body"),
    "a_list": (b"[]", "body"),
    "null_character": (b'{"label": "a\\u0000b", "currency": "KRW"}', "label"),
    "a_number": (b'{"label": 1, "currency": "KRW"}', "label"),
    "null": (b'{"label": null, "currency": "KRW"}', "label"),
    "too_long": (b'{"label": "' + b"a" * 201 + b'", "currency": "KRW"}', "label"),
    "another_pattern": (b'{"label": "a", "currency": "won"}', "currency"),
    "missing": (b'{"label": "a"}', "currency"),
    "unknown": (b'{"label": "a", "currency": "KRW", "colour": 1}', "colour"),
    "huge": (b'{"label": 1' + b"0" * 5_000 + b"}", None),
}


def told(answer: httpx.Response, status: int) -> dict[str, Any]:
    """A problem document with an id that the header repeats, and nothing of the inside."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert len(problem["request_id"]) == 16
    assert answer.headers["x-request-id"] == problem["request_id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    inside = ("Traceback", "msgspec", "sqlalchemy", "`str`", "`int`", "regex", "SELECT", ".py")
    assert [word for word in inside if word in answer.text] == []
    assert problem["detail"][0] in "“`ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert problem["detail"].endswith(".")
    return problem


async def programmes(sessions: Sessions) -> int:
    async with sessions() as session:
        return await session.scalar(select(func.count()).select_from(Programme)) or 0


@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_body_that_cannot_be_read_is_400_and_changes_nothing(
    manager: httpx.AsyncClient, sessions: Sessions, name: str
) -> None:
    body, field = UNREADABLE[name]
    problem = told(await manager.post(PLACE, content=body, headers=JSON), 400)

    assert field is None or [one["field"] for one in problem["fields"]] == [field]
    assert await programmes(sessions) == 0


@pytest.mark.parametrize(
    ("asked", "field", "remedy"),
    [
        ({"label": "a" * 201, "currency": "KRW"}, "label", "Use at most 200 characters."),
        ({"label": 7, "currency": "KRW"}, "label", "Give text in place of a whole number."),
        (
            {"label": "a", "currency": "won"},
            "currency",
            "Give the ISO 4217 code of a currency in use, such as KRW.",
        ),
        (
            {"label": "a", "currency": "ZZZ"},
            "currency",
            "Give the ISO 4217 code of a currency in use, such as KRW.",
        ),
        ({"label": "a"}, "currency", "It is missing; give it."),
        (
            {"label": "a", "currency": "KRW", "x": 1},
            "x",
            "Leave it out; it is not known here.",
        ),
    ],
)
async def test_the_remedy_is_told_in_plain_words(
    manager: httpx.AsyncClient, asked: dict[str, Any], field: str, remedy: str
) -> None:
    problem = told(await manager.post(PLACE, json=asked), 400)
    assert problem["fields"] == [{"field": field, "message": remedy}]


async def test_a_field_within_a_field_is_named_by_its_place(manager: httpx.AsyncClient) -> None:
    criteria = [{"title": "Need", "weight": 100, "scale_max": 5, "colour": 1}]
    path = "/api/calls/01900000-0000-7000-8000-000000000000/criteria"
    answer = await manager.put(path, json={"criteria": criteria}, headers={"If-Match": '"1"'})
    assert told(answer, 400)["fields"][0]["field"] == "criteria[0].colour"


async def test_what_is_over_the_limit_is_413_however_it_comes(
    manager: httpx.AsyncClient, sessions: Sessions
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    told(await manager.post(PLACE, content=b" " * 2_000_000, headers=JSON), 413)
    told(await manager.post(PLACE, content=pieces(), headers=JSON), 413)
    lying = JSON | {"Content-Length": str(2**40)}
    told(await manager.post(PLACE, content=WHOLE, headers=lying), 413)
    assert await programmes(sessions) == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_only_json_is_taken_so_that_no_form_of_another_site_posts_here(
    manager: httpx.AsyncClient, sessions: Sessions, kind: str
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    told(await manager.post(PLACE, content=WHOLE, headers=headers), 415)
    assert await programmes(sessions) == 0
    with_charset = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert (await manager.post(PLACE, content=WHOLE, headers=with_charset)).status_code == 201


@pytest.mark.parametrize(
    "path",
    ["/api/nothing", "/api/calls/abc", "/api/projects/%00", "/api/projects?after=%00"],
)
async def test_an_address_that_is_none_is_404_with_an_id(
    manager: httpx.AsyncClient, path: str
) -> None:
    told(await manager.get(path), 404)


async def test_another_method_is_405_and_names_those_that_are_taken(
    manager: httpx.AsyncClient,
) -> None:
    answer = await manager.delete(PLACE)
    told(answer, 405)
    assert {"GET", "POST"} <= {name.strip() for name in answer.headers["allow"].split(",")}
    page = await manager.delete("/sign-in")
    assert page.status_code == 405
    assert {"GET", "POST"} <= {name.strip() for name in page.headers["allow"].split(",")}


@pytest.mark.parametrize("limit", ["0", "-1", "201", "100000000", "many"])
async def test_a_page_has_1_to_200_rows(manager: httpx.AsyncClient, limit: str) -> None:
    await manager.post(PLACE, json={"label": "Example", "currency": "KRW"})
    problem = told(await manager.get(f"{PLACE}?limit={limit}"), 400)
    assert problem["fields"][0]["field"] == "limit"


async def test_a_version_must_be_named_and_be_the_present_one(manager: httpx.AsyncClient) -> None:
    body = {"name": "Example", "kind": "firm"}
    made = await manager.post("/api/organisations", json=body)
    path = f"/api/organisations/{made.json()['id']}"
    told(await manager.patch(path, json={"name": "Other"}), 428)
    told(await manager.patch(path, json={"name": "Other"}, headers={"If-Match": '"9"'}), 412)
    told(await manager.patch(path, json={"name": "Other"}, headers={"If-Match": "*"}), 412)
    assert (await manager.get(path)).json() == made.json()


@pytest.mark.parametrize(
    "named", ["1", '"01"', 'W/"1"', '"1', '""1""', '"1", "2"', '"0"', '"\u0661"']
)
async def test_a_version_is_named_as_its_etag_is_written(
    manager: httpx.AsyncClient, named: str
) -> None:
    made = await manager.post("/api/organisations", json={"name": "Example", "kind": "firm"})
    path = f"/api/organisations/{made.json()['id']}"
    headers = [(b"If-Match", named.encode())]
    told(await manager.patch(path, json={"name": "Other"}, headers=headers), 412)
    assert (await manager.get(path)).json() == made.json()


@pytest.mark.parametrize("query", ["stge=pilot", "limit=5&Limit=5", "x", "=", "after=&%E2%82%AC=1"])
async def test_a_query_that_is_not_known_is_named(manager: httpx.AsyncClient, query: str) -> None:
    problem = told(await manager.get(f"/api/projects?{query}"), 400)
    assert problem["fields"][0]["message"] == "Leave it out; it is not known here."


async def test_an_unknown_query_names_itself_and_a_known_one_is_taken(
    manager: httpx.AsyncClient,
) -> None:
    problem = told(await manager.get("/api/projects?stge=pilot"), 400)
    assert [one["field"] for one in problem["fields"]] == ["stge"]
    assert (await manager.get("/api/projects?stage=pilot&limit=5")).status_code == 200
    assert (await manager.get("/api/projects?")).status_code == 200


@pytest.mark.at("proposal")
@pytest.mark.parametrize("number", ["0", "-1", str(2**53 + 1), str(2**63), "9" * 400])
async def test_a_number_that_no_database_holds_is_told(
    manager: httpx.AsyncClient, place: Place, number: str
) -> None:
    for path in (
        f"/api/projects/{place.code}/journal?before={number}",
        f"/api/proposals/{place.proposal}/scores?number={number}",
    ):
        told(await manager.get(path), 400)


async def test_a_path_longer_than_any_of_ours_is_404_with_a_key_too(
    manager: httpx.AsyncClient,
) -> None:
    path = f"/api/projects/{'x' * 600}/appointments"
    told(await manager.post(path, json={}, headers={"Idempotency-Key": "k1"}), 404)
    told(await manager.get(path), 404)


async def test_a_crash_is_500_with_an_id_and_nothing_else(
    app: Litestar, manager: httpx.AsyncClient, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[tuple[Exception, str]] = []
    monkeypatch.setattr(
        app.state, "report_crash", lambda error, rid: reported.append((error, rid)), raising=False
    )
    secret = "the password is hunter2"

    async def crash(*_: Any) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("tracker.programme.commands.add_programme", crash)
    answer = await manager.post(PLACE, content=WHOLE, headers=JSON)
    problem = told(answer, 500)

    assert secret not in answer.text
    assert [rid for _, rid in reported] == [problem["request_id"]]
    async with sessions() as session:
        entries = (
            select(func.count())
            .select_from(JournalEntry)
            .where(JournalEntry.what == "programme.added")
        )
        assert await session.scalar(for_system(entries, "a test")) == 0


class Waited(Exception):
    """A lock that asyncpg did not get in time."""

    sqlstate = "55P03"


def of_postgres() -> Exception:
    outer = Exception("canceling statement due to lock timeout")
    outer.__cause__ = Waited()
    return outer


@pytest.mark.parametrize("origin", [sqlite3.OperationalError("database is locked"), of_postgres()])
async def test_a_busy_database_is_503_and_says_when_to_come_again(
    manager: httpx.AsyncClient,
    sessions: Sessions,
    monkeypatch: pytest.MonkeyPatch,
    origin: Exception,
) -> None:
    async def wait(*_: Any) -> None:
        raise OperationalError("INSERT", {}, origin)

    monkeypatch.setattr("tracker.programme.commands.add_programme", wait)
    answer = await manager.post(PLACE, content=WHOLE, headers=JSON)
    told(answer, 503)
    assert answer.headers["retry-after"] == "1"
    assert await programmes(sessions) == 0
