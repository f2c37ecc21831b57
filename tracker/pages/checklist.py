"""The checklist of a gate, one requirement on it, and the facts that decide what is asked."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.queries.checklist import checklist
from tracker.compliance.queries.facts import facts as facts_of
from tracker.compliance.wire.checklist import ChecklistLine
from tracker.pages import acts_of_compliance as acts
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import line_of, project_of
from tracker.pages.links import links, links_of
from tracker.pages.looking import Looking, by_letter, organisations, person_names
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.task_rows import turns_about
from tracker.pages.tones import STANDING
from tracker.process import GATES
from tracker.process.policy import Act
from tracker.process.stages import Level
from tracker.process.state_rows import Case
from tracker.process.status import Standing
from tracker.process.tasks import Kind
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

SEES = Requires(Act.CHECKLIST_SEE)
_GIVES = {Kind.GIVE_EVIDENCE, Kind.RENEW_EVIDENCE, Kind.CLOSING_DUTY}
_CHECKS = {Kind.REVIEW_EVIDENCE, Kind.CHECK_CLOSING_DUTY}
_SHOWS = ("needed", "open", "mine", "all")
_WAIT = frozenset({Standing.EVIDENCE_SUBMITTED, Standing.UNDER_REVIEW})


@get("/projects/{code:str}/checklist", guards=[SEES])
async def show_checklist(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    look: NamedDependency[Looking],
    gate: FromQuery[str | None] = None,
    show: FromQuery[str | None] = None,
) -> Response[Any]:
    """What must be shown for this gate, by whom?"""
    project = await project_of(look, code)
    found = await checklist(look, code, gate or None, None)
    kept = show if show in _SHOWS else "needed"
    shown = [one for one in found.entries if _is_shown(one, kept, look)]
    return page(
        request,
        "checklist.html",
        project=project,
        list=found,
        shown=_by_subject(shown),
        counts=_counts(found.entries),
        show=kept,
        gates=[gate.id for gate in GATES] + ["closing"],
        tones=STANDING,
        places=places_of(look.actor, project),
        crumbs=crumbs_of(code, project.title, (N_("Checklist"), "")),
    )


@get("/projects/{code:str}/requirements/{requirement:str}", guards=[SEES])
async def show_requirement(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    requirement: FromPath[str],
    look: NamedDependency[Looking],
    gate: FromQuery[str | None] = None,
) -> Response[Any]:
    """What is asked, what was handed in, and does it hold?"""
    project = await project_of(look, code)
    line, at = await line_of(look, code, requirement, gate)
    ids: list[UUID | None] = [one.submitted_by for one in line.pieces]
    ids += [line.review.by if line.review else None]
    ids += [one.requested_by for one in line.waivers] + [one.action_owner for one in line.waivers]
    ids += [line.justification.by if line.justification else None]
    here = f"/projects/{code}/checklist?gate={at}"
    cases = (Case.CLOSING_LIST,) if at == CLOSING else ()
    asked = Here(at=project, cases=cases)
    turn = await turns_about(look, code, [requirement])
    own = {one.kind for one in turn if one.mine}
    at_it = {"code": code, "requirement": requirement}
    check = hand_in = None
    if own & _CHECKS:
        check = await form_here(look, acts.REVIEW, **at_it)
    elif own & _GIVES:
        hand_in = await form_here(look, acts.SUBMIT_EVIDENCE, **at_it)
    others = [
        act
        for act in acts.OF_A_REQUIREMENT
        if not (check and act is acts.REVIEW) and not (hand_in and act is acts.SUBMIT_EVIDENCE)
    ]
    return page(
        request,
        "requirement.html",
        project=project,
        line=line,
        at=at,
        tone=STANDING[line.standing],
        names=await person_names(look, ids),
        firms=await organisations(look, [one.organisation_id for one in line.pieces]),
        letters=await by_letter(
            look, [*(one.id for one in line.pieces), *(one.id for one in line.waivers)]
        ),
        places=places_of(look.actor, project),
        turn=turn,
        check=check,
        hand_in=hand_in,
        acts=links(look.actor, others, asked, **at_it),
        of_piece=links_of(look, acts.OF_A_PIECE, "evidence_id", asked, line.pieces),
        of_waiver=links_of(look, acts.OF_A_WAIVER, "waiver_id", asked, line.waivers),
        of_justification=links_of(
            look,
            acts.OF_A_JUSTIFICATION,
            "justification_id",
            asked,
            [line.justification] if line.justification is not None else [],
        ),
        crumbs=crumbs_of(code, project.title, (N_("Checklist"), here), (requirement, "")),
    )


@get("/projects/{code:str}/facts", guards=[Requires(Act.FACT_SEE)])
async def show_facts(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Which requirements concern us? The answers decide it."""
    project = await project_of(look, code)
    facts = await facts_of(look, code)
    ids = [one.by for one in facts] + [one.checked_by for one in facts]
    return page(
        request,
        "facts.html",
        project=project,
        facts=facts,
        names=await person_names(look, ids),
        letters=await by_letter(look, [one.answer_id for one in facts]),
        places=places_of(look.actor, project),
        answer=lambda fact: links(
            look.actor, acts.OF_A_FACT, Here(at=project), code=code, fact=fact
        ),
        check=links_of(
            look,
            acts.OF_AN_ANSWER,
            "answer_id",
            Here(at=project),
            facts,
            lambda one: one.answer_id,
        ),
        crumbs=crumbs_of(code, project.title, (N_("About the project"), "")),
    )


def _is_shown(line: ChecklistLine, show: str, look: Looking) -> bool:
    if show == "all":
        return True
    if show == "mine":
        return not line.clear and look.actor.role in line.owed_by
    if show == "open":
        return line.applicable and not line.clear
    return line.applicable and line.level is not Level.RECOMMENDED


def _by_subject(lines: list[ChecklistLine]) -> dict[str, list[ChecklistLine]]:
    """By the subject in the requirement's id: `CP-GOV-01` is of GOV."""
    groups: dict[str, list[ChecklistLine]] = {}
    for line in lines:
        groups.setdefault(line.requirement.split("-")[1], []).append(line)
    return groups


def _counts(lines: list[ChecklistLine]) -> list[tuple[str, str, int]]:
    """How the mandatory entries stand: counts, never a percentage."""
    needed = [line for line in lines if line.applicable and line.level is Level.MANDATORY]
    met = sum(line.clear and line.standing is not Standing.WAIVED for line in needed)
    waived = sum(line.standing is Standing.WAIVED for line in needed)
    waiting = sum(line.standing in _WAIT for line in needed)
    nothing = sum(line.standing is Standing.NOT_STARTED for line in needed)
    rest = len(needed) - met - waived - waiting - nothing
    return [
        ("ok", N_("met"), met),
        ("exc", N_("by exception"), waived),
        ("wait", N_("being checked"), waiting),
        ("idle", N_("nothing yet"), nothing),
        ("stop", N_("not met or partly met"), rest),
    ]


HANDLERS = (show_checklist, show_requirement, show_facts)
