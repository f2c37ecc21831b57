"""The journal tells when a lapse began and when it ended: once each, whoever or whatever did it."""

import json
from typing import Any

import pytest
from litestar import Litestar

from tracker.demo.journey import G3_VOTES, Journey
from tracker.scheduling.poller import mend

PROVED = "CP-ARC-06"
RENEWED = "CP-IAM-03"
"""Every 90 days, with a fortnight of grace."""


async def noted(journey: Journey) -> list[tuple[str, Any]]:
    """What the journal says about assurance, oldest first."""
    lines = (await journey.journal())[::-1]
    told = [line for line in lines if line["what"].startswith("assurance.")]
    return [(line["what"], json.loads(line["detail"])) for line in told]


async def withdraw_evidence(journey: Journey) -> None:
    for piece in (await journey.entry("G4", PROVED))["pieces"]:
        await journey.do(
            "city_contact", f"/evidence/{piece['id']}/withdrawals", {"reason": "Example reason"}
        )


@pytest.mark.at("pilot")
async def test_an_act_that_begins_or_ends_a_lapse_is_followed_by_a_note(journey: Journey) -> None:
    await journey.go_live()
    await withdraw_evidence(journey)
    await journey.meet("G4", RENEWED)
    begun = await noted(journey)
    await journey.meet("G4", PROVED)
    await journey.meet("G4", RENEWED)

    [(what, detail)] = begun
    assert what == "assurance.lapsed"
    assert detail == {
        "gate": "G4",
        "of": "requirements",
        "since": journey.day(0),
        "subjects": [PROVED],
    }
    assert [line[0] for line in await noted(journey)] == ["assurance.lapsed", "assurance.restored"]


@pytest.mark.at("pilot")
async def test_what_time_did_is_noted_once_by_the_mender(journey: Journey, app: Litestar) -> None:
    await journey.go_live()
    journey.clock.pass_days(115)
    before = await noted(journey)

    while await mend(app.state.place):
        pass

    [(what, detail)] = await noted(journey)
    assert before == []
    assert (what, detail["gate"]) == ("assurance.lapsed", "G4")
    assert RENEWED in detail["subjects"]
    assert detail["since"] < journey.day(0)
    suspended = await journey.noted("pilot.suspended")
    assert suspended["person_id"] is None


@pytest.mark.at("pilot")
async def test_an_overdue_condition_is_noted_as_one_and_its_end_too(journey: Journey) -> None:
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
            journey.condition("Count again", 5),
            *(
                journey.condition(f"Close {one['subject']}", 60, about=one["subject"])
                for one in ready["expected"]
            ),
        ],
    )
    counted = (await journey.gates())["conditions"][0]
    journey.clock.pass_days(7)
    await journey.do(
        "officer", f"/conditions/{counted['id']}/endings", {"end": "met", "proof": "Example proof"}
    )

    told = await noted(journey)

    assert [(what, detail["of"]) for what, detail in told] == [
        ("assurance.lapsed", "conditions"),
        ("assurance.restored", "conditions"),
    ]
    assert told[0][1]["gate"] == "G5"
