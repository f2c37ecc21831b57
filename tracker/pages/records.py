"""What hangs on a project: people, papers and money, logs, reports, the journal."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from tracker.consultants import queries as consultants
from tracker.pages import acts_of_projects as acts
from tracker.pages import details
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.acts_of_people import HAND_OVER, INVITE
from tracker.pages.links import Link, links, links_of
from tracker.pages.looking import MOST, Looking, named, organisations, person_names
from tracker.pages.project_side import is_for
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.people import queries as people
from tracker.process.policy import Act, is_owner, may
from tracker.projects import queries
from tracker.projects.wire import AgreementView, AssignmentView, MoneyLineView
from tracker.registers import queries as registers
from tracker.registers.models import Concern
from tracker.reports import queries as reports
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page


@get("/projects/{code:str}/people", guards=[Requires(Act.APPOINTMENT_SEE)])
async def show_people(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Who has a part in the project, and as what?"""
    project = await project_of(look, code)
    row = await queries.get(look, code)
    here = await queries.people_here(look, row)
    appointed = await consultants.page(look, row, None, MOST)
    assigned: list[AssignmentView] = []
    if may(look.actor, Act.ASSIGNMENT_WRITE):
        assigned = (await queries.assignments_page(look, row, None, MOST)).items
    members = [one.person_id for one in assigned if one.person_id]
    shown = [one for one in here.everybody if is_for(look, one)]
    firms = [one.organisation_id for one in here.everybody]
    firms += [one.organisation_id for one in appointed.items]
    firms += [one.organisation_id for one in assigned]
    return page(
        request,
        "people_here.html",
        project=project,
        holders=shown,
        in_charge={(one.person_id, one.role) for one in here.in_charge},
        appointed=appointed.items,
        assigned=assigned,
        names=await person_names(look, [one.person_id for one in shown] + members),
        firms=await organisations(look, firms),
        places=places_of(look.actor, project),
        acts=[
            *links(look.actor, acts.OF_PEOPLE, Here(at=project), code=code),
            *links(look.actor, (*acts.OF_DEPUTIES, INVITE), Here(at=project)),
        ],
        hands_over=may(look.actor, Act.WORK_HAND_OVER),
        hand_over=lambda one: _hand_over(look, one),
        release=links_of(look, (acts.RELEASE,), "appointment_id", Here(at=project)),
        end=links_of(look, (acts.END_ASSIGNMENT,), "assignment_id", Here(at=project)),
        crumbs=crumbs_of(code, project.title, (N_("People"), "")),
    )


@get("/projects/{code:str}/papers", guards=[Requires(Act.MONEY_SEE_TOTALS)])
async def show_papers(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Which papers are signed, and where the money stands."""
    project = await project_of(look, code)
    row = await queries.get(look, code)
    agreed: list[AgreementView] = []
    if may(look.actor, Act.AGREEMENT_RECORD):
        agreed = (await queries.agreements_page(look, row, None, MOST)).items
    lines: list[MoneyLineView] = []
    if may(look.actor, Act.MONEY_WRITE):
        lines = (await queries.money_page(look, row, None, MOST)).items
    return page(
        request,
        "papers.html",
        project=project,
        agreements=agreed,
        lines=lines,
        totals=await queries.totals_of_project(look, row),
        firms=await organisations(look, [one.organisation_id for one in agreed]),
        places=places_of(look.actor, project),
        acts=links(look.actor, acts.OF_PAPERS, Here(at=project), code=code),
        change=links_of(look, (acts.CHANGE_MONEY,), "line_id", Here(at=project)),
        crumbs=crumbs_of(code, project.title, (N_("Papers and money"), "")),
    )


@get("/projects/{code:str}/logs", guards=[Requires(Act.REGISTER_SEE)])
async def show_logs(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Risks, issues, meetings and lessons."""
    project = await project_of(look, code)
    row = await queries.get(look, code)
    concerns = await registers.concerns(look, row, None, False, None, MOST)
    meetings = await registers.meetings(look, row, None, MOST)
    lessons = await registers.lessons(look, row, None, MOST)
    graver = sorted(concerns.items, key=lambda one: (one.closed_at is not None, -one.exposure))
    return page(
        request,
        "logs.html",
        project=project,
        concerns=graver,
        meetings=meetings.items,
        lessons=lessons.items,
        names=await person_names(look, [one.owner_id for one in concerns.items]),
        places=places_of(look.actor, project),
        acts=links(look.actor, acts.OF_LOGS, Here(at=project), code=code),
        crumbs=crumbs_of(code, project.title, (N_("Risks and issues"), "")),
    )


@get("/concerns/{concern_id:uuid}", guards=[Requires(Act.REGISTER_SEE)])
async def show_concern(
    request: Request[Any, Any, Any], concern_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """One risk or issue, and how it went."""
    concern = await registers.get(look, Concern, concern_id)
    row = await registers.view(look.session, concern)
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    ids = [row.owner_id, row.raised_by, row.closed_by, *(one.by for one in row.assessments)]
    return page(
        request,
        "concern.html",
        project=project,
        row=row,
        names=await person_names(look, ids),
        acts=links(look.actor, acts.OF_A_CONCERN, Here(at=project), concern_id=concern_id)
        if row.closed_at is None
        else [],
        crumbs=crumbs_of(code, project.title, (N_("Risks and issues"), f"/projects/{code}/logs")),
    )


@get("/projects/{code:str}/reports", guards=[Requires(Act.REPORT_SEE)])
async def show_reports(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """What can I send or print today, and what was made?"""
    project = await project_of(look, code)
    made = await reports.page(look, await queries.get(look, code), after, 50)
    return page(
        request,
        "reports.html",
        project=project,
        reports=made,
        names=await person_names(look, [one.made_by for one in made.items]),
        places=places_of(look.actor, project),
        acts=links(look.actor, acts.OF_REPORTS, Here(at=project), code=code),
        crumbs=crumbs_of(code, project.title, (N_("Reports"), "")),
    )


@get("/projects/{code:str}/journal", guards=[Requires(Act.JOURNAL_READ)])
async def show_journal(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Who did what, when: nothing is ever taken out of it."""
    project = await project_of(look, code)
    lines = await queries.journal_of(look, await queries.get(look, code), after, 100)
    ids = details.ids_in(one.detail for one in lines.items)
    names = await named(look, ids.union(one.person_id for one in lines.items))
    reader = details.DetailsReader(language=look.visitor.language, names=names)
    return page(
        request,
        "journal.html",
        project=project,
        lines=lines,
        names=names,
        told=lambda line: details.told(line.detail, reader),
        places=places_of(look.actor, project),
        crumbs=crumbs_of(code, project.title, (N_("Journal"), "")),
    )


def _hand_over(look: Looking, holder: people.Holder) -> list[Link]:
    """Whoever asks may hand over the work of their own people, the desk that of everybody."""
    if not is_owner(look.actor, Act.WORK_HAND_OVER, holder.organisation_id):
        return []
    return links(look.actor, (HAND_OVER,), person_id=holder.person_id)


HANDLERS = (
    show_people,
    show_papers,
    show_logs,
    show_concern,
    show_reports,
    show_journal,
)
