"""The facts of a project as people read them."""

from tracker.compliance import facts as facts_
from tracker.compliance.catalogue import Fact
from tracker.compliance.facts import Counted
from tracker.compliance.lists import Answer
from tracker.compliance.queries.catalogues import catalogue_of
from tracker.compliance.queries.claims import claims
from tracker.compliance.wire.facts import FactView
from tracker.journal.desk import Desk
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import project_day
from tracker.projects import queries as projects
from tracker.projects.models import Project


async def facts(desk: Desk, code: str) -> list[FactView]:
    """Every fact of the project's catalogue, in its order."""
    project = await projects.get(desk, code)
    refuse_if_shut(Act.FACT_SEE, project)
    catalogue = await catalogue_of(desk.session, project)
    counted = facts_.of_project(catalogue, (await claims(desk.session, project.id)).answers)
    return [_view(fact, counted[fact.id], project) for fact in catalogue.facts]


async def version(desk: Desk, code: str) -> int:
    """Which answers `facts` shows: what whoever answers several at once has to have read."""
    project = await projects.get(desk, code)
    refuse_if_shut(Act.FACT_SEE, project)
    return facts_.version((await claims(desk.session, project.id)).answers)


def _view(fact: Fact, counted: Counted, project: Project) -> FactView:
    newest = counted.newest
    return FactView(
        fact=fact.id,
        question=fact.question,
        help=fact.help,
        answer=newest.answer if newest else Answer.UNKNOWN,
        answer_id=newest.id if newest else None,
        reason=newest.reason if newest else None,
        by=newest.by if newest else None,
        at=newest.at if newest else None,
        confirmed=newest.confirmed if newest else None,
        checked_by=newest.checked_by if newest else None,
        counts_as=Answer.YES if counted.counts else Answer.NO,
        since=project_day(project, counted.changes[-1]) if counted.changes else None,
    )
