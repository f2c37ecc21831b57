"""Journey 5: proofs are given, checked, sent back, excepted, and renewed."""

from typing import Any

import pytest

from tests.journeys.handing import Handing
from tracker.demo.acting import took
from tracker.demo.journey import Journey

pytestmark = pytest.mark.giant
long = pytest.mark.long
TESTED = "CP-ARC-06"


@pytest.mark.at("study")
async def test_a_proof_goes_to_its_reviewer_back_to_the_firm_and_around(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    title = (await journey.entry("G3", "CP-ARC-03"))["title"]
    check = f"Check the proof: {title}"
    await journey.clear("G3", leave=frozenset({"CP-ARC-03"}))
    give = f"Give proof: {title}"
    await after("All else is there", by="reviewer", asks={"consultant": give})
    await does("consultant", give, asks={"city_security": check})
    line = await journey.entry("G3", "CP-ARC-03")
    rejected: dict[str, Any] = {
        "gate": "G3",
        "evidence_digest": line["set_digest"],
        "criteria": [],
        "rejected": True,
        "comment": "It is of another product",
    }
    await does("city_security", check, form=rejected, asks={"consultant": give})
    await does("consultant", give, asks={"city_security": check})
    await does("city_security", check)

    handing.all_right()


@long
@pytest.mark.at("study")
async def test_an_exception_goes_to_all_who_agree_and_a_refused_one_back(
    journey: Journey, handing: Handing
) -> None:
    does, after = handing.does, handing.after
    took(await journey.ask_waiver("CP-ARC-03", ["G3"], 20), "the exception asked for")
    title = (await journey.entry("G3", "CP-ARC-03"))["title"]
    decide = f"Decide on the exception asked for: {title}"
    await after("It is asked for", by="officer", asks={"city_approver": decide, "reviewer": decide})
    await does("city_approver", decide, asks={"reviewer": decide})
    await does(
        "reviewer",
        decide,
        form={"outcome": "against", "reason": "It can be met"},
        news={"officer": "was refused", "city_contact": "was refused"},
    )
    took(await journey.ask_waiver("CP-ARC-03", ["G3"], 20), "the exception asked for")
    await after(
        "It is asked for anew", by="officer", asks={"city_approver": decide, "reviewer": decide}
    )
    await does("city_approver", decide, asks={"reviewer": decide})
    await does("reviewer", decide, news={"officer": "was granted", "city_contact": "was granted"})
    handing.all_right()


@pytest.mark.at("study")
async def test_a_justification_waits_for_whoever_verifies(
    journey: Journey, handing: Handing
) -> None:
    path = f"/projects/{journey.code}/requirements/CP-ARC-03/justifications"
    await journey.do("consultant", path, {"text": "No such device is used"})
    title = (await journey.entry("G3", "CP-ARC-03"))["title"]
    check = f"Check why it should not apply: {title}"
    await handing.after("It is said", by="consultant", asks={"city_security": check})
    await handing.does(
        "city_security", check, form={"outcome": "refused", "comment": "There is one"}
    )
    handing.all_right()


@long
@pytest.mark.at("study")
async def test_a_revoked_exception_asks_for_the_proof_again(
    journey: Journey, handing: Handing
) -> None:
    title = (await journey.entry("G3", "CP-ARC-03"))["title"]
    give = f"Give proof: {title}"
    await journey.clear("G3", leave=frozenset({"CP-ARC-03"}))
    waiver = await journey.waive("CP-ARC-03", ["G3"], 20)
    await handing.after("It is granted", by="reviewer", gone={"consultant": give})
    await journey.do("city_approver", f"/waivers/{waiver}/revocations", {"reason": "It is known"})
    await handing.after(
        "It is revoked",
        by="city_approver",
        asks={"consultant": give},
        news={"officer": "was revoked", "city_contact": "was revoked"},
    )
    handing.all_right()
