"""Whoever may not do something is told so in words of their role and of the act."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.browsing import Browser
from tracker.demo.journey import Journey
from tracker.kernel.actor import Role
from tracker.process.policy import Act
from tracker.web.words import MEMBERS

Browsing = Callable[[str], Awaitable[Browser]]


def test_every_act_and_every_role_has_words() -> None:
    assert len({act.doing for act in Act}) == len(Act), "each is told from the others"
    assert [one for one in Role if f"Role.{one.value}" not in MEMBERS] == []


@pytest.mark.at("study")
async def test_a_refusal_names_role_and_act_in_words_to_programs_and_people(
    browsing: Browsing, city: httpx.AsyncClient, journey: Journey
) -> None:
    said = "The role “City's contact” may not put a motion."
    path = f"/projects/{journey.code}/gates/G3/motions"

    answer = await city.post(f"/api{path}", json={"verdict": "pass", "grounds": "Because"})
    page = await (await browsing("city_contact")).open(f"{path}/new")

    assert (answer.status_code, answer.json()["detail"]) == (403, said)
    assert page.status_code == 403
    assert said.replace("'", "&#39;") in page.text


@pytest.mark.at("pilot")
async def test_a_change_of_operation_is_refused_in_words_too(journey: Journey) -> None:
    body = {"becomes": "live", "reason": "Because"}
    answer = await journey.send(
        "city_contact", "POST", f"/projects/{journey.code}/operation-changes", body
    )

    assert answer.status_code == 403
    assert answer.json()["detail"] == "The role “City's contact” may not let the pilot go live."
