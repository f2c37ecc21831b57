"""Rows of active projects that a reader sees."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from tracker.kernel.database import for_actor, rows_of
from tracker.pages.looking import Looking
from tracker.people.models import Organisation
from tracker.process.stages import Status
from tracker.projects.models import Project
from tracker.projects.queries import in_projects_of

MOST = 100
Kind = Any


def active(
    look: Looking, statuses: Collection[Status] = (Status.ACTIVE,)
) -> Select[*tuple[Any, ...]]:
    return (
        select(Project.code, Project.zone, Organisation.name.label("city"))
        .join(Organisation, Organisation.id == Project.city_id)
        .where(Project.status.in_(statuses), in_projects_of(look, Project.id))
    )


def of_active(table: Kind, look: Looking) -> Select[*tuple[Any, ...]]:
    """Rows of active projects that the reader sees."""
    return active(look).join(table, _same_project(table.project_id))


def _same_project(column: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return column == Project.id


async def found_rows(look: Looking, asked: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return await rows_of(look.session, for_actor(asked.limit(MOST), look.actor))
