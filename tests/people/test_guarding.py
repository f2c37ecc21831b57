"""What keeps others out: tries, cookies, forms, hosts, headers (traps F1-F6, F15, F16, F24-25)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select

from tests.browsing import ORIGIN, Browser
from tests.clock import Clock
from tracker.app import BODY_LIMIT
from tracker.journal.desk import SystemDesk
from tracker.pages.acts import UPLOADS
from tracker.pages.sending import LARGEST_PART
from tracker.people.authentication import COOKIE
from tracker.people.commands import attempts
from tracker.people.commands.attempts import FROM_ONE_PLACE, OF_ACCOUNT, OF_NETWORK, AttemptKind
from tracker.people.models import Bucket
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
    assert read == []


async def test_a_browser_without_the_newer_header_is_known_by_its_origin(app: Litestar) -> None:
    origin = app.state.settings.origin
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as client:
        answer = await client.post(
            "/sign-in", data={"email": "x@example.org", "password": "y"}, headers={"Origin": origin}
        )
    assert answer.status_code == 422


def test_every_route_bounds_its_body(assembled: Litestar) -> None:
    """F5: none takes as much as somebody likes to send."""
    allowed = {BODY_LIMIT, UPLOAD_CEILING, UPLOADS, LARGEST_PART}
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


def browser_at(app: Litestar, address: str) -> Browser:
    """Somebody who comes from this address."""
    browser = Browser(app)
    browser.client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, client=(address, 50_000)),
        base_url=ORIGIN,
        headers=browser.client.headers,
    )
    return browser


async def asked(app: Litestar, address: str, times: int, email: str = "x@example.org") -> list[int]:
    """What is answered to whoever asks for a new password from there; nothing is hashed for it."""
    browser = browser_at(app, address)
    path, fields = "/sign-in/forgotten", {"email": email}
    return [(await browser.send(path, fields)).status_code for _ in range(times)]


@pytest.mark.asvs("6.1.1", "6.3.1")
@pytest.mark.parametrize("email", ["officer@example.org", "nobody@example.org"])
async def test_a_client_that_names_another_address_each_time_gains_nothing(
    app: Litestar, clock: Clock, email: str
) -> None:
    """F24: and it is told the same of an account that nobody has."""
    answers = [
        await Browser(app).send(
            "/sign-in",
            {"email": email, "password": "wrong wrong wrong"},
            **{"X-Forwarded-For": f"192.0.2.{number}"},
        )
        for number in range(FROM_ONE_PLACE.at_once + 2)
    ]
    assert [one.status_code for one in answers] == [422] * FROM_ONE_PLACE.at_once + [429] * 2
    assert answers[-1].headers["retry-after"] == str(FROM_ONE_PLACE.seconds_each)
    assert f"Wait {FROM_ONE_PLACE.seconds_each} seconds" in answers[-1].text

    clock.now += timedelta(seconds=FROM_ONE_PLACE.seconds_each)
    again = await Browser(app).send("/sign-in", {"email": email, "password": "wrong wrong wrong"})
    assert again.status_code == 422


@pytest.mark.asvs("6.1.1", "6.3.1")
async def test_whoever_uses_up_their_tries_elsewhere_does_not_bar_the_person_at_home(
    app: Litestar,
) -> None:
    """Not even by going on: what is refused there uses up nothing of the whole account."""
    many = OF_ACCOUNT.at_once + 20
    afar = await asked(app, "203.0.113.9", many)
    assert afar == [200] * FROM_ONE_PLACE.at_once + [429] * (many - FROM_ONE_PLACE.at_once)

    assert await asked(app, "192.0.2.1", 1) == [200]


@pytest.mark.asvs("6.1.1", "6.3.1")
async def test_tries_are_bounded_for_an_account_from_all_places_together(
    app: Litestar, clock: Clock
) -> None:
    places = [f"203.0.113.{number}" for number in range(OF_ACCOUNT.at_once + 3)]
    statuses = [status for place in places for status in await asked(app, place, 1)]
    assert statuses == [200] * OF_ACCOUNT.at_once + [429] * 3
    assert await asked(app, "192.0.2.1", 1, "another@example.org") == [200]

    clock.now += timedelta(seconds=OF_ACCOUNT.seconds_each)
    assert await asked(app, "192.0.2.1", 2) == [200, 429]


@pytest.mark.asvs("6.1.1", "6.6.3")
async def test_tries_are_bounded_for_a_network_whatever_account_it_names(app: Litestar) -> None:
    many = OF_NETWORK.at_once + 3
    emails = [f"nobody{number}@example.org" for number in range(many)]
    statuses = [one for email in emails for one in await asked(app, "192.0.2.1", 1, email)]
    assert statuses == [200] * OF_NETWORK.at_once + [429] * 3

    typed = {"email": "nobody@example.org", "password": "wrong wrong wrong"}
    other_kind = await browser_at(app, "192.0.2.1").send("/sign-in", typed)
    assert other_kind.status_code == 422, "letters use up nothing of a sign-in"


@pytest.mark.asvs("6.1.1")
async def test_a_letter_too_many_does_not_bar_the_sign_in_of_its_account(app: Litestar) -> None:
    assert (await asked(app, "192.0.2.1", FROM_ONE_PLACE.at_once + 1))[-1] == 429

    typed = {"email": "x@example.org", "password": "wrong wrong wrong"}
    assert (await browser_at(app, "192.0.2.1").send("/sign-in", typed)).status_code == 422


async def test_guesses_at_links_are_counted(app: Litestar) -> None:
    browser = Browser(app)
    guesses = [
        await browser.send(f"/welcome/guess-{number}", {"password": "x" * 12})
        for number in range(OF_NETWORK.at_once + 1)
    ]
    assert [one.status_code for one in guesses] == [404] * OF_NETWORK.at_once + [429]
    assert "retry-after" in guesses[-1].headers


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("192.0.2.7", "192.0.2.8", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("no address", "another text", True),
    ],
)
async def test_neighbours_in_one_network_are_the_same_place(
    app: Litestar, one: str, other: str, same: bool
) -> None:
    assert (await asked(app, one, FROM_ONE_PLACE.at_once + 1))[-1] == 429

    assert await asked(app, other, 1) == [429 if same else 200]


async def test_first_tries_at_once_are_all_counted(app: Litestar, clock: Clock) -> None:
    async def tried() -> int | None:
        async with app.state.sessions.begin() as session:
            return await attempts.take(
                SystemDesk(session, clock()), AttemptKind.PASSWORD, "x@example.org", "192.0.2.1"
            )

    assert await asyncio.gather(*(tried() for _ in range(8))) == [None] * 8
    async with app.state.sessions() as session:
        left = sorted(await session.scalars(select(Bucket.left)))
    allowed = sorted(one.at_once for one in (FROM_ONE_PLACE, OF_ACCOUNT, OF_NETWORK))
    assert left == [at_once - 8 for at_once in allowed]


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
