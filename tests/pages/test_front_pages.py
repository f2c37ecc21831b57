"""What the front pages tell of many projects: the board, the bell, nudging, and a city's choice."""

import html
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser
from tests.cast import Cast
from tests.clock import Clock
from tests.gates.test_handover import pointed_at_the_firm
from tests.test_statements import many_projects
from tracker.demo.journey import Journey
from tracker.kernel.database import for_system
from tracker.pages.queries.board import CARDS
from tracker.process.stages import Stage, Status
from tracker.projects.models import Project

Browsing = Callable[[str], Awaitable[Browser]]
Sessions = async_sessionmaker[AsyncSession]
BELL = re.compile(r'class="count num"[^>]*>(\d+)<')


async def test_the_board_shows_a_column_for_every_stage_and_the_first_of_many(
    browsing: Browsing, sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    await many_projects(sessions, cast, clock, CARDS + 4)
    async with sessions.begin() as session:
        asked = for_system(select(Project).order_by(Project.code), "the board's test")
        held, ended, *_ = await session.scalars(asked)
        held.status, ended.status = Status.ON_HOLD, Status.STOPPED
    officer = await browsing("officer")

    shown = (await officer.open("/projects?view=board")).text
    found = (await officer.open("/projects?view=board&find=no+such+project")).text
    observed = (await (await browsing("observer")).open("/projects?view=board")).text

    assert len(re.findall(r'<section aria-labelledby="stage-', shown)) == len(Stage)
    assert shown.count('<li><a href="/projects/KLA-') == CARDS
    assert observed.count('<li><a href="/projects/KLA-') == CARDS
    assert ">3 more" in shown, "one of the fourteen has ended"
    assert "On hold" in shown
    assert '<li><a href="/projects/KLA-' not in found
    assert 'value="no such project"' in found


async def test_a_search_finds_organisations_and_people_by_a_part(browsing: Browsing) -> None:
    administrator = await browsing("administrator")
    organisations = (await administrator.open("/organisations?find=CONSULTING")).text
    people = (await administrator.open("/people?find=example+revi")).text
    none = (await administrator.open("/people?find=%25")).text

    assert "Example consulting company" in organisations
    assert "Example city" not in organisations
    assert "Example reviewer" in people
    assert "Example officer" not in people
    assert "Nobody fits" in none, "a per cent sign is a letter like any other"


@pytest.mark.at("study")
async def test_the_bell_counts_and_an_officer_nudges_from_the_front_page(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    journey.clock.pass_days(5)
    officer, consultant = await browsing("officer"), await browsing("consultant")
    before = BELL.search((await consultant.open("/")).text)

    front = (await officer.open("/")).text
    assert "/nudges/new" in front
    one = re.search(rf"/nudges/new\?projects={journey.code}&amp;party_ids=[^\"]+", front)
    assert one is not None
    done = await officer.fill(html.unescape(one[0]))
    again = await officer.fill("/nudges/new")

    assert done.status_code == 200
    assert "Hand in “Example D06”. It was due on" in done.text
    assert "Nobody: nothing is late, or everybody was told today already." in again.text
    after = BELL.search((await consultant.open("/")).text)
    assert after is not None
    assert int(after[1]) == (int(before[1]) if before else 0) + 1
    assert (await consultant.fill("/notices/receipts/new")).status_code == 303
    assert BELL.search((await consultant.open("/")).text) is None
    assert (await consultant.open("/nudges/new")).status_code == 403


@pytest.mark.at("pilot")
async def test_a_nudge_for_a_party_is_for_that_party_alone(
    browsing: Browsing, journey: Journey
) -> None:
    journey.clock.pass_days(400)
    officer = await browsing("officer")
    front = (await officer.open("/")).text
    links = [html.unescape(one) for one in re.findall(r'href="(/nudges/new\?[^"]+)"', front)]
    assert links
    for link in links:
        asked = re.findall(r"party_ids=([^&]+)", link)
        chosen = re.findall(
            r'name="party_ids"[^>]*value="([^"]+)"[^>]*checked', (await officer.open(link)).text
        )
        assert sorted(chosen) == sorted(asked), link
    over = f"/nudges/new?projects={journey.code}&party_ids={journey.cast.person('observer')}"
    assert (await officer.open(over)).status_code == 404, "else it would go to all"


@pytest.mark.at("study")
async def test_a_city_reads_what_comes_by_day_and_takes_it_along_as_text(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(5))
    city = await browsing("city_contact")

    shown = (await city.open("/")).text
    text = re.search(r'<textarea[^>]*id="as-text"[^>]*>([^<]*)</textarea>', shown)

    assert text is not None
    assert "You are at step 3 of 7: Study" in text[1]
    assert "Example D06" in text[1]
    assert text[1].rstrip().endswith(f"/projects/{journey.code}")
    officers = shown.split("Your officers</h2>")[1].split("For the mayor")[0]
    assert "Example officer" in officers
    assert 'href="mailto:officer@example.org"' in officers


@pytest.mark.at("study")
async def test_a_firm_answers_the_point_it_owes_from_its_front_page(
    browsing: Browsing, journey: Journey
) -> None:
    """It sees no decisions of gates, of which the point is one."""
    point = await pointed_at_the_firm(journey)
    consultant = await browsing("consultant")
    front = (await consultant.open("/")).text

    answered = await consultant.fill(f"{point}/answers/new", {"answer": "Named."})

    assert answered.status_code == 303, answered.text
    assert f'href="{point}/answers/new"' in front
    assert (answered.status_code, answered.headers["location"]) == (
        303,
        f"/projects/{journey.code}",
    )
    assert point not in (await consultant.open("/")).text
    officer = await browsing("officer")
    assert "Confirm the answer to what G3 asked" in (await officer.open("/")).text
    assert (await officer.fill(f"{point}/confirmations/new")).status_code == 303
    assert "Confirm the answer" not in (await officer.open("/")).text


@pytest.mark.at("study")
async def test_a_city_is_asked_for_what_it_has_to_hand_in(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.plan_deliverable(
        "D06", "study", "city", due=journey.day(5), acceptors=["officer"]
    )
    await journey.plan_deliverable("D07", "study", due=journey.day(5))

    shown = (await (await browsing("city_contact")).open("/")).text

    asked = shown.split("We need from you")[1].split("What happens next")[0]
    assert "Hand in “Example D06”" in asked
    assert "D07" not in asked


@pytest.mark.at("study")
async def test_what_is_planned_for_another_stage_is_not_called_late(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.plan_deliverable("D12", "preparation", due=journey.day(1))
    journey.clock.pass_days(3)

    assert "D12" not in (await (await browsing("officer")).open("/")).text
    assert "D12" not in (await (await browsing("officer")).open("/nudges/new")).text


@pytest.mark.at("proposal")
async def test_a_member_is_asked_to_score_until_the_newest_version_is_scored(
    browsing: Browsing, journey: Journey
) -> None:
    member = await browsing("committee1")
    scored = (await member.open("/")).text
    await journey.do("city_contact", f"/proposals/{journey.proposal}/withdrawals", {"reason": "x"})
    await journey.do("city_contact", f"/proposals/{journey.proposal}/submissions")
    anew = (await member.open("/")).text

    assert "No proposal waits for you" in scored
    assert "of 100" in scored
    assert "result expected by" in scored
    assert "of 100" not in anew
    assert "Not scored by you" in anew
    assert f"/proposals/{journey.proposal}" in anew


@pytest.mark.at("proposal")
@pytest.mark.parametrize("name", ["city_contact", "officer", "committee1"])
async def test_a_proposal_leads_to_its_project(
    browsing: Browsing, journey: Journey, name: str
) -> None:
    """The first gate asks the city for answers and proofs, which have their place there."""
    browser = await browsing(name)
    shown = await browser.open(f"/proposals/{journey.proposal}")

    assert f'href="/projects/{journey.code}"' in shown.text
    assert (await browser.open(f"/projects/{journey.code}")).status_code == 200


@pytest.mark.at("study")
async def test_a_firm_reads_whom_its_version_waits_for_and_what_was_accepted(
    browsing: Browsing, journey: Journey
) -> None:
    one = await journey.plan_deliverable(
        "D06", "study", due=journey.day(5), acceptors=["officer", "city_approver"]
    )
    consultant, other = await browsing("consultant"), await browsing("other_firm_member")
    handed_in = await _handed_in(journey, one["id"])
    waits = (await consultant.open("/")).text
    path = f"/submissions/{handed_in['id']}/reviews"
    await journey.do("officer", path, {"outcome": "accepted"})
    half = (await consultant.open("/")).text
    await journey.do("city_approver", path, {"outcome": "accepted"})
    done = (await consultant.open("/")).text

    city = "Example city_approver or Example city_approver2, Example city"
    assert [_reviewers(page) for page in (waits, half, done)] == [
        {"Example officer or Example officer2, Example secretariat", city},
        {city},
        set(),
    ]
    assert "D06" in done.split("<h2>Accepted</h2>")[1]
    assert "D06" not in (await other.open("/")).text


def _reviewers(page: str) -> set[str]:
    """By whom the front page of a firm says that its version is to be accepted."""
    groups = page.partition("Waiting for others")[2].split("<h3>")[1:]
    return {one.split(" <span")[0] for one in groups if "Accept “Example D06”" in one}


@pytest.mark.at("study")
async def test_what_waits_for_a_city_is_told_once_and_counted_once(
    browsing: Browsing, journey: Journey
) -> None:
    row = await journey.plan_deliverable(
        "D06", "study", due=journey.day(5), acceptors=["officer", "city_approver"]
    )
    await _handed_in(journey, row["id"])
    await journey.hand_in("CP-ARC-03", "consultant")
    approver = (await (await browsing("city_approver")).open("/")).text
    security = (await (await browsing("city_security")).open("/")).text
    officer = (await (await browsing("officer")).open(f"/projects/{journey.code}")).text

    asked = approver.split("We need from you")[1].split("What happens next")[0]
    assert asked.count("Example D06") == 1
    assert "Accept “Example D06”, version 1" in asked
    asked = security.split("We need from you")[1].split("What happens next")[0]
    assert asked.count("Check the proof: Encryption and key management") == 1
    own = officer.split("<h3>You ")[1].split("<h3")[0]
    assert "Accept “Example D06”, version 1" in own, "it is the officer's turn as well"


@pytest.mark.at("proposal")
@pytest.mark.parametrize("name", ["city_approver", "city_security", "city_privacy"])
async def test_who_sees_no_proposals_finds_the_project_that_one_is_about(
    browsing: Browsing, journey: Journey, name: str
) -> None:
    shown = (await (await browsing(name)).open("/")).text

    assert "You are at step 1 of 7: Proposal" in shown
    assert f'href="/projects/{journey.code}"' in shown


async def test_the_menu_of_a_phone_finds_projects(browsing: Browsing) -> None:
    city = (await (await browsing("city_contact")).open("/menu")).text
    administrator = (await (await browsing("administrator")).open("/menu")).text

    assert '<a href="/projects">' in city
    assert 'action="/projects" role="search"' in city.split("<main")[1]
    assert 'role="search"' not in administrator.split("<main")[1]


async def test_filters_go_along_between_the_list_and_the_board(
    browsing: Browsing, sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    await many_projects(sessions, cast, clock, 3)
    async with sessions.begin() as session:
        held = await session.scalar(for_system(select(Project).limit(1), "the board's test"))
        held.status, held.title = Status.ON_HOLD, "Bread & salt"
        over = await session.scalar(
            for_system(select(Project).where(Project.id != held.id).limit(1), "the board's test")
        )
        over.status = Status.STOPPED
    officer = await browsing("officer")

    listed = (await officer.open("/projects?find=bread+%26+salt&status=on_hold")).text
    board = (await officer.open("/projects?view=board&find=bread+%26+salt&status=on_hold")).text
    active = (await officer.open("/projects?view=board&status=active")).text
    stopped = (await officer.open("/projects?view=board&status=stopped")).text

    assert 'href="/projects?view=board&amp;status=on_hold&amp;find=bread+%26+salt"' in listed
    assert 'href="/projects?status=on_hold&amp;find=bread+%26+salt"' in board
    assert board.count('<li><a href="/projects/KLA-') == 1
    assert active.count('<li><a href="/projects/KLA-') == 1
    assert "Bread" not in active
    assert stopped.count('<li><a href="/projects/KLA-') == 2, "a board shows what is open"


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "searches", "sees_providers"),
    [
        ("administrator", False, True),
        ("officer", True, False),
        ("observer", True, False),
        ("consultant", True, False),
    ],
)
async def test_what_a_page_offers_follows_the_policy(
    browsing: Browsing, name: str, searches: bool, sees_providers: bool
) -> None:
    text = (await (await browsing(name)).open("/organisations")).text

    assert ('action="/projects"' in text) is searches
    assert ('href="/sign-in-providers"' in text) is sees_providers


async def _handed_in(journey: Journey, deliverable: str) -> Any:
    """A first version, on which nobody has spoken."""
    files = [await journey.upload("consultant")]
    return await journey.do(
        "consultant", f"/deliverables/{deliverable}/submissions", {"files": files}
    )


@pytest.mark.at("study")
async def test_after_the_proposal_stage_a_contact_is_not_offered_what_only_the_approver_may_do(
    browsing: Browsing, journey: Journey
) -> None:
    at = f"/projects/{journey.code}"
    contact, approver = await browsing("city_contact"), await browsing("city_approver")

    assert f"{at}/withdrawals/new" not in (await contact.open(at)).text
    form = await contact.open(f"{at}/withdrawals/new")
    assert "After the proposal stage the city approver withdraws a project." in form.text
    assert f"{at}/withdrawals/new" in (await approver.open(at)).text


@pytest.mark.at("study")
async def test_the_list_of_projects_says_in_which_something_is_late(
    browsing: Browsing, journey: Journey
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(1))
    await journey.plan_deliverable("D07", "study", due=journey.day(90))
    before = (await (await browsing("officer")).open("/projects")).text
    journey.clock.pass_days(5)

    shown = {
        who: (await (await browsing(who)).open("/projects")).text
        for who in ("officer", "consultant", "city_contact", "observer")
    }

    assert "<span>1 late</span>" not in before
    assert "<span>1 late</span>" in shown["officer"]
    assert "<span>1 late</span>" in shown["consultant"]
    assert "late</span>" not in shown["observer"]
