"""Projects by stage, as cards."""

from msgspec import Struct
from sqlalchemy import func, select

from tracker.kernel.database import for_actor, rows_of
from tracker.pages.looking import Looking
from tracker.pages.standing import Stands, standing
from tracker.process.stages import Stage, Status
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.wire import ProjectLine
from tracker.tasks import standings
from tracker.tasks.queries import Fresh

CARDS = 10
"""How many projects a column of the board shows; the list has them all."""


class Card(Struct, frozen=True, kw_only=True):
    """A project on the board; `stands` None where nobody has looked at it, or may not know."""

    line: ProjectLine
    stands: Stands | None


class BoardColumn(Struct, frozen=True, kw_only=True):
    """One stage of the board: how many projects stand in it, and the first of them."""

    stage: Stage
    many: int
    cards: tuple[Card, ...]


async def board(
    look: Looking, over: Fresh, find: str | None, status: Status | None
) -> list[BoardColumn]:
    """Open projects by stage, those first that are not as planned, then those there longest.

    Every stage has a column. `status`: those alone that are active, or on hold.
    """
    order = (standings.place(look), Project.stage_since, Project.code)
    asked = standings.beside(projects.open_lines(look, find, status)).add_columns(
        func.count().over(partition_by=Project.stage).label("many"),
        func.row_number().over(partition_by=Project.stage, order_by=order).label("row"),
    )
    placed = asked.subquery()
    first = select(placed).where(placed.c.row <= CARDS).order_by(placed.c.row)
    rows = await rows_of(look.session, for_actor(first, look.actor))
    return [
        BoardColumn(
            stage=stage,
            many=next((row.many for row in rows if row.stage is stage), 0),
            cards=tuple(
                _card(look, standings.of_row(look, over, row)) for row in rows if row.stage is stage
            ),
        )
        for stage in Stage
    ]


def _card(look: Looking, one: standings.ProjectStanding) -> Card:
    return Card(line=one.line, stands=standing(look, one.line, one.ratings))
