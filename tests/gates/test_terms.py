"""The times that the process allows are the installation's to set."""

from pathlib import Path

import pytest
from litestar import Litestar

from tracker.demo.journey import Journey
from tracker.journal import terms_of
from tracker.process.terms import Terms
from tracker.settings import Settings


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_folder=tmp_path / "data",
        database_url=database_url,
        free_space_floor=0,
        work_in_web=False,
        motion_days=5,
        revocation_days=3,
    )


@pytest.mark.at("commissioning")
async def test_a_motion_lapses_after_the_days_that_are_set(journey: Journey) -> None:
    motion = await journey.put("G2", {"manager": "manager"}, verdict="stop")
    journey.clock.pass_days(6)

    decided = await journey.decide(motion)

    assert decided.status_code == 409, decided.text
    assert "more than 5 days old" in decided.json()["reasons"][0]


@pytest.mark.at("commissioning")
async def test_a_withdrawal_is_revoked_within_the_days_that_are_set(journey: Journey) -> None:
    reason = {"reason": "Example reason"}
    await journey.do("city_approver", f"/projects/{journey.code}/withdrawals", reason)
    journey.clock.pass_days(4)

    late = await journey.send(
        "city_approver", "POST", f"/projects/{journey.code}/withdrawal-revocations", reason
    )

    assert late.status_code == 409, late.text
    assert "within 3 days" in late.json()["detail"]


async def test_every_session_carries_what_is_set(app: Litestar) -> None:
    for made in (app.state.sessions, app.state.reads):
        async with made() as session:
            assert terms_of(session) == Terms(motion_days=5, revocation_days=3)
