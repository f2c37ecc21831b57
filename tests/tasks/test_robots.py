"""Robots that know only their lists bring a project to its end, whatever happens on the way.

What is nobody's duty comes from outside: wishes of somebody, and what happens in the world.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import add_member
from tests.tasks.forms import Before, Form
from tests.tasks.robots import Robots
from tests.tasks.truth import derived
from tests.walk.ground import published
from tracker.demo.acting import took
from tracker.demo.journey import Journey
from tracker.kernel.actor import Role
from tracker.process.tasks import Kind

Sessions = async_sessionmaker[AsyncSession]
long = pytest.mark.long


async def begun(journey: Journey, sessions: Sessions, seed: int = 1) -> Robots:
    """A call with a small catalogue, and a city's draft; from there on it is the robots'."""
    journey.clock.pass_days(1)
    async with sessions.begin() as session:
        session.add(published(journey.clock()))
    await journey.open_call()
    await journey.draft()
    return Robots(journey, sessions, seed)


def where(robots: Robots, **stands: str) -> Callable[[], Awaitable[bool]]:
    """Whether the project stands there: its stage, status or operation."""

    async def there() -> bool:
        seen = await robots.stands()
        return all(seen[name] == value for name, value in stands.items())

    return there


def completed(robots: Robots) -> Callable[[], Awaitable[bool]]:
    return where(robots, status="completed")


def gates(robots: Robots) -> list[str]:
    """The decisions that were carried out, by their gates."""
    words = [what.split() for _, _, what in robots.done]
    return [line[5].rstrip(":") for line in words if line[:2] == ["Carry", "out"]]


async def wish(journey: Journey, gate: str, **said: Any) -> None:
    """What an officer wants of the panel now, though nothing asks for it."""
    took(await journey.move(gate, **said), f"the wish at {gate}")


def point(journey: Journey, what: str, owner: str) -> Any:
    owner_id = str(journey.cast.person(owner))
    return {"what": what, "text": "Say it anew", "owner_id": owner_id, "due": journey.day(20)}


@long
async def test_robots_bring_a_project_from_a_draft_to_its_completion(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)

    await robots.go(completed(robots))

    assert gates(robots) == ["G1", "G2", "G3", "G4", "G5", "G6"]


@long
@pytest.mark.at("proposal")
@pytest.mark.parametrize("seed", [2, 3])
async def test_robots_go_the_whole_way_of_the_shipped_catalogue(
    journey: Journey, sessions: Sessions, seed: int
) -> None:
    robots = Robots(journey, sessions, seed)
    await robots.go(completed(robots))


@long
async def test_robots_end_a_study_that_leads_to_no_pilot(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    await robots.up_to(Kind.ASK_FOR_DECISION, gate="G3")

    await journey.plan(decision=200)
    await wish(journey, "G3", leads_to="decision")
    await robots.go(completed(robots))

    assert gates(robots) == ["G1", "G2", "G3", "G6"]


@long
@pytest.mark.parametrize("owner", ["consultant", "officer", "city_contact"])
async def test_robots_rework_what_a_gate_sends_back(
    journey: Journey, sessions: Sessions, owner: str
) -> None:
    robots = await begun(journey, sessions)
    await robots.up_to(Kind.ASK_FOR_DECISION, gate="G3")

    points = [point(journey, what, owner) for what in ("X-study", "CP-SOFT-1", "Another thing")]
    await wish(journey, "G3", verdict="rework", points=points)
    await robots.go(where(robots, stage="preparation"))

    assert gates(robots) == ["G1", "G2", "G3", "G3"]


@long
@pytest.mark.parametrize("days", [0, 30])
async def test_robots_hold_a_project_and_resume_it_on_its_day(
    journey: Journey, sessions: Sessions, days: int
) -> None:
    robots = await begun(journey, sessions)
    await robots.up_to(Kind.ASK_FOR_DECISION, gate="G3")

    await wish(journey, "G3", verdict="hold", look_again_on=journey.day(days))
    await robots.go(where(robots, status="on_hold"))
    await robots.go(where(robots, stage="preparation"))


@long
async def test_robots_go_on_with_an_exception_and_close_it_in_time(
    journey: Journey, sessions: Sessions
) -> None:
    """Its end is before that of the next stage, so that it is renewed by its last day."""
    robots = await begun(journey, sessions)
    robots.leaves = about("CP-SOFT-1")
    await robots.up_to(Kind.GIVE_EVIDENCE, gate="G3")
    took(await journey.ask_waiver("CP-SOFT-1", ["G3", "G4"], 20), "the exception asked for")
    await robots.go(where(robots, stage="preparation"))
    robots.leaves = nothing

    await robots.go(completed(robots))

    assert "Decide on the exception asked for" in " ".join(what for _, _, what in robots.done)


def nothing(_task: Any) -> bool:
    return False


def about(thing: str) -> Callable[[Any], bool]:
    return lambda task: thing in [one["id"] for one in task["things"]]


def of(*kinds: Kind) -> Callable[[Any], bool]:
    return lambda task: task["kind"] in kinds


@long
async def test_robots_suspend_what_lapses_and_restore_it(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    await robots.go(where(robots, stage="preparation"))
    given = robots.forms[Kind.GIVE_EVIDENCE]

    async def that_ends(at: Before) -> Any:
        return await given(at) | {"valid_until": journey.day(40)}

    robots.forms[Kind.GIVE_EVIDENCE] = that_ends
    robots.leaves = of(Kind.EVALUATE, Kind.RENEW_EVIDENCE, Kind.MEET_CONDITION)
    await robots.go(where(robots, operation="live"))
    robots.forms[Kind.GIVE_EVIDENCE] = given
    await robots.go(where(robots, operation="suspended"))
    await robots.go(where(robots, operation="live"))
    robots.leaves = nothing

    await robots.go(completed(robots))


@long
async def test_robots_restore_what_was_suspended_by_rule(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    robots.leaves = of(Kind.EVALUATE)
    await robots.go(where(robots, operation="live"))
    recheck = {"kind": "major_release", "source": "Example"}
    await journey.do("officer", f"/projects/{journey.code}/recheck-events", recheck)
    robots.leaves = of(Kind.EVALUATE, Kind.SUSPEND_OR_CURE, Kind.REVIEW_EVIDENCE)
    await robots.go(where(robots, operation="suspended"))
    robots.leaves = of(Kind.EVALUATE)
    await robots.go(where(robots, operation="live"))
    robots.leaves = nothing

    await robots.go(completed(robots))


@long
async def test_robots_go_on_with_another_firm_where_one_is_released(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    robots.leaves = of(Kind.HAND_IN)
    await robots.up_to(Kind.HAND_IN)
    (firm,) = (await journey.see("officer", f"/projects/{journey.code}/appointments"))["items"]
    released = {"last_day": journey.day(0), "reason": "Example reason"}
    await journey.do("officer", f"/appointments/{firm['id']}/releases", released)
    journey.cast.organisations["consulting"] = journey.cast.organisations["other_firm"]
    robots.leaves = nothing
    journey.clock.pass_days(2)

    await robots.go(completed(robots))

    handed_in = [who for _, who, what in robots.done if what.startswith("Hand in “")]
    assert handed_in == ["other_firm_member", "provider", "other_firm_member"]


@long
@pytest.mark.at("pilot")
@pytest.mark.parametrize("runs", [True, False])
async def test_robots_see_to_the_closing_duties_of_what_is_stopped(
    journey: Journey, sessions: Sessions, runs: bool
) -> None:
    robots = Robots(journey, sessions)
    robots.leaves = of(Kind.EVALUATE, *(() if runs else (Kind.GO_LIVE,)))
    await robots.up_to(Kind.EVALUATE if runs else Kind.GO_LIVE)

    await wish(journey, "G5", verdict="stop")
    robots.leaves = nothing
    await robots.go(where(robots, status="stopped"))

    async def all_done() -> bool:
        stands = await robots.stands()
        return not stands["closing_duties"] and stands["operation"] in ("off", "never")

    await robots.go(all_done)
    _, found = await derived(sessions, journey.code, journey.clock())
    assert found.tasks == ()


@long
async def test_robots_take_a_decision_back_and_pass_the_gate_again(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    await robots.go(where(robots, stage="preparation"))
    newest = (await journey.decisions())[0]["id"]
    await wish(
        journey,
        "G3",
        verdict="rework",
        supersedes=newest,
        points=[point(journey, "X-study", "consultant")],
    )
    await robots.go(where(robots, stage="study"))

    await robots.go(completed(robots))

    assert gates(robots) == ["G1", "G2", "G3", "G3", "G3", "G4", "G5", "G6"]


@long
@pytest.mark.parametrize("who", ["city_contact", "officer", "consultant"])
async def test_robots_go_on_where_somebody_leaves_who_owes_something(
    journey: Journey, sessions: Sessions, who: str
) -> None:
    robots = await begun(journey, sessions)
    await robots.up_to(Kind.ASK_FOR_DECISION, gate="G3")
    async with sessions.begin() as session:
        colleague = {"city_contact": "city_contact2", "officer": "officer2"}.get(who)
        if colleague is None:
            await add_member(
                session, journey.cast, "colleague", "consulting", Role.FIRM_MEMBER, journey.clock()
            )
    robots.forms[Kind.HAND_OVER] = to(colleague or "colleague")
    said = {"verdict": "rework", "points": [point(journey, "Another thing", who)]}
    robots.leaves = of(Kind.ANSWER_POINT)
    await wish(journey, "G3", who="officer2", **said)
    await robots.up_to(Kind.ANSWER_POINT)
    await leaves(robots, journey, who)
    robots.leaves = nothing

    await robots.go(completed(robots))


def to(colleague: str) -> Form:
    async def handed_over(at: Before) -> Any:
        return {"to_id": str(at.acts.cast.person(colleague)), "reason": "Example reason"}

    return handed_over


async def leaves(robots: Robots, journey: Journey, who: str) -> None:
    """Today is their last day."""
    path = f"/memberships/{journey.cast.actors[who].membership_id}"
    last: Any = {"until": journey.day(0)}
    took(await journey.send("administrator", "PATCH", path, last, If_Match='"1"'), "the end")
    journey.clock.pass_days(2)
    robots.gone.add(who)


@long
async def test_robots_ask_for_something_else_after_a_lost_vote(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    await robots.up_to(Kind.VOTE, gate="G3")
    in_favour = robots.forms[Kind.VOTE]

    async def against(at: Before) -> Any:
        return await in_favour(at) | {"choice": "against", "grounds": "Example grounds"}

    robots.forms[Kind.VOTE] = against
    await robots.up_to(Kind.AFTER_LOST_VOTE)
    robots.forms[Kind.VOTE] = in_favour
    robots.forms[Kind.AFTER_LOST_VOTE] = rework

    await robots.go(completed(robots))


async def rework(at: Before) -> Any:
    owner = str(at.acts.cast.person("consultant"))
    point = {"what": "X-study", "text": "Say it anew", "owner_id": owner, "due": at.acts.day(20)}
    return {"verdict": "rework", "grounds": "Example grounds", "points": [point]}


@long
async def test_robots_put_again_what_can_be_decided_no_more(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    await robots.up_to(Kind.VOTE, gate="G3")
    await journey.hand_in("CP-SOFT-1", "city_contact")

    await robots.go(completed(robots))

    assert "Put the motion at G3 again" in " ".join(what for _, _, what in robots.done)


@long
async def test_robots_extend_a_pilot(journey: Journey, sessions: Sessions) -> None:
    robots = await begun(journey, sessions)
    await robots.up_to(Kind.ASK_FOR_DECISION, gate="G5")
    await journey.clear("G4")
    new_end = (date.fromisoformat(journey.day(0)) + timedelta(days=300)).isoformat()
    ready = await journey.readiness("G5", verdict="pass", leads_to="pilot")
    carried = [
        journey.condition(f"Close {one['subject']}", 60, about=one["subject"])
        for one in ready["expected"]
    ]
    await wish(
        journey,
        "G5",
        verdict="conditions",
        leads_to="pilot",
        new_end=new_end,
        conditions=carried,
    )

    await robots.go(where(robots, stage="decision"))

    await robots.go(completed(robots))


@long
async def test_robots_deal_with_what_the_registers_hold(
    journey: Journey, sessions: Sessions
) -> None:
    robots = await begun(journey, sessions)
    robots.leaves = of(Kind.EVALUATE)
    await robots.go(where(robots, operation="live"))
    happened = {
        "kind": "outage",
        "happened_at": journey.clock().isoformat(),
        "text": "Example of what happened",
    }
    await journey.do("provider", f"/projects/{journey.code}/incidents", happened)
    await journey.do(
        "officer",
        f"/projects/{journey.code}/concerns",
        {
            "kind": "issue",
            "category": "technology",
            "title": "Example issue",
            "owner_id": str(journey.cast.person("provider")),
            "due": journey.day(20),
            "assessment": {"impact": 3, "why": "Example"},
        },
    )
    robots.leaves = nothing

    await robots.go(completed(robots))

    assert ("provider", "Deal with what the register holds: Example issue") in [
        (who, what) for _, who, what in robots.done
    ]
