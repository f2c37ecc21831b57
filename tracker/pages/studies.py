"""The plan of deliverables, and one deliverable with its versions."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from tracker.pages import acts_of_studies as acts
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.links import links, links_of
from tracker.pages.looking import MOST, Looking, by_letter, organisations, person_names
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.thing_states import VersionNow
from tracker.pages.tones import DELIVERABLE
from tracker.process.policy import Act
from tracker.projects import queries
from tracker.studies import queries as studies
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

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
    row = await studies.view(look, await studies.deliverable(look, deliverable_id))
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    sent = await studies.submissions(look, deliverable_id, None, MOST)
    ids = [one.submitted_by for one in sent.items]
    ids += [review.person_id for one in sent.items for review in one.reviews]
    files = await queries.files_named(look, [one for sub in sent.items for one in sub.files])
    here = Here(at=project, thing=row)
    return page(
        request,
        "deliverable.html",
        project=project,
        row=row,
        versions=sent.items,
        tone=DELIVERABLE[row.state],
        names=await person_names(look, ids),
        firms=await organisations(look, [row.organisation_id]),
        files=files,
        letters=await by_letter(look, [one.id for one in sent.items]),
        places=places_of(look.actor, project),
        acts=links(look.actor, acts.OF_A_DELIVERABLE, here, deliverable_id=deliverable_id),
        review=links_of(
            look,
            acts.OF_A_VERSION,
            "submission_id",
            here,
            [VersionNow(deliverable=row, version=one) for one in sent.items],
            lambda one: one.version.id,
        ),
        crumbs=crumbs_of(
            code, project.title, (N_("Plan"), f"/projects/{code}/deliverables"), (row.code, "")
        ),
    )


HANDLERS = (show_plan, show_deliverable)
