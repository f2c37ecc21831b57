"""The plan of deliverables, and one deliverable with its versions."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from tracker.pages import acts_of_studies as acts
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.links import Link, links
from tracker.pages.looking import MOST, Looking, by_letter, organisations, person_names
from tracker.pages.not_the_readers import hands_in
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.task_rows import turns_about
from tracker.pages.thing_states import TimeNow
from tracker.pages.tones import DELIVERABLE
from tracker.process.policy import Act
from tracker.process.tasks import Kind
from tracker.projects import queries
from tracker.projects.wire import ProjectView
from tracker.studies import queries as studies
from tracker.studies.more_time import effect_on_gate
from tracker.studies.wire import DueChangeView, RemarkView, SubmissionView, TimeRequestView
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

_HANDING_IN = {Kind.HAND_IN, Kind.HAND_IN_AGAIN}
SEES = Requires(Act.DELIVERABLE_SEE)


@get("/projects/{code:str}/deliverables", guards=[SEES])
async def show_plan(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """What is due when, and what moved?"""
    project = await project_of(look, code)
    planned = await studies.page(look, await queries.get(look, code), None, MOST)
    rows = sorted(planned.items, key=lambda one: (one.due is None, one.due, one.code))
    return page(
        request,
        "plan.html",
        project=project,
        rows=rows,
        firms=await organisations(look, [one.organisation_id for one in rows]),
        tones=DELIVERABLE,
        places=places_of(look.actor, project),
        acts=links(look.actor, acts.OF_THE_PLAN, Here(at=project), code=code),
        crumbs=crumbs_of(code, project.title, (N_("Plan"), "")),
    )


@get("/deliverables/{deliverable_id:uuid}", guards=[SEES])
async def show_deliverable(
    request: Request[Any, Any, Any], deliverable_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """What is asked, what was handed in, what was said to it?"""
    stored = await studies.deliverable(look, deliverable_id)
    row = await studies.view(look, stored)
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    at = await queries.get(look, code)
    sent = await studies.submissions(look, deliverable_id, None, MOST)
    remarks = await studies.remarks(look, stored)
    moved = await studies.due_changes(look.session, stored)
    files = await queries.files_named(look, [one for sub in sent.items for one in sub.files])
    here = Here(at=project, thing=row)
    requests = await studies.time_requests(look.session, stored)
    now = await acts.time_now(look, stored, row)
    about = [deliverable_id, *(one.id for one in sent.items), *(one.id for one in requests)]
    turn = await turns_about(look, code, about)
    own = {one.kind for one in turn if one.mine}
    asked = next((one for one in requests if now.asked and one.id == now.asked.id), None)
    hand_in = judge = give_time = None
    if own & _HANDING_IN:
        hand_in = await form_here(look, acts.SUBMIT, deliverable_id=deliverable_id)
    elif Kind.REVIEW_DELIVERABLE in own and sent.items:
        judge = await form_here(look, acts.REVIEW, submission_id=sent.items[0].id)
    elif Kind.ANSWER_TIME in own and asked is not None:
        give_time = await form_here(look, acts.ANSWER_FOR_TIME, request_id=asked.id)
    others = [act for act in acts.OF_A_DELIVERABLE if act is not acts.SUBMIT or hand_in is None]
    return page(
        request,
        "deliverable.html",
        project=project,
        row=row,
        versions=sent.items,
        still_open=[one for one in remarks if one.settled_by is None],
        settled=[one for one in remarks if one.settled_by is not None],
        moved=moved,
        days=await studies.days_of(look, stored, at),
        tone=DELIVERABLE[row.state],
        names=await person_names(look, _named(sent.items, remarks, moved, requests)),
        firms=await organisations(look, [row.organisation_id]),
        files=files,
        letters=await by_letter(look, [one.id for one in sent.items]),
        places=places_of(look.actor, project),
        turn=turn,
        hand_in=hand_in,
        judge=judge,
        give_time=give_time,
        asked=asked,
        effect=effect_on_gate(at, stored, asked.wanted) if asked is not None else None,
        refused=[one for one in requests if one.granted is False],
        acts=links(look.actor, others, here, deliverable_id=deliverable_id)
        + (_of_its_day(look, project, now) if hands_in(row, look.actor) is None else []),
        crumbs=crumbs_of(
            code, project.title, (N_("Plan"), f"/projects/{code}/deliverables"), (row.code, "")
        ),
    )


def _of_its_day(look: Looking, project: ProjectView, now: TimeNow) -> list[Link]:
    here = Here(at=project, thing=now)
    return links(look.actor, acts.OF_ITS_DAY, here, deliverable_id=now.deliverable.id)


def _named(
    sent: Sequence[SubmissionView],
    remarks: Sequence[RemarkView],
    moved: Sequence[DueChangeView],
    requests: Sequence[TimeRequestView],
) -> Iterator[UUID | None]:
    """Everybody whom the page of a deliverable names."""
    for version in sent:
        yield version.submitted_by
        yield from (review.person_id for review in version.reviews)
    for remark in remarks:
        yield from (remark.by, remark.settled_by)
    yield from (one.by for one in moved)
    for request in requests:
        yield from (request.by, request.answered_by)


HANDLERS = (show_plan, show_deliverable)
