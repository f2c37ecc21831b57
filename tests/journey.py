"""Drives one project over the HTTP API from a city's proposal to the scaling decision.

Each method is a step that people take, by whoever takes it; tests stop the journey anywhere and
look, or do something else instead.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx

from tests.cast import Cast
from tests.clock import Clock
from tracker.compliance.catalogue import shipped
from tracker.kernel.days import day_in

Acting = Callable[[str], httpx.AsyncClient]

VERIFIERS = ("city_security", "city_privacy", "reviewer", "officer2", "city_contact2", "manager2")
"""Who tries to verify, in order; the service says who may."""

PROVIDERS = {
    "city_contact": "city_contact",
    "city_security": "city_security",
    "city_privacy": "city_privacy",
    "firm_member": "consultant",
    "officer": "officer",
    "manager": "manager",
}


class Journey:
    """One project on its way; `code` is known once it is proposed."""

    def __init__(self, acting: Acting, cast: Cast, clock: Clock) -> None:
        self.acting, self.cast, self.clock = acting, cast, clock
        self.code = ""
        self.proposal = ""
        self.call = ""

    async def send(
        self, who: str, method: str, path: str, json: Any = None, **headers: str
    ) -> httpx.Response:
        """A request by somebody of the cast; headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.acting(who).request(method, f"/api{path}", json=json, headers=named)

    async def do(self, who: str, path: str, json: Any = None, **headers: str) -> Any:
        """A POST that has to work; its answer."""
        answer = await self.send(who, "POST", path, json, **headers)
        assert answer.status_code in (200, 201), f"{path} by {who}: {answer.text}"
        return answer.json()

    async def see(self, who: str, path: str) -> Any:
        answer = await self.send(who, "GET", path)
        assert answer.status_code == 200, f"{path} by {who}: {answer.text}"
        return answer.json()

    def today(self) -> date:
        return day_in("Asia/Seoul", self.clock())

    def day(self, days: int) -> str:
        """A day from today, as the wire spells it."""
        return (self.today() + timedelta(days=days)).isoformat()

    async def open_call(self, places: int = 2) -> str:
        programme = await self.do(
            "manager", "/programmes", {"label": "Feasibility Study Program", "currency": "KRW"}
        )
        now = self.clock()
        call = await self.do(
            "manager",
            "/calls",
            {
                "programme_id": programme["id"],
                "year": 2027,
                "label": "Example call 2027",
                "theme": "Example theme",
                "places": places,
                "opens_at": now.isoformat(),
                "closes_at": (now + timedelta(days=30)).isoformat(),
                "voting_day": self.day(45),
                "quorum": 2,
            },
        )
        self.call = call["id"]
        answer = await self.send(
            "manager",
            "PUT",
            f"/calls/{self.call}/criteria",
            {"criteria": [{"title": "Need", "weight": 100, "scale_max": 5}]},
            If_Match='"1"',
        )
        assert answer.status_code == 200, answer.text
        await self.do("manager", f"/calls/{self.call}/openings")
        for member in ("committee1", "committee2", "committee3"):
            await self.do(
                "manager",
                f"/calls/{self.call}/committee-seats",
                {"person_id": str(self.cast.person(member))},
            )
        return self.call

    async def propose(self, title: str = "Example smart parking") -> str:
        made = await self.do(
            "city_contact",
            f"/calls/{self.call}/proposals",
            {"title": title, "challenges": "Example challenge", "answers": {"need": "Example"}},
        )
        self.proposal, self.code = made["id"], made["project"]
        await self.do("city_contact", f"/proposals/{self.proposal}/submissions")
        return self.code

    async def judge(self) -> None:
        """Eligibility by the officer, scores by the committee."""
        await self.do(
            "officer",
            f"/proposals/{self.proposal}/eligibility-checks",
            {"result": "eligible", "reasons": "Complete."},
        )
        criteria = (await self.see("manager", f"/calls/{self.call}"))["criteria"]
        scores = [{"criterion_id": one["id"], "points": 4} for one in criteria]
        for member in ("committee1", "committee2", "committee3"):
            await self.do(member, f"/proposals/{self.proposal}/scores", {"scores": scores})

    async def answer_facts(self, yes: frozenset[str] = frozenset()) -> None:
        """Every fact: yes for those named, else no, confirmed by the reviewer."""
        for fact in shipped().facts:
            answer = "yes" if fact.id in yes else "no"
            made = await self.do(
                "city_contact",
                f"/projects/{self.code}/facts/{fact.id}/answers",
                {"answer": answer, "reason": "Example reason"},
            )
            await self.do(
                "reviewer", f"/fact-answers/{made['id']}/checks", {"outcome": "confirmed"}
            )

    async def plan(self, **ends: int) -> None:
        """Planned ends of stages, in days from today."""
        answer = await self.send("officer", "GET", f"/projects/{self.code}")
        answer = await self.send(
            "officer",
            "PATCH",
            f"/projects/{self.code}",
            {"planned_ends": {stage: self.day(days) for stage, days in ends.items()}},
            If_Match=answer.headers["etag"],
        )
        assert answer.status_code == 200, answer.text

    async def describe(self, **fields: Any) -> None:
        answer = await self.send("officer", "GET", f"/projects/{self.code}")
        answer = await self.send(
            "officer",
            "PATCH",
            f"/projects/{self.code}",
            fields,
            If_Match=answer.headers["etag"],
        )
        assert answer.status_code == 200, answer.text

    async def upload(self, who: str, text: str = "Example content") -> str:
        answer = await self.acting(who).post(
            f"/api/projects/{self.code}/files",
            content=text.encode(),
            headers={"Content-Disposition": "attachment; filename=example.txt"},
        )
        assert answer.status_code == 201, answer.text
        found: str = answer.json()["id"]
        return found
