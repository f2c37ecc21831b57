"""What comes on paper, by the pages: keep the original, record, compare, and see it marked."""

import re
from collections.abc import Awaitable, Callable
from html import unescape

import httpx
import pytest

from tests.browsing import Browser, Form
from tracker.demo.journey import Journey
from tracker.people.authentication import COOKIE
from tracker.web.csrf import token_for

Browsing = Callable[[str], Awaitable[Browser]]


async def posted_with_file(
    browser: Browser,
    path: str,
    fields: dict[str, str],
    name: str,
    file: tuple[str, bytes] = ("letter.txt", b"Signed and stamped"),
) -> httpx.Response:
    """Fill the form of a page and attach a file, as a browser without scripts sends it."""
    shown = await browser.open(path)
    assert shown.status_code == 200, shown.text
    form = Form(shown.text)
    headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items())}
    return await browser.client.post(
        form.action or path,
        data=dict(form.fields) | fields,
        files={name: file},
        headers=headers,
    )


@pytest.mark.at("study")
async def test_a_citys_letter_is_kept_and_recorded_in_its_name(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    path = f"/projects/{journey.code}/received"
    city = str(journey.cast.organisations["city"])
    kept = await posted_with_file(officer, path, {"party": city}, "original")
    assert kept.status_code == 303, kept.text
    listed = await officer.open(kept.headers["location"])
    link = re.search(r'href="([^"]*/facts/personal_data/answers/new\?[^"]*)"', listed.text)
    assert link is not None, "what the city may do is offered"
    assert "/votes/new" not in listed.text

    form = unescape(link[1])
    shown = await officer.open(form)
    assert "Recorded for" in shown.text
    assert "Example city" in shown.text
    wrong = await officer.fill(form, {"answer": "", "reason": "As the city wrote"})
    assert wrong.status_code == 422
    assert "behalf=" in Form(wrong.text).action, "it stays the city's after a mistake"
    done = await officer.fill(form, {"answer": "yes", "reason": "As the city wrote"})
    assert done.status_code == 303, done.text

    for who in ("officer", "city_contact"):
        marked = (await (await browsing(who)).open(f"/projects/{journey.code}/facts")).text
        assert marked.count("received by letter") == 1, "that answer and no other"
        seen = (await (await browsing(who)).open(path)).text
        assert "A question about the project was answered" in seen
        assert "Example officer" in seen
    assert (
        "A question about the project was answered"
        not in (await (await browsing("consultant")).open(path)).text
    )


@pytest.mark.at("pilot")
async def test_what_a_city_may_record_of_its_figures_is_offered_by_their_names(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    city = str(journey.cast.organisations["city"])
    path = f"/projects/{journey.code}/received"
    kept = await posted_with_file(officer, path, {"party": city}, "original")
    listed = await officer.open(kept.headers["location"])
    assert listed.status_code == 200
    assert re.search(r'href="/indicators/[^"]*/readings/new\?', listed.text)


@pytest.mark.at("study")
async def test_a_letter_without_a_file_is_told_and_nothing_is_kept(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    path = f"/projects/{journey.code}/received"
    city = str(journey.cast.organisations["city"])
    answer = await posted_with_file(officer, path, {"party": city}, "original_")
    assert answer.status_code == 422
    assert f'value="{city}" selected' in answer.text


@pytest.mark.at("study")
async def test_nobody_else_stands_in_for_a_party(browsing: Browsing, journey: Journey) -> None:
    original = await journey.upload("officer", "Signed and stamped")
    city = journey.cast.organisations["city"]
    asked = f"behalf={city}&original={original}"
    path = f"/projects/{journey.code}/facts/personal_data/answers/new?{asked}"
    for who in ("reviewer", "consultant", "city_contact", "manager"):
        answer = await (await browsing(who)).open(path)
        assert answer.status_code in (403, 422), who


@pytest.mark.at("study")
async def test_a_vote_by_letter_is_recorded_by_one_and_compared_by_another(
    browsing: Browsing, journey: Journey
) -> None:
    motion = await journey.put("G3", {}, verdict="stop", who="officer2")
    manager, reviewer = await browsing("manager"), await browsing("reviewer")
    fields = {
        "seat": "city_approver",
        "person_id": str(journey.cast.person("city_approver")),
        "choice": "against",
        "grounds": "The council wants to see the costs first",
        "signed_on": journey.day(0),
    }
    recorded = await posted_with_file(manager, f"/motions/{motion}/letters/new", fields, "file_id")
    assert recorded.status_code == 303, recorded.text

    page = f"/motions/{motion}"
    assert "/comparisons/new" not in (await manager.open(page)).text, "who recorded it"
    shown = (await reviewer.open(page)).text
    assert "To be compared" in shown
    link = re.search(r'href="(/vote-letters/[^"]*/comparisons/new)"', shown)
    assert link is not None
    assert "The council wants to see" in (await reviewer.open(link[1])).text
    assert (await reviewer.fill(link[1])).status_code == 303
    after = (await reviewer.open(page)).text
    assert "by letter" in after


@pytest.mark.at("study")
async def test_what_is_typed_for_a_city_is_no_draft_of_ones_own_form(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    city = str(journey.cast.organisations["city"])
    path = f"/projects/{journey.code}/received"
    kept = await posted_with_file(officer, path, {"party": city}, "original")
    listed = (await officer.open(kept.headers["location"])).text
    link = re.search(r'href="([^"]*/facts/personal_data/answers/new\?[^"]*)"', listed)
    assert link is not None
    form = unescape(link[1])
    place = re.search(r'data-draft="([^"]*)"', (await officer.open(form)).text)
    assert place is not None
    typed = {"_token": token_for(officer.cookies[COOKIE]), "reason": "As the city wrote"}

    await officer.send("/drafts", typed | {"_path": unescape(place[1])})

    assert "As the city wrote" in (await officer.open(form)).text
    assert "As the city wrote" not in (await officer.open(f"{form}&fresh=yes")).text
    assert "As the city wrote" not in (await officer.open(form.partition("?")[0])).text
