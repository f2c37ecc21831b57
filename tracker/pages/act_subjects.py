"""What the acts of the pages are done to: found as the API finds it, for the reader who asks."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from tracker.compliance.queries.checklist import checklist
from tracker.compliance.wire.checklist import ChecklistLine
from tracker.gates import queries as gates
from tracker.gates.assurance import assurance_of
from tracker.gates.models import Motion, ReworkPoint, VoteLetter
from tracker.gates.motion_progress import turns_of
from tracker.gates.overview import project_view
from tracker.gates.wire import PointView
from tracker.kernel.errors import NotFound
from tracker.kernel.saying import Filled
from tracker.pages.act_pages import About, Here
from tracker.pages.choices import of_people_here
from tracker.pages.looking import Looking, person_names
from tracker.pages.not_the_readers import MotionNow
from tracker.pages.project_tabs import crumbs_of
from tracker.pages.thing_states import ProposalNow
from tracker.process import GATE_BY_ID, GATES
from tracker.process.policy import Act, may
from tracker.process.state_rows import Case
from tracker.programme import queries as programme
from tracker.projects import queries
from tracker.projects.models.decisions import Condition
from tracker.projects.wire import ProjectView
from tracker.proposals import queries as proposals
from tracker.proposals.rules import Window, window_of
from tracker.proposals.wire import ProposalView
from tracker.web.fields import Ask, Option
from tracker.web.language import N_
from tracker.web.values import seat_word, word_of
from tracker.web.words import word


async def project_of(look: Looking, code: str) -> ProjectView:
    """A project by its code, as it reads now; NotFound where the reader may not know of it."""
    return await project_view(look, await queries.get(look, code))


def at_project(
    project: ProjectView, ending: str = "", label: str = "", thing: object = None, **more: Any
) -> About:
    """An act on a project, or a thing of it, reached from one of its pages."""
    back = f"/projects/{project.code}{ending}"
    further = ((label, back),) if label else ()
    return About(
        subject=f"{project.code} {project.title}",
        project=project.code,
        back=back,
        crumbs=crumbs_of(project.code, project.title, *further),
        here=whatever_it_is_about(project, thing),
        **more,
    )


def whatever_it_is_about(project: ProjectView, thing: object = None) -> Here:
    """The project as a form asks for it, which knows what the act is about once it is sent."""
    return Here(at=project, thing=thing, cases=tuple(Case))


async def at_proposal(look: Looking, row: ProposalView) -> Here:
    """The project of a proposal, and whether the time of its versions is over."""
    project = await project_of(look, row.project)
    call = await programme.call(look.session, row.call_id)
    window = window_of(call, row.resubmit_until, project, look.now)
    return here_of(row, project, window)


def here_of(row: ProposalView, project: ProjectView, window: Window) -> Here:
    return Here(at=project, thing=ProposalNow(view=row, window=window))


def _at_decisions(look: Looking, project: ProjectView, **more: Any) -> About:
    """A firm owes points of decisions that it does not see."""
    if may(look.actor, Act.GATE_SEE):
        return at_project(project, "/decisions", N_("Decisions"), **more)
    return at_project(project, **more)


async def about_project(look: Looking, code: str) -> About:
    project = await project_of(look, code)
    return at_project(project, there=project, version=project.version)


async def about_condition(look: Looking, condition_id: UUID) -> About:
    row = await gates.get(look, Condition, condition_id)
    code = await queries.code_of(look.session, row.project_id)
    known = ((N_("Condition"), row.text), (N_("Due"), Filled("%(day)s", day=row.due)))
    return _at_decisions(look, await project_of(look, code), known=known, thing=row)


async def about_point(look: Looking, point_id: UUID) -> About:
    row = await gates.get(look, ReworkPoint, point_id)
    code = await queries.code_of(look.session, row.project_id)
    known = ((N_("Point"), f"{row.what}: {row.text}"), (N_("Answer"), row.answer or ""))
    asks = {"owner_id": Ask(options=await of_people_here(look, code))}
    project = await project_of(look, code)
    point = PointView.of(row)
    return _at_decisions(look, project, known=known, asks=asks, version=row.version, thing=point)


async def about_motion(look: Looking, motion_id: UUID) -> About:
    """A vote, a reminder, a delegation, the decision itself."""
    row = await gates.get(look, Motion, motion_id)
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    seats = await _seats(look, row, project)
    here = await of_people_here(look, code)
    known = (
        (
            N_("Question"),
            Filled("%(gate)s: %(verdict)s", gate=row.gate, verdict=word_of(row.verdict)),
        ),
        (N_("Why"), row.grounds),
    )
    return About(
        subject=f"{project.code} {project.title}",
        project=code,
        back=f"/motions/{row.id}",
        crumbs=crumbs_of(code, project.title, (N_("Motion"), f"/motions/{row.id}")),
        known=known,
        asks={
            "seat": Ask(options=seats),
            "delegate_id": Ask(options=here),
            "person_id": Ask(options=here),
        },
        version=row.version,
        here=whatever_it_is_about(project, await motion_now(look, motion_id)),
    )


async def motion_now(look: Looking, motion_id: UUID) -> MotionNow:
    """An open motion, and whose turn it is there."""
    row = await gates.get(look, Motion, motion_id)
    project = await queries.by_id(look.session, row.project_id)
    assurance = await assurance_of(look, project)
    turns = await turns_of(look, project, assurance)
    mine = turns is not None and turns.motion.id == row.id
    return MotionNow(moved_by=row.moved_by, turns=turns if mine else None)


async def about_letter(look: Looking, letter_id: UUID) -> About:
    """A vote by letter that somebody compares with its original."""
    row = await gates.get(look, VoteLetter, letter_id)
    motion = await about_motion(look, row.motion_id)
    names = await person_names(look, [row.person_id, row.recorded_by])
    known = (
        (N_("Seat"), seat_word(row.seat)),
        (N_("Signed by"), names.get(row.person_id, "")),
        (N_("Signed on"), Filled("%(day)s", day=row.signed_on)),
        (N_("Vote"), word(f"Choice.{row.choice.value}", "")),
        (N_("Grounds"), row.grounds or "-"),
        (N_("Recorded by"), names.get(row.recorded_by, "")),
    )
    return replace(motion, known=motion.known + known, asks={}, version=None)


async def _seats(look: Looking, motion: Motion, project: ProjectView) -> tuple[Option, ...]:
    """The seats of the motion's panel; a committee's are numbered, one for each member."""
    panel = GATE_BY_ID[motion.gate].decided_by
    if not panel.is_committee:
        return tuple(Option(seat.name, seat_word(seat.name)) for seat in panel.seats)
    row = await queries.by_id(look.session, motion.project_id)
    members = await proposals.committee(look, row)
    mine = [one for one in members if one.person_id == look.actor.person_id] or members
    return tuple(
        Option(name, seat_word(name)) for name in (f"committee_{one.number}" for one in mine)
    )


async def line_of(
    look: Looking, code: str, requirement: str, gate: str | None
) -> tuple[ChecklistLine, str]:
    """The requirement on the list of a gate, by default on the next list that has it."""
    asked: list[str | None] = [gate] if gate else [None, *(one.id for one in GATES), "closing"]
    for one in asked:
        for line in (await checklist(look, code, one, None)).entries:
            if line.requirement == requirement:
                return line, line.gate
    raise NotFound
