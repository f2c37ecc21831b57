"""Journeys 7 and 9: a pilot runs, is suspended, evaluated, decided on and followed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.journeys.handing import Handing
from tracker.demo.journey import Journey

pytestmark = pytest.mark.giant
long = pytest.mark.long
WATCHED = "CP-ARC-06"
RESTORE = "Agree that the suspended pilot runs again"
SUSPEND = "Suspend the pilot, or see that its assurance is restored"


@long
@pytest.mark.at("preparation")
async def test_what_a_pilot_needs_comes_from_city_officer_and_supplier(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    define = "Define what the pilot is judged by"
    await after(
        "The preparation begins",
        by="officer",
        asks={"city_contact": define, "officer": (define, "Plan what is to be handed in")},
    )
    value = "Record the value before the pilot: Example figure"
    await does("city_contact", define, asks={"officer": value, "city_contact": value})
    await does("officer", value)
    await does(
        "officer",
        "Plan what is to be handed in",
        asks={"provider": "Hand in “Example paper of the preparation”"},
    )
    handing.all_right()


@long
@pytest.mark.at("pilot")
async def test_readings_incidents_and_risks_reach_whoever_looks_after_them(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    at = f"/projects/{journey.code}"
    go_live, evaluate = "Put the pilot into operation", "Hand in the evaluation of the pilot"
    await after("The pilot is approved", by="officer", asks={"officer": go_live})
    await does(
        "officer",
        go_live,
        asks={"consultant": evaluate},
        news={"city_contact": "The pilot went live.", "provider": "The pilot went live."},
    )
    journey.clock.pass_days(10)
    (figure, *_) = (await journey.see("officer", f"{at}/indicators"))["items"]
    check = f"Check 1 reading: {figure['title']}"
    reading: dict[str, Any] = {
        "period_start": journey.day(-9),
        "period_end": journey.day(-2),
        "value": 8,
        "quality": "accurate_measurement",
        "source": "The counter",
    }
    await journey.do("city_contact", f"/indicators/{figure['id']}/readings", reading)
    await after("The city enters a reading", by="city_contact", asks={"officer": check})
    await does(
        "officer",
        check,
        form={"outcome": "returned", "comment": "Of which week?"},
        news={"city_contact": f"A reading of “{figure['title']}” was sent back"},
    )
    await journey.do("provider", f"/indicators/{figure['id']}/readings", reading)
    await after(
        "The firm enters one", by="provider", asks={"officer": check, "city_contact": check}
    )
    await does("city_contact", check)

    happened = journey.clock() - timedelta(hours=2)
    incident = {"kind": "outage", "happened_at": happened.isoformat(), "text": "All was dark"}
    await journey.do("provider", f"{at}/incidents", incident)
    await after(
        "Something happens",
        by="provider",
        news={"officer": "An incident was reported", "city_contact": "An incident was reported"},
    )
    concern = {
        "kind": "risk",
        "category": "technology",
        "title": "The mast may fall",
        "owner_id": str(journey.cast.person("provider")),
        "due": journey.day(20),
        "assessment": {"impact": 3, "likelihood": 2, "why": "Wind"},
    }
    await journey.do("city_contact", f"{at}/concerns", concern)
    deal = "Deal with what the register holds: The mast may fall"
    await after("A risk is raised", by="city_contact", asks={"provider": deal})
    journey.clock.pass_days(30)
    await after("It is late", by="city_contact", asks={"provider": deal})
    await does("provider", deal)
    handing.all_right()


@pytest.mark.at("pilot")
async def test_a_suspended_pilot_runs_again_once_two_agree(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    await journey.go_live()
    stop = {"becomes": "suspended", "reason": "A lamp fell"}
    await journey.do("officer", f"/projects/{journey.code}/operation-changes", stop)
    both = {"reviewer": RESTORE, "city_approver": RESTORE}
    await after(
        "It is suspended",
        by="officer",
        asks=both,
        news={"city_contact": "suspended: A lamp fell", "provider": "The pilot was suspended."},
    )
    await does("city_approver", RESTORE, asks={"reviewer": RESTORE})
    await does("reviewer", RESTORE, news={"officer": "The pilot runs again."})

    entry = await journey.entry("G4", WATCHED)
    path = f"/evidence/{entry['pieces'][0]['id']}/withdrawals"
    await journey.do("officer", path, {"reason": "It was of another device."})
    give = f"Give proof: {entry['title']}"
    await after(
        "A proof lapses",
        by="officer",
        asks={"provider": give, "city_contact": give, "city_approver": SUSPEND},
        news={"officer2": "has run out", "city_approver": "has run out"},
    )
    journey.clock.pass_days(12)
    await after(
        "Nobody cures it in time",
        by="city_approver",
        asks={"provider": give, "city_contact": give},
        gone={"city_approver": SUSPEND},
        news={"city_contact": "The pilot was suspended", "provider": "The pilot was suspended."},
    )
    await does("provider", give)
    await journey.review("G4", WATCHED)
    await after(
        "It is cured",
        by="provider",
        asks=both,
        news={"city_approver": "holds again"},
        hidden=("provider",),
    )
    handing.all_right()


@long
@pytest.mark.at("pilot")
async def test_an_evaluation_is_accepted_by_two_sides_and_the_gate_decided(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    await journey.go_live()
    journey.clock.pass_days(30)
    accept = "Accept the evaluation of the pilot"
    await does(
        "consultant",
        "Hand in the evaluation of the pilot",
        asks={"officer": accept, "city_contact": accept, "city_approver": accept},
    )
    await does("officer", accept, asks={"city_approver": accept, "city_contact": accept})
    await does(
        "city_contact",
        accept,
        gone={"city_approver": accept},
        news={"consultant": "accepted by one side"},
    )
    await journey.plan(decision=420)
    await journey.clear("G5")
    ask, vote = "Ask for the decision at G5", "Vote on the decision at G5"
    carry = "Carry out the decision at G5: all have voted"
    await after("All is there", by="reviewer", asks={"officer": ask})
    await does("officer", ask, asks={"city_approver": vote})
    await does("officer2", vote, asks={"city_approver": vote})
    await does("city_approver", vote, asks={"officer": carry, "city_approver": carry})
    await does(
        "officer",
        carry,
        asks={"officer": "Plan what is to be handed in"},
        news={"city_contact": "G5 was decided", "provider": "entered the stage"},
    )
    handing.all_right()


@long
@pytest.mark.at("decision")
async def test_a_scaling_decision_is_the_citys_and_the_managers(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    off = "Switch the equipment off with proof, or hand it over"
    await after(
        "The decision begins",
        by="officer",
        asks={
            "officer": (off, "Plan what is to be handed in"),
            "city_contact": off,
            "city_approver": off,
        },
    )
    await does("officer", off, news={"city_contact": "The equipment was switched off."})
    await journey.deliver("P05", "decision")
    await journey.clear("G6", "scale")
    ask, vote = "Ask for the decision at G6", "Vote on the decision at G6"
    carry = "Carry out the decision at G6: all have voted"
    await after("All is there", by="reviewer", asks={"officer": ask})
    await does("officer", ask, asks={"city_approver": vote, "manager": vote})
    await does("city_approver", vote, asks={"manager": vote})
    all_of_them = dict.fromkeys(("officer", "city_approver", "manager"), carry)
    await does("manager", vote, asks=all_of_them)
    await does(
        "officer",
        carry,
        news={"city_contact": "G6 was decided", "provider": "entered the stage"},
    )
    handing.all_right()


@long
@pytest.mark.at("follow_up")
async def test_what_follows_a_scaling_decision_goes_to_and_fro_to_its_end(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    for months, days in ((6, 184), (12, 181), (24, 367)):
        journey.clock.pass_days(days)
        enter = f"Report how it stands {months} months after the decision"
        confirm = f"Confirm the report {months} months after the decision"
        await after(f"{months} months are over", by="officer", asks={"city_contact": enter})
        await does("city_contact", enter, asks={"officer": confirm, "manager": confirm})
        await does(
            "officer",
            confirm,
            news={"city_contact": f"The report {months} months after the decision was confirmed."},
        )
    handing.all_right()


@long
@pytest.mark.at("pilot")
async def test_a_withdrawn_pilot_leaves_closing_duties_and_its_equipment(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    await journey.go_live()
    await journey.do(
        "city_approver", f"/projects/{journey.code}/withdrawals", {"reason": "No money"}
    )
    off = "Switch the equipment off with proof, or hand it over"
    await after(
        "The city withdraws",
        by="city_approver",
        asks={"officer": off, "city_contact": off, "city_approver": off},
        news={"officer": "The city withdrew the project.", "provider": "The city withdrew"},
    )
    await does("officer", off, news={"city_contact": "The equipment was switched off."})
    (duty, *_) = [one for one in await handing.asked("provider") if one.startswith("Prove")]
    await does("provider", duty)
    found = [one for one in await handing.asked("reviewer") if "for the closing" in one]
    assert found, await handing.asked("reviewer")
    handing.all_right()
