"""What a city does with its proposal, and what is set from outside."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.kernel.actor import Actor
from tracker.kernel.days import day_in
from tracker.kernel.errors import NotFound, Unfit
from tracker.projects.models import Project
from tracker.proposals import queries
from tracker.proposals.models import Proposal


async def allow_resubmission(
    session: AsyncSession, actor: Actor, project: Project, until: date, now: datetime
) -> Proposal:
    """After a rework at G1: new versions are taken through this day of the project's zone."""
    proposal = await queries.of_project(session, project.id)
    if proposal is None:
        raise NotFound
    if until < day_in(project.zone, now):
        raise Unfit("until", "Give a day that is not over; the city hands in again until then.")
    proposal.resubmit_until = until
    journal.record(
        session, actor, "proposal.changed", project.id, now, on=proposal, resubmit_until=until
    )
    await session.flush()
    return proposal
