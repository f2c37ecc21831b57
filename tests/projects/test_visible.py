"""Which projects somebody sees: the table role by role, and what days do to it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_call, a_project
from tests.cast import PEOPLE, Cast
from tests.clock import Clock
from tracker.kernel.database import System
from tracker.kernel.ids import uuid7
from tracker.process.stages import Stage, Status
from tracker.projects.models import Assignment, Capacity, Project

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]

STUDY, PROPOSED, PAST, OTHERS = "KLA-2027-01", "KLA-2027-02", "KLA-2019-01", "ZZX-2027-01"
DRAFT, SELECTED, REFUSED = "KLA-2027-03", "KLA-2027-04", "KLA-2027-05"
"""Never handed in; and two that the committee read before it decided on them."""
IN_PROPOSAL = {PROPOSED, DRAFT, REFUSED}
EVERYTHING = {STUDY, PAST, OTHERS, SELECTED} | IN_PROPOSAL
NOTHING: set[str] = set()
SEEN: dict[str, set[str]] = {
    "officer": EVERYTHING - {DRAFT},
    "manager": EVERYTHING - {DRAFT},
    "reviewer": EVERYTHING - {DRAFT},
    "observer": EVERYTHING - IN_PROPOSAL,
    "committee1": {PROPOSED},
    "committee2": NOTHING,
    "city_contact": {STUDY, SELECTED} | IN_PROPOSAL,
    "city_security": {STUDY, SELECTED} | IN_PROPOSAL,
    "city_privacy": {STUDY, SELECTED} | IN_PROPOSAL,
    "city_approver": {STUDY, SELECTED} | IN_PROPOSAL,
    "other_city_contact": {OTHERS},
    "other_city_approver": {OTHERS},
    "consultant": {STUDY},
    "provider": {STUDY},
    "other_firm_member": NOTHING,
}
ALIKE = {
    "manager2": "manager",
    "officer2": "officer",
    "reviewer2": "reviewer",
    "committee3": "committee2",
    "city_contact2": "city_contact",
    "city_approver2": "city_approver",
}

_MARK = {"seen_by": System("a test")}


@pytest.fixture
async def projects(sessions: Sessions, cast: Cast, clock: Clock) -> dict[str, Project]:
    """A project in study, a proposal before the committee, a past one, and one of another city."""
    now = clock()
    async with sessions.begin() as session:
        call = (await a_call(session, cast, now)).id
        at_g1: dict[str, dict[str, Any]] = {
            PROPOSED: {"stage": Stage.PROPOSAL},
            DRAFT: {"stage": Stage.PROPOSAL, "handed_in_at": None},
            SELECTED: {"stage": Stage.COMMISSIONING},
            REFUSED: {"stage": Stage.PROPOSAL, "status": Status.NOT_SELECTED},
        }
        made = [
            await a_project(session, cast, now, code=STUDY, call_id=call),
            *[
                await a_project(session, cast, now, code=code, call_id=call, firms=False, **how)
                for code, how in at_g1.items()
            ],
        ]
        for code, city, status in (
            (PAST, "city", Status.PAST),
            (OTHERS, "other_city", Status.ACTIVE),
        ):
            place = cast.organisations[city]
            made.append(
                await a_project(
                    session,
                    cast,
                    now,
                    code=code,
                    call_id=call,
                    city_id=place,
                    status=status,
                    firms=False,
                )
            )
        past, others = made[-2:]
        for_others = update(Assignment).where(Assignment.project_id == others.id)
        await session.execute(
            for_others.values(organisation_id=cast.organisations["other_city"]),
            execution_options=_MARK,
        )
        long_ago = update(Assignment).where(Assignment.project_id == past.id)
        await session.execute(
            long_ago.values(starts=date(2019, 1, 1), until=date(2019, 12, 31)),
            execution_options=_MARK,
        )
        session.add_all(
            _assignment(cast, one, now=clock, capacity=Capacity.COMMITTEE, name="committee1")
            for one in made
            if one.code in (PROPOSED, SELECTED, REFUSED)
        )
    return {project.code: project for project in made}


def test_every_role_of_the_cast_is_in_the_table() -> None:
    assert set(SEEN) | set(ALIKE) | {"administrator"} == set(PEOPLE)


@pytest.mark.usefixtures("projects")
@pytest.mark.parametrize("who", SEEN)
async def test_a_list_shows_what_is_ones_own_to_see_and_proposals_when_asked(
    acting: Acting, who: str
) -> None:
    listed = await _codes(acting(who), "")
    proposed = await _codes(acting(who), "?stage=proposal")
    past = await _codes(acting(who), "?status=past")

    assert listed == SEEN[who] - IN_PROPOSAL
    assert proposed == SEEN[who] & IN_PROPOSAL
    assert past == SEEN[who] & {PAST}


@pytest.mark.usefixtures("projects")
@pytest.mark.parametrize("who", SEEN)
async def test_a_project_that_is_not_in_the_list_is_not_there_under_its_code_either(
    acting: Acting, who: str
) -> None:
    answers = {code: await acting(who).get(f"/api/projects/{code}") for code in EVERYTHING}
    absent = await acting(who).get("/api/projects/KLA-2027-99")

    assert {code for code, one in answers.items() if one.status_code == 200} == SEEN[who]
    hidden = [one for code, one in answers.items() if code not in SEEN[who]]
    for answer in (absent, *hidden):
        assert answer.status_code == 404
        assert answer.json() | {"request_id": ""} == absent.json() | {"request_id": ""}


@pytest.mark.usefixtures("projects")
async def test_an_administrator_sees_no_project(acting: Acting) -> None:
    answers = [
        await acting("administrator").get(path)
        for path in ("/api/projects", f"/api/projects/{STUDY}")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("who", "reads"),
    [("officer", True), ("city_security", True), ("consultant", True), ("observer", False)],
)
async def test_the_grounds_of_a_status_are_kept_from_observers(
    acting: Acting, sessions: Sessions, who: str, reads: bool
) -> None:
    async with sessions.begin() as session:
        reason = update(Project).values(status_reason="The mayor withdrew support.")
        await session.execute(reason, execution_options=_MARK)

    shown = (await acting(who).get(f"/api/projects/{STUDY}")).json()

    assert shown["status_reason"] == ("The mayor withdrew support." if reads else None)


async def test_somebody_named_sees_what_their_colleagues_do_not(
    acting: Acting, sessions: Sessions, cast: Cast, clock: Clock, projects: dict[str, Project]
) -> None:
    async with sessions.begin() as session:
        session.add(
            _assignment(
                cast,
                projects[OTHERS],
                now=clock,
                capacity=Capacity.CITY_APPROVER,
                name="city_approver",
            )
        )

    assert OTHERS in await _codes(acting("city_approver"), "")
    assert OTHERS not in await _codes(acting("city_approver2"), "")


async def test_an_assignment_opens_a_project_from_its_first_day_through_its_last(
    acting: Acting, sessions: Sessions, cast: Cast, clock: Clock, projects: dict[str, Project]
) -> None:
    async with sessions.begin() as session:
        session.add(
            _assignment(
                cast,
                projects[OTHERS],
                now=clock,
                capacity=Capacity.SOLUTION_PROVIDER,
                name="other_firm_member",
                starts=date(2027, 1, 6),
                until=date(2027, 1, 7),
            )
        )
    clock.set(2027, 1, 5, hour=23)

    seen = []
    for _ in range(5):
        seen.append(await _codes(acting("other_firm_member"), "") == {OTHERS})
        clock.now += timedelta(hours=23)

    assert seen == [False, True, True, False, False]


@pytest.mark.usefixtures("projects")
async def test_projects_are_listed_page_by_page_without_a_gap(
    acting: Acting, sessions: Sessions, cast: Cast, clock: Clock, projects: dict[str, Project]
) -> None:
    call = projects[STUDY].call_id
    async with sessions.begin() as session:
        for number in range(6, 10):
            code = f"KLA-2027-{number:02d}"
            await a_project(session, cast, clock(), code=code, call_id=call)

    listed, after = [], ""
    while True:
        page = (await acting("city_contact").get(f"/api/projects?limit=2{after}")).json()
        listed += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert listed == [*(f"KLA-2027-{number:02d}" for number in range(9, 5, -1)), SELECTED, STUDY]


async def _codes(client: httpx.AsyncClient, query: str) -> set[str]:
    answer = await client.get(f"/api/projects{query}")
    assert answer.status_code == 200, answer.text
    return {item["code"] for item in answer.json()["items"]}


def _assignment(
    cast: Cast,
    project: Project,
    *,
    now: Clock,
    capacity: Capacity,
    name: str,
    starts: date = date(2027, 1, 1),
    until: date | None = None,
) -> Assignment:
    """Of one person of the cast."""
    return Assignment(
        id=uuid7(now()),
        created_at=now(),
        project_id=project.id,
        organisation_id=cast.actors[name].organisation_id,
        person_id=cast.person(name),
        capacity=capacity,
        starts=starts,
        until=until,
    )
