"""Receipts: what was handed in, when and by whom, and what happens next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from tracker.files.models import StoredFile
from tracker.kernel.errors import NotFound
from tracker.pages.act_subjects import project_of
from tracker.pages.looking import Looking, by_letter, person_names
from tracker.pages.project_tabs import crumbs_of
from tracker.pages.task_rows import Turn, turns_about
from tracker.process.policy import Act
from tracker.projects import queries
from tracker.proposals import queries as proposals
from tracker.studies import queries as studies
from tracker.web.fields import Option
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

Crumbs = tuple[tuple[str, str], ...]


class Receipt(Struct, frozen=True, kw_only=True):
    """`number`: what the tracker knows it by anyway; `entry`: its number in the journal, where
    that is it. `zone`: that of the project.
    """

    number: str
    entry: int | None = None
    title: str
    project: str
    version: int
    note: str
    files: tuple[Option, ...]
    at: datetime
    by: str
    by_letter: bool
    zone: str
    turn: list[Turn]
    back: str


@get("/submissions/{submission_id:uuid}/receipt", guards=[Requires(Act.DELIVERABLE_SEE)])
async def show_version_receipt(
    request: Request[Any, Any, Any], submission_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """That a version of a deliverable was handed in, under the number of its journal entry."""
    version = await studies.submission_view(
        look.session, await studies.submission(look, submission_id)
    )
    row = await studies.view(look, await studies.deliverable(look, version.deliverable_id))
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    number = await queries.entry_number(look, submission_id, "deliverable.submitted")
    address = f"/deliverables/{row.id}"
    receipt = Receipt(
        number=f"{code}/{number}",
        entry=number,
        title=f"{row.code} {row.title}",
        project=f"{code} {project.title}",
        version=version.number,
        note=version.note,
        files=_files(await queries.files_named(look, version.files)),
        at=version.submitted_at,
        by=(await person_names(look, [version.submitted_by])).get(version.submitted_by, ""),
        by_letter=submission_id in await by_letter(look, [submission_id]),
        zone=project.zone,
        turn=await turns_about(look, code, [row.id, submission_id]),
        back=address,
    )
    return _shown(request, receipt, crumbs_of(code, project.title, (row.code, address), _LAST))


@get("/proposals/{proposal_id:uuid}/receipt", guards=[Requires(Act.PROPOSAL_SEE)])
async def show_proposal_receipt(
    request: Request[Any, Any, Any], proposal_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """That a proposal was handed in: its newest version; NotFound before the first."""
    row = await proposals.get(look, proposal_id)
    version = await proposals.newest_version(look.session, row)
    if version is None:
        raise NotFound
    code = await queries.code_of(look.session, row.project_id)
    project = await queries.get(look, code)
    address = f"/proposals/{proposal_id}"
    receipt = Receipt(
        number=version.receipt,
        title=version.title,
        project=code,
        version=version.number,
        note="",
        files=_files(await queries.files_named(look, [UUID(one) for one in version.files])),
        at=version.created_at,
        by=(await person_names(look, [version.submitted_by])).get(version.submitted_by, ""),
        by_letter=proposal_id in await by_letter(look, [proposal_id]),
        zone=project.zone,
        turn=await turns_about(look, code, [proposal_id, row.call_id]),
        back=address,
    )
    crumbs: Crumbs = ((N_("Proposals"), "/proposals"), (version.title, address), _LAST)
    return _shown(request, receipt, crumbs)


_LAST = (N_("Receipt"), "")


def _files(rows: Sequence[StoredFile]) -> tuple[Option, ...]:
    return tuple(Option(str(one.id), one.name, one.size, one.sha256) for one in rows)


def _shown(request: Request[Any, Any, Any], receipt: Receipt, crumbs: Crumbs) -> Response[Any]:
    return page(request, "receipt.html", receipt=receipt, crumbs=crumbs)


HANDLERS = (show_version_receipt, show_proposal_receipt)
