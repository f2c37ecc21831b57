"""What comes in and goes out about facts, evidence, reviews, justifications and waivers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from tracker.compliance.catalogue import Catalogue
from tracker.programme.models import Catalogue as Published


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
