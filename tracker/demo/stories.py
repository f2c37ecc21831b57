"""The demo's invented projects: one in every stage and closed status, and calls to work on."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct

from tracker.demo.journey import G3_VOTES
from tracker.demo.story import CHECK_INS, G6_VOTES, Answered, Story

Tell = Callable[[Story], Awaitable[None]]


async def completed(story: Story) -> None:
    await story.at_decision_without_pilot()
    story.clock.pass_days(30)
    await story.scaled_without_pilot()
    for months, days in CHECK_INS.items():
        story.clock.pass_days(days)
        await story.checked_in(months)
    await story.conditions_met()
    await story.clear("closing")
    await story.clear("closing")  # the look showed what had run out
    await story.do("officer", f"/projects/{story.code}/completions")


async def followed_up(story: Story) -> None:
    await story.installed()
    await story.to_decision()
    story.clock.pass_days(20)
    await story.to_follow_up()
    story.clock.pass_days(80)
    await story.conditions_met()
    story.clock.pass_days(CHECK_INS[6] - 80)
    await story.checked_in(6)


async def piloted(story: Story) -> None:
    """Live for nine months, measured, and with what does not go well."""
    await story.installed()
    await story.go_live()
    await story.measured(incidents={4: 0, 7: 1})
    for code, days, firm in (
        ("P02", 3, "solution_provider"),
        ("P03", 20, "solution_provider"),
        ("P04", 60, "consulting_company"),
    ):
        made = await story.plan_deliverable(code, "pilot", firm, due=story.day(days))
        if code == "P03":
            await story.hand_in_version(made["id"], firm, code)
    await story.logged()


async def repiloted(story: Story) -> None:
    """The pilot showed what to change: it is prepared anew."""
    await story.installed()
    await story.to_decision()
    story.clock.pass_days(20)
    await story.plan(preparation=150)
    said: dict[str, Any] = {"verdict": "rework", "leads_to": "preparation", "scaling": "adapt"}
    ready = await story.readiness("G6", **said)
    conditions = [
        story.condition(story.to_close(point["subject"]), 120, about=point["subject"])
        for point in ready["expected"]
    ]
    await story.pass_gate("G6", G6_VOTES, **said, changes=["release"], conditions=conditions)
    story.clock.pass_days(100)
    await story.conditions_met(but=1)


async def awaits_decision(story: Story) -> None:
    """The city approver has yet to vote on the referral that the officer moved."""
    await story.at_decision_without_pilot(210)
    story.clock.pass_days(210)
    await story.move("G6", verdict="stop", scaling="refer", partner="Riverbank Development Fund")


async def studied(story: Story) -> None:
    """Half way, with requirements in every standing and evidence in every form."""
    await story.studied()
    await story.planned("study_26_weeks", days_ago=0)
    story.clock.pass_days(20)
    await story.accepted("D00")
    version = await story.accepted("D01")
    story.clock.pass_days(35)
    await story.logged()
    await story.remarked("D02")
    await story.more_time("D03", 10)
    _, link, wanted, partly, rejected, waived, *_ = await story.still_open("G3")
    linked = {"form": "link", "url": f"https://example.org/{story.code.lower()}/register"}
    await story.hand_in_as(link, linked)
    await story.hand_in_as(wanted, {"form": "file"})
    pages = {"file_id": version["files"][0], "submission_id": version["id"], "pages": "3-7"}
    await story.hand_in_as(partly, {"form": "pages"} | pages)
    kept = "City archive, room 4, folder 118"
    seen = {"seen_on": story.day(-1), "kept_at": kept, "page_count": 12}
    await story.hand_in_as(rejected, {"form": "seen"} | seen)
    comments = story.telling.comments
    said: dict[str, dict[str, Any]] = {
        wanted["requirement"]: {"criteria": [], "more_wanted": True, "comment": comments["wanted"]},
        partly["requirement"]: {"criteria": [0], "comment": comments["partly"]},
        rejected["requirement"]: {
            "criteria": [],
            "rejected": True,
            "comment": comments["rejected"],
        },
    }
    for requirement, review in said.items():
        await story.tick(await story.entry("G3", requirement), **review)
    await story.waive(waived["requirement"], ["G3"], 60)


async def held(story: Story) -> None:
    await story.selected(Answered.NONE)
    story.clock.pass_days(250)
    look_again = story.day(60)
    await story.pass_gate(
        "G2",
        {"manager": "manager"},
        verdict="hold",
        look_again_on=look_again,
        grounds=story.telling.ending,
    )


async def stopped(story: Story) -> None:
    await story.studied(Answered.YES)
    story.clock.pass_days(60)
    await story.pass_gate("G3", G3_VOTES, verdict="stop", grounds=story.telling.ending)


async def commissioned(story: Story) -> None:
    await story.selected(Answered.NONE)


async def proposed(story: Story) -> None:
    """Ready for its first gate, and moved: one of the committee has voted."""
    await story.begin(Answered.YES)
    story.clock.pass_days(22)
    await story.put("G1", {"committee2": "committee_2"}, leads_to="commissioning")


async def not_selected(story: Story) -> None:
    await story.scored()
    story.clock.pass_days(22)
    ending = story.telling.ending
    await story.pass_gate("G1", _committee(story), verdict="stop", grounds=ending)


async def referred(story: Story) -> None:
    await story.scored()
    story.clock.pass_days(22)
    told = story.telling
    said = {"verdict": "stop", "partner": told.partner, "grounds": told.ending}
    await story.pass_gate("G1", _committee(story), **said)


async def withdrawn(story: Story) -> None:
    await story.scored()
    reason = {"reason": story.telling.ending}
    await story.do("city_contact", f"/projects/{story.code}/withdrawals", reason)


async def half_scored(story: Story) -> None:
    """Two of the committee have scored; the third has it on the desk."""
    await story.propose()
    story.clock.pass_days(12)
    await story.check_eligibility()
    criteria = (await story.see("manager", f"/calls/{story.call}"))["criteria"]
    for number, member in enumerate(story.committee[1:]):
        await story.score(member, number, criteria)


async def handed_in(story: Story) -> None:
    """Nobody has looked at it yet."""
    story.clock.pass_days(9)
    await story.propose()


async def drafted(story: Story) -> None:
    await story.draft()


def _committee(story: Story) -> dict[str, str]:
    return {member: f"committee_{number}" for number, member in enumerate(story.committee, 1)}


class Called(Struct, frozen=True):
    """A call of so many days ago, with its proposals: by which city, told how, from which texts."""

    edition: str
    days_ago: int
    proposals: tuple[tuple[str, Tell, str], ...]


COURSE = (
    Called("everyday", 1000, (("AMU", completed, "roadworks"),)),
    Called("moving", 453, (("AMU", piloted, "parking"), ("KTV", followed_up, "lights"))),
    Called(
        "clean",
        360,
        (
            ("STM", repiloted, "drains"),
            ("KTV", awaits_decision, "timetable"),
            ("STM", held, "air"),
            ("STM", stopped, "crossings"),
        ),
    ),
    Called("waste", 99, (("KTV", studied, "containers"),)),
    Called(
        "places",
        50,
        (
            ("AMU", commissioned, "counter"),
            ("AMU", proposed, "leaks"),
            ("KTV", not_selected, "benches"),
            ("KTV", referred, "roofs"),
            ("STM", withdrawn, "signals"),
        ),
    ),
    Called("night", 34, (("KTV", half_scored, "kiosks"), ("AMU", handed_in, "coldstore"))),
    Called("waiting", 12, (("STM", handed_in, "clinics"), ("AMU", drafted, "ferry"))),
)
"""The calls and what became of their proposals, so that each story ends about today."""
