"""Gates ahead, projects by stage, what came in, and the newest reports."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from msgspec import Struct
from sqlalchemy import case, func, select

from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_actor, rows_of
from tracker.pages.looking import Looking
from tracker.pages.queries.scope import active, found_rows
from tracker.pages.task_rows import READY
from tracker.process import gate_before
from tracker.process.policy import Act, may
from tracker.process.stages import Stage, Status
from tracker.process.today import project_day
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of
from tracker.reports.models import Report, ReportKind
from tracker.tasks import queries as tasks
from tracker.tasks.queries import Fresh

_CAME_IN = (
    "deliverable.submitted",
    "evidence.submitted",
    "reading.entered",
    "proposal.submitted",
    "incident.reported",
    "fact.answered",
    "waiver.requested",
)


_CAME, _LOOKED_AT = 8, 40
"""Rows of what came in, and the entries of which they are made."""


class Coming(Struct, frozen=True, kw_only=True):
    """A gate with a planned day; `late`: it has passed where the project is.

    `open` things wait before it, as far as the reader may know; `ready`: it can be asked for.
    """

    code: str
    title: str
    city: str
    gate: str
    named: str
    planned: date
    late: bool
    open: int
    ready: bool


class CameIn(Struct, frozen=True, kw_only=True):
    """Something that came in, `many` times one after the other."""

    code: str
    title: str
    what: str
    at: datetime
    many: int


async def gates_ahead(look: Looking, over: Fresh) -> list[Coming]:
    """The gates at the planned ends of the stages that active projects are in, by day."""
    ends = {stage: Project.planned_ends[stage.value].as_string() for stage in Stage}
    planned = case(ends, value=Project.stage)
    asked = (
        active(look)
        .add_columns(Project.title, Project.stage, planned.label("planned"))
        .where(planned.is_not(None))
        .order_by(planned, Project.code)
    )
    waiting = await tasks.before_gates(look, over)
    found = []
    for row in await found_rows(look, asked):
        gate = gate_before(row.stage)
        if gate is None:
            continue
        kinds = {
            kind: many
            for (code, at, kind), many in waiting.items()
            if (code, at) == (row.code, gate.id)
        }
        day = date.fromisoformat(row.planned)
        found.append(
            Coming(
                code=row.code,
                title=row.title,
                city=row.city,
                gate=gate.id,
                named=gate.title,
                planned=day,
                late=day < project_day(row, look.now),
                open=sum(kinds.values()),
                ready=not READY.isdisjoint(kinds),
            )
        )
    return found


async def by_stage(look: Looking) -> dict[Stage, int]:
    """How many active projects stand in each stage."""
    asked = (
        select(Project.stage, func.count().label("many"))
        .where(Project.status == Status.ACTIVE, in_projects_of(look, Project.id))
        .group_by(Project.stage)
    )
    rows = await rows_of(look.session, for_actor(asked, look.actor))
    found = {row.stage: row.many for row in rows}
    return {stage: found[stage] for stage in Stage if stage in found}


async def came_in(look: Looking) -> list[CameIn]:
    """What came in last, the newest first; equal things one after the other as one."""
    asked = (
        select(Project.code, Project.title, JournalEntry.what, JournalEntry.at)
        .join(Project, Project.id == JournalEntry.project_id)
        .where(
            JournalEntry.what.in_(_CAME_IN),
            JournalEntry.at >= look.now - timedelta(days=14),
            in_projects_of(look, Project.id),
        )
        .order_by(JournalEntry.seq.desc())
        .limit(_LOOKED_AT)
    )
    rows = await rows_of(look.session, for_actor(asked, look.actor))
    found = []
    for (code, what), alike in groupby(rows, key=lambda row: (row.code, row.what)):
        first, *more = alike
        found.append(
            CameIn(code=code, title=first.title, what=what, at=first.at, many=1 + len(more))
        )
    return found[:_CAME]


async def newest_reports(look: Looking, limit: int) -> Sequence[Any]:
    """The status reports made last, of all projects that the reader sees reports of."""
    asked = (
        select(Report.id, Report.number, Report.created_at, Project.code, Project.title)
        .join(Project, Project.id == Report.project_id)
        .where(Report.kind == ReportKind.STATUS, in_projects_of(look, Project.id))
        .order_by(Report.id.desc())
        .limit(limit)
    )
    if not may(look.actor, Act.REPORT_SEE):
        return []
    return await rows_of(look.session, for_actor(asked, look.actor))
