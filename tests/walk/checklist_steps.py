"""What people do on the checklist: evidence, reviews, waivers."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.walk.driver import Driver
from tests.walk.model import CLOSED, GATE_OF, REQUIREMENTS, SOFT, Piece, Review, Waiver

requirements = st.sampled_from(sorted(REQUIREMENTS))


class ChecklistSteps(Driver):
    @rule(requirement=requirements)
    def hand_in(self, requirement: str) -> None:
        path = f"/projects/{self.steps.code}/requirements/{requirement}/evidence"
        evidence = {
            "kind": "signed_document",
            "title": f"Example proof of {requirement}",
            "form": "link",
            "url": f"https://example.org/{requirement}/{self.project.tick}",
            "effective_on": self.steps.day(0),
        }
        answer = self.send("city_contact", path, evidence)
        if self.agree(answer, self.project.status not in CLOSED):
            piece = Piece(answer.json()["id"], self.project.day)
            self.project.pieces[requirement].append(piece)

    @rule(requirement=requirements, data=st.data())
    def withdraw_evidence(self, requirement: str, data: st.DataObject) -> None:
        current = sorted(self.project.current(requirement))
        if not current:
            return
        chosen = data.draw(st.sampled_from(current))
        answer = self.send("city_contact", f"/evidence/{chosen}/withdrawals", {"reason": "Example"})
        if self.agree(answer, self.project.status not in CLOSED):
            for piece in self.project.pieces[requirement]:
                piece.withdrawn |= piece.id == chosen

    @rule(
        requirement=requirements,
        who=st.sampled_from(["reviewer", "reviewer", "reviewer2"]),
        accepts=st.sampled_from([True, True, True, False]),
        data=st.data(),
    )
    def review(self, requirement: str, who: str, accepts: bool, data: st.DataObject) -> None:
        self._review(
            requirement, data.draw(st.sampled_from(REQUIREMENTS[requirement].gates)), who, accepts
        )

    def _review(self, requirement: str, gate: str, who: str, accepts: bool = True) -> None:
        current = self.project.current(requirement)
        entry = self.run(self.steps.entry(gate, requirement))
        review = {
            "gate": gate,
            "evidence_digest": entry["set_digest"],
            "criteria": [0] if accepts else [],
            "rejected": not accepts,
            "comment": "Example comment",
        }
        path = f"/projects/{self.steps.code}/requirements/{requirement}/reviews"
        answer = self.send(who, path, review)
        if self.agree(answer, bool(current) and self.project.status not in CLOSED):
            made = Review(
                requirement, gate, self.project.visit, current, accepts, who, self.project.tick
            )
            self.project.reviews.append(made)

    @rule(days=st.integers(3, 30), gates=st.sets(st.sampled_from(SOFT.gates), min_size=1))
    def waive(self, days: int, gates: set[str]) -> None:
        """The officer asks; the city's approver and a reviewer agree."""
        asked = self.run(self.steps.ask_waiver(SOFT.id, sorted(gates), days))
        self.project.tick += 1
        if not self.agree(asked, self.project.status not in CLOSED):
            return
        for who in ("city_approver", "reviewer"):
            vote = self.send(who, f"/waivers/{asked.json()['id']}/votes", {"outcome": "for"})
            self.agree(vote, True)
        expires = self.project.day + timedelta(days=days)
        made = Waiver(SOFT.id, tuple(sorted(gates)), expires, "officer", self.project.tick)
        self.project.waivers.append(made)

    @rule()
    def see_to_the_list(self) -> None:
        """Hand in and review all that the usual way of the gate ahead asks."""
        gate = GATE_OF.get(self.project.stage)
        for one in REQUIREMENTS.values():
            asked = gate in one.gates and self.project.status not in CLOSED
            if asked and not self.project.met(one, str(gate)):
                self.hand_in(one.id)
                self._review(one.id, str(gate), "reviewer")
