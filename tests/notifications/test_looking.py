"""Who is told of what, on which day: each reminder once, and nobody of what is not theirs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.notifications.conftest import Minute
from tracker.demo.journey import G3_VOTES, Journey

Sessions = async_sessionmaker[AsyncSession]

Told = Callable[[str, str], Awaitable[list[Any]]]
RENEWED = "CP-ARC-05"
"""Every 30 days; the solution provider does it, not the consultant."""
PROVED = "CP-ARC-06"
WAIVABLE = "CP-ARC-01"


@pytest.mark.at("study")
async def test_a_late_deliverable_is_told_its_firm_weekly_and_chased_by_the_officers(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(5))
    await minute()
    ahead = await told("consultant", "hand_in")
    chased = await told("officer", "hand_in")
    journey.clock.pass_days(6)
    await minute()
    journey.clock.pass_days(7)
    await minute()
    await minute()

    notices = await told("consultant", "hand_in")
    assert (len(ahead), chased) == (1, [])
    assert [one["local_date"] for one in notices] == [
        journey.day(0),
        journey.day(-7),
        ahead[0]["local_date"],
    ]
    assert notices[0]["text"].startswith("Hand in “Example D06”. It was due on ")
    (late, _) = await told("officer", "hand_in")
    assert late["text"].startswith("Example consulting company: Hand in “Example D06”. It was due")
    assert late["chased"]
    for who in ("officer", "officer2"):
        assert len(await told(who, "hand_in")) == 2
    for who in ("provider", "city_contact", "reviewer"):
        assert await told(who, "hand_in") == []


@pytest.mark.at("study")
async def test_a_day_ends_where_the_organisation_lives_that_owes_it(
    journey: Journey, minute: Minute, told: Told
) -> None:
    path = f"/organisations/{journey.cast.organisations['city']}"
    etag = (await journey.send("officer", "GET", path)).headers["etag"]
    moved = {"zone": "Africa/Kampala"}
    assert (await journey.send("officer", "PATCH", path, moved, If_Match=etag)).is_success
    made = await journey.plan_deliverable(
        "D06", "study", capacity="city", acceptors=["officer"], due=journey.day(0)
    )
    journey.clock.now += timedelta(hours=14)  # 20:00 in Kampala, the next day in Seoul
    await minute()
    on_the_day = await told("city_contact", "hand_in")
    journey.clock.now += timedelta(hours=5)
    await minute()

    assert [one["local_date"] for one in on_the_day] == [made["due"]]
    assert len(await told("city_contact", "hand_in")) == 2


@pytest.mark.at("study")
async def test_what_the_office_owes_is_late_once_its_own_day_is_over(
    journey: Journey, minute: Minute, told: Told
) -> None:
    office = str(journey.cast.organisations["secretariat"])
    etag = (await journey.send("officer", "GET", f"/organisations/{office}")).headers["etag"]
    path, moved = f"/organisations/{office}", {"zone": "Pacific/Auckland"}
    assert (await journey.send("officer", "PATCH", path, moved, If_Match=etag)).is_success
    made = await journey.plan_deliverable(
        "D06",
        "study",
        capacity="secretariat",
        organisation_id=office,
        acceptors=["city_approver"],
        due=journey.day(0),
    )
    await minute()
    journey.clock.now += timedelta(hours=10)  # 22:00 in Seoul, the next day in Auckland
    await minute()

    late, on_the_day = await told("officer", "hand_in")
    assert [on_the_day["local_date"], late["local_date"]] == [made["due"], journey.day(1)]


@pytest.mark.at("study")
async def test_lateness_stands_still_while_a_project_is_on_hold(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.plan_deliverable("D06", "study", due=journey.day(20))
    await journey.pass_gate(
        "G3", G3_VOTES, verdict="hold", look_again_on=journey.day(25), grounds="Example hold"
    )
    await minute()
    journey.clock.pass_days(25)
    await minute()

    assert await told("consultant", "hand_in") == []
    assert [one["local_date"] for one in await told("manager", "look_again")] == [journey.day(0)]


@pytest.mark.at("study")
async def test_whoever_reviews_is_told_once_a_version_waits(
    journey: Journey, minute: Minute, told: Told
) -> None:
    made = await journey.plan_deliverable("D06", "study")
    file_id = await journey.upload("consultant", "Example version")
    handed_in = await journey.do(
        "consultant", f"/deliverables/{made['id']}/submissions", {"files": [file_id]}
    )
    await minute()
    await journey.do("officer", f"/submissions/{handed_in['id']}/reviews", {"outcome": "accepted"})
    journey.clock.pass_days(15)
    await minute()

    for who in ("officer", "city_approver"):
        first, late = reversed(await told(who, "review_deliverable"))
        assert (first["settled_at"] is not None) is (who == "officer"), "the officer has accepted"
        assert late["chased"] is (who == "officer"), "and only sees to the other"
    assert await told("consultant", "review_deliverable") == []
    (_, first) = await told("city_approver", "review_deliverable")
    assert first["text"].startswith("Accept “Example D06”, version 1, or ask for changes, by ")


@pytest.mark.at("commissioning")
async def test_at_a_gate_those_are_told_who_may_sit_and_have_not_voted(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.to_study()
    await journey.study_done()
    await journey.plan(preparation=260)
    motion = (await journey.move("G3", verdict="pass", leads_to="preparation")).json()
    await minute()
    first = await told("city_approver", "vote")
    await journey.vote(motion["id"], "city_approver", "city_approver")
    journey.clock.pass_days(5)
    await minute()

    assert [one["text"] for one in first] == ["Vote on the decision at G3."]
    (mine,) = await told("city_approver", "vote")
    assert mine["settled_at"], "it is settled by the vote"
    assert len(await told("officer2", "vote")) == 2
    assert await told("officer", "vote") == [], "whoever moved does not vote"
    assert await told("manager", "vote") == [], "a deputy waits for the holders' silence"


@pytest.mark.at("study")
async def test_once_the_panel_has_spoken_its_mover_is_told_to_carry_it_out(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.study_done()
    await journey.plan(preparation=260)
    motion = (await journey.move("G3", verdict="pass", leads_to="preparation")).json()
    for who, seat in G3_VOTES.items():
        await journey.vote(motion["id"], who, seat)
    await minute()

    [notice] = await told("officer", "carry_out")
    assert notice["text"] == "Carry out the decision at G3: all have voted."
    for who in G3_VOTES:
        assert await told(who, "vote") == []


@pytest.mark.at("pilot")
async def test_a_renewal_is_told_a_week_ahead_to_who_provides_it(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.go_live()
    journey.clock.pass_days(23)
    await minute()

    ahead = [one for one in await told("provider", "renew_evidence") if one["due"]]
    assert {(one["local_date"], one["due"]) for one in ahead} >= {(journey.day(0), journey.day(7))}
    assert any(one["text"].startswith("Renew the proof") for one in ahead)
    assert await told("consultant", "renew_evidence") == []


@pytest.mark.at("study")
async def test_a_waiver_for_the_gate_ahead_is_told_before_it_ends(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.waive(WAIVABLE, ["G3"], 20)
    await minute()

    [notice] = await told("consultant", "renew_evidence")
    assert notice["due"] == journey.day(20)
    assert notice["text"].startswith("Renew the proof")


@pytest.mark.at("pilot")
async def test_renewals_of_different_days_are_told_apart(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.meet("G4", PROVED, valid_until=journey.day(20))
    await journey.meet("G4", WAIVABLE, valid_until=journey.day(25))
    await minute()

    found = await told("provider", "renew_evidence")
    assert {journey.day(20), journey.day(25)} <= {one["due"] for one in found}


@pytest.mark.at("study")
async def test_what_lies_ahead_is_told_on_the_day_it_comes_though_nothing_else_happens(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.waive(WAIVABLE, ["G3"], 40)
    await minute()
    before = await told("consultant", "renew_evidence")
    journey.clock.pass_days(10)
    await minute()

    assert before == []
    [notice] = await told("consultant", "renew_evidence")
    assert notice["local_date"] == journey.day(0)


@pytest.mark.at("pilot")
async def test_a_lapse_is_told_and_that_the_approver_suspends_or_restores(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.go_live()
    entry = await journey.entry("G4", PROVED)
    for piece in entry["pieces"]:
        path = f"/evidence/{piece['id']}/withdrawals"
        await journey.do("city_contact", path, {"reason": "Example reason"})
    sent = await minute()
    journey.clock.pass_days(7)
    await minute()

    [lapsed] = await told("officer", "assurance.lapsed")
    assert lapsed["text"].startswith("What G4 rests on has run out")
    *_, asked = await told("provider", "give_evidence")
    assert asked["text"].startswith("Give proof: Independent security test before go-live, by ")
    [suspend] = await told("city_approver", "suspend_or_cure")
    assert suspend["settled_at"], "the rule has done it since"
    for who in ("officer", "reviewer", "city_contact"):
        [happened] = await told(who, "pilot.suspended")
        assert happened["text"].startswith("The pilot was suspended: By rule")
        assert "Independent security test" in happened["text"]
    for who in ("provider", "consultant"):
        [happened] = await told(who, "pilot.suspended")
        assert happened["text"] == "The pilot was suspended.", "the grounds are not for firms"
    assert await told("consultant", "suspend_or_cure") == []
    assert await told("consultant", "give_evidence") == []
    assert len(sent) == len({one.id for one in sent})
    assert (await journey.noted("pilot.suspended"))["person_id"] is None


@pytest.mark.at("pilot")
async def test_a_firm_is_not_told_of_evidence_that_another_provides(
    journey: Journey, minute: Minute, told: Told
) -> None:
    entry = await journey.entry("G4", PROVED)
    assert "supplier" in entry["provided_by"]
    assert "consultant" not in entry["provided_by"]
    await journey.meet("G4", PROVED, valid_until=journey.day(20))
    await minute()

    [notice] = await told("provider", "renew_evidence")
    assert notice["due"] == journey.day(20)
    assert notice["text"].startswith("Renew the proof: Independent security test")
    assert await told("consultant", "renew_evidence") == []
    journey.clock.pass_days(15)
    await minute()
    assert [one["local_date"] for one in await told("provider", "renew_evidence")] == [
        journey.day(0),
        notice["local_date"],
    ]


@pytest.mark.at("pilot")
async def test_a_condition_is_told_its_owner_and_once_overdue_the_officers(
    journey: Journey, minute: Minute, told: Told
) -> None:
    await journey.go_live()
    await journey.clear("G4")
    ready = await journey.readiness("G5", leads_to="pilot")
    await journey.pass_gate(
        "G5",
        G3_VOTES,
        verdict="conditions",
        leads_to="pilot",
        new_end=journey.day(200),
        grounds="More readings are needed.",
        conditions=[
            journey.condition("Count again", 10),
            *(
                journey.condition(f"Close {one['subject']}", 60, about=one["subject"])
                for one in ready["expected"]
            ),
        ],
    )
    await minute()
    journey.clock.pass_days(11)
    await minute()

    owners = [one for one in await told("city_contact", "meet_condition") if _is(one)]
    assert [one["local_date"] for one in owners] == [journey.day(0), journey.day(-11)]
    assert len([one for one in await told("officer", "meet_condition") if _is(one)]) == 1


def _is(notice: Any) -> bool:
    return "Count again" in notice["text"]
