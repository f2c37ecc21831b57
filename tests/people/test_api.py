from collections.abc import Callable

import httpx


async def test_a_token_acts_for_its_membership(officer: httpx.AsyncClient) -> None:
    answer = await officer.get("/api/me")

    assert answer.status_code == 200
    assert answer.json()["role"] == "officer"


async def test_nobody_gets_in_without_a_token(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/me")

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unauthenticated"


async def test_an_organisation_is_added_and_read_back(
    officer: httpx.AsyncClient, acting: Callable[[str], httpx.AsyncClient]
) -> None:
    made = await officer.post(
        "/api/organisations", json={"kind": "firm", "name": "Example firm of the test"}
    )

    assert made.status_code == 201, made.text
    shown = await acting("observer").get(made.headers["location"])
    assert shown.json()["name"] == "Example firm of the test"
    assert shown.headers["etag"] == '"1"'
