"""The front page of a city's people, in each state that its project can be in."""

import html
import re
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from litestar import Litestar
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.statements import counted
from tests.test_statements import many_projects
from tracker.demo.journey import G3_VOTES, Journey
from tracker.journal.desk import Desk
from tracker.kernel.actor import CITY_ROLES
from tracker.kernel.database import for_system
from tracker.people.models import Person
from tracker.process.policy import POLICY
from tracker.process.stages import Status
from tracker.process.task_kinds import KINDS
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, Project
from tracker.tasks import store
from tracker.web.language import written_end

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
_TAG = re.compile(r"<[^>]+>")
MOST_BYTES = 100_000


def plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def answers(page: str) -> str:
    """The first lines: what they say, without their symbols."""
    return " ".join(plain(one) for one in re.findall(r'<p class="answer">(.*?)</p>', page, re.S))


def part(page: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"<h2[^>]*>\s*{heading}.*?</h2>(.*?)(?:<h2|</main>)", page, re.S)
    assert found is not None, heading
    return plain(found[1])


async def read(browsing: Browsing, who: str = "city_contact", path: str = "/") -> str:
    answer = await (await browsing(who)).open(path)
    assert answer.status_code == 200
    return answer.text


def test_every_kind_that_a_city_may_owe_says_how_long_it_takes() -> None:
    owed = {
        kind
        for kind, row in KINDS.items()
        if row.act is None or CITY_ROLES & POLICY[row.act].keys()
    }

    assert {kind for kind in owed if not KINDS[kind].minutes} == set()


async def test_a_city_without_a_project_reads_what_comes_next(browsing: Browsing) -> None:
    shown = await read(browsing)

    assert "Nothing is asked of you now." in answers(shown)
    assert "When a call opens, it stands here" in answers(shown)


async def test_a_city_without_a_project_starts_a_proposal_in_an_open_call(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.open_call()

    contact, approver = await read(browsing), await read(browsing, "city_approver")

    assert "your city's contact starts a proposal below" in answers(contact)
    assert (
        f'href="/proposals/new?call_id={journey.call}"' in contact or "Start a proposal" in contact
    )
    assert "Start a proposal" not in approver


@pytest.mark.at("study")
async def test_the_answer_names_what_is_first_and_since_when_it_is_late(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.plan_deliverable(
        "D06", "study", "city", due=journey.day(3), acceptors=["officer"]
    )
    before = await read(browsing)
    journey.clock.pass_days(10)
    after = await read(browsing)

    assert "are asked of you. First: Hand in “Example D06”. By " in answers(before)
    assert "It was due on" not in answers(before)
    assert "First: Hand in “Example D06”. It was due on" in answers(after)
    assert "About 15 minutes." in part(after, "We need from you")


@pytest.mark.at("study")
async def test_no_code_stands_on_the_page(browsing: Browsing, journey: Journey) -> None:
    await journey.study_done()
    await journey.plan(preparation=260)
    await journey.move("G3", verdict="pass", leads_to="preparation")

    for who in ("city_contact", "city_approver"):
        shown = re.sub(r"<textarea.*?</textarea>", "", await read(browsing, who), flags=re.S)
        assert not re.findall(r"\bG[1-6]\b", plain(shown)), who
        assert journey.code not in plain(shown)
    approver = await read(browsing, "city_approver")
    assert "Vote on the decision at “Study accepted”" in part(approver, "We need from you")


@pytest.mark.at("study")
async def test_what_colleagues_owe_is_asked_of_the_city_too(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.study_done()
    await journey.plan(preparation=260)
    await journey.move("G3", verdict="pass", leads_to="preparation")

    shown = await read(browsing)

    assert "Vote on the decision" in part(shown, "From your colleagues")
    assert "Vote on the decision" not in part(shown, "We need from you")
    assert "It waits for a colleague" in answers(shown)


@pytest.mark.at("study")
async def test_the_next_decision_says_who_decides_and_what_follows(
    browsing: Browsing, journey: Journey
) -> None:
    shown = await read(browsing)

    ahead = part(shown, "What happens next")
    assert "Is the study accepted?" in ahead
    assert "Decision: Project officer, City's approver" in ahead
    assert "After that: Preparing the pilot" in ahead
    assert shown.index("What happens next") < shown.index("Others are working on")


@pytest.mark.at("study")
async def test_a_day_of_another_zone_is_told_by_both_clocks(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    await journey.plan_deliverable(
        "D06", "study", "city", due=journey.day(3), acceptors=["officer"]
    )
    async with sessions.begin() as session:
        await session.execute(update(Person).values(zone="Asia/Seoul"))
    here = part(await read(browsing), "We need from you")
    async with sessions.begin() as session:
        await session.execute(update(Person).values(zone="America/Los_Angeles"))
    there = part(await read(browsing), "We need from you")

    assert "24:00 in Seoul" in here
    assert "which is" not in here
    assert re.search(r"24:00 in Seoul, which is [^.]*\(Los Angeles\)", there)


def test_a_day_that_ends_at_the_same_instant_is_told_once() -> None:
    day = date(2026, 12, 4)
    assert "which is" not in written_end(day, "en", "Asia/Seoul", "Asia/Tokyo")
    assert "which is 4 December 2026, 15:00" in written_end(
        day, "en", "Asia/Seoul", "Europe/London"
    )


@pytest.mark.at("study")
async def test_a_stopped_project_says_so_and_what_is_still_owed(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.pass_gate("G3", G3_VOTES, verdict="stop", grounds="The example has no road.")

    shown = await read(browsing)

    assert answers(shown).startswith("The project was stopped.")
    assert "The example has no road." in answers(shown)
    assert "It ended at step 3 of 7: Study" in plain(shown)
    assert "Next" not in answers(shown)


@pytest.mark.at("study")
async def test_a_project_on_hold_says_when_it_is_looked_at_again(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.pass_gate(
        "G3", G3_VOTES, verdict="hold", look_again_on=journey.day(40), grounds="It rains."
    )

    shown = answers(await read(browsing))

    assert shown.startswith("The project is on hold.")
    assert "The day to look at it again:" in shown


@pytest.mark.at("pilot")
async def test_a_suspended_pilot_says_so(browsing: Browsing, journey: Journey) -> None:
    await journey.go_live()
    before = answers(await read(browsing))
    await journey.do(
        "officer",
        f"/projects/{journey.code}/operation-changes",
        {"becomes": "suspended", "reason": "Example"},
    )
    after = answers(await read(browsing))

    assert "suspended" not in before
    assert after.startswith("The pilot is suspended.")


@pytest.mark.at("proposal")
async def test_a_proposal_that_is_not_chosen_yet_waits_for_others(
    browsing: Browsing, journey: Journey
) -> None:
    shown = await read(browsing)

    assert "You are at step 1 of 7: Proposal" in plain(shown)
    assert f'href="/proposals/{journey.proposal}"' in shown
    assert "Nothing is asked of you now. It waits for " in answers(shown)
    assert "Ask for the decision at “Proposal selected”" in answers(shown)


@pytest.mark.at("proposal")
async def test_a_proposal_that_was_not_chosen_says_why(
    browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        row = await session.scalar(for_system(select(Project), "a test"))
        assert row is not None
        row.status, row.status_reason = Status.NOT_SELECTED, "Others were better."

    shown = await read(browsing)

    assert answers(shown).startswith("The proposal was not selected. Others were better.")
    assert "Nothing is left to be done." in answers(shown)


@pytest.mark.at("study")
async def test_the_mayor_finds_the_decisions_and_the_newest_report(
    browsing: Browsing, journey: Journey
) -> None:
    before = await read(browsing)
    made = [await journey.do("officer", f"/projects/{journey.code}/reports", {}) for _ in range(2)]
    after = await read(browsing)

    papers = part(before, "For the mayor")
    assert "Decision “Study commissioned”" in papers
    assert "Decision “Proposal selected”" in papers
    assert "Report of" not in papers
    assert f"/reports/{made[1]['id']}.docx" in after
    assert f"/reports/{made[0]['id']}.docx" not in after


@pytest.mark.at("study")
async def test_the_officers_are_those_in_charge_by_name_or_all(
    journey: Journey, sessions: Sessions, cast: Cast
) -> None:
    async def both() -> tuple[set[str], set[str]]:
        async with sessions() as session:
            desk = Desk(session, journey.clock.now, cast.actors["city_contact"])
            row = await session.scalar(for_system(select(Project), "a test"))
            assert row is not None
            told = await projects.officers_in_charge(desk, row)
            here = await projects.people_here(desk, row)
            ids = {one.person_id for one in here.in_charge if one.role == "officer"}
            asked = for_system(select(Person).where(Person.id.in_(ids)), "a test")
            return {one.email for one in told}, {one.email for one in await session.scalars(asked)}

    told, in_charge = await both()
    assert told == in_charge
    assert len(told) > 1, "nobody is assigned by name"
    await journey.do(
        "manager",
        f"/projects/{journey.code}/assignments",
        {
            "organisation_id": str(cast.organisations["secretariat"]),
            "person_id": str(cast.person("officer")),
            "capacity": Capacity.OFFICER.value,
            "starts": journey.day(0),
        },
    )
    told, in_charge = await both()
    assert told == in_charge == {"officer@example.org"}


@pytest.mark.at("study")
async def test_names_of_two_hundred_letters_and_many_papers_stay_light(
    app: Litestar, browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        row = await session.scalar(for_system(select(Project), "a test"))
        assert row is not None
        row.title = "Ein" + "sehr" * 49
    while await store.mend(sessions, sessions, journey.clock()):
        pass
    browser = await browsing("city_contact")

    with counted(app) as sent:
        shown = (await browser.open("/")).text

    assert row.title in shown
    assert len(shown.encode()) < MOST_BYTES
    assert len(sent) <= 10


async def test_a_city_with_several_projects_opens_the_one_it_asks_for(
    browsing: Browsing, sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    await many_projects(sessions, cast, clock, 3)
    async with sessions.begin() as session:
        rows = list(await session.scalars(for_system(select(Project), "the city's test")))
        for number, row in enumerate(rows):
            row.title = f"Project number {number}"
        codes = [row.code for row in rows]
    city = await browsing("city_contact")

    for number, code in enumerate(codes):
        shown = (await city.open(f"/?project={code}")).text
        others = [one for one in codes if one != code]
        assert f"<h1>Project number {number}</h1>" in shown
        assert all(f'href="/?project={one}"' in shown for one in others)
    unknown = await city.open("/?project=ZZZ-2099-99")
    assert unknown.status_code == 200, "an address that names none of ours shows ours"


@pytest.mark.at("pilot")
async def test_a_live_pilot_takes_the_statements_of_its_assurance_more(
    app: Litestar, browsing: Browsing, journey: Journey, sessions: Sessions
) -> None:
    await journey.go_live()
    while await store.mend(sessions, sessions, journey.clock()):
        pass
    browser = await browsing("city_contact")
    await browser.open("/")  # the first after an act reads anew what assurance rests on

    with counted(app) as sent:
        assert (await browser.open("/")).status_code == 200

    assert len(sent) == 12


@pytest.mark.at("proposal")
async def test_a_proposal_that_is_sent_back_asks_for_a_new_version_by_its_day(
    browsing: Browsing, journey: Journey
) -> None:
    point = {
        "what": "Budget",
        "text": "Say who pays",
        "owner_id": str(journey.cast.person("city_contact")),
        "due": journey.day(10),
    }
    said = {"verdict": "rework", "resubmit_until": journey.day(20), "points": [point]}
    votes = {member: f"committee_{number}" for number, member in enumerate(journey.committee, 1)}
    await journey.pass_gate("G1", votes, **said)

    shown = await read(browsing)

    assert "First: Answer what “Proposal selected” asked to be changed: Say who pays. By " in (
        answers(shown)
    )
    assert "Hand in a new version of the proposal" in part(shown, "We need from you")
    assert "About 60 minutes." in part(shown, "We need from you")
