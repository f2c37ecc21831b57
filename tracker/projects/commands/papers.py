"""Files, signed papers and money of a project."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.files.models import StoredFile
from tracker.files.storage import StoredBlob
from tracker.identity import queries as identity
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.kernel.text import to_minor
from tracker.kernel.versions import expect_version
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


async def record_agreement(
    session: AsyncSession, actor: Actor, project: Project, asked: NewAgreement, now: datetime
) -> Agreement:
    """Put a signed paper on file; the file was uploaded to this project first."""
    refuse_if_shut(Act.AGREEMENT_RECORD, project)
    await file_of_project(session, project.id, asked.file_id)
    party = await identity.organisation(session, asked.organisation_id)
    if asked.signed_on > reported_day(project, party, now):
        raise Unfit("signed_on", N_("Give the day it was signed; it cannot be in the future."))
    row = Agreement(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        kind=asked.kind,
        signed_on=asked.signed_on,
        file_id=asked.file_id,
        organisation_id=asked.organisation_id,
        recorded_by=actor.person_id,
    )
    session.add(row)
    journal.record(session, actor, "agreement.recorded", project.id, now, on=row, kind=asked.kind)
    await session.flush()
    return row


async def change_money(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: MoneyLine,
    asked: MoneyChange,
    version: int,
    now: datetime,
) -> MoneyLine:
    """A pledge is confirmed, then received, or falls back; amount and currency stay as recorded."""
    refuse_if_shut(Act.MONEY_WRITE, project)
    expect_version(row, version)
    changed = {
        name: value for name in ("state", "note") if (value := getattr(asked, name)) is not UNSET
    }
    if changed:
        detail = journal.change(row, changed)
        journal.record(session, actor, "money.changed", project.id, now, on=row, **detail)
    await session.flush()
    return row


async def record_money(
    session: AsyncSession, actor: Actor, project: Project, asked: NewMoneyLine, now: datetime
) -> MoneyLine:
    refuse_if_shut(Act.MONEY_WRITE, project)
    amount = to_minor(asked.amount, asked.currency)
    if amount is None:
        raise Unfit(
            "amount",
            Filled(
                N_("%(currency)s has fewer decimals; round the amount."), currency=asked.currency
            ),
        )
    row = MoneyLine(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        source=asked.source,
        state=asked.state,
        amount=amount,
        currency=asked.currency,
        rate=asked.rate,
        rate_date=asked.rate_date,
        note=asked.note,
    )
    session.add(row)
    journal.record(
        session,
        actor,
        "money.recorded",
        project.id,
        now,
        on=row,
        amount=amount,
        currency=row.currency,
    )
    await session.flush()
    return row


async def store_file(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    name: str,
    received: StoredBlob,
    now: datetime,
) -> StoredFile:
    """The row of a blob that is already safely on disk."""
    refuse_if_shut(Act.FILE_UPLOAD, project)
    row = _file(actor, name, received, now)
    row.project_id = project.id
    return await _stored(session, actor, row, now)


async def store_original(
    session: AsyncSession,
    actor: Actor,
    call_id: UUID,
    name: str,
    received: StoredBlob,
    now: datetime,
) -> StoredFile:
    """The row of what came on paper for a call, before there is a project for it."""
    row = _file(actor, name, received, now)
    row.call_id = call_id
    return await _stored(session, actor, row, now)


def _file(actor: Actor, name: str, received: StoredBlob, now: datetime) -> StoredFile:
    return StoredFile(
        id=uuid7(now),
        created_at=now,
        project_id=None,
        call_id=None,
        organisation_id=actor.organisation_id,
        uploaded_by=actor.person_id,
        name=name,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
    )


async def _stored(
    session: AsyncSession, actor: Actor, row: StoredFile, now: datetime
) -> StoredFile:
    session.add(row)
    journal.record(session, actor, "file.stored", row.project_id, now, on=row, sha256=row.sha256)
    await session.flush()
    return row


async def report_damaged(session: AsyncSession, row: StoredFile, now: datetime) -> None:
    """Put on record, once a day, that a file's content is no longer what was stored."""
    if not await queries.reported_damaged(session, row, since=now - timedelta(days=1)):
        journal.record(
            session, None, "file.damaged", row.project_id, now, on=row, sha256=row.sha256
        )


async def own_file(
    session: AsyncSession, actor: Actor, project_id: UUID, file_id: UUID
) -> StoredFile:
    """The file if the actor's organisation uploaded it to this project; Unfit otherwise."""
    row = await file_of_project(session, project_id, file_id)
    if row.organisation_id != actor.organisation_id:
        raise Unfit("file_id", N_("Upload the file to this project first and name its id."))
    return row


async def file_of_project(session: AsyncSession, project_id: UUID, file_id: UUID) -> StoredFile:
    """The file if it was uploaded to this project; Unfit otherwise."""
    row = await queries.stored_file(session, project_id, file_id)
    if row is None:
        raise Unfit("file_id", N_("Upload the file to this project first and name its id."))
    return row
