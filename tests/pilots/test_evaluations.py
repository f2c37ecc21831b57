"""Evaluations, their acceptance, and check-ins."""

from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast, add_hat
from tests.clock import Clock
from tests.pilots.builders import went_live
from tests.serving import client_of
from tracker.journal.desk import Desk
from tracker.journal.models import JournalEntry
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.pilots import queries
from tracker.process.dossier import EvaluationFacts
from tracker.process.stages import Stage, Status
from tracker.projects.commands import enter_stage
from tracker.projects.models import Project

Sessions = async_sessionmaker[AsyncSession]
Acting = Callable[[str], httpx.AsyncClient]
EVALUATIONS = "/api/projects/KLA-2027-01/evaluations"
CHECK_INS = "/api/projects/KLA-2027-01/check-ins"
UNKNOWN = "01a2dea3-b380-7aa1-9415-3e60c3a4522e"
AREAS = (
    "scale_strategy",
    "credibility",
    "support_for_change",
    "relative_advantage",
    "ease_of_transfer",
    "organisational_fit",
    "sustainable_funding",
)
EVALUATION: dict[str, Any] = {
    "findings": "Example",
    "suggestion": "scale",
    "readiness": {area: {"score": 2, "note": "Example"} for area in AREAS},
}


@pytest.fixture(autouse=True)
async def project(sessions: Sessions, cast: Cast, clock: Clock) -> None:
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now, stage=Stage.PILOT)
        went_live(session, cast, project, clock.now, on_day=date(2027, 1, 2))


@pytest.fixture
async def followed_up(sessions: Sessions, project: None, clock: Clock) -> None:
    """The project entered follow-up on 4 January 2027 and half a year has passed."""
    async with sessions.begin() as session:
        row = (await session.scalars(for_system(select(Project), "a test"))).one()
        row.stage = Stage.FOLLOW_UP
    clock.set(2027, 7, 4)


async def accept(client: httpx.AsyncClient, made: httpx.Response) -> httpx.Response:
    return await client.post(f"{made.headers['location']}/acceptances")


async def told(sessions: Sessions) -> EvaluationFacts | None:
    async with sessions() as session:
        project = (await session.scalars(for_system(select(Project), "a test looks"))).one()
        return (await queries.facts(session, project)).evaluation


async def confirmed(sessions: Sessions) -> list[int]:
    async with sessions() as session:
        project_id = (await session.scalars(for_system(select(Project.id), "a test looks"))).one()
        return await queries.check_ins(session, project_id)


async def journalled(sessions: Sessions, *what: str) -> list[str]:
    async with sessions() as session:
        asked = (
            select(JournalEntry.what).where(JournalEntry.what.in_(what)).order_by(JournalEntry.seq)
        )
        return list(await session.scalars(for_system(asked, "a test looks")))


async def check_in(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post(CHECK_INS, json={"months": 6, "text": "Example"} | changes)


async def confirm(client: httpx.AsyncClient, made: httpx.Response) -> httpx.Response:
    return await client.post(f"{made.headers['location']}/confirmations")


async def test_an_evaluation_counts_once_officer_and_city_accepted_the_newest(
    consultant: httpx.AsyncClient,
    officer: httpx.AsyncClient,
    city: httpx.AsyncClient,
    acting: Acting,
    sessions: Sessions,
    cast: Cast,
) -> None:
    assert await told(sessions) is None
    made = await consultant.post(EVALUATIONS, json=EVALUATION)
    assert made.status_code == 201, made.text

    await accept(officer, made)
    half = await told(sessions)
    twice = await accept(acting("officer2"), made)
    newer = await consultant.post(EVALUATIONS, json=EVALUATION)
    anew = await told(sessions)
    late = await accept(acting("city_approver"), made)
    for side in (officer, city):
        await accept(side, newer)
    whole = await told(sessions)

    assert half is not None
    assert whole is not None
    assert anew is not None
    assert (half.accepted, anew.accepted, whole.accepted) == (False, False, True)
    assert whole.submitted_by == {cast.person("consultant")}
    assert (anew.digest == newer.json()["digest"], anew.digest == half.digest) == (True, False)
    assert (twice.status_code, late.status_code) == (409, 409)
    assert (await city.get(newer.headers["location"])).json()["accepted_by"] == ["city", "officer"]
    assert await journalled(sessions, "pilot.evaluated", "evaluation.accepted") == [
        "pilot.evaluated",
        "evaluation.accepted",
        "pilot.evaluated",
        "evaluation.accepted",
        "evaluation.accepted",
    ]


async def test_what_both_sides_accepted_stays_until_the_project_pilots_anew(
    consultant: httpx.AsyncClient,
    officer: httpx.AsyncClient,
    city: httpx.AsyncClient,
    sessions: Sessions,
    cast: Cast,
    clock: Clock,
) -> None:
    made = await consultant.post(EVALUATIONS, json=EVALUATION)
    for side in (officer, city):
        await accept(side, made)
    locked = await consultant.post(EVALUATIONS, json=EVALUATION)
    clock.pass_days(30)
    later = await consultant.post(EVALUATIONS, json=EVALUATION)

    async with sessions.begin() as session:
        project = (await session.scalars(for_system(select(Project), "a test"))).one()
        enter_stage(
            Desk(session, clock.now, cast.actors["officer"]), project, Stage.PILOT, number=2
        )
    clock.pass_days(1)
    extended = await consultant.post(EVALUATIONS, json=EVALUATION)

    assert [one.status_code for one in (locked, later, extended)] == [409, 409, 201]
    assert "accepted by both sides" in locked.json()["detail"]
    assert extended.json()["number"] == 2


async def test_nobody_accepts_under_another_hat_what_their_firm_evaluated(
    app: Litestar,
    consultant: httpx.AsyncClient,
    officer: httpx.AsyncClient,
    sessions: Sessions,
    cast: Cast,
    clock: Clock,
) -> None:
    made = await consultant.post(EVALUATIONS, json=EVALUATION)
    async with sessions.begin() as session:
        await add_hat(session, cast, "hat", "officer2", "consulting", Role.FIRM_MEMBER, clock.now)

    async with client_of(app, cast.tokens["officer2"]) as client:
        refused = await accept(client, made)

    assert refused.status_code == 403
    assert (await accept(officer, made)).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"),
    [("provider", 403), ("officer", 403), ("city_contact", 403), ("other_firm_member", 404)],
)
async def test_only_the_consulting_company_evaluates(acting: Acting, who: str, status: int) -> None:
    assert (await acting(who).post(EVALUATIONS, json=EVALUATION)).status_code == status


async def test_a_pilot_that_never_went_live_is_not_evaluated(
    consultant: httpx.AsyncClient, sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        await a_project(session, cast, clock.now, code="KLA-2027-02", stage=Stage.PILOT)

    refused = await consultant.post("/api/projects/KLA-2027-02/evaluations", json=EVALUATION)

    assert refused.status_code == 409
    assert "never went live" in refused.json()["detail"]


@pytest.mark.parametrize("missing", ["sustainable_funding", "score"])
async def test_an_evaluation_speaks_to_all_seven_areas(
    consultant: httpx.AsyncClient, missing: str
) -> None:
    readiness = {area: {"score": 2} for area in AREAS if area != missing}
    if missing == "score":
        readiness["credibility"] = {"score": 3}

    refused = await consultant.post(EVALUATIONS, json=EVALUATION | {"readiness": readiness})

    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 403), ("reviewer", 403), ("consultant", 403), ("other_city_contact", 404)],
)
async def test_only_officer_and_the_city_of_the_project_accept(
    consultant: httpx.AsyncClient, acting: Acting, who: str, status: int
) -> None:
    made = await consultant.post(EVALUATIONS, json=EVALUATION)

    assert (await accept(acting(who), made)).status_code == status


async def test_a_firm_does_not_see_another_firms_evaluation(
    consultant: httpx.AsyncClient, acting: Acting
) -> None:
    made = await consultant.post(EVALUATIONS, json=EVALUATION)

    assert (await acting("provider").get(made.headers["location"])).status_code == 404
    assert (await acting("provider").get(EVALUATIONS)).json()["items"] == []
    assert len((await consultant.get(EVALUATIONS)).json()["items"]) == 1


async def test_a_closed_project_takes_no_evaluation_but_accepts_one_handed_in_before(
    consultant: httpx.AsyncClient, officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    made = await consultant.post(EVALUATIONS, json=EVALUATION)
    async with sessions.begin() as session:
        (await session.scalars(for_system(select(Project), "a test"))).one().status = Status.STOPPED

    assert (await consultant.post(EVALUATIONS, json=EVALUATION)).status_code == 409
    assert (await accept(officer, made)).status_code == 201


@pytest.mark.usefixtures("followed_up")
async def test_a_check_in_may_be_redone_until_another_person_confirms_it(
    city: httpx.AsyncClient, officer: httpx.AsyncClient, acting: Acting, sessions: Sessions
) -> None:
    first = await check_in(city, roll_out_started=False)
    second = await check_in(
        acting("city_contact2"), text=None, not_reported_reason="Nobody could be reached"
    )
    old = await confirm(officer, first)
    before = await confirmed(sessions)
    done = await confirm(officer, second)
    again = await confirm(acting("officer2"), second)
    late = await check_in(city)

    assert (first.status_code, second.status_code) == (201, 201), first.text + second.text
    assert (old.status_code, done.status_code) == (409, 201)
    assert (again.status_code, late.status_code) == (409, 409)
    assert (before, await confirmed(sessions)) == ([], [6])
    assert (await city.get(second.headers["location"])).json()["confirmed"] is True
    assert len((await officer.get(CHECK_INS)).json()["items"]) == 2
    assert await journalled(sessions, "check_in.entered", "check_in.confirmed") == [
        "check_in.entered",
        "check_in.entered",
        "check_in.confirmed",
    ]


@pytest.mark.usefixtures("followed_up")
async def test_a_check_in_is_entered_from_the_day_on_which_it_is_due(
    city: httpx.AsyncClient, clock: Clock
) -> None:
    early = await check_in(city, months=12)
    clock.set(2028, 1, 4)

    assert (early.status_code, (await check_in(city, months=12)).status_code) == (409, 201)


@pytest.mark.usefixtures("followed_up")
@pytest.mark.parametrize(
    ("changes", "status"),
    [({"months": 7}, 400), ({"text": None}, 422), ({"not_reported_reason": "Example"}, 422)],
)
async def test_a_check_in_is_one_of_three_and_says_something_or_why_not(
    city: httpx.AsyncClient, changes: dict[str, Any], status: int
) -> None:
    assert (await check_in(city, **changes)).status_code == status


async def test_there_is_no_check_in_before_follow_up(city: httpx.AsyncClient, clock: Clock) -> None:
    clock.set(2030, 1, 4)

    assert (await check_in(city)).status_code == 409


@pytest.mark.usefixtures("followed_up")
@pytest.mark.parametrize(
    ("who", "entering", "confirming"),
    [
        ("officer", 422, 201),
        ("manager", 403, 201),
        ("city_approver", 403, 403),
        ("consultant", 403, 403),
        ("other_city_contact", 404, 403),
    ],
)
async def test_the_city_enters_what_became_of_it_and_the_desk_confirms(
    city: httpx.AsyncClient, acting: Acting, who: str, entering: int, confirming: int
) -> None:
    made = await check_in(city)

    assert (await check_in(acting(who))).status_code == entering
    assert (await confirm(acting(who), made)).status_code == confirming


@pytest.mark.usefixtures("followed_up")
async def test_a_firm_sees_no_check_ins(
    city: httpx.AsyncClient, consultant: httpx.AsyncClient
) -> None:
    made = await check_in(city)

    assert (await consultant.get(CHECK_INS)).json()["items"] == []
    assert (await consultant.get(made.headers["location"])).status_code == 404


@pytest.mark.parametrize("path", ["/api/evaluations/", "/api/check-ins/"])
async def test_unknown_things_are_not_found(officer: httpx.AsyncClient, path: str) -> None:
    assert (await officer.get(path + UNKNOWN)).status_code == 404
