"""What a form says before it is sent: which fields are needed, and what a file may be."""

import html
import re
from collections.abc import Awaitable, Callable

import pytest
from litestar import Litestar

from tests.browsing import Browser, Form
from tests.files import contents
from tracker.demo.journey import Journey
from tracker.files.kinds import BEGINNINGS, HEAD, TEXT_ENDINGS

Browsing = Callable[[str], Awaitable[Browser]]


def labels(text: str) -> dict[str, str]:
    """What stands in the labels of a form, by the fields that they are of."""
    found = re.findall(r'<label class="form-label" for="([^"]+)">(.*?)</label>', text, re.DOTALL)
    found += re.findall(r'<fieldset class="field[^"]*" id="([^"]+)".*?<legend>(.*?)</legend>', text)
    return {name: html.unescape(re.sub(r"<[^>]+>", "", said)).strip() for name, said in found}


@pytest.mark.at("study")
async def test_a_proof_says_for_which_form_each_field_is_needed(
    browsing: Browsing, journey: Journey
) -> None:
    contact = await browsing("city_contact")
    shown = await contact.open(f"/projects/{journey.code}/requirements/CP-GOV-01/evidence/new")

    said = labels(shown.text)
    assert "Every field is needed unless it says otherwise." in shown.text
    assert said["title"] == "Title"
    assert said["url"].endswith("(needed for: A link (weak until it is captured))")
    assert said["file_id"].endswith("(needed for: A file, Pages of something handed in)")
    assert said["valid_until"].endswith("(optional)")


@pytest.mark.at("study")
async def test_what_is_missing_is_listed_at_the_top_with_links_to_the_fields(
    browsing: Browsing, journey: Journey
) -> None:
    firm = await browsing("consultant")
    planned = await journey.plan_deliverable("D10", "study")
    path = f"/deliverables/{planned['id']}/submissions/new"
    sent = await firm.send(path, dict(Form((await firm.open(path)).text).fields))

    assert sent.status_code == 422
    assert 'href="#files"' in sent.text
    assert "Choose a file." in sent.text
    assert '<fieldset class="field wrong" id="files" tabindex="-1">' in sent.text


@pytest.mark.at("study")
async def test_a_field_for_files_says_what_is_taken_by_the_rules_of_the_server(
    browsing: Browsing, journey: Journey, app: Litestar
) -> None:
    officer = await browsing("officer")
    shown = await officer.open(f"/projects/{journey.code}/agreements/new")

    tag = re.search(r'<input[^>]*type="file"[^>]*>', shown.text)
    assert tag is not None
    given = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="(.*?)"', tag[0])}
    assert given["data-begins"] == BEGINNINGS
    assert given["data-endings"].split() == list(TEXT_ENDINGS)
    assert int(given["data-most"]) == app.state.settings.upload_limit
    assert "50 MB" in shown.text


@pytest.mark.parametrize(
    "content", [contents.a_pdf(), contents.a_word_document(), contents.a_png()]
)
def test_the_rule_for_browsers_lets_through_what_the_server_takes(content: bytes) -> None:
    assert re.match(BEGINNINGS, content[:HEAD].hex())


@pytest.mark.parametrize("content", [contents.PROGRAM, contents.PAGE, contents.DRAWING])
def test_the_rule_for_browsers_keeps_back_what_the_server_refuses(content: bytes) -> None:
    assert not re.match(BEGINNINGS, content[:HEAD].hex())
