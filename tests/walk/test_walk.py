"""Any walk through the process, step for step against a small model of it.

Every run takes the same few walks; `WALKS=1000 pytest tests/walk` takes that many others.
"""

import asyncio
import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests import postgres
from tests.conftest import Places
from tests.tasks.truth import derived, is_alive, untold
from tests.walk import acts
from tests.walk.ground import DELIVERABLES, prepared
from tests.walk.model import CLOSED, GATE_OF, REVOCABLE_DAYS, WAYS, Point
from tests.walk.motion_steps import MotionSteps
from tracker.demo.journey import AREAS
from tracker.process import gate_before
from tracker.process.stages import OPEN

pytestmark = pytest.mark.long

WALKS = int(os.environ.get("WALKS", "12"))
STEPS = 30


class Walk(MotionSteps):
    """One project; every step is taken over HTTP and by the model, and both have to agree."""

    @initialize(gates=st.integers(0, 6))
    def come_some_way(self, gates: int) -> None:
        """Walks begin in any stage."""
        for _ in range(gates):
            self.go_the_usual_way()

    @rule()
    def go_the_usual_way(self) -> None:
        """See to everything and pass the gate ahead, so that walks come far.

        It is tried before the list is seen to, too: that is what has to be refused most of all.
        """
        gate = GATE_OF.get(self.project.stage)
        if gate is None or self.project.status != "active" or self.project.motion is not None:
            return
        for point in list(self.project.open_points()):
            self._mend(point)
        for condition in list(self.project.open_conditions()):
            self._end(condition.id, "officer")
        if gate == "G5":
            self.operate("officer", "live")
            evaluated = self.project.evaluation
            if self.project.lives and (evaluated is None or evaluated[1] != self.project.visit):
                self.evaluate()
        if gate == "G6":
            self.operate("officer", "off")
        self._deliver()
        usual = next(to for one, to in WAYS if one == gate)
        put = partial(self._put, gate, "pass", usual, "officer", None, True, False)
        if not put():
            self.see_to_the_list()
            if not put():
                return
        self.everybody_votes(None)
        self.decide("mover")

    @rule()
    def go_on(self) -> None:
        """The same under another name: chosen as often again."""
        self.go_the_usual_way()

    @precondition(lambda self: self.project.open_conditions())
    @rule(data=st.data(), who=st.sampled_from(["officer", "city_contact"]))
    def end_condition(self, data: st.DataObject, who: str) -> None:
        ids = [one.id for one in self.project.open_conditions()]
        self._end(data.draw(st.sampled_from(ids)), who)

    def _end(self, chosen: str, who: str) -> None:
        body = {"end": "met", "proof": "Example proof"}
        version = self._version("conditions", chosen)
        answer = self.send(who, f"/conditions/{chosen}/endings", body, If_Match=version)
        if self.agree(answer, who == "officer"):
            for one in self.project.conditions:
                one.ended |= one.id == chosen

    @precondition(lambda self: self.project.open_points())
    @rule(data=st.data())
    def mend_point(self, data: st.DataObject) -> None:
        """Its owner answers, somebody else confirms."""
        self._mend(data.draw(st.sampled_from(self.project.open_points())))

    def _mend(self, point: Point) -> None:
        path = f"/rework-points/{point.id}"
        owner = self._owner(point.id)
        if not point.answered:
            answered = self.send(
                owner,
                f"{path}/answers",
                {"answer": "Done"},
                If_Match=self._version("points", point.id),
            )
            self.agree(answered, True)
            point.answered = True
        confirmer = "officer" if owner != "officer" else "officer2"
        confirmed = self.send(
            confirmer, f"{path}/confirmations", None, If_Match=self._version("points", point.id)
        )
        self.agree(confirmed, True)
        point.confirmed = True

    @rule(
        who=st.sampled_from(["officer", "reviewer", "city_approver", "city_contact", "reviewer2"]),
        becomes=st.sampled_from(["live", "live", "suspended", "off"]),
    )
    def operate(self, who: str, becomes: str) -> None:
        body = {"becomes": becomes, "reason": "Example reason"}
        if becomes == "off":
            body["proof_file_id"] = self.proof
        allowed = acts.may_change_operation(self.project, who, becomes)
        answer = self.send(who, f"/projects/{self.steps.code}/operation-changes", body)
        if self.agree(answer, allowed):
            acts.changed_operation(self.project, who, becomes)

    @precondition(lambda self: self.project.lives and self.project.stage == "pilot")
    @rule()
    def evaluate(self) -> None:
        """The consulting company evaluates; officer and city accept."""
        made = self.send(
            "consultant",
            f"/projects/{self.steps.code}/evaluations",
            {
                "findings": "Example findings",
                "suggestion": "scale",
                "readiness": {area: {"score": 2} for area in AREAS},
            },
        )
        locked = self.project.evaluation is not None and (
            self.project.evaluation[1] == self.project.visit
        )
        if self.agree(made, self.project.status not in CLOSED and not locked):
            for who in ("officer", "city_contact"):
                accepted = self.send(who, f"/evaluations/{made.json()['id']}/acceptances")
                self.agree(accepted, True)
            self.project.evaluation = (made.json()["id"], self.project.visit)

    @precondition(lambda self: self.project.stage in DELIVERABLES)
    @rule()
    def deliver(self) -> None:
        """Hand in and accept what the stage owes, once on each visit."""
        self._deliver()

    def _deliver(self) -> None:
        stage = self.project.stage
        number, visit = self.project.delivered.get(stage, (0, 0))
        over = self.project.status in CLOSED or visit == self.project.visit
        if over or stage not in DELIVERABLES:
            return
        self.project.tick += 1
        self.run(self.steps.submit(self.deliverables[DELIVERABLES[stage]]))
        self.project.delivered[stage] = (number + 1, self.project.visit)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        for _ in range(days):
            self.project.end_of_day()
            self.clock.pass_days(1)
            self.project.day += timedelta(days=1)
        if self.project.operation == "live" and self.project.is_overdue():
            acts.suspend(self.project)
            self._write_down()

    def _write_down(self) -> None:
        """An act on the checklist writes the suspension by rule down, whatever else it does."""
        path = f"/projects/{self.steps.code}/recheck-events"
        self.send("officer", path, {"kind": "expiry", "source": "Example"})

    @precondition(lambda self: len(self.project.decisions) > 2)
    @rule(who=st.sampled_from(["nobody"] * 6 + ["city_approver", "city_contact"]))
    def withdraw_project(self, who: str) -> None:
        if who == "nobody":
            return
        stage = self.project.stage
        allowed = stage != "follow_up" and self.project.status not in CLOSED
        allowed = allowed and (who == "city_approver" or stage == "proposal")
        path = f"/projects/{self.steps.code}/withdrawals"
        if self.agree(self.send(who, path, {"reason": "Example reason"}), allowed):
            acts.set_status(self.project, "withdrawn")
            acts.suspend(self.project)
            self.project.motion = None

    @precondition(lambda self: self.project.status == "withdrawn")
    @rule()
    def revoke_withdrawal(self) -> None:
        since = self.project.day - self.project.status_day
        path = f"/projects/{self.steps.code}/withdrawal-revocations"
        answer = self.send("city_approver", path, {"reason": "Example reason"})
        if self.agree(answer, since <= timedelta(days=REVOCABLE_DAYS)):
            acts.set_status(self.project, "on_hold")

    @precondition(lambda self: self.project.status == "on_hold")
    @rule()
    def resume(self) -> None:
        path = f"/projects/{self.steps.code}/resumptions"
        self.agree(self.send("manager", path, {"reason": "Example reason"}), True)
        acts.set_status(self.project, "active")
        self.project.motion = None

    @invariant()
    def both_stand_at_the_same_place(self) -> None:
        seen = self.run(self.steps.see("officer", f"/projects/{self.steps.code}/gates"))
        stands = {
            "stage": self.project.stage,
            "status": self.project.status,
            "operation": self.project.operation,
            "motion": self._open_motion(),
            "lapses": {(gate, subject) for gate, subject in self.project.lapses()},
        }
        said = {name: seen[name] for name in ("stage", "status", "operation")}
        said["motion"] = seen["motion_id"]
        said["lapses"] = {(one["gate"], one["subject"]) for one in seen["lapses"]}
        assert said == stands, self.project

    def _open_motion(self) -> str | None:
        """A motion whose time is over reads as none, before anybody writes that down."""
        motion = self.project.motion
        return None if motion is None or acts.lapsed(self.project, motion) else motion.id

    @invariant()
    def what_lapses_while_suspended_is_agreed_to_anew(self) -> None:
        if self.project.operation == "suspended" and self.project.lapses():
            self.project.consents.clear()

    @invariant()
    def every_point_is_somebodys_task(self) -> None:
        """And whatever the office, the city and the firm are shown is what is so now."""
        assert self.run(self._untold()) == [], self.project

    async def _untold(self) -> list[str]:
        project, found = await derived(self.sessions, self.steps.code, self.clock())
        assert is_alive(project, found)
        gate = gate_before(project.stage)
        if gate is None or project.status not in OPEN:
            return []
        ready = await self.steps.readiness(gate.id)
        return untold(found.tasks, [*ready["unmet"], *ready["expected"]])

    @invariant()
    def decisions_are_only_added(self) -> None:
        path = f"/projects/{self.steps.code}/decisions?limit=200"
        rows = self.run(self.steps.see("officer", path))["items"]
        sealed = {row["id"]: row["snapshot_sha256"] for row in rows}
        assert sealed.items() >= self.snapshots.items()
        assert len(sealed) == len(self.project.decisions)
        self.snapshots = sealed


def test_every_step_of_any_walk_ends_where_the_model_says(
    kind: str, places: Places, tmp_path: Path
) -> None:
    place = prepared(places(kind, None), tmp_path / "ground")

    run_state_machine_as_test(
        partial(Walk, place),
        settings=settings(
            max_examples=WALKS,
            derandomize="WALKS" not in os.environ,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    if place.kind == "postgres":
        asyncio.run(postgres.drop_database(place.name))
