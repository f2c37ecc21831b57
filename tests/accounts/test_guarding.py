"""What keeps others out: tries, cookies, forms, hosts, headers (traps F1-F6, F15, F16, F24-25)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.browsing import ORIGIN, Browser
from tests.clock import Clock
from tracker.accounts.authentication import COOKIE
from tracker.accounts.commands import tries
from tracker.app import BODY_LIMIT
from tracker.pages.acts import UPLOADS
from tracker.projects.files_api import UPLOAD_CEILING
from tracker.web import assets
from tracker.web.csrf import token_for
from tracker.web.guards import handlers_of

Browsing = Callable[[str], Awaitable[Browser]]


@pytest.mark.parametrize(
    "path", ["/secret/sign-in", "/sign-inx", "/a/sign-in", "/sign-in/../people"]
)
@pytest.mark.asvs("6.3.4")
async def test_nothing_is_public_because_its_address_looks_like_one_that_is(
    app: Litestar, path: str
) -> None:
    """F1: no pattern of addresses leaves out the sign-in; each route says for itself."""
    answer = await Browser(app).open(path)
    assert answer.status_code in (303, 404)
    assert "Example" not in answer.text


@pytest.mark.asvs("7.2.1", "7.2.4")
async def test_a_session_that_the_browser_made_up_is_not_taken(app: Litestar) -> None:
    """F2: and signing in brings a secret of ours, whatever was there."""
    browser = Browser(app, "made-up-by-the-browser")
    assert (await browser.open("/account")).status_code == 403
    await browser.fill("/sign-in", {"email": "x@example.org", "password": "x" * 12})
    assert browser.cookies[COOKIE] == "made-up-by-the-browser", "nothing was signed in"


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4")
async def test_the_sessions_cookie_is_for_this_host_and_no_script(
    app: Litestar, browsing: Browsing
) -> None:
    browser = await browsing("officer")
    page = await browser.open("/sign-in/role")
    token = token_for(browser.cookies[COOKIE])
    member = page.text.split('name="membership" value="')[1][:36]
    answer = await browser.send("/sign-in/role", {"_token": token, "membership": member})
    (cookie,) = [
        one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{COOKIE}=")
    ]
    assert COOKIE.startswith("__Host-")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word.lower() in cookie.lower()
    assert "domain" not in cookie.lower()


@pytest.mark.asvs("3.5.1")
async def test_a_form_is_refused_by_its_headers_before_its_body_is_read(app: Litestar) -> None:
    """F4: nothing of a body from another site is read, whoever sends it."""
    read: list[bool] = []

    async def body() -> Any:
        read.append(True)
        yield b"x" * 1024

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as client:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.com"}, {}):
            sent = headers | {"Content-Type": "application/x-www-form-urlencoded"}
            answer = await client.post("/sign-in", content=body(), headers=sent)
            assert answer.status_code == 403
    assert app is not None


async def test_a_browser_without_the_newer_header_is_known_by_its_origin(app: Litestar) -> None:
    origin = app.state.settings.origin
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as client:
        answer = await client.post(
            "/sign-in", data={"email": "x@example.org", "password": "y"}, headers={"Origin": origin}
        )
    assert answer.status_code == 422


def test_every_route_bounds_its_body(assembled: Litestar) -> None:
    """F5: none takes as much as somebody likes to send."""
    allowed = {BODY_LIMIT, UPLOAD_CEILING, UPLOADS}
    limits = {handler.resolve_request_max_body_size() for _, handler in handlers_of(assembled)}
    assert limits <= allowed
    assert None not in limits


@pytest.mark.parametrize("who", [None, "officer"])
async def test_a_form_of_fields_is_short_even_where_files_may_be_long(
    app: Litestar, browsing: Browsing, who: str | None
) -> None:
    """F5: what a page allows to files is not allowed to text, signed in or not."""
    browser = await browsing(who) if who else Browser(app)
    answer = await browser.send("/projects/KLA-2027-01/agreements/new", {"x": "y" * 2_000_000})
    assert answer.status_code == (413 if who else 401)
    assert "yyyy" not in answer.text


@pytest.mark.parametrize("name", ["", ".", "a/../../b.txt"])
async def test_a_file_without_a_proper_name_is_told_and_nothing_fails(
    app: Litestar, browsing: Browsing, name: str
) -> None:
    """F6: what the browser calls a file is only a name."""
    browser = await browsing("manager")
    token = token_for(browser.cookies[COOKIE])
    answer = await browser.client.post(
        "/organisations/new",
        data={"_token": token, "_once": "x"},
        files={"name": (name, b"content")},
        headers={"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"},
    )
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("host", ["localhost", "localhost:8103", "127.0.0.1:80"])
async def test_a_host_is_known_with_and_without_its_port(app: Litestar, host: str) -> None:
    """F15."""
    answer = await Browser(app).client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["example.com", "localhost.example.com", "localhost:80:80"])
async def test_another_host_is_refused_on_pages_too(app: Litestar, host: str) -> None:
    """F25: links are made of the configured address, and two Host headers are refused."""
    assert (await Browser(app).client.get("/sign-in", headers={"Host": host})).status_code == 421
    twice = [("Host", "localhost"), ("Host", "localhost")]
    assert (await Browser(app).client.get("/sign-in", headers=twice)).status_code == 421


@pytest.mark.parametrize(
    "name", ["../models.py", "..%2fmodels.py", "tracker.css/../../models.py", "nothing.css"]
)
async def test_only_the_packages_own_files_are_served(app: Litestar, name: str) -> None:
    """F16: files are looked up by name in a table, never on a disk."""
    digest = assets.assets()["tracker.css"].digest
    answer = await Browser(app).open(f"/static/{digest}/{name}")
    assert answer.status_code in (303, 404)
    assert "class StoredAnswer" not in answer.text


async def test_a_file_is_kept_for_a_year_under_the_name_of_its_content(app: Litestar) -> None:
    answer = await Browser(app).open(assets.address("tracker.css"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.asvs("6.1.1", "6.3.1")
async def test_tries_are_bounded_for_an_account_from_wherever_they_come(
    app: Litestar, clock: Clock
) -> None:
    """F24: a client that names another address each time gains nothing by it."""
    statuses = []
    for number in range(tries.OF_ACCOUNT.at_once + 5):
        answer = await Browser(app).send(
            "/sign-in",
            {"email": "officer@example.org", "password": "wrong wrong wrong"},
            **{"X-Forwarded-For": f"192.0.2.{number}"},
        )
        statuses.append(answer.status_code)
    assert statuses == [422] * tries.OF_ACCOUNT.at_once + [429] * 5
    assert int(answer.headers["retry-after"]) >= 1

    clock.now += timedelta(seconds=tries.OF_ACCOUNT.seconds_each)
    again = await Browser(app).send(
        "/sign-in", {"email": "officer@example.org", "password": "wrong wrong wrong"}
    )
    assert again.status_code == 422


@pytest.mark.asvs("6.1.1", "6.6.3")
async def test_tries_are_bounded_for_an_address_whatever_account_it_names(app: Litestar) -> None:
    statuses = [
        (
            await Browser(app).send(
                "/sign-in/forgotten",
                {"email": f"nobody{number}@example.org"},
                **{"X-Forwarded-For": f"192.0.2.{number}"},
            )
        ).status_code
        for number in range(tries.OF_ADDRESS.at_once + 3)
    ]
    assert statuses == [200] * tries.OF_ADDRESS.at_once + [429] * 3


@pytest.mark.asvs("3.4.1")
async def test_browsers_are_told_to_use_tls_where_it_is_configured(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = await Browser(app).open("/sign-in")
    assert "strict-transport-security" not in plain.headers
    secure = app.state.settings.model_copy(update={"base_url": "https://tracker.example.org"})
    monkeypatch.setattr(app.state, "settings", secure)
    answer = await Browser(app).open("/sign-in")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.asvs("3.4.2")
@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8")
async def test_a_page_brings_the_headers_that_browsers_are_to_follow(browsing: Browsing) -> None:
    answer = await (await browsing("officer")).open("/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "base-uri 'none'" in policy
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert " style=" not in answer.text
    assert "<script>" not in answer.text
