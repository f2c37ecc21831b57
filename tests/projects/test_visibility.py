"""What the operator's audit says is what people see."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.clock import Clock
from tests.command_line import one_sentence, run
from tracker.demo.journey import Journey
from tracker.journal.desk import SystemDesk
from tracker.visibility import sights

pytestmark = pytest.mark.at("study")


async def test_the_audit_says_what_each_role_sees_over_the_api(
    sessions: async_sessionmaker[AsyncSession],
    acting: Callable[[str], httpx.AsyncClient],
    journey: Journey,
    clock: Clock,
) -> None:
    async with sessions() as session:
        found = {
            one.email.partition("@")[0]: one for one in await sights(SystemDesk(session, clock()))
        }

    for name in ("officer", "city_contact", "other_city_contact", "consultant", "observer"):
        answer = await acting(name).get("/api/projects")
        codes = tuple(sorted(one["code"] for one in answer.json()["items"]))
        assert found[name].codes == codes
    assert found["city_contact"].by == "city"
    assert found["other_city_contact"].codes == found["administrator"].codes == ()


async def test_one_project_names_only_those_who_see_it(
    sessions: async_sessionmaker[AsyncSession], journey: Journey, clock: Clock
) -> None:
    async with sessions() as session:
        found = [one.email for one in await sights(SystemDesk(session, clock()), code=journey.code)]
    assert "city_contact@example.org" in found
    assert not [email for email in found if email.startswith(("other_", "administrator"))]


def test_an_operator_reads_who_sees_what(tmp_path: Path) -> None:
    assert run(tmp_path, "create-admin", "Example administrator", "a@example.org").returncode == 0
    everybody = run(tmp_path, "audit-visibility")

    assert everybody.returncode == 0
    assert everybody.stdout == "a@example.org\tadministrator\tSecretariat\tnothing\t-\n"
    one_sentence(run(tmp_path, "audit-visibility", "--person", "b@example.org"), "b@example.org")
    one_sentence(run(tmp_path, "audit-visibility", "--project", "KLA-2027-01"), "KLA-2027-01")
