"""The demo's invented projects, each labelled Example: one in every stage and closed status."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from tracker.demo.checking import PROVIDERS
from tracker.demo.journey import G3_VOTES, Journey

G6_VOTES = {"city_approver": "city_approver", "manager": "manager"}
CHECK_INS = {6: 184, 12: 181, 24: 367}
"""Months after the scaling decision, and the days to each from the one before."""


class Story(Journey):
    """A journey with what only the demo shows."""

    async def scored(self, title: str) -> None:
        """A proposal in the story's call that the committee has judged."""
        await self.propose(f"Example: {title}")
        self.clock.pass_days(10)
        await self.judge()

    async def begin(self, title: str, yes: frozenset[str] | None = frozenset()) -> None:
        """A proposal that is ready for G1; `yes` None: its facts are not answered yet."""
        await self.scored(title)
        if yes is not None:
            await self.answer_facts(yes)
        await self.plan(commissioning=60)
        await self.clear("G1")

    async def selected(self, title: str, yes: frozenset[str] | None = frozenset()) -> None:
        await self.begin(title, yes)
        await self.to_commissioning()
        self.clock.pass_days(30)

    async def studied(self, title: str, yes: frozenset[str] = frozenset()) -> None:
        """Its study is on its way; the money is on record."""
        await self.selected(title, yes)
        await self.to_study()
        for source, state, amount in (
            ("sponsor", "confirmed", "110000000"),
            ("city_cash", "pledged", "20000000"),
            ("city_in_kind", "received", "15000000"),
        ):
            line = {"source": source, "state": state, "amount": amount, "currency": "KRW"}
            await self.do("officer", f"/projects/{self.code}/money-lines", line)

    async def at_decision_without_pilot(self, title: str) -> None:
        await self.studied(title)
        self.clock.pass_days(100)
        await self.deliver("D10", "study")
        await self.clear("G3")
        await self.plan(decision=60)
        grounds = "The study shows that no pilot is needed."
        await self.pass_gate("G3", G3_VOTES, leads_to="decision", grounds=grounds)

    async def prepared(self, title: str, yes: frozenset[str] = frozenset()) -> None:
        await self.studied(title, yes)
        self.clock.pass_days(100)
        await self.to_preparation()

    async def measured(self) -> None:
        """Two readings and an incident of the live pilot."""
        page = await self.see("officer", f"/projects/{self.code}/indicators")
        for value, start, end in ((9.5, -30, -16), (7.0, -15, -1)):
            reading = {
                "period_start": self.day(start),
                "period_end": self.day(end),
                "value": value,
                "quality": "accurate_measurement",
                "source": "Example counts at three sites",
            }
            made = await self.do(
                "city_contact", f"/indicators/{page['items'][0]['id']}/readings", reading
            )
            check = {"outcome": "verified"}
            await self.do("officer", f"/readings/{made['id']}/checks", check)

    async def hand_in_as(self, entry: Any, form: dict[str, Any]) -> None:
        """Evidence in another form than a link, by whoever owes it."""
        sender = PROVIDERS[entry["owed_by"][0]]
        if form["form"] == "file":
            form = form | {"file_id": await self.upload(sender)}
        await self.do(
            sender,
            f"/projects/{self.code}/requirements/{entry['requirement']}/evidence",
            {
                "kind": "test_report",
                "title": f"Example proof of {entry['requirement']}",
                "effective_on": self.day(-1),
            }
            | form,
        )

    async def incident(self) -> None:
        said = {
            "kind": "security",
            "happened_at": self.clock().isoformat(),
            "text": "Example: a device was opened at night; nothing was taken.",
        }
        await self.do("city_contact", f"/projects/{self.code}/incidents", said)

    async def planned(self, template: str, days_ago: int) -> None:
        """A whole template, from the Monday of a week some days ago."""
        day = self.today() - timedelta(days=days_ago)
        kick_off = day - timedelta(days=day.weekday())
        asked = {"template": template, "kick_off": kick_off.isoformat()}
        await self.do("officer", f"/projects/{self.code}/deliverable-plans", asked)

    async def raised(self, title: str, grades: list[int], **more: Any) -> Any:
        """A risk of the provider, assessed as often as there are grades of its likelihood."""
        first, *later = [
            {"likelihood": grade, "impact": 4, "why": "Example reason"} for grade in grades
        ]
        asked = {
            "kind": "risk",
            "category": "technology",
            "title": f"Example: {title}",
            "owner_id": str(self.cast.person("provider")),
            "due": self.day(20),
            "assessment": first,
        }
        made = await self.do("officer", f"/projects/{self.code}/concerns", asked | more)
        for assessment in later:
            await self.do("officer", f"/concerns/{made['id']}/assessments", assessment)
        return made

    async def logged(self) -> None:
        """A visit and what it agreed to do, risks that rise and fall, an issue closed, a lesson."""
        where = f"/projects/{self.code}"
        parties = [str(self.cast.organisations[name]) for name in ("city", "providing")]
        visit = {
            "kind": "visit",
            "held_on": self.day(-3),
            "title": "Example visit to the three sites",
            "place": "Example market square",
            "parties": parties,
            "agreed": "Example: two sensors are moved out of the shade.",
        }
        held = await self.do("officer", f"{where}/meetings", visit)
        is_there = {"assessment": {"impact": 2, "why": "Example reason"}, "kind": "issue"}
        await self.raised("Move two sensors", [1], from_meeting_id=held["id"], **is_there)
        await self.raised("The radio band is crowded", [2, 4])
        await self.raised("The lease of the masts ends", [4, 2], category="money")
        late = await self.raised("The first delivery was late", [1], **is_there)
        await self.do("officer", f"/concerns/{late['id']}/closings", {"outcome": "It came."})
        lesson = {
            "category": "technology",
            "happened": "Example: sensors in the shade lost their charge.",
            "learned": "Example: the plan of sites needs a map of shade.",
            "recommendation": "Example: ask for that map with the proposal.",
        }
        await self.do("consultant", f"{where}/lessons", lesson)

    async def checked_in(self, months: int) -> None:
        said = {"months": months, "text": "Example news", "roll_out_started": False}
        made = await self.do("city_contact", f"/projects/{self.code}/check-ins", said)
        await self.do("officer", f"/check-ins/{made['id']}/confirmations")

    async def scaled_without_pilot(self) -> Any:
        await self.deliver("P05", "decision")
        await self.clear("G6", "scale")
        return await self.scale()


async def completed(story: Story) -> None:
    await story.at_decision_without_pilot("Flood warning by text message")
    story.clock.pass_days(30)
    await story.scaled_without_pilot()
    for months, days in CHECK_INS.items():
        story.clock.pass_days(days)
        await story.checked_in(months)
    for condition in (await story.gates())["conditions"]:
        ending = {"end": "met", "proof": "Example proof"}
        await story.do("officer", f"/conditions/{condition['id']}/endings", ending)
    await story.clear("closing")
    await story.clear("closing")  # the look showed what had run out
    await story.do("officer", f"/projects/{story.code}/completions")


async def followed_up(story: Story) -> None:
    await story.prepared("Street lights that report their faults")
    story.clock.pass_days(40)
    await story.to_pilot()
    await story.to_decision()
    story.clock.pass_days(20)
    await story.to_follow_up()
    story.clock.pass_days(CHECK_INS[6])
    await story.checked_in(6)


async def piloted(story: Story) -> None:
    """Live, measured, and with what does not go well."""
    await story.prepared("Smart parking at the market")
    story.clock.pass_days(40)
    await story.to_pilot()
    await story.go_live()
    story.clock.pass_days(32)
    await story.measured()
    await story.incident()
    await story.logged()


async def repiloted(story: Story) -> None:
    """The pilot showed what to change: it is prepared anew."""
    await story.prepared("Shared bicycles at stations")
    story.clock.pass_days(40)
    await story.to_pilot()
    await story.to_decision()
    story.clock.pass_days(20)
    await story.plan(preparation=150)
    said: dict[str, Any] = {"verdict": "rework", "leads_to": "preparation", "scaling": "adapt"}
    ready = await story.readiness("G6", **said)
    conditions = [
        story.condition(f"Close {point['subject']}", 60, about=point["subject"])
        for point in ready["expected"]
    ]
    await story.pass_gate(
        "G6",
        G6_VOTES,
        **said,
        changes=["release"],
        conditions=conditions,
        grounds="Another release of the software is tried.",
    )


async def awaits_decision(story: Story) -> None:
    await story.at_decision_without_pilot("Open data for bus stops")


async def studied(story: Story) -> None:
    """Half way, with requirements in every standing and evidence in every form."""
    await story.studied("Waste bins that say when they are full")
    story.clock.pass_days(25)
    await story.planned("study_16_weeks", days_ago=25)
    deliverable = await story.plan_deliverable("D05", "study", due=story.day(10))
    version = await story.submit(deliverable["id"])
    _, link, wanted, partly, rejected, waived, *_ = await story.still_open("G3")
    await story.prove(link)
    await story.hand_in_as(wanted, {"form": "file"})
    pages = {"file_id": version["files"][0], "submission_id": version["id"], "pages": "3-7"}
    await story.hand_in_as(partly, {"form": "pages"} | pages)
    seen = {"seen_on": story.day(-1), "kept_at": "Example archive", "page_count": 12}
    await story.hand_in_as(rejected, {"form": "seen"} | seen)
    said: dict[str, dict[str, Any]] = {
        wanted["requirement"]: {"criteria": [], "more_wanted": True, "comment": "Show the test."},
        partly["requirement"]: {"criteria": [0]},
        rejected["requirement"]: {"criteria": [], "rejected": True, "comment": "Another system."},
    }
    for requirement, review in said.items():
        await story.tick(await story.entry("G3", requirement), **review)
    await story.waive(waived["requirement"], ["G3"], 60)


async def held(story: Story) -> None:
    await story.selected("Air quality sensors at schools", yes=None)
    await story.pass_gate(
        "G2",
        {"manager": "manager"},
        verdict="hold",
        look_again_on=story.day(60),
        grounds="The city waits for its budget.",
    )


async def stopped(story: Story) -> None:
    await story.studied("Cameras at crossings")
    story.clock.pass_days(60)
    await story.pass_gate(
        "G3", G3_VOTES, verdict="stop", grounds="The study shows that the law forbids it."
    )


async def commissioned(story: Story) -> None:
    await story.selected("One card for all services", yes=None)


async def proposed(story: Story) -> None:
    await story.begin("Leaks found by sound")


async def not_selected(story: Story) -> None:
    await story.scored("Benches that charge telephones")
    await story.pass_gate("G1", _committee(story), verdict="stop", grounds="Little need is shown.")


async def referred(story: Story) -> None:
    await story.scored("Solar roofs on markets")
    await story.pass_gate(
        "G1",
        _committee(story),
        verdict="stop",
        partner="Example Bank",
        grounds="It is ready for a loan rather than a study.",
    )


async def withdrawn(story: Story) -> None:
    await story.scored("Traffic lights that learn")
    reason = {"reason": "The city's council chose another way."}
    await story.do("city_contact", f"/projects/{story.code}/withdrawals", reason)


def _committee(story: Story) -> dict[str, str]:
    return {member: f"committee_{number}" for number, member in enumerate(story.committee, 1)}


LONG_AGO: dict[int, tuple[tuple[str, Callable[[Story], Awaitable[None]]], ...]] = {
    1100: (("XAA", completed), ("XBB", followed_up)),
    360: (
        ("XAA", piloted),
        ("XCC", repiloted),
        ("XBB", awaits_decision),
        ("XCC", held),
        ("XCC", stopped),
    ),
    110: (("XBB", studied),),
    70: (
        ("XAA", commissioned),
        ("XAA", proposed),
        ("XBB", not_selected),
        ("XBB", referred),
        ("XCC", withdrawn),
    ),
}
"""How many days ago a call opened, and the stories of its projects with their cities."""
