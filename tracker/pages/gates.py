"""Decisions of a project, and one motion."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from tracker.compliance.queries import upgrades
from tracker.gates import overview
from tracker.gates import queries as gates
from tracker.gates.models import Motion
from tracker.gates.motions import case_of, motion_view
from tracker.gates.wire import DecisionView, GatesView, MotionView
from tracker.kernel.errors import Conflict
from tracker.pages import acts_of_gates as acts
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import motion_now, project_of
from tracker.pages.deciders import excepted
from tracker.pages.links import Link, links, links_of
from tracker.pages.looking import Looking, person_names
from tracker.pages.not_the_readers import MotionNow
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.projects import gates_view
from tracker.pages.readiness import Point, points_of
from tracker.pages.task_rows import turns_in, waiting
from tracker.pages.tones import VERDICT
from tracker.process import GATE_BY_ID
from tracker.process.policy import Act, may
from tracker.process.stages import CLOSED
from tracker.projects import queries
from tracker.projects.wire import ProjectView
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page
from tracker.web.values import seat_word

SEES = Requires(Act.GATE_SEE)


@get("/projects/{code:str}/decisions", guards=[SEES])
async def show_decisions(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """What was decided, what is open of it, and what comes next."""
    project = await project_of(look, code)
    view = await gates_view(look, project)
    row = await queries.get(look, code)
    proposed = (await upgrades.page(look, row, None, 50)).items
    decided, here = decided_of(view), Here(at=project)
    return page(
        request,
        "decisions.html",
        project=project,
        view=view,
        decisions=decided,
        tones=VERDICT,
        names=await person_names(look, _named(view, decided)),
        upgrades=proposed,
        left=waiting(await turns_in(look, code) if project.status in CLOSED else ()),
        places=places_of(look.actor, project),
        of_condition=links_of(
            look, acts.OF_A_CONDITION, "condition_id", here, view.conditions if view else ()
        ),
        of_point=links_of(look, acts.OF_A_POINT, "point_id", here, view.points if view else ()),
        of_upgrade=links_of(look, acts.OF_AN_UPGRADE, "upgrade_id", here, proposed),
        acts=links(look.actor, acts.OF_ALL, Here(at=project), code=code),
        crumbs=crumbs_of(code, project.title, (N_("Decisions"), "")),
    )


@get("/motions/{motion_id:uuid}", guards=[SEES])
async def show_motion(
    request: Request[Any, Any, Any], motion_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """The question, who has voted how, and what is still to come."""
    motion = await motion_view(look, await gates.get(look, Motion, motion_id))
    project = await project_of(look, motion.project)
    ids = [motion.moved_by, *(vote.person_id for vote in motion.votes)]
    ids += [UUID(str(one["owner_id"])) for one in (*motion.conditions, *motion.points)]
    compares = may(look.actor, Act.VOTE_COMPARE)
    letters = await gates.letter_views(look.session, motion_id) if compares else []
    ids += [one.person_id for one in letters] + [one.recorded_by for one in letters]
    names = await person_names(look, ids)
    voted = {vote.seat for vote in motion.votes}
    panel = GATE_BY_ID[motion.gate].decided_by
    case = case_of(motion)
    cases = (case,) if case is not None else ()
    now = await motion_now(look, motion.id)
    asked = Here(at=project, thing=now, cases=cases)
    is_open = motion.state == "open"
    vote = await form_here(look, acts.VOTE, motion_id=motion_id) if is_open else None
    others = [act for act in acts.OF_A_MOTION if vote is None or act is not acts.VOTE]
    return page(
        request,
        "motion.html",
        motion=motion,
        project=project,
        names=names,
        conditions=[_owed(one["text"], one, names) for one in motion.conditions],
        points=[_owed(f"{one['what']}: {one['text']}", one, names) for one in motion.points],
        seat_word=seat_word,
        waiting=[seat_word(one.name) for one in panel.seats if one.name not in voted]
        if not panel.is_committee
        else [],
        gate_title=GATE_BY_ID[motion.gate].title,
        vote=vote,
        open=await _open_points(look, motion) if is_open else (),
        exceptions=excepted(now.turns.dossier) if now.turns is not None else (),
        unchanged=is_open and now.turns is not None and not now.turns.wrong,
        letters=letters,
        compare=links_of(look, acts.OF_A_LETTER, "letter_id", asked),
        tone=VERDICT[motion.verdict],
        acts=_again(look, motion, project, now)
        + links(look.actor, others, asked, motion_id=motion_id)
        if is_open
        else [],
        crumbs=crumbs_of(
            motion.project,
            project.title,
            (motion.gate, f"/projects/{motion.project}/gates/{motion.gate}"),
            (N_("Motion"), ""),
        ),
    )


async def _open_points(look: Looking, motion: MotionView) -> Sequence[Point]:
    """What is open if it is decided as it is asked; nothing where that is asked at no gate."""
    row = await queries.get(look, motion.project)
    try:
        ready = await overview.readiness(
            look, row, motion.gate, motion.verdict, motion.leads_to, motion.scaling
        )
    except Conflict:  # it takes back what was decided at a gate that is passed
        return ()
    return points_of(look, motion.project, motion.gate, ready.unmet)


def _again(look: Looking, motion: MotionView, project: ProjectView, now: MotionNow) -> list[Link]:
    """What can be decided no more is asked for again."""
    if now.turns is None or not now.turns.wrong:
        return []
    at = {"code": motion.project, "gate": motion.gate}
    return links(look.actor, acts.OF_A_GATE, Here(at=project), **at)


class OwedByMotion(Struct, frozen=True, kw_only=True):
    """What a motion would have somebody do by a day."""

    text: str
    owner: str
    due: date


def _owed(text: str, asked: dict[str, Any], names: Mapping[UUID, str]) -> OwedByMotion:
    owner = names.get(UUID(asked["owner_id"]), "")
    return OwedByMotion(text=text, owner=owner, due=date.fromisoformat(asked["due"]))


def decided_of(view: GatesView | None, gate: str | None = None) -> list[DecisionView]:
    """Newest first."""
    lines = [line for line in (view.gates if view else ()) if gate in (None, line.gate)]
    decided = [one for line in lines for one in line.decisions]
    return sorted(decided, key=lambda one: one.decided_at, reverse=True)


def _named(view: GatesView | None, decided: list[DecisionView]) -> list[UUID]:
    ids = [one.decided_by for one in decided]
    if view is not None:
        ids += [one.owner_id for one in view.conditions]
        ids += [one.owner_id for one in view.points]
    return ids


HANDLERS = (show_decisions, show_motion)
