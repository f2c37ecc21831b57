"""What people do to the checklist of one project, one method a step."""

from typing import Any

from tracker.demo.acting import Acts, StepRefused, took
from tracker.demo.client import Reply

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


class Checking(Acts):
    """Evidence, reviews and waivers, by whoever of the cast may."""

    verifiers: tuple[str, ...] = VERIFIERS

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
            await self.piece(requirement, sender)
            | {
                "effective_on": self.day(0),
                "valid_until": valid_until,
                "replaces_id": replaces,
            },
        )

    async def piece(self, requirement: str, sender: str) -> dict[str, Any]:
        """What is handed in for a requirement: its kind, its title and its form."""
        return {
            "kind": "signed_document",
            "title": f"Example proof of {requirement}",
            "form": "link",
            "url": f"https://example.org/{requirement}",
        }

    async def review(self, gate: str, requirement: str, who: str | None = None) -> Any:
        """Tick everything asked; by whoever of the cast may verify it, and may sample it."""
        made = await self.tick(await self.entry(gate, requirement), who)
        sampled = await self.entry(gate, requirement)
        return made if sampled["clear"] or who else await self.tick(sampled)

    async def tick(self, entry: Any, who: str | None = None, **said: Any) -> Any:
        """A review by whoever may; it ticks all that is asked unless it says something else."""
        body = {
            "gate": entry["gate"],
            "evidence_digest": entry["set_digest"],
            "criteria": [one["index"] for one in entry["criteria"] if one["asked"]],
        } | said
        path = f"/projects/{self.code}/requirements/{entry['requirement']}/reviews"
        refused = []
        turn = (entry["next"] or {"who": [entry["verified_by"]]})["who"][0]
        usual = "city_contact" if turn == "city" else turn
        likely = [name for name in self.verifiers if name.startswith(usual)]
        for verifier in (who,) if who else dict.fromkeys((*likely, *self.verifiers)):
            answer = await self.send(verifier, "POST", path, body)
            if answer.status_code == 201:
                return answer.json()
            refused.append(f"{verifier}: {answer.text}")
        raise StepRefused(f"nobody may verify {entry['requirement']}: {refused}")

    async def entry(self, gate: str, requirement: str) -> Any:
        outcome = "scale" if gate == "G6" else None
        entries = (await self.checklist(gate, outcome))["entries"]
        return next(one for one in entries if one["requirement"] == requirement)

    async def ask_waiver(
        self,
        requirement: str,
        gates: list[str],
        days: int,
        who: str = "officer",
        starts: int = 0,
    ) -> Reply:
        body = {
            "gates": gates,
            "reason": self.telling.waiver.reason,
            "compensating_measure": self.telling.waiver.measure,
            "residual_risk": self.telling.waiver.risk,
            "starts": self.day(starts),
            "expires": self.day(starts + days),
            "action": self.telling.waiver.action,
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
        waiver: str = took(asked, f"a waiver of {requirement}").json()["id"]
        for approver in approvers:
            await self.do(approver, f"/waivers/{waiver}/votes", {"outcome": "for"})
        return waiver
