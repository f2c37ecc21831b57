"""Whose pilots somebody may see."""

from typing import Any, TypeVarTuple

from sqlalchemy import Select, false
from sqlalchemy.orm import InstrumentedAttribute

from tracker.journal.desk import Desk
from tracker.kernel.database import for_actor
from tracker.process.policy import Act, may
from tracker.projects.queries import in_projects_of

Columns = TypeVarTuple("Columns")


def visible_to(
    desk: Desk, rows: Select[*Columns], project_id: InstrumentedAttribute[Any]
) -> Select[*Columns]:
    """Rows of the actor's projects; the modules beside this one narrow what firms see further."""
    if not may(desk.actor, Act.PILOT_SEE):
        return for_actor(rows.where(false()), desk.actor)
    return for_actor(rows.where(in_projects_of(desk, project_id)), desk.actor)
