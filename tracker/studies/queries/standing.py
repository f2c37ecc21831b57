"""How deliverables stand, and what gates are told of it."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tracker.kernel.database import for_system
from tracker.kernel.days import day_in
from tracker.process.dossier import DeliverableFacts, StudyFacts
from tracker.projects.models import Project
from tracker.studies.models import (
    Deliverable,
    DeliverableReturn,
    Submission,
    SubmissionReview,
)
from tracker.studies.rules import OWED_BY, Said, SentBack, Standing, State, Version, standing


class HandedIn(Struct, frozen=True, kw_only=True):
    """By deliverable: the newest version, and the newest return by a gate."""

    newest: dict[UUID, Version]
    sent_back: dict[UUID, SentBack]

    def standing_of(self, row: Deliverable) -> Standing:
        return standing(row.acceptors, self.newest.get(row.id), self.sent_back.get(row.id))

    def is_sent_back(self, row: Deliverable) -> bool:
        """Whether a gate sent the newest version back."""
        newest, sent_back = self.newest.get(row.id), self.sent_back.get(row.id)
        return newest is not None and sent_back is not None and newest.number <= sent_back.number


class Listed(Struct, frozen=True, kw_only=True):
    """A deliverable, its newest version if there is one, and how that stands."""

    row: Deliverable
    newest: Version | None
    stands: Standing


async def listed(session: AsyncSession, project_id: UUID) -> list[Listed]:
    """All deliverables of a project by their codes; three statements."""
    asked = select(Deliverable).where(Deliverable.project_id == project_id)
    rows = await session.scalars(
        for_system(asked.order_by(Deliverable.code), "the deliverables of a report")
    )
    given = await _handed_in(
        session, Submission.project_id == project_id, DeliverableReturn.project_id == project_id
    )
    return [
        Listed(row=row, newest=given.newest.get(row.id), stands=given.standing_of(row))
        for row in rows
    ]


async def handed_in(session: AsyncSession, row: Deliverable) -> HandedIn:
    """What became of one deliverable, for a command that changes it."""
    return await _handed_in(
        session, Submission.deliverable_id == row.id, DeliverableReturn.deliverable_id == row.id
    )


async def standings(session: AsyncSession, rows: Sequence[Deliverable]) -> dict[UUID, Standing]:
    ids = [row.id for row in rows]
    given = await _handed_in(
        session, Submission.deliverable_id.in_(ids), DeliverableReturn.deliverable_id.in_(ids)
    )
    return {row.id: given.standing_of(row) for row in rows}


async def facts(session: AsyncSession, project_id: UUID) -> StudyFacts:
    """What gates want to know of deliverables, by code; three statements."""
    asked = (
        select(Deliverable, Project.zone)
        .join(Project, Project.id == Deliverable.project_id)
        .where(Deliverable.project_id == project_id)
        .order_by(Deliverable.code)
    )
    rows = (await session.execute(for_system(asked, "the dossier of a gate"))).all()
    given = await _handed_in(
        session, Submission.project_id == project_id, DeliverableReturn.project_id == project_id
    )
    return StudyFacts(deliverables=tuple(_facts_of(row, zone, given) for row, zone in rows))


def _facts_of(row: Deliverable, zone: str, given: HandedIn) -> DeliverableFacts:
    stands, newest = given.standing_of(row), given.newest.get(row.id)
    since = stands.since and day_in(zone, stands.since)
    accepted = stands.state is State.ACCEPTED
    return DeliverableFacts(
        id=row.id,
        code=row.code,
        title=row.title,
        stage=row.stage,
        required=row.required,
        only_for_pilot=row.only_for_pilot,
        due=row.due,
        accepted_version=stands.number if accepted else None,
        accepted_on=since if accepted else None,
        submitted_by=frozenset() if newest is None else frozenset({newest.submitted_by}),
        owed_by=OWED_BY[row.owner_capacity],
        returned_on=since if stands.state is State.RETURNED else None,
    )


async def _handed_in(
    session: AsyncSession, of_versions: ColumnElement[bool], of_returns: ColumnElement[bool]
) -> HandedIn:
    newer = aliased(Submission)
    asked = (
        select(Submission, SubmissionReview)
        .outerjoin(SubmissionReview, SubmissionReview.submission_id == Submission.id)
        .where(
            of_versions,
            ~exists().where(
                newer.deliverable_id == Submission.deliverable_id, newer.number > Submission.number
            ),
        )
    )
    versions: dict[UUID, Version] = {}
    for version, review in await session.execute(for_system(asked, "how deliverables stand")):
        known = versions.get(version.deliverable_id)
        said = known.said if known else ()
        if review is not None:
            said += (Said(role=review.role, outcome=review.outcome, at=review.created_at),)
        versions[version.deliverable_id] = _version(version, said)
    returns = select(
        DeliverableReturn.deliverable_id,
        func.max(DeliverableReturn.number).label("number"),
        func.max(DeliverableReturn.created_at).label("at"),
    ).where(of_returns)
    rows = await session.execute(
        for_system(returns.group_by(DeliverableReturn.deliverable_id), "how deliverables stand")
    )
    return HandedIn(
        newest=versions,
        sent_back={row.deliverable_id: SentBack(number=row.number, at=row.at) for row in rows},
    )


def _version(row: Submission, said: tuple[Said, ...]) -> Version:
    return Version(
        id=row.id,
        number=row.number,
        organisation_id=row.organisation_id,
        submitted_by=row.submitted_by,
        at=row.created_at,
        said=said,
    )
