"""What a firm has handed in: what is being checked, and what was accepted last."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from sqlalchemy import exists

from tracker.kernel.actor import Role
from tracker.pages.looking import Looking
from tracker.pages.queries.scope import MOST, of_active
from tracker.process.today import project_day
from tracker.studies import queries as studies
from tracker.studies.models import Deliverable, Submission
from tracker.studies.rules import State

ACCEPTED = 5
"""How many accepted deliverables are shown; the plan of a project has them all."""


class HandedIn(Struct, frozen=True, kw_only=True):
    """A deliverable whose newest version is being checked or was accepted, and since when.

    Both days are the project's.
    """

    id: UUID
    project: str
    what: str
    since: date
    today: date
    awaits: tuple[Role, ...]


class OwnWork(Struct, frozen=True, kw_only=True):
    """`checked`: what waits longest first; `accepted`: the newest first."""

    checked: list[HandedIn]
    accepted: list[HandedIn]


async def own_work(look: Looking) -> OwnWork:
    """What the reader's organisation has handed in to active projects, of the hundred deliverables
    planned last; three statements.
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
    seen = studies.visible_to(look.actor, asked, look.now)
    rows = (await look.session.execute(seen)).all()
    stands = await studies.standings(look.session, [row.Deliverable for row in rows])
    found: dict[State, list[HandedIn]] = {state: [] for state in State}
    for row in rows:
        one, standing = row.Deliverable, stands[row.Deliverable.id]
        if standing.since is None:
            continue
        found[standing.state].append(
            HandedIn(
                id=one.id,
                project=row.code,
                what=f"{one.code} {one.title}",
                since=project_day(row, standing.since),
                today=project_day(row, look.now),
                awaits=standing.awaits,
            )
        )
    checked = found[State.SUBMITTED] + found[State.IN_REVIEW]
    return OwnWork(
        checked=sorted(checked, key=lambda one: (one.since, one.project, one.what)),
        accepted=sorted(found[State.ACCEPTED], key=lambda one: one.since, reverse=True)[:ACCEPTED],
    )
