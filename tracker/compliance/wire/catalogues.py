"""Published catalogues, and the events of theirs that re-open what was checked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from tracker.compliance.catalogue import Catalogue
from tracker.compliance.catalogue_changes import Changes
from tracker.kernel.actor import Role
from tracker.kernel.by_name import shown
from tracker.kernel.text import Code, Input, Line, ShortText
from tracker.programme.models import PublishedCatalogue as Published
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
        return shown(cls, row, source=catalogue.source)


class NewUpgrade(Input):
    """The published version, such as 1.1.0, that the project is to be judged by."""

    catalogue: Code
    reason: ShortText


class NewReversal(Input):
    reason: ShortText


class UpgradeView(Struct, frozen=True, kw_only=True):
    """A change of catalogue with what it asks otherwise; it holds once approved, until reversed."""

    id: UUID
    project: str
    from_version: str
    to_version: str
    reason: str
    proposed_by: UUID
    proposed_as: Role
    proposed_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    reversed_by: UUID | None
    reversed_at: datetime | None
    changes: Changes


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
        return shown(cls, row)
