"""What people do at a gate: motions, votes, decisions."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.walk import acts
from tests.walk.checklist_steps import ChecklistSteps
from tests.walk.model import GATE_OF, HOLDERS, LAPSING_DAYS, SOFT, WAYS, Motion

movers = st.sampled_from(["officer", "officer", "officer2", "manager"])
anybody = st.sampled_from(
    ["officer", "officer2", "manager", "manager2", "reviewer", "reviewer2", "city_approver"]
)


class MotionSteps(ChecklistSteps):
    @rule(
        mover=movers,
        verdict=st.sampled_from(
            ["pass", "pass", "conditions", "conditions", "rework", "hold", "stop"]
        ),
        moves=st.booleans(),
        back=st.sampled_from([False, False, False, True]),
        elsewhere=st.sampled_from([False] * 9 + [True]),
        through=st.booleans(),
        covered=st.sampled_from([True, True, False]),
        plain=st.sampled_from([False, False, True]),
        data=st.data(),
    )
    def put_motion(
        self,
        mover: str,
        verdict: str,
        moves: bool,
        back: bool,
        elsewhere: bool,
        through: bool,
        covered: bool,
        plain: bool,
        data: st.DataObject,
    ) -> None:
        """Any motion; half of them are voted on and decided at once."""
        gate = GATE_OF.get(self.project.stage, "G6")
        newest = self.project.to_take_back() if back else None
        if newest is not None:
            gate = newest.gate
        if elsewhere:
            gate = data.draw(st.sampled_from(sorted(GATE_OF.values())))
        leads_to = None
        if verdict in ("pass", "conditions") or (verdict == "rework" and moves and gate == "G6"):
            known = [to for (one, to), (_, how) in WAYS.items() if one == gate and verdict in how]
            leads_to = data.draw(st.sampled_from(known))
        taken_back = newest.id if newest is not None else None
        if self._put(gate, verdict, leads_to, mover, taken_back, covered, plain, data) and through:
            self.everybody_votes(None)
            self.decide("mover")

    def _put(
        self,
        gate: str,
        verdict: str,
        leads_to: str | None,
        mover: str,
        supersedes: str | None,
        covered: bool,
        plain: bool,
        data: st.DataObject | None = None,
    ) -> bool:
        ends_the_pilot = (gate, leads_to) == ("G5", "decision")
        stays = self.project.operation == "live" and data is not None and data.draw(st.booleans())
        after = "live" if stays else "suspended"
        motion = Motion(
            "",
            gate,
            verdict,
            leads_to,
            supersedes,
            mover,
            [],
            self.project.visit,
            self.project.day.toordinal(),
            after if ends_the_pilot else None,
            self.project.day + timedelta(days=30) if ends_the_pilot and stays else None,
        )
        if verdict in ("conditions", "rework") and leads_to is not None:
            motion.conditions = self._conditions(gate, leads_to, covered, plain)
        motion.rests_on = acts.rests_on(self.project, motion)
        allowed = acts.may_move(self.project, motion, self.lost)
        ends = acts.gives_way(self.project, motion, self.lost)
        against = self.project.motion if acts.outvoted(self.project) else None
        answer = self.send(
            mover, f"/projects/{self.steps.code}/gates/{gate}/motions", self._said(motion)
        )
        if ends and self.project.motion is not None:
            self.lost.extend([against] if against is not None else [])
            self.project.motion = None
        if self.agree(answer, allowed):
            motion.id = answer.json()["id"]
            self.project.motion = motion
            self.changes = ("release",)
        return allowed

    def _conditions(
        self, gate: str, leads_to: str, covered: bool, plain: bool
    ) -> list[tuple[bool, Any, str | None]]:
        today = self.project.day
        found: list[tuple[bool, Any, str | None]] = []
        if covered:
            wanted = acts.expected(self.project, gate, leads_to).items()
            found = [
                (until is not None, until or today + timedelta(days=9), about)
                for about, until in wanted
            ]
        if plain:
            found.append((False, today + timedelta(days=9), None))
        return found

    def _said(self, motion: Motion) -> dict[str, Any]:
        """The motion in the words of the wire."""
        said: dict[str, Any] = {
            "verdict": motion.verdict,
            "grounds": "Example grounds of the motion",
            "leads_to": motion.leads_to,
            "supersedes": motion.supersedes,
            "operation_after": motion.operation_after,
            "conditions": [
                {
                    "text": "Example condition",
                    "owner_id": str(self.place.cast.person("city_contact")),
                    "due": due.isoformat(),
                    "about": about,
                    "renews": renews,
                }
                for renews, due, about in motion.conditions
            ],
        }
        if motion.live_until is not None:
            said["live_until"] = motion.live_until.isoformat()
        if motion.gate == "G6":
            kinds = {"follow_up": "roll_out", "preparation": "adapt", "pilot": "extend"}
            stops = "stop" if motion.verdict == "stop" else None
            said["scaling"] = kinds.get(str(motion.leads_to), stops)
        if motion.leads_to == "pilot" and motion.gate != "G4":
            said["new_end"] = self.steps.day(3000)
        if motion.leads_to == "preparation" and motion.gate == "G6":
            said["changes"] = ["release"]
        if motion.verdict == "hold":
            said["look_again_on"] = self.steps.day(20)
        if motion.verdict == "rework" and motion.leads_to is None and motion.supersedes is None:
            owner = str(self.place.cast.person("city_contact"))
            said["points"] = [
                {"what": SOFT.id, "text": "Example", "owner_id": owner, "due": self.steps.day(9)}
            ]
            said["resubmit_until"] = self.steps.day(9) if motion.gate == "G1" else None
        return said

    @precondition(lambda self: self.project.motion is not None)
    @rule(who=anybody, data=st.data(), choice=st.sampled_from(["for", "for", "for", "against"]))
    def vote(self, who: str, data: st.DataObject, choice: str) -> None:
        assert self.project.motion is not None
        names = [*acts.SEATS.get(self.project.motion.gate, ()), "committee_1", "committee_2"]
        self._vote(who, data.draw(st.sampled_from(names)), choice)

    def _vote(self, who: str, seat: str, choice: str = "for") -> None:
        motion = self.project.motion
        assert motion is not None
        known = seat in acts.SEATS.get(motion.gate, ()) or (
            motion.gate == "G1" and seat.startswith("committee")
        )
        allowed = known and acts.may_vote(self.project, who, seat)
        body = {"seat": seat, "choice": choice, "grounds": "Example grounds"}
        if self.agree(self.send(who, f"/motions/{motion.id}/votes", body), allowed):
            motion.votes[seat] = (who, choice == "for")
            waited = self.project.day.toordinal() - motion.opened
            motion.city_spoke |= seat == "city_approver" and waited <= LAPSING_DAYS

    @precondition(lambda self: self.project.motion is not None)
    @rule(against=st.sampled_from([None, None, None, None, "reviewer", "city_approver"]))
    def everybody_votes(self, against: str | None) -> None:
        motion = self.project.motion
        assert motion is not None
        for seat in acts.SEATS.get(motion.gate, ("committee_1", "committee_2", "committee_3")):
            able = [who for who in HOLDERS[seat] if acts.may_vote(self.project, who, seat)]
            if able:
                self._vote(able[0], seat, "against" if seat == against else "for")

    @precondition(lambda self: self.project.motion is not None)
    @rule(who=st.sampled_from(["mover", "mover", "city_approver", "committee1", "reviewer2"]))
    def decide(self, who: str) -> None:
        motion = self.project.motion
        assert motion is not None
        who = motion.mover if who == "mover" else who
        seen = self.run(self.steps.see("officer", f"/motions/{motion.id}"))
        expected = acts.decides(self.project, who)
        path = f"/motions/{motion.id}/decisions"
        answer = self.send(who, path, None, If_Match=f'"{seen["version"]}"')
        if self.agree(answer, expected == "decided"):
            acts.decided(self.project, answer.json()["id"], self.changes)
            self._take_in(motion)
        elif expected in ("lapsed", "lost"):
            if expected == "lost":
                self.lost.append(motion)
            self.project.motion = None

    def _take_in(self, motion: Motion) -> None:
        """The ids of what the decision left behind."""
        left = self.run(self.steps.see("officer", f"/projects/{self.steps.code}/gates"))
        newest = self.project.decisions[-1].id
        made = [one["id"] for one in left["conditions"] if one["decision_id"] == newest]
        acts.conditions_set(self.project, motion, made)
        for point in left["points"]:
            if point["decision_id"] == newest:
                acts.point_set(self.project, point["id"])
                if point["what"] == SOFT.id:
                    self.project.events.append((SOFT.id, self.project.tick))

    @precondition(lambda self: self.project.motion is not None)
    @rule(who=movers)
    def withdraw_motion(self, who: str) -> None:
        motion = self.project.motion
        assert motion is not None
        answer = self.send(who, f"/motions/{motion.id}/withdrawals")
        if self.agree(answer, who == motion.mover):
            self.project.motion = None
