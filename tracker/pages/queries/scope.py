"""Rows of active projects that a reader sees, and the shape of what waits among them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.identity.models import Organisation
from tracker.kernel.actor import Role
from tracker.kernel.database import for_actor, rows_of
from tracker.pages.looking import Looking
from tracker.process.stages import OPEN, Status
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of

MOST = 100
AHEAD = timedelta(days=30)
"""What falls due within these days is shown."""
Kind = Any


class Waiting(Struct, frozen=True, kw_only=True):
    """One thing that waits: `owed_by` are roles, `organisation_id` and `person_id` narrow them.

    `about` is what readiness names where the same is mended (`Fix.id`). `today` is the day of
    whoever owes it, by which it is late.
    """

    code: str
    city: str
    what: str
    kind: str
    href: str
    today: date
    due: date | None = None
    since: date | None = None
    owed_by: tuple[Role, ...] = ()
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    about: str = ""


def active(
    look: Looking, statuses: Collection[Status] = (Status.ACTIVE,)
) -> Select[*tuple[Any, ...]]:
    return (
        select(Project.code, Project.zone, Organisation.name.label("city"))
        .join(Organisation, Organisation.id == Project.city_id)
        .where(Project.status.in_(statuses), in_projects_of(look.actor, Project.id, look.now))
    )


def of_active(table: Kind, look: Looking) -> Select[*tuple[Any, ...]]:
    """Rows of active projects that the reader sees."""
    return active(look).join(table, _same_project(table.project_id))


def of_open(table: Kind, look: Looking) -> Select[*tuple[Any, ...]]:
    """As `of_active`, with projects on hold: for what runs on while they stand still."""
    return active(look, OPEN).join(table, _same_project(table.project_id))


def _same_project(column: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return column == Project.id


async def found_rows(look: Looking, asked: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return await rows_of(look.session, for_actor(asked.limit(MOST), look.actor))


def is_mine(look: Looking, one: Waiting) -> bool:
    """Whether it waits for this reader."""
    if one.person_id is not None:
        return one.person_id == look.actor.person_id
    if look.actor.role not in one.owed_by:
        return False
    return one.organisation_id in (None, look.actor.organisation_id)


def ordered(found: Iterable[Waiting]) -> list[Waiting]:
    """What is due first by its day, then what waits by how long."""
    return sorted(
        found, key=lambda one: (one.due is None, one.due or one.since or date.max, one.code)
    )
