"""Drives one project over the HTTP API from a city's proposal to the scaling decision.

The demo's stories and the tests stop the journey anywhere, or take steps of their own instead.
"""

from typing import Any

from tracker.demo.steps import Steps
from tracker.demo.texts import Figure

G3_VOTES = {"officer2": "officer", "city_approver": "city_approver"}
G4_VOTES = {**G3_VOTES, "reviewer2": "reviewer"}
PILOT_DAYS = 350
"""From the decision on the go-live to the planned end of the pilot."""
AREAS = (
    "scale_strategy",
    "credibility",
    "support_for_change",
    "relative_advantage",
    "ease_of_transfer",
    "organisational_fit",
    "sustainable_funding",
)


class Journey(Steps):
    """One project on its way; each method brings it as far as it says."""

    async def to_proposal(self, yes: frozenset[str] = frozenset()) -> None:
        """From nothing to a proposal that is ready for G1."""
        await self.open_call()
        await self.propose()
        await self.judge()
        await self.answer_facts(yes)
        await self.plan(commissioning=60)
        await self.clear("G1")

    async def to_commissioning(self) -> None:
        """Through G1, at which the whole committee votes."""
        await self.pass_gate(
            "G1",
            {member: f"committee_{number}" for number, member in enumerate(self.committee, 1)},
            leads_to="commissioning",
        )

    async def to_study(self, provider: bool = True) -> None:
        """Through G2, at which the manager decides."""
        await self.sign(provider)
        await self.plan(study=200)
        await self.clear("G2")
        await self.pass_gate("G2", {"manager": "manager"}, leads_to="study")

    async def study_done(self) -> None:
        await self.deliver("D10", "study")
        await self.deliver("D11", "study", only_for_pilot=True)
        await self.clear("G3")

    async def to_preparation(self) -> None:
        """Through G3: another officer and the city approver."""
        await self.study_done()
        await self.plan(preparation=260)
        await self.pass_gate("G3", G3_VOTES, leads_to="preparation")

    async def preparation_done(self, leave: frozenset[str] = frozenset()) -> None:
        await self.deliver("P01", "preparation", capacity="solution_provider")
        await self.provide_for_the_pilot()
        await self.clear("G4", leave=leave)

    async def provide_for_the_pilot(self) -> None:
        """Owner and money for the time after, and an indicator with its baseline."""
        told = self.telling
        await self.describe(owner_after=told.owner_after, funding_after=told.funding_after)
        for figure in told.figures:
            await self.define(figure)

    async def define(self, figure: Figure) -> None:
        """An indicator with its baseline, and its target where there is one."""
        asked = {
            "code": figure.code,
            "title": figure.title,
            "definition": figure.definition,
            "unit": figure.unit,
            "direction": figure.direction,
            "must_have": figure.must_have,
            "baseline_value": figure.baseline,
            "baseline_on": self.day(-1),
            "baseline_method": figure.method,
        }
        if figure.target is not None:
            asked |= {"target_value": figure.target, "target_on": self.day(PILOT_DAYS)}
        await self.do("officer", f"/projects/{self.code}/indicators", asked)

    async def to_pilot(self) -> None:
        """Through G4: the gate board, its reviewer being one who verified no critical entry."""
        await self.preparation_done()
        await self.plan(pilot=PILOT_DAYS)
        await self.pass_gate("G4", G4_VOTES, leads_to="pilot")

    async def go_live(self) -> Any:
        return await self.do(
            "officer",
            f"/projects/{self.code}/operation-changes",
            {"becomes": "live", "reason": self.telling.go_live},
        )

    async def evaluated(self) -> None:
        made = await self.do(
            "consultant",
            f"/projects/{self.code}/evaluations",
            {
                "findings": self.telling.findings,
                "suggestion": "scale",
                "readiness": {
                    area: {"score": 2, "note": self.telling.readiness.get(area, "")}
                    for area in AREAS
                },
            },
        )
        for who in ("officer", "city_contact"):
            await self.do(who, f"/evaluations/{made['id']}/acceptances")

    async def to_decision(self) -> None:
        """Live, evaluated, and through G5."""
        await self.go_live()
        self.clock.pass_days(30)
        await self.evaluated()
        await self.plan(decision=420)
        await self.clear("G5")
        await self.pass_gate("G5", G3_VOTES, leads_to="decision", operation_after="suspended")

    async def switch_off(self) -> None:
        file_id = await self.upload("officer", "Example proof of switching off")
        await self.do(
            "officer",
            f"/projects/{self.code}/operation-changes",
            {"becomes": "off", "reason": self.telling.switched_off, "proof_file_id": file_id},
        )

    async def to_follow_up(self) -> Any:
        """Through G6: the city decides, the manager endorses."""
        await self.deliver("P05", "decision")
        await self.switch_off()
        await self.clear("G6", "scale")
        return await self.scale()

    async def project(self) -> Any:
        return await self.see("officer", f"/projects/{self.code}")

    async def gates(self) -> Any:
        return await self.see("officer", f"/projects/{self.code}/gates")

    async def noted(self, what: str) -> Any:
        """The newest journal entry of a kind."""
        return next(line for line in await self.journal() if line["what"] == what)

    async def journal(self) -> Any:
        """The newest entries, the newest first."""
        page = await self.see("officer", f"/projects/{self.code}/journal?limit=200")
        return page["items"]

    async def decisions(self) -> Any:
        """Every decision, the newest first."""
        return (await self.see("officer", f"/projects/{self.code}/decisions"))["items"]

    def to_close(self, requirement: str) -> str:
        """What a condition about a requirement that is expected says."""
        return f"Close {requirement}"

    async def scale(self) -> Any:
        ready = await self.readiness("G6", verdict="pass", leads_to="follow_up", scaling="roll_out")
        conditions = [
            self.condition(self.to_close(point["subject"]), 90, about=point["subject"])
            for point in ready["expected"]
        ]
        return await self.pass_gate(
            "G6",
            {"city_approver": "city_approver", "manager": "manager"},
            verdict="conditions" if conditions else "pass",
            conditions=conditions,
            leads_to="follow_up",
            scaling="roll_out",
        )
