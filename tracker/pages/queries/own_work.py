"""What of a firm was accepted last."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from sqlalchemy import exists

from tracker.pages.looking import Looking
from tracker.pages.queries.scope import MOST, of_active
from tracker.process.today import project_day
from tracker.projects.models.submissions import Submission
from tracker.studies import queries as studies
from tracker.studies.models import Deliverable
from tracker.studies.rules import State

ACCEPTED = 5
"""How many accepted deliverables are shown; the plan of a project has them all."""


class AcceptedWork(Struct, frozen=True, kw_only=True):
    """A deliverable whose newest version was accepted, and on which day of the project."""

    id: UUID
    project: str
    what: str
    since: date


async def accepted(look: Looking) -> list[AcceptedWork]:
    """What was accepted last of what the reader's organisation has handed in to active projects,
    of the hundred deliverables planned last; three statements.
    """
    asked = (
        of_active(Deliverable, look)
        .add_columns(Deliverable)
        .where(
            exists().where(
                Submission.deliverable_id == Deliverable.id,
                Submission.organisation_id == look.actor.organisation_id,
            )
        )
        .order_by(Deliverable.id.desc())
        .limit(MOST)
    )
    seen = studies.visible_to(look, asked)
    rows = (await look.session.execute(seen)).all()
    stands = await studies.standings(look.session, [row.Deliverable for row in rows])
    found = [
        AcceptedWork(
            id=row.Deliverable.id,
            project=row.code,
            what=f"{row.Deliverable.code} {row.Deliverable.title}",
            since=project_day(row, standing.since),
        )
        for row in rows
        if (standing := stands[row.Deliverable.id]).state is State.ACCEPTED
        and standing.since is not None
    ]
    return sorted(found, key=lambda one: one.since, reverse=True)[:ACCEPTED]
