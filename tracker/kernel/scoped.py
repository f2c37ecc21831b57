"""Rows of a project: each carries `project_id`, and children refer by (project_id, parent_id)."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Uuid, bindparam
from sqlalchemy.orm import Mapped, mapped_column

from tracker.kernel.database import SCOPED, Row, VersionedRow
from tracker.kernel.triggers import APPEND_ONLY

PROJECT = bindparam("project_id", type_=Uuid())
"""The project's id in statements that are built once and run for many projects."""
ACT = SCOPED | APPEND_ONLY
"""`info` of an append-only table of a project."""


class ProjectRow(Row):
    """A row of a project."""

    __abstract__ = True

    project_id: Mapped[UUID] = mapped_column(index=True)


class VersionedProjectRow(VersionedRow):
    """A row of a project that two people may change."""

    __abstract__ = True

    project_id: Mapped[UUID] = mapped_column(index=True)


def of_project() -> ForeignKeyConstraint:
    """The row belongs to a project that exists."""
    return ForeignKeyConstraint(["project_id"], ["project.id"])


def within_project(column: str, table: str, *, use_alter: bool = False) -> ForeignKeyConstraint:
    """The parent named by `column` hangs in the same project.

    `use_alter` where keys go round in a circle: the key is made after both tables.
    """
    return ForeignKeyConstraint(
        ["project_id", column], [f"{table}.project_id", f"{table}.id"], use_alter=use_alter
    )
