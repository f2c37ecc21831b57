"""What an answer is, it says once; `each_header_once` asks the same of every answer of a test."""

import httpx
import pytest

from tests.serving import each_header_once
from tracker.web.assets import address

KINDS = {
    "/sign-in": "text/html; charset=utf-8",
    "/nothing": "text/html; charset=utf-8",
    "/api/health": "application/json",
    "/api/nothing": "application/problem+json",
    address("tracker.css"): "text/css; charset=utf-8",
    address("tracker.js"): "text/javascript; charset=utf-8",
    address("licences.txt"): "text/plain; charset=utf-8",
    address("icons.svg"): "image/svg+xml",
}


async def test_every_kind_of_answer_names_its_kind_and_its_characters_once(
    client: httpx.AsyncClient,
) -> None:
    assert {path: (await client.get(path)).headers["content-type"] for path in KINDS} == KINDS


@pytest.mark.parametrize(
    "headers",
    [
        [("Content-Type", "text/html"), ("content-type", "text/html")],
        [("Content-Type", "text/html; charset=utf-8; charset=utf-8")],
        [("X-Request-Id", "a"), ("X-Request-Id", "a")],
    ],
)
async def test_an_answer_that_says_something_twice_fails_the_test_that_asked(
    headers: list[tuple[str, str]],
) -> None:
    request = httpx.Request("GET", "http://localhost/example")
    with pytest.raises(AssertionError, match="/example"):
        await each_header_once(httpx.Response(200, headers=headers, request=request))
