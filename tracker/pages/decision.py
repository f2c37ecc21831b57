"""One decision: what was said, by whom, under which conditions, and what has come of it since."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from tracker.gates import queries as gates
from tracker.gates.models import Choice
from tracker.gates.wire import ConditionView, GatesView, PointView
from tracker.kernel.errors import NotFound
from tracker.pages.act_subjects import project_of
from tracker.pages.deciders import excepted
from tracker.pages.gates import decided_of
from tracker.pages.looking import Looking, person_names
from tracker.pages.project_tabs import crumbs_of
from tracker.pages.projects import gates_view
from tracker.pages.tones import VERDICT, Tone
from tracker.process import GATE_BY_ID
from tracker.process.policy import Act
from tracker.process.today import project_day
from tracker.process.working_days import days_late
from tracker.projects.models.decisions import Decision
from tracker.reports.memo import unsealed
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page
from tracker.web.values import seat_word


class Owed(Struct, frozen=True, kw_only=True):
    """What a decision asks of somebody by a day, and how it stands today."""

    text: str
    owner_id: UUID
    due: date
    tone: Tone
    late: int


@get("/projects/{code:str}/decisions/{decision_id:uuid}", guards=[Requires(Act.DECISION_SEE)])
async def show_decision(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    decision_id: FromPath[UUID],
    look: NamedDependency[Looking],
) -> Response[Any]:
    """What was decided, by whom, on what grounds; and does it still stand?"""
    project = await project_of(look, code)
    row = await gates.get(look, Decision, decision_id)
    sealed = unsealed(row.snapshot)
    view = await gates_view(look, project)
    line = next((one for one in decided_of(view) if one.id == decision_id), None)
    if line is None:
        raise NotFound
    owed = _owed(view, decision_id, project_day(project, look.now))
    ids = [one.person for one in sealed.votes] + [one.owner_id for one in owed]
    return page(
        request,
        "decision.html",
        project=project,
        decision=line,
        against=[one for one in sealed.votes if one.choice is Choice.AGAINST],
        agreed=[one for one in sealed.votes if one.choice is not Choice.AGAINST],
        owed=owed,
        exceptions=excepted(sealed.dossier),
        names=await person_names(look, [*ids, line.decided_by]),
        seat_word=seat_word,
        gate_title=GATE_BY_ID[line.gate].title,
        tone=VERDICT[line.verdict],
        crumbs=crumbs_of(
            code, project.title, (N_("Decisions"), f"/projects/{code}/decisions"), (line.gate, "")
        ),
    )


def _owed(view: GatesView | None, decision_id: UUID, today: date) -> Sequence[Owed]:
    """Conditions and points of this decision, the earliest first."""
    if view is None:
        return ()
    found = [_condition(one, today) for one in view.conditions if one.decision_id == decision_id]
    found += [_point(one, today) for one in view.points if one.decision_id == decision_id]
    return sorted(found, key=lambda one: one.due)


def _condition(one: ConditionView, today: date) -> Owed:
    end = f"ConditionEnd.{one.end.value}" if one.end is not None else ""
    tone = ("ok" if end.endswith(".met") else "idle") if end else "wait"
    late = 0 if end else days_late(one.due, today)
    return Owed(text=one.text, owner_id=one.owner_id, due=one.due, tone=(tone, end), late=late)


def _point(one: PointView, today: date) -> Owed:
    if one.confirmed_by is not None:
        tone = ("ok", N_("Settled"))
    else:
        tone = ("wait", N_("Answered") if one.answered_by is not None else "")
    late = 0 if one.answered_by is not None else days_late(one.due, today)
    text = f"{one.what}: {one.text}"
    return Owed(text=text, owner_id=one.owner_id, due=one.due, tone=tone, late=late)


HANDLERS = (show_decision,)
