"""Published catalogues, and the events of theirs that re-open what was checked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from tracker.compliance.catalogue import Catalogue
from tracker.kernel.text import Code, Input, Line
from tracker.programme.models import Catalogue as Published
from tracker.projects.models import RecheckEvent


class CatalogueLine(Struct, frozen=True, kw_only=True):
    """A published version; `sha256` is that of its canonical text."""

    id: UUID
    version: str
    sha256: str
    published_at: datetime


class CatalogueView(Struct, frozen=True, kw_only=True):
    """A published version with its text, as it was written."""

    id: UUID
    version: str
    sha256: str
    published_at: datetime
    source: dict[str, Any]

    @classmethod
    def of(cls, row: Published, catalogue: Catalogue) -> "CatalogueView":
        return cls(
            id=row.id,
            version=row.version,
            sha256=row.sha256,
            published_at=row.published_at,
            source=catalogue.source,
        )


class NewRecheck(Input):
    """An event of the catalogue's `recheck_events`; it bites from its day (project's zone) on."""

    kind: Code
    source: Line
    on_day: date | None = None


class RecheckView(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    on_day: date
    source: str

    @classmethod
    def of(cls, row: RecheckEvent) -> "RecheckView":
        return cls(id=row.id, kind=row.kind, on_day=row.on_day, source=row.source)
