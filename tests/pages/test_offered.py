"""Pages offer what may be done now, and say why where a reader looks for what may not."""

import html
import re
from collections.abc import Awaitable, Callable

import httpx
import msgspec
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.gates.test_closed import ended, planned
from tests.pages.test_every_page import links_in, walked
from tracker.demo.journey import G3_VOTES, Journey
from tracker.kernel.database import for_system
from tracker.pages.table import ACTS
from tracker.process.policy import Act
from tracker.process.shut import why_shut
from tracker.process.stages import Status
from tracker.process.state_rows import AnyOf, Case, InProject
from tracker.process.states import STATES
from tracker.projects.models import Project
from tracker.projects.wire import ProjectView

Browsing = Callable[[str], Awaitable[Browser]]
OF_PROJECTS = {
    re.compile(re.sub(r"\{\w+:\w+\}", "[^/]+", act.path) + r"(\?.*)?"): act.policy.act
    for act in ACTS
    if isinstance(STATES[act.policy.act], InProject | AnyOf)
}
"""The pages of acts that a project's state may shut, by their addresses."""


def acts_in(text: str) -> set[Act]:
    """What a page offers to do to a project."""
    return {
        act for link in links_in(text) for path, act in OF_PROJECTS.items() if path.fullmatch(link)
    }


async def offered(browser: Browser) -> set[Act]:
    """What is offered on any page that can be reached from the front page."""
    pages = [path for path in await walked(browser) if not path.endswith((".docx", ".zip"))]
    found: set[Act] = set()
    for path in pages:
        answer = await browser.open(path)
        if "text/html" in answer.headers["content-type"]:
            found |= acts_in(answer.text)
    return found


STAGES = ("commissioning", "study", "preparation", "pilot", "decision", "follow_up")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(who, marks=pytest.mark.at(stage), id=f"{who}-{stage}")
        for who in ("officer", "manager", "city_approver")
        for stage in STAGES
    ],
)
async def test_no_page_offers_what_the_state_of_the_project_shuts(
    browsing: Browsing, journey: Journey, officer: httpx.AsyncClient, name: str
) -> None:
    shown = (await officer.get(f"/api/projects/{journey.code}")).content
    project = msgspec.json.decode(shown, type=ProjectView)

    found = await offered(await browsing(name))

    shut = {act for act in found if all(why_shut(act, project, case) for case in (None, *Case))}
    assert (shut, bool(found)) == (set(), True)


@pytest.mark.at("study")
async def test_a_project_in_its_study_is_not_completed(
    browsing: Browsing, journey: Journey
) -> None:
    page = await (await browsing("officer")).open(f"/projects/{journey.code}")

    assert Act.PROJECT_COMPLETE not in acts_in(page.text)
    assert Act.PROJECT_WRITE in acts_in(page.text)


@pytest.mark.at("follow_up")
async def test_a_project_in_follow_up_is_completed_and_not_withdrawn(
    browsing: Browsing, journey: Journey
) -> None:
    here = f"/projects/{journey.code}"

    officers = await (await browsing("officer")).open(here)
    approvers = await (await browsing("city_approver")).open(here)

    assert Act.PROJECT_COMPLETE in acts_in(officers.text)
    assert Act.PROJECT_WITHDRAW not in acts_in(approvers.text)


@pytest.mark.at("pilot")
async def test_what_is_accepted_is_not_handed_in_and_the_page_says_why(
    browsing: Browsing, journey: Journey
) -> None:
    given = await planned(journey)
    at = f"/deliverables/{given['id']}"
    firm = await browsing("consultant")
    before = await firm.open(at)
    file_id = await journey.upload("consultant", "Example version")
    sent = await journey.do("consultant", f"{at}/submissions", {"files": [file_id]})
    await journey.do("officer", f"/submissions/{sent['id']}/reviews", {"outcome": "accepted"})

    after = await firm.open(at)

    assert Act.DELIVERABLE_SUBMIT in acts_in(before.text)
    assert Act.DELIVERABLE_SUBMIT not in acts_in(after.text)
    assert "Version 1 of P02 is accepted; it stays as it is." in after.text


@pytest.mark.at("pilot")
async def test_a_pilot_that_runs_may_be_suspended_or_switched_off_and_not_go_live(
    browsing: Browsing, journey: Journey
) -> None:
    officer = await browsing("officer")
    form = f"/projects/{journey.code}/operation-changes/new"
    before = await officer.open(form)
    await journey.go_live()

    after = await officer.open(form)

    assert choices(before.text, "becomes") == ["live"]
    assert choices(after.text, "becomes") == ["suspended", "off"]


@pytest.mark.at("study")
async def test_on_hold_nothing_is_asked_for_that_moves_the_project(
    browsing: Browsing, journey: Journey
) -> None:
    form = f"/projects/{journey.code}/gates/G3/motions/new"
    officer = await browsing("officer")
    before = choices((await officer.open(form)).text, "verdict")
    await journey.pass_gate("G3", G3_VOTES, verdict="hold", look_again_on=journey.day(30))

    after = choices((await officer.open(form)).text, "verdict")

    assert before == ["pass", "conditions", "rework", "hold", "stop"]
    assert after == ["rework", "hold", "stop"]


def choices(text: str, name: str) -> list[str]:
    """The values of a field that has some to choose from."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', text, re.DOTALL)
    found = re.findall(r'value="([^"]+)"', select[0]) if select else []
    return found or re.findall(rf'name="{name}"[^>]*value="([^"]+)"', text)


@pytest.mark.at("study")
async def test_before_a_pilot_its_page_says_why_nothing_is_evaluated(
    browsing: Browsing, journey: Journey
) -> None:
    page = await (await browsing("consultant")).open(f"/projects/{journey.code}/pilot")

    assert Act.PILOT_EVALUATE not in acts_in(page.text)
    assert "The pilot never went live, so there is nothing to evaluate." in page.text


@pytest.mark.at("pilot")
async def test_a_project_that_has_ended_offers_what_is_left_to_finish(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.go_live()
    await ended(journey, "withdrawn")

    officer = await offered(await browsing("officer"))

    assert {Act.PILOT_OPERATE, Act.MONEY_WRITE, Act.LESSON_RECORD} <= officer
    assert not officer & {Act.DELIVERABLE_PLAN, Act.FIRM_APPOINT, Act.CONCERN_RAISE, Act.GATE_MOVE}


@pytest.mark.at("study")
async def test_a_past_project_offers_nothing_and_has_no_checklist(
    browsing: Browsing, journey: Journey, sessions: async_sessionmaker[AsyncSession], cast: Cast
) -> None:
    async with sessions.begin() as session:
        past = update(Project).where(Project.code == journey.code).values(status=Status.PAST)
        await session.execute(for_system(past, "a test"))
    officer = await browsing("officer")
    here = f"/projects/{journey.code}"

    pages = [await officer.open(f"{here}{rest}") for rest in ("", "/people", "/papers", "/logs")]

    assert [page.status_code for page in pages] == [200] * 4
    assert [acts_in(page.text) for page in pages] == [set()] * 4
    assert f'href="{here}/checklist"' not in pages[0].text
    assert "This is a past project, read-only" in html.unescape(pages[1].text)
