"""What came on paper: what was recorded, and how the desk records more for a city or a firm."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.queries.checklist import checklist
from tracker.compliance.queries.facts import facts as facts_of
from tracker.files import kept
from tracker.journal.desk import Desk
from tracker.kernel.actor import Role
from tracker.kernel.errors import NotFound, Unfit
from tracker.pages import (
    acts_of_compliance,
    acts_of_gates,
    acts_of_pilots,
    acts_of_projects,
    acts_of_studies,
    uploading,
)
from tracker.pages.act_pages import ActPage, Here
from tracker.pages.act_subjects import project_of
from tracker.pages.acts import UPLOADS
from tracker.pages.links import Link, RecordedFor, links_for
from tracker.pages.looking import MOST, Looking, looking, named
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.projects import gates_view
from tracker.people import queries as people
from tracker.pilots.queries import indicators
from tracker.process.policy import Act, may
from tracker.process.shut import why_shut
from tracker.process.state_rows import Case
from tracker.projects import queries
from tracker.projects.behalf import ACTS_AS
from tracker.projects.wire import ProjectView
from tracker.studies import queries as studies
from tracker.web import drafts, forms
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page, redirect

_AT_LARGE = (
    *acts_of_projects.OF_LOGS,
    *acts_of_pilots.OF_A_PILOT,
    *acts_of_projects.OF_DEPUTIES,
    *acts_of_projects.OF_ONE,
)
Group = tuple[str, list[Link]]


@get("/projects/{code:str}/received", guards=[Requires(Act.RECEIVED_SEE)])
async def show_received(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    look: NamedDependency[Looking],
    party: FromQuery[str | None] = None,
    original: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """What came on paper; with `party` and `original`, what may be recorded of it."""
    return await _shown(request, code, look, party, original, after)


async def _shown(
    request: Request[Any, Any, Any],
    code: str,
    look: Looking,
    party: str | None = None,
    original: str | None = None,
    after: str | None = None,
    error: str = "",
) -> Response[Any]:
    project = await project_of(look, code)
    received = await queries.received(look, await queries.get(look, code), after, 50)
    records = may(look.actor, Act.RECEIVED_RECORD) and not why_shut(Act.FILE_UPLOAD, project)
    parties = await _parties(look, project) if records else []
    chosen = next((one for one in parties if str(one[0]) == party), None)
    groups: list[Group] = []
    if chosen is not None and original:
        groups = await _to_record(look, project, await _party(look, chosen, original))
    ids = [one.recorded_by for one in received.items]
    ids += [one.organisation_id for one in received.items]
    return page(
        request,
        "received.html",
        422 if error else 200,
        project=project,
        received=received,
        names=await named(look, ids),
        records=records,
        parties=parties,
        chosen=chosen,
        groups=groups,
        error=error,
        places=places_of(look.actor, project),
        crumbs=crumbs_of(code, project.title, (N_("Received on paper"), "")),
    )


@post(
    "/projects/{code:str}/received",
    guards=[Requires(Act.RECEIVED_RECORD)],
    opt={"takes_files": True},
    request_max_body_size=UPLOADS,
)
async def receive_paper(
    request: Request[Any, Any, Any], code: FromPath[str], desk: NamedDependency[Desk]
) -> Response[Any]:
    """Keep the original; then what it says is recorded for the party that sent it."""
    typed = await forms.received(request)
    party = forms.one(typed, "party")
    place, asked = drafts.place(request.scope["path"], ""), {"original": False}
    try:
        sent = await uploading.keep(request, desk, place, typed, asked)
        for refusal in sent.refused.values():
            raise Unfit("original", refusal)
        if len(sent.kept) != 1:
            raise Unfit("original", N_("Choose one file: the letter, scanned or as it came."))
        waiting = await uploading.receive(request, desk, typed, asked)
        await uploading.name_in(typed, desk, code, waiting)
    except Unfit as error:
        scope: Any = request.scope
        scope["tracker_failed"] = True
        async with request.app.state.reads() as reading:
            look = looking(request, desk.within(reading))
            return await _shown(request, code, look, party, error=error.sentence)
    await drafts.drop(desk.session, desk.actor.person_id, place)
    await kept.drop(desk.session, desk.actor.person_id, place)
    given = {"party": party, "original": forms.one(typed, "original")}
    return redirect(f"/projects/{code}/received?{urlencode(given)}")


async def _parties(look: Looking, project: ProjectView) -> list[tuple[UUID, str]]:
    """The city and the firms that belong to the project today, by name."""
    rows = await queries.assignments(look, project.id)
    found = await people.organisations_by_id(look.session, {row.organisation_id for row in rows})
    named = [(one, row.name) for one, row in found.items() if row.kind in ACTS_AS]
    return sorted(named, key=lambda pair: pair[1].casefold())


async def _party(look: Looking, chosen: tuple[UUID, str], original: str) -> RecordedFor:
    organisation = await people.organisation(look.session, chosen[0])
    try:
        given = UUID(original)
    except ValueError:
        raise NotFound from None
    return RecordedFor(
        organisation_id=organisation.id,
        name=organisation.name,
        role=ACTS_AS[organisation.kind],
        original=given,
    )


async def _to_record(look: Looking, project: ProjectView, party: RecordedFor) -> list[Group]:
    """Every act that the party may do, under what it is done to."""
    code = project.code
    row = await queries.get(look, code)
    planned = await studies.page(look, row, None, MOST)
    measured = await indicators.indicators(look, row, None, MOST)
    facts = await facts_of(look, code)
    listed = await checklist(look, code, None, None)
    view = await gates_view(look, project)
    theirs = await _people_of(look, party)
    here = Here(at=project)
    on_list = Here(at=project, cases=(Case.CLOSING_LIST,) if listed.gate == CLOSING else ())
    found: list[tuple[str, tuple[ActPage, ...], Here, dict[str, Any]]] = [
        (N_("The project"), _AT_LARGE, here, {"code": code}),
        *(
            (
                f"{one.code} {one.title}",
                acts_of_studies.OF_A_DELIVERABLE,
                Here(at=project, thing=one),
                {"deliverable_id": one.id},
            )
            for one in planned.items
        ),
        *(
            (
                f"{one.code} {one.title}",
                acts_of_pilots.OF_AN_INDICATOR,
                here,
                {"indicator_id": one.id},
            )
            for one in measured.items
        ),
        *(
            (f"{one.what}: {one.text}", acts_of_gates.OF_A_POINT, here, {"point_id": one.id})
            for one in (view.points if view else ())
            if one.confirmed_by is None and one.owner_id in theirs
        ),
        *(
            (
                f"{one.requirement} {one.title}",
                acts_of_compliance.OF_A_REQUIREMENT,
                on_list,
                {"code": code, "requirement": one.requirement},
            )
            for one in listed.entries
        ),
        *(
            (one.question, acts_of_compliance.OF_A_FACT, here, {"code": code, "fact": one.fact})
            for one in facts
        ),
    ]
    groups = [(label, links_for(party, pages, at, **values)) for label, pages, at, values in found]
    return [(label, links) for label, links in groups if links]


async def _people_of(look: Looking, party: RecordedFor) -> frozenset[UUID]:
    """Who holds a role in the party today."""
    held = await people.holders(look, set(Role), [party.organisation_id])
    return frozenset(one.person_id for one in held)


HANDLERS = (show_received, receive_paper)
