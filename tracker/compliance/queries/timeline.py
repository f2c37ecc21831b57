"""Visits, events, upgrades: what reviews and waivers made earlier may not count after."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    String,
    Uuid,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.models import (
    CatalogueUpgrade,
    CatalogueUpgradeApproval,
    CatalogueUpgradeReversal,
)
from tracker.compliance.record import (
    EventOnRecord,
    OperationOnRecord,
    UpgradeOnRecord,
    VisitOnRecord,
)
from tracker.kernel.database import for_system, rows_of
from tracker.kernel.scoped import PROJECT
from tracker.process.stages import Operation, Stage
from tracker.projects.models import OperationChange, RecheckEvent, StageVisit

# PostgreSQL resolves a bare NULL in a UNION as text.
_NO_UUID, _NO_NUMBER = cast(null(), Uuid()), cast(null(), BigInteger())
_NO_WORD, _NO_DAY = cast(null(), String()), cast(null(), Date())


class Timeline(Struct, frozen=True, kw_only=True):
    """Each oldest first: visits by number, events by the day from which they bite."""

    visits: tuple[VisitOnRecord, ...]
    events: tuple[EventOnRecord, ...]
    operations: tuple[OperationOnRecord, ...]
    upgrades: tuple[UpgradeOnRecord, ...]


async def timeline(session: AsyncSession, project_id: UUID) -> Timeline:
    """All of it in one statement; the reversal of an upgrade is an upgrade back."""
    rows = await rows_of(session, _timeline(), project_id=project_id)
    return Timeline(
        visits=tuple(sorted(_visits(rows), key=lambda visit: visit.number)),
        events=tuple(sorted(_events(rows), key=lambda event: (event.on_day, event.at))),
        operations=tuple(
            OperationOnRecord(becomes=Operation(row.word), on_day=row.day)
            for row in rows
            if row.what == "operation"
        ),
        upgrades=tuple(
            UpgradeOnRecord(from_id=row.from_id, to_id=row.to_id, at=row.at)
            for row in rows
            if row.what == "upgrade"
        ),
    )


def _visits(rows: Sequence[Any]) -> Iterator[VisitOnRecord]:
    for row in rows:
        if row.what == "visit":
            yield VisitOnRecord(
                number=row.number,
                stage=Stage(row.word),
                entered_on=row.day,
                asked=row.other_word,
                left_visit=row.other_number,
            )


def _events(rows: Sequence[Any]) -> Iterator[EventOnRecord]:
    for row in rows:
        if row.what == "event":
            yield EventOnRecord(kind=row.word, source=row.other_word, on_day=row.day, at=row.at)


@cache
def _timeline() -> Select[*tuple[Any, ...]]:
    branches = (_visit_rows, _event_rows, _operation_rows, _upgrade_rows, _reversal_rows)
    all_of_it = union_all(*(branch() for branch in branches)).subquery()
    statement = select(all_of_it).order_by(all_of_it.c.at, all_of_it.c.id)
    return for_system(statement, "the status of requirements")


def _visit_rows() -> Select[*tuple[Any, ...]]:
    return select(
        literal("visit").label("what"),
        StageVisit.id,
        StageVisit.created_at.label("at"),
        StageVisit.entered_on.label("day"),
        StageVisit.number,
        StageVisit.left_visit.label("other_number"),
        type_coerce(StageVisit.stage, String).label("word"),
        StageVisit.asked.label("other_word"),
        _NO_UUID.label("from_id"),
        _NO_UUID.label("to_id"),
    ).where(StageVisit.project_id == PROJECT)


def _event_rows() -> Select[*tuple[Any, ...]]:
    return select(
        literal("event"),
        RecheckEvent.id,
        RecheckEvent.created_at,
        RecheckEvent.on_day,
        _NO_NUMBER,
        _NO_NUMBER,
        RecheckEvent.kind,
        RecheckEvent.source,
        _NO_UUID,
        _NO_UUID,
    ).where(RecheckEvent.project_id == PROJECT)


def _operation_rows() -> Select[*tuple[Any, ...]]:
    return select(
        literal("operation"),
        OperationChange.id,
        OperationChange.created_at,
        OperationChange.on_day,
        _NO_NUMBER,
        _NO_NUMBER,
        type_coerce(OperationChange.becomes, String),
        _NO_WORD,
        _NO_UUID,
        _NO_UUID,
    ).where(OperationChange.project_id == PROJECT)


def _upgrade_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("upgrade"),
            CatalogueUpgradeApproval.id,
            CatalogueUpgradeApproval.created_at,
            _NO_DAY,
            _NO_NUMBER,
            _NO_NUMBER,
            _NO_WORD,
            _NO_WORD,
            CatalogueUpgrade.from_id,
            CatalogueUpgrade.to_id,
        )
        .join(CatalogueUpgrade, CatalogueUpgrade.id == CatalogueUpgradeApproval.upgrade_id)
        .where(CatalogueUpgrade.project_id == PROJECT)
    )


def _reversal_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("upgrade"),
            CatalogueUpgradeReversal.id,
            CatalogueUpgradeReversal.created_at,
            _NO_DAY,
            _NO_NUMBER,
            _NO_NUMBER,
            _NO_WORD,
            _NO_WORD,
            CatalogueUpgrade.to_id,
            CatalogueUpgrade.from_id,
        )
        .join(CatalogueUpgrade, CatalogueUpgrade.id == CatalogueUpgradeReversal.upgrade_id)
        .where(CatalogueUpgrade.project_id == PROJECT)
    )
