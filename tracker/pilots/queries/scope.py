"""Whose pilots somebody may see."""

from datetime import datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, false
from sqlalchemy.orm import InstrumentedAttribute

from tracker.kernel.actor import Actor
from tracker.kernel.database import for_actor
from tracker.process.policy import Act, may
from tracker.projects.queries import in_projects_of

Columns = TypeVarTuple("Columns")


def visible_to(
    actor: Actor, rows: Select[*Columns], project_id: InstrumentedAttribute[Any], now: datetime
) -> Select[*Columns]:
    """Rows of the actor's projects; the modules beside this one narrow what firms see further."""
    if not may(actor, Act.PILOT_SEE):
        return for_actor(rows.where(false()), actor)
    return for_actor(rows.where(in_projects_of(actor, project_id, now)), actor)
