"""What people do to one project over the HTTP API, one method a step, by whoever takes it."""

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

COMMITTEE = ("committee1", "committee2", "committee3")

PROVIDERS = {
    "city_contact": "city_contact",
    "city_security": "city_security",
    "city_privacy": "city_privacy",
    "firm_member": "consultant",
    "officer": "officer",
    "manager": "manager",
}


class Steps:
    """Steps on one project; `code` is known once it is proposed."""

    def __init__(self, acting: Acting, cast: Cast, clock: Clock) -> None:
        self.acting, self.cast, self.clock = acting, cast, clock
        self.verifiers, self.committee = VERIFIERS, COMMITTEE
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
        for member in self.committee:
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
        for member in self.committee:
            await self.do(member, f"/proposals/{self.proposal}/scores", {"scores": scores})

    async def answer_facts(self, yes: frozenset[str] = frozenset()) -> None:
        """Every fact: yes for those named, else no, confirmed by the reviewer."""
        for fact in shipped().facts:
            await self.answer_fact(fact.id, "yes" if fact.id in yes else "no")

    async def answer_fact(self, fact: str, answer: str) -> None:
        made = await self.do(
            "city_contact",
            f"/projects/{self.code}/facts/{fact}/answers",
            {"answer": answer, "reason": "Example reason"},
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

    async def checklist(self, gate: str, outcome: str | None = None) -> Any:
        query = f"?gate={gate}" + (f"&outcome={outcome}" if outcome else "")
        return await self.see("officer", f"/projects/{self.code}/checklist{query}")

    async def clear(
        self, gate: str, outcome: str | None = None, leave: frozenset[str] = frozenset()
    ) -> None:
        """Hand in and verify what the list of a gate asks, but for the requirements in `leave`."""
        for entry in await self.still_open(gate, outcome, leave):
            if not entry["pieces"] or entry["because"] == "expired":
                await self.prove(entry)
        for _ in ("the verifier", "whoever takes the sample"):
            for entry in await self.still_open(gate, outcome, leave):
                await self.tick(entry)

    async def still_open(
        self, gate: str, outcome: str | None = None, leave: frozenset[str] = frozenset()
    ) -> list[Any]:
        return [
            entry
            for entry in (await self.checklist(gate, outcome))["entries"]
            if entry["level"] == "mandatory"
            and entry["applicable"]
            and not entry["clear"]
            and entry["requirement"] not in leave
        ]

    async def meet(self, gate: str, requirement: str, valid_until: str | None = None) -> None:
        """New evidence by the leading provider, and a full review."""
        await self.prove(await self.entry(gate, requirement), valid_until)
        await self.review(gate, requirement)

    async def prove(self, entry: Any, valid_until: str | None = None) -> Any:
        return await self.hand_in(
            entry["requirement"],
            PROVIDERS[entry["owed_by"][0]],
            valid_until,
            replaces=entry["pieces"][0]["id"] if entry["pieces"] else None,
            supplier=entry["provided_by"][0] == "supplier",
        )

    async def hand_in(
        self,
        requirement: str,
        who: str,
        valid_until: str | None = None,
        replaces: str | None = None,
        supplier: bool = False,
    ) -> Any:
        sender = "provider" if supplier and who == "consultant" else who
        return await self.do(
            sender,
            f"/projects/{self.code}/requirements/{requirement}/evidence",
            {
                "kind": "signed_document",
                "title": f"Example proof of {requirement}",
                "form": "link",
                "url": f"https://example.org/{requirement}",
                "effective_on": self.day(0),
                "valid_until": valid_until,
                "replaces_id": replaces,
            },
        )

    async def review(self, gate: str, requirement: str, who: str | None = None) -> Any:
        """Tick everything asked; by whoever of the cast may verify it, and may sample it."""
        made = await self.tick(await self.entry(gate, requirement), who)
        sampled = await self.entry(gate, requirement)
        return made if sampled["clear"] or who else await self.tick(sampled)

    async def tick(self, entry: Any, who: str | None = None) -> Any:
        body = {
            "gate": entry["gate"],
            "evidence_digest": entry["set_digest"],
            "criteria": [one["index"] for one in entry["criteria"] if one["asked"]],
        }
        path = f"/projects/{self.code}/requirements/{entry['requirement']}/reviews"
        refused = []
        turn = (entry["next"] or {"who": [entry["verified_by"]]})["who"][0]
        likely = [name for name in self.verifiers if name.startswith(turn)]
        for verifier in (who,) if who else dict.fromkeys((*likely, *self.verifiers)):
            answer = await self.send(verifier, "POST", path, body)
            if answer.status_code == 201:
                return answer.json()
            refused.append(f"{verifier}: {answer.text}")
        raise AssertionError(f"nobody may verify {entry['requirement']}: {refused}")

    async def entry(self, gate: str, requirement: str) -> Any:
        outcome = "scale" if gate == "G6" else None
        entries = (await self.checklist(gate, outcome))["entries"]
        return next(one for one in entries if one["requirement"] == requirement)

    async def readiness(self, gate: str, **query: str) -> Any:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        return await self.see("officer", f"/projects/{self.code}/gates/{gate}/readiness?{asked}")

    async def move(self, gate: str, *, who: str = "officer", **said: Any) -> httpx.Response:
        """Put a motion; the answer, whatever it is."""
        body = {"verdict": "pass", "grounds": "Example grounds of the motion"} | said
        return await self.send(who, "POST", f"/projects/{self.code}/gates/{gate}/motions", body)

    async def vote(
        self, motion: str, who: str, seat: str, choice: str = "for", grounds: str = ""
    ) -> httpx.Response:
        body = {"seat": seat, "choice": choice, "grounds": grounds}
        return await self.send(who, "POST", f"/motions/{motion}/votes", body)

    async def decide(self, motion: str, who: str = "officer") -> httpx.Response:
        seen = await self.send(who, "GET", f"/motions/{motion}")
        return await self.send(
            who, "POST", f"/motions/{motion}/decisions", If_Match=seen.headers["etag"]
        )

    async def pass_gate(self, gate: str, votes: dict[str, str], **said: Any) -> Any:
        """Move, vote (person to seat) and decide; everything has to work."""
        motion = await self.put(gate, votes, **said)
        decided = await self.decide(motion, said.get("who", "officer"))
        assert decided.status_code == 201, decided.text
        return decided.json()

    async def deliver(
        self, code: str, stage: str, capacity: str = "consulting_company", **more: Any
    ) -> Any:
        """Plan a deliverable, hand a version in, have it accepted by officer and city."""
        made = await self.plan_deliverable(code, stage, capacity, **more)
        await self.submit(made["id"], capacity)
        return made

    async def plan_deliverable(
        self, code: str, stage: str, capacity: str = "consulting_company", **more: Any
    ) -> Any:
        return await self.do(
            "officer",
            f"/projects/{self.code}/deliverables",
            {
                "code": code,
                "title": f"Example {code}",
                "stage": stage,
                "owner_capacity": capacity,
                "acceptors": ["officer", "city_approver"],
                "minimum_content": "Example content",
                "due": self.day(30),
            }
            | more,
        )

    async def submit(self, deliverable: str, capacity: str = "consulting_company") -> Any:
        firm = "provider" if capacity == "solution_provider" else "consultant"
        file_id = await self.upload(firm, f"Example version of {deliverable} at {self.clock()}")
        handed_in = await self.do(
            firm, f"/deliverables/{deliverable}/submissions", {"files": [file_id]}
        )
        for who in ("officer", "city_approver"):
            await self.do(who, f"/submissions/{handed_in['id']}/reviews", {"outcome": "accepted"})
        return handed_in

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

    async def ask_waiver(
        self,
        requirement: str,
        gates: list[str],
        days: int,
        who: str = "officer",
        starts: int = 0,
    ) -> httpx.Response:
        body = {
            "gates": gates,
            "reason": "Example reason",
            "compensating_measure": "Example measure",
            "residual_risk": "Example risk",
            "starts": self.day(starts),
            "expires": self.day(starts + days),
            "action": "Example action",
            "action_owner": str(self.cast.person("city_contact")),
            "action_due": self.day(starts + days),
        }
        path = f"/projects/{self.code}/requirements/{requirement}/waivers"
        return await self.send(who, "POST", path, body)

    async def waive(
        self,
        requirement: str,
        gates: list[str],
        days: int,
        approvers: tuple[str, ...] = ("city_approver", "reviewer"),
    ) -> str:
        """A waiver from today on, asked for by the officer and agreed to by all."""
        asked = await self.ask_waiver(requirement, gates, days)
        assert asked.status_code == 201, asked.text
        waiver: str = asked.json()["id"]
        for approver in approvers:
            await self.do(approver, f"/waivers/{waiver}/votes", {"outcome": "for"})
        return waiver

    def condition(self, text: str, days: int, about: str | None = None, **more: Any) -> Any:
        """A condition owed by the city's contact, as a motion words it."""
        return {
            "text": text,
            "owner_id": str(self.cast.person("city_contact")),
            "due": self.day(days),
            "about": about,
        } | more
