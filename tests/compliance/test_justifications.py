"""A justification says why a requirement does not apply; it counts while the facts stay."""

from collections.abc import Callable

import httpx
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.steps import CODE, answer_fact, journal, second_hat, stands
from tracker.kernel.actor import Role
from tracker.projects.models import Project

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]


async def justify(client: httpx.AsyncClient, requirement: str) -> httpx.Response:
    return await client.post(
        f"/api/projects/{CODE}/requirements/{requirement}/justifications",
        json={"text": "Example ground"},
    )


async def check(
    client: httpx.AsyncClient, made: httpx.Response, outcome: str = "confirmed"
) -> httpx.Response:
    return await client.post(
        f"/api/justifications/{made.json()['id']}/checks", json={"outcome": outcome}
    )


async def test_a_justification_counts_once_verified_until_a_fact_changes(
    project: Project, acting: Acting, clock: Clock, sessions: Sessions
) -> None:
    city, reviewer = acting("city_contact"), acting("reviewer")
    made = await justify(acting("consultant"), "CP-ETH-03")
    assert (await stands(city, "CP-ETH-03"))[0] == "not_started"

    checked, twice = await check(reviewer, made), await check(reviewer, made)

    assert (made.status_code, checked.status_code, twice.status_code) == (201, 201, 409)
    assert (await stands(city, "CP-ETH-03")) == ("not_applicable", "justified")
    assert (await journal(sessions, project.id))[-2:] == [
        "justification.given",
        "justification.checked",
    ]
    clock.pass_days(1)
    await answer_fact(city, "watching", "unknown")
    assert (await stands(city, "CP-ETH-03")) == ("not_applicable", "justified")
    await answer_fact(city, "watching", "yes")
    assert (await stands(city, "CP-ETH-03"))[0] == "not_started"


async def test_a_justification_of_what_always_applies_ends_when_a_fact_changes(
    project: Project, acting: Acting, clock: Clock
) -> None:
    city = acting("city_contact")
    await check(acting("reviewer"), await justify(city, "CP-GOV-01"))
    before = await stands(city, "CP-GOV-01")
    clock.pass_days(1)

    await answer_fact(city, "iot_devices", "yes")

    assert before == ("not_applicable", "justified")
    assert (await stands(city, "CP-GOV-01"))[0] == "not_started"


async def test_a_justification_is_not_checked_by_its_author_nor_seen_by_another_firm(
    project: Project, acting: Acting, cast: Cast, clock: Clock, sessions: Sessions
) -> None:
    hat = await second_hat(sessions, cast, "officer", "secretariat", Role.REVIEWER, clock())
    made = await justify(acting("officer"), "CP-SUP-02")
    path = f"/api/justifications/{made.json()['id']}/checks"

    own = await acting("officer").post(path, json={"outcome": "confirmed"}, headers=hat)

    assert own.status_code == 403
    assert (await journal(sessions, project.id))[-1] == "review.refused"
    assert (await check(acting("city_contact"), made)).status_code == 403
    assert (await check(acting("other_city_contact"), made)).status_code == 404
    assert (await justify(acting("provider"), "CP-SUP-02")).status_code == 403
