"""Handing in: files that stay, everything shown once more, once only, and a receipt."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser, Form
from tests.files import contents
from tracker.demo.journey import Journey
from tracker.files.models import KeptFile, StoredFile
from tracker.kernel.database import for_system
from tracker.projects.models import Project
from tracker.projects.models.submissions import Submission
from tracker.web.models import StoredAnswer

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
pytestmark = pytest.mark.at("study")
GOOD = ("plan.pdf", contents.a_pdf())
WRONG = ("setup.pdf", contents.PROGRAM)


async def hand_in_page(journey: Journey) -> str:
    planned = await journey.plan_deliverable("D10", "study")
    return f"/deliverables/{planned['id']}/submissions/new"


async def sent(
    browser: Browser, path: str, files: list[tuple[str, bytes]], **fields: str
) -> httpx.Response:
    form = Form((await browser.open(path)).text)
    return await browser.client.post(
        path,
        data=dict(form.fields) | fields,
        files=[("files", one) for one in files],
        headers={"Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())},
    )


async def count(sessions: Sessions, table: Any) -> int:
    async with sessions() as session:
        found = select(func.count()).select_from(table)
        return await session.scalar(for_system(found, "a test")) or 0


async def test_of_two_files_the_wrong_one_is_named_and_the_good_one_stays(
    browsing: Browsing, journey: Journey
) -> None:
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    answer = await sent(firm, path, [GOOD, WRONG], note="Half a note")

    assert answer.status_code == 422
    assert "setup.pdf was not taken. Send PDF, Word" in answer.text
    assert "plan.pdf was" not in answer.text
    kept = dict(Form(answer.text).fields)["files"]
    later = await firm.open(path)
    assert dict(Form(later.text).fields)["files"] == kept, "not to be chosen again"
    assert "Half a note" in later.text


async def test_a_kept_file_is_its_senders_alone(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    kept = dict(Form((await sent(firm, path, [GOOD, WRONG])).text).fields)["files"]
    officer = await browsing("officer")
    paper = f"/projects/{journey.code}/agreements/new"

    used = await officer.fill(paper, {"file_id": kept, "kind": "contract"})

    assert used.status_code == 422
    assert await count(sessions, KeptFile) == 1


async def test_everything_typed_is_shown_before_it_is_handed_in_and_nothing_is_done(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    before = await count(sessions, Submission)
    answer = await sent(firm, path, [GOOD], note="What changed")
    shown = await firm.open(answer.headers["location"])

    assert answer.status_code == 303
    assert "What changed" in shown.text
    assert re.search(
        r"plan\.pdf\s*<span class=\"note\">1 KB, SHA-256 [0-9a-f]{12}\.\.\.", shown.text
    )
    assert f'href="{path}#note"' in shown.text
    assert f'href="{path}#files"' in shown.text
    assert (await count(sessions, Submission), await count(sessions, KeptFile)) == (before, 1)
    back = await firm.open(path)
    assert "What changed" in back.text
    assert "plan.pdf" in back.text


async def test_two_windows_and_the_page_before_hand_in_once(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    before = await count(sessions, Submission)
    check = (await sent(firm, path, [GOOD])).headers["location"]
    one = dict(Form((await firm.open(check)).text).fields)
    other = dict(Form((await firm.open(check)).text).fields)

    first, second = await firm.send(path, one), await firm.send(path, other)
    changed = await firm.send(path, one | {"note": "Another note"})

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert changed.status_code == 409
    assert "sent already" in changed.text
    assert await count(sessions, Submission) == before + 1
    assert await count(sessions, KeptFile) == 0


async def test_a_day_later_the_page_before_hands_in_nothing(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    check = (await sent(firm, path, [GOOD])).headers["location"]
    fields = dict(Form((await firm.open(check)).text).fields)
    await firm.send(path, fields)
    before = await count(sessions, Submission)
    async with sessions.begin() as session:
        await session.execute(delete(StoredAnswer))

    late = await firm.send(path, fields)

    assert late.status_code in (409, 422)
    assert await count(sessions, Submission) == before


async def test_a_receipt_says_what_when_by_whom_and_whose_turn_it_is(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        away = update(Project).where(Project.code == journey.code).values(zone="Africa/Kampala")
        await session.execute(for_system(away, "a test"))
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    check = (await sent(firm, path, [GOOD], note="What changed")).headers["location"]
    done = await firm.fill(check)
    receipt = await firm.open(done.headers["location"])
    entry = await journey.noted("deliverable.submitted")

    assert f"Receipt {journey.code}/{entry['seq']}" in receipt.text
    assert "12:00 (Seoul); 4 January 2027, 06:00 (Kampala)" in receipt.text
    for part in ("plan.pdf", "What changed", "Example consultant", "What happens next"):
        assert part in receipt.text
    assert re.search(r"SHA-256 [0-9a-f]{64}", receipt.text)
    page = await firm.open(path.removesuffix("/submissions/new"))
    next_turn = re.search(r'<p class="answer">\s*<span class="soft">.*?</p>', page.text, re.DOTALL)
    assert next_turn is not None
    assert next_turn[0] in receipt.text, "as the tasks have it, on both pages"
    assert f'href="{done.headers["location"]}"' in page.text


async def test_the_receipt_of_another_firm_is_not_there(
    browsing: Browsing, journey: Journey
) -> None:
    planned = await journey.plan_deliverable("D10", "study")
    version = await journey.hand_in_version(planned["id"], "consulting_company", "D10")
    address = f"/submissions/{version['id']}/receipt"

    assert (await (await browsing("officer")).open(address)).status_code == 200
    assert (await (await browsing("other_firm_member")).open(address)).status_code == 404


@pytest.mark.at(None)
async def test_a_proposal_is_shown_whole_and_what_is_missing_is_said_at_the_top(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.open_call()
    made = await journey.do(
        "city_contact", f"/calls/{journey.call}/proposals", {"title": "Example title"}
    )
    contact = await browsing("city_contact")
    path = f"/proposals/{made['id']}/submissions/new"
    edit = f"/proposals/{made['id']}/edit"

    missing = await contact.fill(path)
    assert missing.status_code == 422
    assert 'href="#challenges"' in missing.text
    assert f'href="{edit}#challenges"' in missing.text

    await contact.fill(edit, {"challenges": "Example challenge"})
    shown = await contact.open(path)
    assert "Example title" in shown.text
    assert "Example challenge" in shown.text
    fields = dict(Form(shown.text).fields)
    first, second = await contact.send(path, fields), await contact.send(path, fields)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    receipt = await contact.open(first.headers["location"])
    view = await journey.see("city_contact", f"/proposals/{made['id']}")
    assert view["number"] == 1
    assert f"Receipt {view['receipt']}" in receipt.text


async def test_a_file_that_waits_becomes_one_of_the_project_with_its_act_alone(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    firm, path = await browsing("consultant"), await hand_in_page(journey)
    before = await count(sessions, StoredFile)
    check = (await sent(firm, path, [GOOD])).headers["location"]
    waiting = await count(sessions, StoredFile)
    await firm.fill(check)

    assert (waiting, await count(sessions, StoredFile)) == (before, before + 1)
