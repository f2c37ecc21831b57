"""The projects of a city, its proposals among them, in one statement."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ScalarSelect, case, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.pages.looking import Looking
from tracker.people.models import Organisation
from tracker.process.policy import Act, may
from tracker.process.stages import OPEN, Stage, Status
from tracker.programme.models import Call
from tracker.projects.models import Project
from tracker.projects.queries import status_at, visible_to
from tracker.proposals.models import Proposal
from tracker.reports.models import Report
from tracker.tasks.freshness import out_of_date

MOST = 50


class CityProject(Struct, frozen=True, kw_only=True):
    """A project as its city lists it. `status` is as it reads today, `city` the name of its city.

    `stale`: its tasks are not those that are kept. `proposal` is its id for those who read it,
    `report` the newest one, as of a moment.
    """

    row: Project
    title: str
    status: Status
    city: str
    stale: bool
    proposal: UUID | None
    report: UUID | None
    report_as_of: datetime | None


async def city_projects(look: Looking, code: str | None) -> list[CityProject]:
    """The one with this code first, then those that go on, the newest first; MOST of them."""
    reads = status_at(look.now)
    order = [case((reads.in_(OPEN), 0), else_=1), Project.id.desc()]
    asked = (
        select(
            Project,
            reads.label("status"),
            Organisation.name.label("city"),
            Project.id.in_(out_of_date(look.now)).label("stale"),
            Proposal.id.label("proposal"),
            Proposal.title.label("proposed"),
            _of_report(Report.id).label("report"),
            _of_report(Report.as_of).label("report_as_of"),
        )
        .join(Organisation, Organisation.id == Project.city_id)
        .outerjoin(Call, Call.id == Project.call_id)
        .outerjoin(Proposal, Proposal.project_id == Project.id)
        .order_by(case((Project.code == (code or ""), 0), else_=1), *order)
        .limit(MOST)
    )
    rows = (await look.session.execute(visible_to(look, asked))).all()
    reads_proposals = may(look.actor, Act.PROPOSAL_SEE)
    return [
        CityProject(
            row=one.Project,
            title=_title(one, look.actor.organisation_id if reads_proposals else None),
            status=one.status,
            city=one.city,
            stale=bool(one.stale),
            proposal=one.proposal if reads_proposals else None,
            report=one.report,
            report_as_of=one.report_as_of,
        )
        for one in rows
    ]


def _title(one: Any, writes: UUID | None) -> str:
    """Who writes the proposal reads its title as it is now, others as it was handed in."""
    row: Project = one.Project
    draft = row.stage is Stage.PROPOSAL and row.city_id == writes
    return one.proposed or row.title if draft else row.title


def _of_report(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    """Of the newest report of a project."""
    newest = select(column).where(Report.project_id == Project.id).order_by(Report.id.desc())
    return newest.limit(1).correlate(Project).scalar_subquery()
