"""The questions about a project in one form, with what their answers change."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import Browser, Form
from tests.clock import Clock
from tests.statements import counted
from tracker.compliance.catalogue import shipped
from tracker.demo.journey import Journey
from tracker.process.stages import Stage
from tracker.tasks import store

Browsing = Callable[[str], Awaitable[Browser]]
_EFFECT = re.compile(r'<section class="panel keep" id="effect".*?</section>', re.DOTALL)
_PART = re.compile(r"<h3>\s*\d+ requirements? (comes? in|falls? away).*?</h3>(.*?)</ul>", re.DOTALL)
TITLES = {one.title: one.id for one in shipped().requirements}


def facts_of(journey: Journey) -> str:
    return f"/projects/{journey.code}/facts"


async def known(journey: Journey) -> dict[str, Any]:
    found = (await journey.see("city_contact", facts_of(journey)))["items"]
    return {one["fact"]: one for one in found}


async def asked(journey: Journey) -> set[str]:
    """What any gate from the one ahead on asks, by the API's own lists."""
    stage = Stage((await journey.project())["stage"])
    gates = ("G1", "G2", "G3", "G4", "G5", "G6")[list(Stage).index(stage) :]
    lists = [await journey.checklist(gate) for gate in (*gates, "closing")]
    return {one["requirement"] for list_ in lists for one in list_["entries"] if one["applicable"]}


def changes(text: str) -> dict[str, set[str]]:
    effect = _EFFECT.search(text)
    assert effect is not None
    return {
        what.split()[0].rstrip("s"): {TITLES[one] for one in re.findall(r"<li>(.*?)</li>", listed)}
        for what, listed in _PART.findall(effect[0])
    }


async def chosen(city: Browser, journey: Journey, **answers: str) -> dict[str, str | list[str]]:
    """The form's fields, with these answers chosen."""
    fields = dict(Form((await city.open(facts_of(journey))).text).fields)
    return fields | {f"answers.{fact}": answer for fact, answer in answers.items()}


@pytest.mark.at("pilot")
async def test_several_answers_are_one_act_with_an_entry_for_each_that_changed(
    browsing: Browsing, journey: Journey
) -> None:
    before = await known(journey)
    city = await browsing("city_contact")
    new = {
        fact: "no" if one["answer"] == "yes" else "yes" for fact, one in list(before.items())[:3]
    }
    fields = await chosen(city, journey, **new) | {"reason": "The plan has changed"}

    answer = await city.send(Form((await city.open(facts_of(journey))).text).action, fields)

    assert answer.status_code == 303, answer.text
    after = await known(journey)
    assert {fact: after[fact]["answer"] for fact in new} == new
    assert {after[fact]["reason"] for fact in new} == {"The plan has changed"}
    others = before.keys() - new
    assert [after[fact]["answer_id"] for fact in others] == [
        before[fact]["answer_id"] for fact in others
    ]
    assert after.keys() == before.keys()
    newest = [one for one in await journey.journal() if one["what"] == "fact.answered"]
    said = [json.loads(one["detail"]) for one in newest[: len(new)]]
    assert {one["fact"]: one["answer"] for one in said} == new


@pytest.mark.at("pilot")
async def test_what_an_answer_brings_is_what_the_lists_ask_afterwards(
    browsing: Browsing, journey: Journey
) -> None:
    """Without a script: the button keeps what was chosen, and the page says what it changes."""
    city, before = await browsing("city_contact"), await asked(journey)
    fact = next(name for name, one in (await known(journey)).items() if one["counts_as"] == "no")
    fields = await chosen(city, journey, **{fact: "yes"})
    button = f"{facts_of(journey)}#effect"

    kept = await city.send("/drafts/shown", fields | {"_show": button})

    assert kept.status_code == 303
    assert kept.headers["location"] == button
    assert (await known(journey))[fact]["counts_as"] == "no", "nothing is on record yet"
    shown = (await city.open(facts_of(journey))).text
    form = Form(shown)
    assert (f"answers.{fact}", "yes") in form.fields
    sent = await city.send(form.action, dict(form.fields) | {"reason": "It does now"})
    assert sent.status_code == 303
    assert await asked(journey) - before == changes(shown).get("come", set())


@pytest.mark.at("pilot")
async def test_what_a_no_takes_away_goes_once_it_is_confirmed_and_not_before(
    browsing: Browsing, journey: Journey
) -> None:
    city, fact = await browsing("city_contact"), "iot_devices"
    path = f"{facts_of(journey)}/{fact}/answers"
    await journey.do("city_contact", path, {"answer": "yes", "reason": "Some are used"})
    before = await asked(journey)
    fields = await chosen(city, journey, **{fact: "no"})
    await city.send("/drafts/shown", fields | {"_show": facts_of(journey)})
    shown = (await city.open(facts_of(journey))).text
    form = Form(shown)
    falls = changes(shown)["fall"]
    sent = await city.send(form.action, dict(form.fields) | {"reason": "None are used"})
    assert sent.status_code == 303
    assert await asked(journey) == before

    answer = (await known(journey))[fact]["answer_id"]
    await journey.do("reviewer", f"/fact-answers/{answer}/checks", {"outcome": "confirmed"})

    assert falls
    assert before - await asked(journey) == falls


@pytest.mark.at("pilot")
async def test_a_mistake_names_its_field_and_loses_nothing_that_was_chosen(
    browsing: Browsing, journey: Journey
) -> None:
    city, before = await browsing("city_contact"), await known(journey)
    form = Form((await city.open(facts_of(journey))).text)
    fields = await chosen(city, journey, payments="yes", cloud="perhaps") | {"reason": ""}

    wrong = await city.send(form.action, fields)

    assert wrong.status_code == 422
    again = Form(wrong.text)
    assert ("answers.payments", "yes") in again.fields
    assert 'href="#reason"' in wrong.text
    assert await known(journey) == before

    only = await city.send(form.action, fields | {"reason": "It does", "_once": "another-key-1"})
    assert only.status_code == 422
    assert 'href="#answers.cloud"' in only.text
    assert "It does" in only.text
    assert await known(journey) == before, "all or nothing"


@pytest.mark.at("pilot")
async def test_answers_of_somebody_else_meanwhile_are_not_overwritten(
    browsing: Browsing, journey: Journey
) -> None:
    city = await browsing("city_contact")
    fields = await chosen(city, journey, payments="yes") | {"reason": "It does"}
    action = Form((await city.open(facts_of(journey))).text).action
    path = f"{facts_of(journey)}/cloud/answers"
    await journey.do("officer", path, {"answer": "unknown", "reason": "Not settled"})

    late = await city.send(action, fields)

    assert late.status_code == 412
    assert (await known(journey))["cloud"]["answer"] == "unknown"
    assert ("answers.payments", "yes") in Form(late.text).fields
    again = dict(Form(late.text).fields) | {"answers.cloud": "unknown"}
    assert (await city.send(action, again)).status_code == 303


@pytest.mark.at("pilot")
@pytest.mark.parametrize(
    ("who", "answers"), [("city_contact", True), ("officer", True), ("reviewer", False)]
)
async def test_the_form_is_for_whoever_answers_and_takes_few_statements(
    app: Litestar,
    browsing: Browsing,
    journey: Journey,
    sessions: async_sessionmaker[AsyncSession],
    clock: Clock,
    who: str,
    answers: bool,
) -> None:
    while await store.mend(sessions, sessions, clock()):
        pass
    reader = await browsing(who)
    await reader.open(facts_of(journey))

    with counted(app) as sent:
        shown = (await reader.open(facts_of(journey))).text

    assert len(sent) <= 10
    assert ("/fact-answers/new" in shown) is answers
    assert len(shown.encode()) < 100_000
