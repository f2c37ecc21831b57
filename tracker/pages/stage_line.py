"""The process as a line of stages and gates, as a reader sees it."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from tracker.gates.wire import GateLine
from tracker.process import GATES
from tracker.process.stages import CLOSED, Stage, Status
from tracker.process.today import InZone, project_day
from tracker.projects.wire import ProjectView
from tracker.web.language import N_


class Stop(Struct, frozen=True, kw_only=True):
    """One stage, and the gate that ends it. `state`: done, here, ahead, skipped."""

    stage: str
    state: str
    gate: str = ""
    decided_on: date | None = None
    planned: str = ""
    note: str = ""


def line_of(project: ProjectView, gates: Sequence[GateLine]) -> tuple[Stop, ...]:
    """Every stage in the table's order; a gate that was passed carries its day.

    A project that has ended goes no further than where it ended; on hold its plan stands still.
    """
    ended = project.status in CLOSED
    runs = project.status is Status.ACTIVE
    by_gate = {gate.gate: gate for gate in gates}
    stages = list(Stage)
    here = stages.index(project.stage)
    stops = []
    for number, one in enumerate(stages[: here + 1] if ended else stages):
        gate = next((g for g in GATES if g.stage is one), None)
        line = by_gate.get(gate.id) if gate is not None else None
        skipped = number < here and line is not None and line.standing == "not_on_the_way"
        state = "here" if number == here else "ahead" if number > here else "done"
        stops.append(
            Stop(
                stage=f"Stage.{one.value}",
                state="skipped" if skipped else state,
                gate=gate.id if gate is not None else "",
                decided_on=_decided_on(line, project) if state == "done" else None,
                planned=project.planned_ends.get(one.value, "") if number >= here and runs else "",
                note=N_("left out on this way")
                if skipped
                else N_("ended here")
                if ended and number == here
                else "",
            )
        )
    return tuple(stops)


def _decided_on(line: GateLine | None, project: InZone) -> date | None:
    days: list[datetime] = [
        one.decided_at
        for one in (line.decisions if line is not None else ())
        if one.leads_to is not None and one.taken_back_by is None
    ]
    return project_day(project, max(days)) if days else None
