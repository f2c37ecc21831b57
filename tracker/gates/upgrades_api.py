"""JSON handlers for moving a project to another version of its catalogue."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.models import CatalogueUpgrade
from tracker.compliance.queries import by_id, upgrades
from tracker.compliance.wire.catalogues import NewReversal, NewUpgrade, UpgradeView
from tracker.gates.commands import upgrades as commands
from tracker.journal.desk import Desk
from tracker.kernel.paging import Page
from tracker.process.policy import Act
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.web.guards import Requires
from tracker.web.paging import Limit


@get("/projects/{code:str}/catalogue-upgrades", guards=[Requires(Act.GATE_SEE)])
async def list_upgrades(
    code: FromPath[str],
    desk: NamedDependency[Desk],
    after: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[UpgradeView]:
    """Upgrades proposed, approved or undone, newest first, with what each changes."""
    project = await projects.get(desk, code)
    return await upgrades.page(desk, project, after, limit)


@post("/projects/{code:str}/catalogue-upgrades", guards=[Requires(Act.CATALOGUE_UPGRADE)])
async def propose_upgrade(
    code: FromPath[str], data: JSONBody[NewUpgrade], desk: NamedDependency[Desk]
) -> Response[UpgradeView]:
    """Propose another published version; the answer says what it would change."""
    project = await projects.lock(desk, code)
    row = await commands.propose_upgrade(desk, project, data)
    return await _answer(desk.session, project, row)


@post("/catalogue-upgrades/{upgrade_id:uuid}/approvals", guards=[Requires(Act.CATALOGUE_APPROVE)])
async def approve_upgrade(
    upgrade_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[UpgradeView]:
    """The other of manager and reviewer agrees: the project is judged by the other version."""
    row, project = await _locked(desk, upgrade_id)
    await commands.approve_upgrade(desk, project, row)
    return await _answer(desk.session, project, row)


@post("/catalogue-upgrades/{upgrade_id:uuid}/reversals", guards=[Requires(Act.CATALOGUE_REVERSE)])
async def reverse_upgrade(
    upgrade_id: FromPath[UUID], data: JSONBody[NewReversal], desk: NamedDependency[Desk]
) -> Response[UpgradeView]:
    """Undo an upgrade before the next decision."""
    row, project = await _locked(desk, upgrade_id)
    await commands.reverse_upgrade(desk, project, row, data)
    return await _answer(desk.session, project, row)


async def _locked(desk: Desk, upgrade_id: UUID) -> tuple[CatalogueUpgrade, Project]:
    row = await by_id.upgrade(desk, upgrade_id)
    return row, await projects.lock_by_id(desk, row.project_id)


async def _answer(
    session: AsyncSession, project: Project, row: CatalogueUpgrade
) -> Response[UpgradeView]:
    headers = {"Location": f"/api/projects/{project.code}/catalogue-upgrades"}
    return Response(await upgrades.view(session, project, row), status_code=201, headers=headers)


HANDLERS = (list_upgrades, propose_upgrade, approve_upgrade, reverse_upgrade)
