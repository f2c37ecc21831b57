"""One proposal: how it stands, what comes next; beside it what the reader does with it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from tracker.gates import queries as gates
from tracker.gates.wire import DecisionView
from tracker.kernel.errors import TrackerError
from tracker.kernel.saying import Filled
from tracker.pages import acts_of_calls as acts
from tracker.pages.act_forms import ShownForm
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import ActPage
from tracker.pages.act_subjects import here_of, project_of
from tracker.pages.links import links
from tracker.pages.looking import Looking, organisations, person_names
from tracker.pages.task_rows import Turn, turns_about, waiting
from tracker.pages.tones import PROPOSAL, STATUS, VERDICT, Tone
from tracker.process.policy import Act, may
from tracker.process.stages import Stage, Status
from tracker.process.tasks import Kind
from tracker.programme import queries as programme
from tracker.programme.models import Call
from tracker.projects import queries
from tracker.projects.wire import ProjectView
from tracker.proposals import call_queries, committee_queries
from tracker.proposals import queries as proposals
from tracker.proposals.rules import ProposalState, window_of
from tracker.proposals.tasks import GATE
from tracker.proposals.wire import ProposalView, ScoresView
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

_PLACED = {
    Kind.SCORE: (acts.SCORE, acts.DECLARE_CONFLICT),
    Kind.CHECK_ELIGIBILITY: (acts.CHECK_ELIGIBILITY,),
}
"""Acts whose form stands on the page for whoever they wait for, by what waits."""

Stands = tuple[Tone, str | Filled]
"""How the proposal stands, in a word; and the sentence that says what comes next."""


@get("/proposals/{proposal_id:uuid}", guards=[Requires(Act.PROPOSAL_SEE)])
async def show_proposal(
    request: Request[Any, Any, Any], proposal_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """How does it stand, what comes next, and what is asked of the reader?"""
    row = await proposals.view(look, proposal_id)
    asked = await programme.call(look.session, row.call_id)
    project = await project_of(look, row.project)
    window = window_of(asked, row.resubmit_until, project, look.now)
    scores = await _scores(look, proposal_id)
    decided = await _decided(look, row, project)
    turn = await turns_about(look, row.project, [row.id])
    mine = [one for one in turn if one.mine]
    forms = await _forms(look, proposal_id, mine)
    placed = {act.title for act, _ in forms}
    if not any(one.kind is Kind.SCORE for one in mine):
        placed.add(acts.SCORE.title)  # nobody scores a version twice
    ids = [one.person_id for one in (scores.members if scores else ())]
    left = [act for act in acts.OF_A_PROPOSAL if act.title not in placed]
    return page(
        request,
        "proposal.html",
        row=row,
        stands=_stands(row, project, asked, window.today),
        call=await call_queries.view_of(look, asked),
        city=(await organisations(look, [row.city_id])).get(row.city_id, ""),
        questions=_answered(row),
        files=await queries.files_named(look, row.files),
        scores=scores,
        names=await person_names(look, ids),
        turn=mine,
        waits=waiting([one for one in turn if not one.mine]),
        decided=decided,
        verdicts=VERDICT,
        forms=[form for _, form in forms],
        acts=links(look.actor, left, here_of(row, project, window), proposal_id=proposal_id),
        sees_project=may(look.actor, Act.PROJECT_SEE),
        crumbs=(acts.PROPOSALS, (row.title, "")),
    )


async def _forms(
    look: Looking, proposal_id: UUID, mine: Sequence[Turn]
) -> list[tuple[ActPage, ShownForm]]:
    """What waits for the reader is done here."""
    placed = [act for one in mine for act in _PLACED.get(one.kind, ())]
    shown = [(act, await form_here(look, act, proposal_id=proposal_id)) for act in placed]
    return [(act, form) for act, form in shown if form is not None]


def _stands(row: ProposalView, project: ProjectView, call: Call, today: date) -> Stands:
    """By its outcome where it has one; else by whose hands it is in, and until when."""
    if row.state is ProposalState.WITHDRAWN:
        said = N_("The city took it back, or did not hand it in before the call closed.")
        return PROPOSAL[row.state], said
    if row.state is ProposalState.DRAFT:
        return PROPOSAL[row.state], N_("It counts once it is handed in, before the call closes.")
    if project.stage is not Stage.PROPOSAL:
        return ("ok", N_("Selected")), N_("The project goes on.")
    if project.status is not Status.ACTIVE:
        return STATUS[project.status], ""
    if row.resubmit_until is not None and today <= row.resubmit_until:
        said = N_("A new version is taken until %(day)s.")
        return ("warn", N_("Changes asked")), Filled(said, day=row.resubmit_until)
    return _judged(row, call.voting_day, today)


def _judged(row: ProposalView, voting_day: date, today: date) -> Stands:
    if row.eligible is False:
        said = N_("The committee does not select it as it is.")
        return ("stop", N_("Not eligible")), said
    tone = PROPOSAL[row.state] if row.eligible is None else ("ok", N_("Eligible"))
    if voting_day < today:
        said = N_("The result was expected by %(day)s and is not known yet.")
    elif row.eligible is None:
        said = N_("Next: whether it is eligible. The result is expected by %(day)s.")
    else:
        said = N_("Next: the committee scores it. The result is expected by %(day)s.")
    return tone, Filled(said, day=voting_day)


async def _decided(look: Looking, row: ProposalView, project: ProjectView) -> DecisionView | None:
    """What the first gate said last, in force today."""
    waits = project.stage is Stage.PROPOSAL and project.status is Status.ACTIVE
    if not may(look.actor, Act.GATE_SEE) or (waits and row.resubmit_until is None):
        return None
    made = gates.views(await gates.decisions(look.session, row.project_id), ())
    return next(
        (one for one in reversed(made) if one.gate == GATE and one.taken_back_by is None), None
    )


async def _scores(look: Looking, proposal_id: UUID) -> ScoresView | None:
    """The scores; None where they may not be seen, or not yet, which the page says."""
    if not may(look.actor, Act.SCORE_SEE):
        return None
    try:
        return await committee_queries.scores(look, proposal_id, None)
    except TrackerError:
        return None


def _answered(row: ProposalView) -> list[tuple[str, str]]:
    """Question and answer; answers to questions of earlier forms keep their key."""
    asked = {one.value: one.label for one in acts.QUESTIONS}
    keys = [*asked, *(key for key in row.answers if key not in asked)]
    return [(asked.get(key, key), row.answers[key]) for key in keys if row.answers.get(key)]


HANDLERS = (show_proposal,)
