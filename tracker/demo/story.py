"""A journey with what only the demo shows: believable files, figures, logs and check-ins."""

from datetime import date, timedelta
from enum import Enum, auto
from functools import cache
from typing import Any

from tracker.compliance.catalogue import shipped
from tracker.demo.acting import took
from tracker.demo.checklist_steps import PROVIDERS
from tracker.demo.journey import G3_VOTES, PILOT_DAYS, Journey
from tracker.demo.papers import written
from tracker.demo.texts import ConcernTale, Figure
from tracker.kernel.encoding import plain
from tracker.process.today import project_day

G6_VOTES = {"city_approver": "city_approver", "manager": "manager"}
CHECK_INS = {6: 184, 12: 181, 24: 367}
"""Months after the scaling decision, and the days to each from the one before."""
MONTH = 30
_QUARTERLY = ("CP-IAM-03",)
_YEARLY = (
    "CP-ARC-04",
    "CP-ARC-09",
    "CP-ARC-10",
    "CP-IAM-01",
    "CP-IAM-02",
    "CP-IAM-04",
    "CP-RES-02",
)
"""What the catalogue wants renewed while a pilot runs: every 90 days, and every 180."""
_HELD_BY = {
    "officer": ("Contract and terms with annexes", ".pdf"),
    "consultant": ("Privacy and security file of the study", ".pdf"),
    "provider": ("Tests and inventory of the installation", ".xlsx"),
}
_OF_THE_CITY = ("Security and privacy file of the city", ".docx")


class Answered(Enum):
    """Which facts the city has answered when it is selected; G1 and G2 let the others be open."""

    ALL = auto()
    YES = auto()
    NONE = auto()


class Story(Journey):
    """One invented project; its texts are those of its telling."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._files: dict[str, str] = {}

    def today(self) -> Any:
        return project_day(self.cast, self.clock())

    async def piece(self, requirement: str, sender: str) -> dict[str, Any]:
        """As the catalogue words it; a document of its sender serves many requirements."""
        kind, wanted = _wanted()[requirement]
        title = f"{wanted}, {self.telling.short}"
        if requirement.endswith("07"):
            url = f"https://example.org/{self.code.lower()}/{requirement.lower()}"
            return {"kind": kind, "title": title, "form": "link", "url": url}
        return {
            "kind": kind,
            "title": title,
            "form": "file",
            "file_id": await self.file_of(sender),
        }

    async def file_of(self, sender: str) -> str:
        """What the sender has on file in the project: uploaded once."""
        if sender not in self._files:
            name, suffix = _HELD_BY.get(sender, _OF_THE_CITY)
            lines = [f"{one[1]}: see the chapter of this name." for one in _wanted().values()]
            self._files[sender] = await self.send_file(sender, name, lines[:18], suffix)
        return self._files[sender]

    async def upload(self, who: str, text: str = "") -> str:
        """A page that says what it is."""
        lines = [self.telling.title, *self.telling.challenges.split(". ")]
        return await self.send_file(who, text or "Note", lines, ".pdf")

    async def upload_version(self, firm: str, deliverable: str, code: str) -> str:
        paper = self.telling.paper(code)
        lines = [self.telling.title, f"{self.code}, {self.day(0)}", *paper.content.split(", ")]
        suffix = ".xlsx" if code.startswith("P0") else ".docx"
        return await self.send_file(firm, f"{code} {paper.title}", lines, suffix)

    async def send_file(self, who: str, title: str, lines: list[str], suffix: str) -> str:
        file = written(title, [self.code, *lines], suffix)
        answer = await self.acting(who).request(
            "POST",
            f"/api/projects/{self.code}/files",
            content=file.content,
            headers={"Content-Disposition": f"attachment; filename={file.name}"},
        )
        found: str = took(answer, f"a file by {who}").json()["id"]
        return found

    def to_close(self, requirement: str) -> str:
        titles = {one.id: one.title for one in shipped().requirements}
        return f"{titles[requirement]}: complete it for the whole service"

    async def scored(self) -> None:
        """A proposal in the story's call that the committee has judged."""
        await self.propose()
        self.clock.pass_days(10)
        await self.judge()

    async def begin(self, answered: Answered = Answered.ALL) -> None:
        """A proposal that is ready for G1; its facts may be open yet."""
        await self.scored()
        if answered is Answered.ALL:
            await self.answer_facts(frozenset(self.telling.facts))
        elif answered is Answered.YES:
            for fact in self.telling.facts:
                await self.answer_fact(fact, "yes")
        await self.plan(commissioning=60)
        await self.clear("G1")

    async def selected(self, answered: Answered = Answered.ALL) -> None:
        await self.begin(answered)
        self.clock.pass_days(22)
        await self.to_commissioning()
        self.clock.pass_days(10)

    async def studied(self, answered: Answered = Answered.ALL) -> None:
        """Its study is on its way; the money is on record."""
        await self.selected(answered)
        await self.describe(sdg_tags=list(self.telling.sdg_tags))
        await self.to_study()
        states = {"sponsor": "confirmed", "city_cash": "pledged", "city_in_kind": "received"}
        for source, amount in self.telling.money.items():
            line = {"source": source, "state": states[source], "amount": amount, "currency": "KRW"}
            await self.do("officer", f"/projects/{self.code}/money-lines", line)

    async def at_decision_without_pilot(self, days: int = 60) -> None:
        await self.studied()
        self.clock.pass_days(100)
        await self.deliver("D10", "study")
        await self.clear("G3")
        await self.plan(decision=days)
        await self.pass_gate("G3", G3_VOTES, leads_to="decision")

    async def prepared(self) -> None:
        await self.studied()
        self.clock.pass_days(100)
        await self.to_preparation()

    async def installed(self) -> None:
        """Prepared for forty days, with the plan of the pilot, and through G4."""
        await self.prepared()
        if self.telling.site:
            plan = {
                "site": self.telling.site,
                "supplier": "Dorim Sensing",
                "planned_start": self.day(40),
                "planned_end": self.day(40 + PILOT_DAYS),
            }
            path = f"/projects/{self.code}/pilot"
            took(await self.send("officer", "PUT", path, plan), "the plan of the pilot")
        self.clock.pass_days(40)
        await self.to_pilot()

    async def measured(self, incidents: dict[int, int]) -> None:
        """A reading of each figure for each month; the last ones are not checked yet.

        `incidents` of the telling happen after so many months.
        """
        page = await self.see("officer", f"/projects/{self.code}/indicators")
        ids = {one["code"]: one["id"] for one in page["items"]}
        months = max(len(figure.readings) for figure in self.telling.figures)
        for month in range(months):
            self.clock.pass_days(MONTH)
            if (month + 1) % 3 == 0 and month + 1 < months:
                await self.renew(_QUARTERLY if month == 2 else (*_QUARTERLY, *_YEARLY))
            for figure in self.telling.figures:
                made = await self.read(ids[figure.code], figure, figure.readings[month])
                if month + 1 < months:
                    check = {"outcome": "verified"}
                    await self.do("officer", f"/readings/{made['id']}/checks", check)
            if month + 1 in incidents:
                await self.incident(incidents[month + 1])
                await self.looked_at_again()

    async def read(self, indicator: str, figure: Figure, value: float | str) -> Any:
        """A month's reading, or why there is none."""
        period = {"period_start": self.day(-MONTH), "period_end": self.day(-1)}
        told: dict[str, Any] = {"not_reported_reason": value}
        if not isinstance(value, str):
            told = {"value": value, "quality": figure.quality, "source": figure.source}
        return await self.do("city_contact", f"/indicators/{indicator}/readings", period | told)

    async def renew(self, requirements: tuple[str, ...]) -> None:
        """New evidence for what has to be shown again while a pilot runs, and its review."""
        for entry in await self.due_again(requirements):
            supplier = entry["provided_by"][0] == "supplier"
            sender = PROVIDERS[entry["owed_by"][0]]
            await self.hand_in(entry["requirement"], sender, supplier=supplier)
        for _ in ("the verifier", "whoever takes the sample"):
            for entry in await self.due_again(requirements):
                if not entry["clear"]:
                    await self.tick(entry)

    async def due_again(self, requirements: tuple[str, ...]) -> list[Any]:
        entries = (await self.checklist("G4"))["entries"]
        return [one for one in entries if one["requirement"] in requirements and one["applicable"]]

    async def hand_in_as(self, entry: Any, form: dict[str, Any]) -> None:
        """Evidence in another form than a document of its own, by whoever owes it."""
        sender = PROVIDERS[entry["owed_by"][0]]
        own = await self.piece(entry["requirement"], sender)
        own = {name: own[name] for name in ("kind", "title")} | {"effective_on": self.day(-1)}
        if form["form"] == "file":
            form = form | {"file_id": await self.file_of(sender)}
        path = f"/projects/{self.code}/requirements/{entry['requirement']}/evidence"
        await self.do(sender, path, own | form)

    async def incident(self, number: int) -> None:
        told = self.telling.incidents[number]
        said = {"kind": told.kind, "happened_at": self.clock().isoformat(), "text": told.text}
        await self.do("city_contact", f"/projects/{self.code}/incidents", said)

    async def looked_at_again(self) -> None:
        """What an incident asks to be checked anew, on the next day."""
        self.clock.pass_days(1)
        for _ in ("the verifier", "whoever takes the sample"):
            lapsed = {one["subject"].split(" ")[0] for one in (await self.gates())["lapses"]}
            for entry in await self.due_again(tuple(lapsed)):
                await self.tick(entry)

    async def planned(self, template: str, days_ago: int) -> None:
        """A whole template, from the Monday of a week some days ago."""
        day = self.today() - timedelta(days=days_ago)
        kick_off = day - timedelta(days=day.weekday())
        asked = {"template": template, "kick_off": kick_off.isoformat()}
        await self.do("officer", f"/projects/{self.code}/deliverable-plans", asked)

    async def id_of(self, code: str) -> str:
        """The deliverable of this code."""
        page = await self.see("officer", f"/projects/{self.code}/deliverables?limit=200")
        return str(next(one["id"] for one in page["items"] if one["code"] == code))

    async def accepted(self, code: str) -> Any:
        """A deliverable of the plan, handed in and accepted by those whom it names."""
        made = await self.see("officer", f"/deliverables/{await self.id_of(code)}")
        version = await self.hand_in_version(made["id"], "consulting_company", code)
        for who in made["acceptors"]:
            review = {"outcome": "accepted"}
            await self.do(who, f"/submissions/{version['id']}/reviews", review)
        return version

    async def remarked(self, code: str) -> None:
        """A deliverable that came back with remarks, and its next version with answers to some."""
        deliverable = await self.id_of(code)
        version = await self.hand_in_version(deliverable, "consulting_company", code)
        asked = [{"place": one.place, "text": one.text} for one in self.telling.asked]
        said = {"outcome": "returned", "remarks": asked}
        await self.do("officer", f"/submissions/{version['id']}/reviews", said)
        made = await self.see("officer", f"/deliverables/{deliverable}/remarks")
        told = zip(made, self.telling.asked, strict=True)
        answers = {one["id"]: tale.answer for one, tale in told if tale.answer}
        await self.hand_in_version(deliverable, "consulting_company", code, answers)

    async def more_time(self, code: str, days: int) -> None:
        """The firm asks for some days more than it has, and nobody has answered yet."""
        made = await self.see("consultant", f"/deliverables/{await self.id_of(code)}")
        wanted = date.fromisoformat(made["due"]) + timedelta(days=days)
        asked = {"wanted": wanted.isoformat(), "reason": self.telling.more_time}
        await self.do("consultant", f"/deliverables/{made['id']}/time-requests", asked)

    async def logged(self) -> None:
        """Meetings with what they agreed on, risks that rise and fall, issues, lessons."""
        where, held = f"/projects/{self.code}", None
        parties = [str(self.cast.organisations[name]) for name in ("city", "consulting")]
        for meeting in self.telling.meetings:
            told = {"held_on": self.day(-3), "parties": parties} | plain(meeting)
            held = await self.do("officer", f"{where}/meetings", told)
        for concern in self.telling.concerns:
            await self.raised(concern, held["id"] if held and concern.from_meeting else None)
        for lesson in self.telling.lessons:
            await self.do("consultant", f"{where}/lessons", plain(lesson))

    async def raised(self, concern: ConcernTale, meeting: str | None) -> None:
        issue = concern.kind == "issue"
        first, *later = [
            {"impact": concern.impact, "why": why} | ({} if issue else {"likelihood": grade})
            for grade, why in zip(concern.grades, concern.why, strict=True)
        ]
        asked = {
            "kind": concern.kind,
            "category": concern.category,
            "title": concern.title,
            "response": concern.response,
            "owner_id": str(self.cast.person(concern.owner)),
            "due": self.day(20),
            "assessment": first,
            "from_meeting_id": meeting,
        }
        made = await self.do("officer", f"/projects/{self.code}/concerns", asked)
        for assessment in later:
            await self.do("officer", f"/concerns/{made['id']}/assessments", assessment)
        if concern.outcome:
            ending = {"outcome": concern.outcome}
            await self.do("officer", f"/concerns/{made['id']}/closings", ending)

    async def conditions_met(self, but: int = 0) -> None:
        """Every condition but some ends as met, by somebody else than its owner."""
        made = (await self.gates())["conditions"]
        for condition in made[: len(made) - but]:
            ending = {"end": "met", "proof": self.telling.condition_met}
            await self.do("officer", f"/conditions/{condition['id']}/endings", ending)

    async def checked_in(self, months: int) -> None:
        text = self.telling.check_ins[months]
        said = {"months": months, "text": text, "roll_out_started": False}
        made = await self.do("city_contact", f"/projects/{self.code}/check-ins", said)
        await self.do("officer", f"/check-ins/{made['id']}/confirmations")

    async def scaled_without_pilot(self) -> Any:
        await self.deliver("P05", "decision")
        await self.clear("G6", "scale")
        return await self.scale()


@cache
def _wanted() -> dict[str, tuple[str, str]]:
    """The first kind of evidence that the catalogue names for a requirement, and what it is."""
    return {
        one.id: (one.evidence[0].kind, one.evidence[0].description.partition(" (")[0])
        for one in shipped().requirements
    }
