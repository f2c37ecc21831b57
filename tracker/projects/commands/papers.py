"""Files, signed papers and money of a project."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.files.models import StoredFile
from tracker.files.storage import StoredBlob
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.by_name import given, made
from tracker.kernel.errors import Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.text import to_minor
from tracker.kernel.versions import expect_version
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import reported_day
from tracker.projects import queries
from tracker.projects.models import (
    Agreement,
    MoneyLine,
    Project,
)
from tracker.projects.wire import (
    MoneyChange,
    NewAgreement,
    NewMoneyLine,
)


async def record_agreement(desk: Desk, project: Project, data: NewAgreement) -> Agreement:
    """Put a signed paper on file; the file was uploaded to this project first."""
    refuse_if_shut(Act.AGREEMENT_RECORD, project)
    await file_of_project(desk.session, project.id, data.file_id)
    party = await people.organisation(desk.session, data.organisation_id)
    if data.signed_on > reported_day(project, party, desk.now):
        raise Unfit("signed_on", N_("Give the day it was signed; it cannot be in the future."))
    row = desk.add(made(Agreement, data, project_id=project.id, recorded_by=desk.actor.person_id))
    desk.record("agreement.recorded", row, kind=data.kind)
    await desk.session.flush()
    return row


async def change_money(
    desk: Desk, project: Project, row: MoneyLine, data: MoneyChange, version: int
) -> MoneyLine:
    """A pledge is confirmed, then received, or falls back; amount and currency stay as recorded."""
    refuse_if_shut(Act.MONEY_WRITE, project)
    expect_version(row, version)
    changed = given(data)
    if changed:
        detail = journal.change(row, changed)
        desk.record("money.changed", row, **detail)
    await desk.session.flush()
    return row


async def record_money(desk: Desk, project: Project, data: NewMoneyLine) -> MoneyLine:
    refuse_if_shut(Act.MONEY_WRITE, project)
    amount = to_minor(data.amount, data.currency)
    if amount is None:
        raise Unfit(
            "amount",
            Filled(
                N_("%(currency)s has fewer decimals; round the amount."), currency=data.currency
            ),
        )
    row = desk.add(made(MoneyLine, data, project_id=project.id, amount=amount))
    desk.record("money.recorded", row, amount=amount, currency=row.currency)
    await desk.session.flush()
    return row


async def store_file(desk: Desk, project: Project, name: str, received: StoredBlob) -> StoredFile:
    """The row of a blob that is already safely on disk."""
    refuse_if_shut(Act.FILE_UPLOAD, project)
    row = _file(desk, name, received)
    row.project_id = project.id
    return await _stored(desk, row)


async def store_original(desk: Desk, call_id: UUID, name: str, received: StoredBlob) -> StoredFile:
    """The row of what came on paper for a call, before there is a project for it."""
    row = _file(desk, name, received)
    row.call_id = call_id
    return await _stored(desk, row)


def _file(desk: Desk, name: str, received: StoredBlob) -> StoredFile:
    return desk.add(
        StoredFile(
            project_id=None,
            call_id=None,
            organisation_id=desk.actor.organisation_id,
            uploaded_by=desk.actor.person_id,
            name=name,
            media_type=received.media_type,
            size=received.size,
            sha256=received.sha256,
        )
    )


async def _stored(desk: Desk, row: StoredFile) -> StoredFile:
    desk.record("file.stored", row, sha256=row.sha256)
    await desk.session.flush()
    return row


async def report_damaged(desk: AnyDesk, row: StoredFile) -> None:
    """Put on record, once a day, that a file's content is no longer what was stored."""
    if not await queries.reported_damaged(desk.session, row, since=desk.now - timedelta(days=1)):
        desk.system.record("file.damaged", row, sha256=row.sha256)


async def own_file(desk: Desk, project_id: UUID, file_id: UUID) -> StoredFile:
    """The file if the actor's organisation uploaded it to this project; Unfit otherwise."""
    row = await file_of_project(desk.session, project_id, file_id)
    if row.organisation_id != desk.actor.organisation_id:
        raise Unfit("file_id", N_("Upload the file to this project first and name its id."))
    return row


async def file_of_project(session: AsyncSession, project_id: UUID, file_id: UUID) -> StoredFile:
    """The file if it was uploaded to this project; Unfit otherwise."""
    row = await queries.stored_file(session, project_id, file_id)
    if row is None:
        raise Unfit("file_id", N_("Upload the file to this project first and name its id."))
    return row
