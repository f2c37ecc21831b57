"""What the matrix stands on: a project with a row, and a canary, in every table of its own."""

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Enum, String, Table, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from tests.kernel.test_triggers import any_row
from tracker.migrations.tables import METADATA

CANARY = "canary-5f1d"
"""Stands in every private text; no answer to a stranger may hold it."""
TABLE_OF = {
    "answer_id": "fact_answer",
    "appointment_id": "appointment",
    "assignment_id": "assignment",
    "call_id": "call",
    "check_in_id": "check_in",
    "concern_id": "concern",
    "condition_id": "condition",
    "decision_id": "decision",
    "deliverable_id": "deliverable",
    "deputy_id": "deputy",
    "evaluation_id": "evaluation",
    "evidence_id": "evidence",
    "file_id": "stored_file",
    "incident_id": "incident",
    "indicator_id": "indicator",
    "invitation_id": "invitation",
    "justification_id": "justification",
    "lesson_id": "lesson",
    "letter_id": "vote_letter",
    "line_id": "money_line",
    "meeting_id": "meeting",
    "membership_id": "membership",
    "motion_id": "motion",
    "notice_id": "notice",
    "organisation_id": "organisation",
    "person_id": "person",
    "point_id": "rework_point",
    "programme_id": "programme",
    "provider_id": "sign_in_provider",
    "proposal_id": "proposal",
    "reading_id": "reading",
    "request_id": "time_request",
    "report_id": "report",
    "seat_id": "committee_seat",
    "session_id": "sign_in",
    "solution_id": "solution",
    "submission_id": "submission",
    "token_id": "api_token",
    "upgrade_id": "catalogue_upgrade",
    "upload_id": "kept_file",
    "waiver_id": "waiver",
    "work_id": "work",
}
"""Which table an id in an address is of; an address with another one fails the matrix."""
WORDS = {
    "fact": "personal_data",
    "gate": "G5",
    "requirement": "CP-GOV-01",
    "digest": "x",
    "secret": "x",
    "path": "x",
    "key": "vote:x:y",
}
NOT_OF_A_PROJECT = {
    "call_id",
    "deputy_id",
    "invitation_id",
    "membership_id",
    "organisation_id",
    "person_id",
    "programme_id",
    "provider_id",
    "seat_id",
    "session_id",
    "solution_id",
    "upload_id",
    "token_id",
    "work_id",
}
MOVES_ON = {
    "entry",
    "stored_answer",
    "sign_in",
    "bucket",
    "draft",
    "journal_cursor",
    "work",
    "way_out",
}
"""Tables that grow whoever asks for what: refusals on record, sessions, tries."""


async def planted(url: str, project_id: UUID, hanging: Collection[str] = ()) -> dict[str, UUID]:
    """A row of this project in each of its tables, canaries in its texts; ids by table.

    `hanging`: tables whose row hangs on the other ones, as a submission on its deliverable.
    Keys and checks are switched off for it: the rows have to be there, not to make sense.
    """
    engine = create_async_engine(url)
    ids: dict[str, UUID] = {}
    async with engine.begin() as connection:
        await _without_keys(connection)
        for table in METADATA.sorted_tables:
            there = "project_id" in table.columns and "id" in table.columns
            if there and table.name not in {"entry", "assignment"}:
                there_already = ids if table.name in hanging else {}
                ids[table.name] = await _row_in(connection, table, project_id, there_already)
            elif "id" in table.columns:
                found = await connection.scalar(select(table.c.id).limit(1))
                ids[table.name] = found or uuid4()
    await engine.dispose()
    return ids


async def _row_in(
    connection: AsyncConnection, table: Table, project_id: UUID, ids: dict[str, UUID]
) -> UUID:
    """A row with canaries; the one that is there where a project has only one."""
    row = _canary(table) | _parents(table, ids) | {"id": uuid4(), "project_id": project_id}
    savepoint = await connection.begin_nested()
    try:
        await connection.execute(insert(table).values(row))
    except IntegrityError:
        await savepoint.rollback()
        asked = select(table.c.id).where(table.c.project_id == project_id).limit(1)
        there: UUID | None = await connection.scalar(asked)
        assert there is not None, f"no row for {table.name}"
        return there
    await savepoint.commit()
    made: UUID = row["id"]
    return made


def _parents(table: Table, ids: dict[str, UUID]) -> dict[str, UUID]:
    """The rows of the same project that it hangs on: a submission's deliverable."""
    named = {
        column.name: key.column.table
        for column in table.columns
        for key in column.foreign_keys
        if not column.nullable
    }
    return {
        name: ids[parent.name]
        for name, parent in named.items()
        if parent.name in ids and "project_id" in parent.columns
    }


def _canary(table: Table) -> dict[str, Any]:
    row = any_row(table)
    for column in table.columns:
        plain = isinstance(column.type, String) and not isinstance(column.type, Enum | JSON)
        length = getattr(column.type, "length", None) or 0
        if plain and length >= 100 and not column.name.endswith(("sha256", "hash", "digest")):
            row[column.name] = f"{CANARY} {uuid4()}"[: min(length, 60)]
        if column.name in {"until", "ended_at", "withdrawn_at", "revoked_at"} and column.nullable:
            row[column.name] = None
    return row


async def _without_keys(connection: AsyncConnection) -> None:
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        return
    await connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    asked = (
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    for table, name in (await connection.exec_driver_sql(asked)).all():
        await connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


async def fingerprint(url: str) -> str:
    """Everything that is stored, in one number, but for what moves on by itself."""
    engine, digest = create_async_engine(url), hashlib.sha256()
    async with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            if table.name in MOVES_ON:
                continue
            key = next(iter(table.primary_key)).name
            rows = await connection.execute(text(f'SELECT * FROM "{table.name}" ORDER BY "{key}"'))
            for row in rows:
                digest.update(f"{table.name} {tuple(row)}".encode())
    await engine.dispose()
    return digest.hexdigest()
