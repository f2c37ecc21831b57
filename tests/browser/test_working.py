"""People at work in a real browser: signing in, a refused gate, drafts, no scripts, sign-out."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyotp
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests import child
from tests.browser.conftest import Opening, shoot, sign_in
from tests.demoing import Demo
from tests.office import furnished
from tracker.demo.cast import Cast

PASSWORD = "green kettle on the roof"


def study_of(page: Page) -> str:
    """The address of the demo's project in its study."""
    page.goto("/projects?stage=study&status=active")
    found = page.locator("tbody th a").first.get_attribute("href")
    assert found is not None
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_gate_that_is_refused_says_what_is_missing_and_keeps_what_was_typed(
    opening: Opening, width: int, scripts: bool
) -> None:
    page = opening("officer", width, scripts)
    page.goto(f"{study_of(page)}/gates/G3")
    page.click("text=Ask for the decision")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Why").first.fill("Example grounds that must not be lost")
    page.get_by_label("The project goes on to").select_option(label="Preparing the pilot")
    page.click("main button.btn-main")

    summary = page.locator("#summary")
    expect(summary).to_contain_text("cannot be done as it stands")
    assert summary.locator("li").count() > 5
    expect(page.get_by_label("Why").first).to_have_value("Example grounds that must not be lost")
    assert page.title().startswith("Error:")
    shoot(page, f"gate-refused-{width}")


def test_a_wrong_field_is_named_in_the_summary_and_linked(opening: Opening) -> None:
    page = opening("officer")
    page.goto("/organisations/new")
    page.get_by_label("City", exact=True).check()
    page.click("main button.btn-main")
    link = page.locator("#summary a").first
    expect(link).to_contain_text("Name")
    link.click()
    expect(page.locator("#name")).to_be_focused()
    expect(page.get_by_label("City", exact=True)).to_be_checked()


def test_what_is_typed_comes_back_after_the_page_was_left(opening: Opening) -> None:
    page = opening("officer")
    address = f"{study_of(page)}/lessons/new"
    page.goto(address)
    page.get_by_label("What we learned").fill("Example half of a thought")
    with page.expect_response("**/drafts", timeout=10_000) as kept:
        pass
    assert kept.value.status == 204
    page.goto("/")
    page.goto(address)
    expect(page.get_by_label("What we learned")).to_have_value("Example half of a thought")
    expect(page.locator("main")).to_contain_text("have not sent")


def test_what_is_typed_after_a_mistake_is_kept_too(opening: Opening) -> None:
    """What comes in answer to a form is no visit, of which the page hears otherwise."""
    page = opening("officer")
    address = f"{study_of(page)}/lessons/new"
    page.goto(address)
    page.click("main button.btn-main")
    expect(page.locator("#summary")).to_be_focused()
    page.get_by_label("What we learned").fill("Example thought after a mistake")
    with page.expect_response("**/drafts", timeout=10_000) as kept:
        pass
    assert kept.value.status == 204


def test_a_lost_connection_is_told_and_the_form_sent_again(opening: Opening) -> None:
    page = opening("officer")
    page.goto(f"{study_of(page)}/lessons/new")
    page.get_by_label("What happened").fill("Example event in a tunnel")
    page.get_by_label("What we learned").fill("Example lesson in a tunnel")
    page.context.set_offline(True)
    page.click("main button.btn-main")
    expect(page.locator("[data-lost]")).to_be_visible()
    shoot(page, "connection-lost")

    page.context.set_offline(False)
    page.click("main button.btn-main")
    expect(page.locator("#summary")).to_contain_text("What we recommend")
    expect(page.get_by_label("What we learned")).to_have_value("Example lesson in a tunnel")
    expect(page.locator("[data-lost]")).to_be_hidden()


def test_what_is_typed_survives_the_end_of_the_sign_in(opening: Opening, demo: Demo) -> None:
    page = opening("officer", scripts=False)
    address = f"{study_of(page)}/lessons/new"
    page.goto(address)
    page.get_by_label("What happened").fill("Example event")
    page.get_by_label("What we learned").fill("Example lesson")
    page.context.clear_cookies()
    page.click("main button.btn-main")

    expect(page.locator("h1")).to_have_text("Sign in")
    page.fill("#email", demo.people["officer"])
    page.fill("#password", demo.password)
    page.click("main button.btn-main")
    page.wait_for_url(f"**{address}")
    expect(page.get_by_label("What we learned")).to_have_value("Example lesson")


def test_a_form_whose_sign_in_ended_says_so_and_keeps_what_was_typed(
    opening: Opening, demo: Demo
) -> None:
    page = opening(None)
    sign_in(page, demo.people["officer"], demo.password)
    page.goto(f"{study_of(page)}/lessons/new")
    other = page.context.new_page()
    other.goto("/")
    other.locator("footer button").click()
    other.wait_for_url("**/sign-in")

    out = page.locator("[data-out]")
    expect(out).to_be_hidden()
    page.get_by_label("What we learned").fill("Example thought of yesterday")
    expect(out).to_be_visible(timeout=10_000)
    expect(out).to_contain_text("You are no longer signed in")
    expect(page.get_by_label("What we learned")).to_have_value("Example thought of yesterday")
    shoot(page, "no-longer-signed-in")


def test_the_slash_goes_to_the_search_and_finds(opening: Opening) -> None:
    page = opening("officer")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("kampala")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects?find=kampala")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_what_is_answered_on_the_spot_is_shown(opening: Opening, demo: Demo) -> None:
    """Turbo takes redirects alone: a form that is answered by a page goes past it."""
    page = opening("officer")
    page.goto("/nudges/new")
    page.click("main button.btn-main")
    expect(page.locator("h1")).to_have_text("Who was told")

    page = opening("administrator")
    page.goto("/account")
    page.click("main >> text=Tokens with which programs act for you")
    page.click("main >> text=Make an API token")
    page.get_by_label("Name").fill("Example program")
    page.click("main button.btn-main")
    expect(page.locator("h1")).to_have_text("Your new token")
    assert page.locator("main code").inner_text().startswith("trk_")

    page = opening(None)
    page.goto("/sign-in/forgotten")
    page.fill("#email", demo.people["officer"])
    page.click("main button.btn-main")
    expect(page.locator("main")).to_contain_text("whoever runs the tracker has a letter")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[child.Child, Cast, Path]]:
    """A tracker that demands second factors, and the people in it with tokens for its API."""
    folder = tmp_path_factory.mktemp("office")
    url = f"sqlite+aiosqlite:///{folder / 'tracker.sqlite'}"
    with ThreadPoolExecutor() as pool:  # the browser keeps a loop of its own in this thread
        cast = pool.submit(lambda: asyncio.run(furnished(url))).result()
    served = child.start(folder, url)
    yield served, cast, folder
    served.stop()


def test_an_invited_officer_sets_a_password_and_a_second_factor_and_comes_in(
    chromium: Browser, office: tuple[child.Child, Cast, Path]
) -> None:
    served, cast, folder = office
    headers = {"Authorization": f"Bearer {cast.tokens['administrator']}"}
    found = httpx.get(f"{served.url}/api/organisations", headers=headers).json()["items"]
    secretariat = next(one["id"] for one in found if one["kind"] == "secretariat")
    asked = {
        "name": "Example newcomer",
        "email": "newcomer@example.org",
        "organisation_id": secretariat,
        "role": "officer",
    }
    made = httpx.post(f"{served.url}/api/invitations", headers=headers, json=asked)
    assert made.status_code == 201, made.text
    link = _mailed(folder)

    page = chromium.new_context(
        base_url=served.url, viewport={"width": 360, "height": 760}
    ).new_page()
    page.goto(link)
    shoot(page, "welcome-360")
    page.fill("#password", PASSWORD)
    page.click("main button.btn-main")
    page.wait_for_url("**/sign-in/role")
    _confirm(served, cast.tokens["manager"])
    page.goto("/sign-in")
    page.fill("#email", "newcomer@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button.btn-main")
    page.wait_for_url("**/sign-in/authenticator")
    shoot(page, "authenticator-360")
    page.click("text=I cannot scan it")
    secret = page.locator("details code").inner_text()
    page.fill("#code", pyotp.TOTP(secret).now())
    page.click("main button.btn-main")
    expect(page.locator("h1")).to_have_text("Keep these codes")
    assert page.locator(".codes li").count() == 10
    code = page.locator(".codes li").first.inner_text()
    page.click("text=I have kept them")
    expect(page.locator("h1")).to_contain_text("My turn")

    page.goto("/menu")
    page.click("main >> text=Sign out")
    page.wait_for_url("**/sign-in")
    page.fill("#email", "newcomer@example.org")
    page.fill("#password", PASSWORD)
    page.click("main button.btn-main")
    page.wait_for_url("**/sign-in/second")
    page.fill("#code", code)
    page.click("main button.btn-main")
    page.wait_for_url("**/")
    page.context.close()


def _confirm(served: child.Child, token: str) -> None:
    """A second person stands for whoever has got a role."""
    with httpx.Client(base_url=served.url, headers={"Authorization": f"Bearer {token}"}) as client:
        (waiting,) = client.get("/api/roles-to-confirm").json()["items"]
        made = client.post(f"/api/memberships/{waiting['id']}/confirmations")
    assert made.status_code == 201, made.text


def _mailed(folder: Path) -> str:
    """The path of the link in the letter, which is printed by whichever process carries it."""
    url = f"sqlite+aiosqlite:///{folder / 'tracker.sqlite'}"
    with (folder / "serve.log").open("ab") as log:
        subprocess.run(
            [sys.executable, "-m", "tracker", "work", "--once"],
            env=child.environment(folder, url),
            stdout=log,
            stderr=log,
            check=True,
        )
    found = re.search(r"(/welcome/\S+)", (folder / "serve.log").read_text())
    assert found is not None, "no letter was printed"
    return found[1]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("officer", "My turn"),
        ("manager", "My turn"),
        ("reviewer", "My turn"),
        ("consultant", "My work"),
        ("city_contact", "We need from you"),
        ("city_approver", "We need from you"),
        ("city_security", "We need from you"),
        ("city_privacy", "We need from you"),
        ("committee1", "My turn"),
        ("observer", "Portfolio"),
        ("administrator", "People"),
    ],
)
def test_signing_in_again_shows_the_front_page_of_the_role(
    opening: Opening, demo: Demo, role: str, shown: str
) -> None:
    page = opening(None)
    sign_in(page, demo.people[role], demo.password)
    expect(page.locator("h1, h2").get_by_text(shown).first).to_be_visible()


def test_a_file_goes_on_where_the_line_broke_and_a_wrong_one_is_told_before_it_is_sent(
    opening: Opening, tmp_path: Path
) -> None:
    good, wrong = tmp_path / "plan.pdf", tmp_path / "setup.exe"
    good.write_bytes(b"%PDF-1.4\n" + b"%" * 3 * 1024 * 1024)
    wrong.write_bytes(b"MZ" + bytes(100))
    page = opening("consultant")
    offsets: list[str] = []

    def breaking(route: Route) -> None:
        """The line is gone while the second part is sent, once."""
        if route.request.method == "PATCH":
            offsets.append(route.request.headers["upload-offset"])
        if len(offsets) == 2 and offsets[-1] != "broken":
            offsets.append("broken")
            route.abort()
        else:
            route.continue_()

    page.route("**/uploads/**", breaking)
    page.goto("/")
    page.click('main a[href^="/deliverables/"]')
    page.set_input_files("input[type=file]", [good, wrong])

    expect(page.locator("[data-refused]")).to_contain_text("setup.exe: Send PDF")
    expect(page.get_by_label("plan.pdf")).to_be_checked()
    assert offsets == ["0", "1048576", "broken", "1048576", "2097152", "3145728"]
    page.click("form[data-draft] button.btn-main")
    page.wait_for_url("**/*check=yes")
    expect(page.locator(".answers")).to_contain_text("plan.pdf")
    expect(page.locator(".answers")).not_to_contain_text("setup.exe")
    shoot(page, "check")
