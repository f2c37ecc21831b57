"""What people do to one project over the HTTP API, one method a step, by whoever takes it."""

from datetime import timedelta
from typing import Any

from tracker.compliance.catalogue import shipped
from tracker.demo.acting import took
from tracker.demo.checklist_steps import Checking
from tracker.demo.client import Reply
from tracker.demo.texts import PLAIN_EDITION, Edition

COMMITTEE = ("committee1", "committee2", "committee3")


class Steps(Checking):
    """Steps on one project, from the call to the conditions of a decision."""

    committee: tuple[str, ...] = COMMITTEE
    programme: str = ""

    async def open_call(
        self, places: int = 2, year: int = 2027, edition: Edition = PLAIN_EDITION
    ) -> str:
        """A call that is open from now on, with its committee; it is the story's."""
        now = self.clock()
        closes = now + timedelta(days=edition.days)
        call = await self.do(
            "manager",
            "/calls",
            {
                "programme_id": self.programme or await self.add_programme(),
                "year": year,
                "label": edition.labelled(year),
                "theme": edition.theme,
                "places": places,
                "opens_at": now.isoformat(),
                "closes_at": closes.isoformat(),
                "voting_day": self.day(edition.days + 15),
                "quorum": 2,
            },
        )
        self.call = call["id"]
        await self.set_criteria(edition)
        await self.do("manager", f"/calls/{self.call}/openings")
        for member in self.committee:
            await self.do(
                "manager",
                f"/calls/{self.call}/committee-seats",
                {"person_id": str(self.cast.person(member))},
            )
        return self.call

    async def add_programme(self) -> str:
        asked = {"label": "Feasibility Study Program", "currency": "KRW"}
        self.programme = (await self.do("manager", "/programmes", asked))["id"]
        return self.programme

    async def set_criteria(self, edition: Edition) -> None:
        weighed = [
            {"title": title, "weight": weight, "scale_max": 5}
            for title, weight in edition.criteria.items()
        ]
        path = f"/calls/{self.call}/criteria"
        answer = await self.send("manager", "PUT", path, {"criteria": weighed}, If_Match='"1"')
        took(answer, "the criteria of the call")

    async def propose(self, title: str = "") -> str:
        """A proposal that is handed in at once; its code."""
        await self.draft(title)
        await self.do("city_contact", f"/proposals/{self.proposal}/submissions")
        return self.code

    async def draft(self, title: str = "") -> None:
        told = self.telling
        made = await self.do(
            "city_contact",
            f"/calls/{self.call}/proposals",
            {
                "title": title or told.title,
                "challenges": told.challenges,
                "answers": told.answers,
            },
        )
        self.proposal, self.code = made["id"], made["project"]

    async def judge(self) -> None:
        """Eligibility by the officer, scores by the committee."""
        await self.check_eligibility()
        criteria = (await self.see("manager", f"/calls/{self.call}"))["criteria"]
        for number, member in enumerate(self.committee):
            await self.score(member, number, criteria)

    async def check_eligibility(self) -> None:
        await self.do(
            "officer",
            f"/proposals/{self.proposal}/eligibility-checks",
            {"result": "eligible", "reasons": self.telling.eligibility},
        )

    async def score(self, member: str, number: int, criteria: Any) -> None:
        """By one member, counted from nought; what they remark stands with the first criterion."""
        points = self.telling.points_of(number)
        scores: list[Any] = [{"criterion_id": one["id"], "points": points} for one in criteria]
        if number < len(self.telling.remarks):
            scores[0]["comment"] = self.telling.remarks[number]
        await self.do(member, f"/proposals/{self.proposal}/scores", {"scores": scores})

    async def answer_facts(self, yes: frozenset[str] = frozenset()) -> None:
        """Every fact: yes for those named, else no, confirmed by the reviewer."""
        for fact in shipped().facts:
            await self.answer_fact(fact.id, "yes" if fact.id in yes else "no")

    async def answer_fact(self, fact: str, answer: str) -> None:
        reasons = self.telling.facts if answer == "yes" else self.telling.no_because
        made = await self.do(
            "city_contact",
            f"/projects/{self.code}/facts/{fact}/answers",
            {"answer": answer, "reason": reasons.get(fact, "Example reason")},
        )
        await self.do("reviewer", f"/fact-answers/{made['id']}/checks", {"outcome": "confirmed"})

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
        took(answer, f"the description of {self.code}")

    async def describe(self, **fields: Any) -> None:
        answer = await self.send("officer", "GET", f"/projects/{self.code}")
        answer = await self.send(
            "officer",
            "PATCH",
            f"/projects/{self.code}",
            fields,
            If_Match=answer.headers["etag"],
        )
        took(answer, f"the description of {self.code}")

    async def upload(self, who: str, text: str = "Example content") -> str:
        answer = await self.acting(who).request(
            "POST",
            f"/api/projects/{self.code}/files",
            content=text.encode(),
            headers={"Content-Disposition": "attachment; filename=example.txt"},
        )
        found: str = took(answer, f"a file by {who}").json()["id"]
        return found

    async def readiness(self, gate: str, **query: str) -> Any:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return await self.see("officer", f"/projects/{self.code}/gates/{gate}/readiness?{asked}")

    async def move(self, gate: str, *, who: str = "officer", **said: Any) -> Reply:
        """Put a motion; the answer, whatever it is."""
        grounds = self.telling.grounds.get(gate, "Example grounds of the motion")
        body = {"verdict": "pass", "grounds": grounds} | said
        return await self.send(who, "POST", f"/projects/{self.code}/gates/{gate}/motions", body)

    async def vote(
        self, motion: str, who: str, seat: str, choice: str = "for", grounds: str = ""
    ) -> Reply:
        body = {"seat": seat, "choice": choice, "grounds": grounds}
        return await self.send(who, "POST", f"/motions/{motion}/votes", body)

    async def decide(self, motion: str, who: str = "officer") -> Reply:
        seen = await self.send(who, "GET", f"/motions/{motion}")
        return await self.send(
            who, "POST", f"/motions/{motion}/decisions", If_Match=seen.headers["etag"]
        )

    async def put(self, gate: str, votes: dict[str, str], **said: Any) -> str:
        """A motion that is taken, with these votes for it; its id."""
        moved = await self.move(gate, **said)
        motion: str = took(moved, f"the motion at {gate}").json()["id"]
        for who, seat in votes.items():
            voted = await self.vote(motion, who, seat)
            took(voted, f"the vote of {who} at {gate}")
        return motion

    async def pass_gate(self, gate: str, votes: dict[str, str], **said: Any) -> Any:
        """Move, vote (person to seat) and decide; everything has to work."""
        motion = await self.put(gate, votes, **said)
        decided = await self.decide(motion, said.get("who", "officer"))
        return took(decided, f"the decision at {gate}").json()

    async def deliver(
        self, code: str, stage: str, capacity: str = "consulting_company", **more: Any
    ) -> Any:
        """Plan a deliverable, hand a version in, have it accepted by officer and city."""
        made = await self.plan_deliverable(code, stage, capacity, **more)
        await self.submit(made["id"], capacity, code)
        return made

    async def plan_deliverable(
        self, code: str, stage: str, capacity: str = "consulting_company", **more: Any
    ) -> Any:
        return await self.do(
            "officer",
            f"/projects/{self.code}/deliverables",
            {
                "code": code,
                "title": self.telling.paper(code).title,
                "stage": stage,
                "owner_capacity": capacity,
                "acceptors": ["officer", "city_approver"],
                "minimum_content": self.telling.paper(code).content,
                "due": self.day(30),
            }
            | more,
        )

    async def submit(
        self, deliverable: str, capacity: str = "consulting_company", code: str = ""
    ) -> Any:
        """A version by whoever holds the capacity, accepted by officer and city."""
        handed_in = await self.hand_in_version(deliverable, capacity, code)
        for who in ("officer", "city_approver"):
            await self.do(who, f"/submissions/{handed_in['id']}/reviews", {"outcome": "accepted"})
        return handed_in

    async def hand_in_version(
        self, deliverable: str, capacity: str, code: str, answers: dict[str, str] | None = None
    ) -> Any:
        """`answers` are to remarks on the version before, by their ids."""
        firm = "provider" if capacity == "solution_provider" else "consultant"
        file_id = await self.upload_version(firm, deliverable, code)
        said = {"files": [file_id], "note": self.telling.paper(code).note, "answers": answers or {}}
        return await self.do(firm, f"/deliverables/{deliverable}/submissions", said)

    async def upload_version(self, firm: str, deliverable: str, code: str) -> str:
        return await self.upload(firm, f"Example version of {deliverable} at {self.clock()}")

    async def sign(self, provider: bool = True) -> None:
        """Contract, beneficiary agreement and terms on file; firms appointed."""
        for kind in ("contract", "beneficiary_agreement", "security_terms"):
            file_id = await self.upload("officer", f"Example {kind}")
            await self.do(
                "officer",
                f"/projects/{self.code}/agreements",
                {
                    "kind": kind,
                    "signed_on": self.day(0),
                    "file_id": file_id,
                    "organisation_id": str(self.cast.organisations["consulting"]),
                },
            )
        firms = {"consulting_company": "consulting"}
        if provider:
            firms["solution_provider"] = "providing"
        for capacity, firm in firms.items():
            await self.do(
                "officer",
                f"/projects/{self.code}/appointments",
                {"organisation_id": str(self.cast.organisations[firm]), "capacity": capacity},
            )

    def condition(self, text: str, days: int, about: str | None = None, **more: Any) -> Any:
        """A condition owed by the city's contact, as a motion words it."""
        return {
            "text": text,
            "owner_id": str(self.cast.person("city_contact")),
            "due": self.day(days),
            "about": about,
        } | more
