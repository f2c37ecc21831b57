"""How deliverables stand, and what gates are told of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from tracker.journal.desk import AnyDesk
from tracker.journal.reading import once
from tracker.kernel.by_name import shown
from tracker.kernel.database import for_system
from tracker.process.dossier import DeliverableFacts, StudyFacts
from tracker.process.stages import Stage
from tracker.process.today import project_day
from tracker.projects.models import Project
from tracker.projects.models.submissions import Submission
from tracker.studies.models import Deliverable, DeliverableReturn, SubmissionReview
from tracker.studies.rules import (
    OWED_BY,
    DeliverableStanding,
    Said,
    SentBack,
    State,
    Version,
    sent_back,
    standing,
)


class HandedIn(Struct, frozen=True, kw_only=True):
    """By deliverable: its versions, oldest first, and what gates sent back.

    `counts` has, for a deliverable of which not every version counts, the visits whose do: for one
    of the present stage the present visit alone.
    """

    versions: dict[UUID, list[Version]]
    returns: dict[UUID, list[SentBack]]
    counts: dict[UUID, frozenset[int]]

    def newest(self, row: Deliverable) -> Version | None:
        """The newest version, whether it counts or not."""
        return max(self.versions.get(row.id, []), key=_by_number, default=None)

    def counting(self, row: Deliverable) -> list[Version]:
        visits = self.counts.get(row.id)
        versions = self.versions.get(row.id, [])
        return [one for one in versions if visits is None or one.visit in visits]

    def standing_of(self, row: Deliverable) -> DeliverableStanding:
        newest = max(self.counting(row), key=_by_number, default=None)
        return standing(row.acceptors, newest, self._sent_back(row, newest))

    def ever_accepted(self, row: Deliverable) -> bool:
        return any(
            standing(row.acceptors, one, self._sent_back(row, one)).state is State.ACCEPTED
            for one in self.versions.get(row.id, [])
        )

    def is_sent_back(self, row: Deliverable) -> bool:
        """Whether a gate sent the newest version back."""
        return self._sent_back(row, self.newest(row)) is not None

    def _sent_back(self, row: Deliverable, version: Version | None) -> SentBack | None:
        versions, returns = self.versions.get(row.id, []), self.returns.get(row.id, [])
        return sent_back(version, versions, returns)


class Listed(Struct, frozen=True, kw_only=True):
    """A deliverable, its newest version if there is one, and how that stands."""

    row: Deliverable
    newest: Version | None
    stands: DeliverableStanding


async def listed(desk: AnyDesk, project_id: UUID) -> list[Listed]:
    """All deliverables of a project by their codes; three statements."""
    planned, given = await _of_project(desk, project_id)
    return [
        Listed(row=row, newest=given.newest(row), stands=given.standing_of(row)) for row in planned
    ]


@once
async def _of_project(desk: AnyDesk, project_id: UUID) -> tuple[Sequence[Deliverable], HandedIn]:
    """Its deliverables by their codes, and what became of them; three statements."""
    statement = select(Deliverable).where(Deliverable.project_id == project_id)
    rows = await desk.session.scalars(for_system(statement, "the deliverables of a project"))
    handed_in = await _handed_in(
        desk.session,
        Submission.project_id == project_id,
        DeliverableReturn.project_id == project_id,
    )
    return _by_code(rows), handed_in


async def handed_in(session: AsyncSession, row: Deliverable) -> HandedIn:
    """What became of one deliverable, for a command that changes it."""
    return await _handed_in(
        session, Submission.deliverable_id == row.id, DeliverableReturn.deliverable_id == row.id
    )


async def standings(
    session: AsyncSession, rows: Sequence[Deliverable]
) -> dict[UUID, DeliverableStanding]:
    ids = [row.id for row in rows]
    handed_in = await _handed_in(
        session, Submission.deliverable_id.in_(ids), DeliverableReturn.deliverable_id.in_(ids)
    )
    return {row.id: handed_in.standing_of(row) for row in rows}


async def facts_of_visits(
    desk: AnyDesk, project: Project, asked_of: Sequence[tuple[Stage, frozenset[int]]]
) -> list[StudyFacts]:
    """What gates want to know of deliverables, by code; three statements.

    One for each stage that is asked of, with the visits whose versions count.
    """
    planned, given = await _of_project(desk, project.id)
    return [
        _study(planned, project, _counting(given, planned, stage, visits))
        for stage, visits in asked_of
    ]


def _study(planned: Sequence[Deliverable], project: Project, handed_in: HandedIn) -> StudyFacts:
    return StudyFacts(deliverables=tuple(_facts_of(row, project, handed_in) for row in planned))


def _counting(
    handed_in: HandedIn, planned: Sequence[Deliverable], stage: Stage, visits: frozenset[int]
) -> HandedIn:
    return replace(handed_in, counts={row.id: visits for row in planned if row.stage is stage})


def _facts_of(row: Deliverable, project: Project, handed_in: HandedIn) -> DeliverableFacts:
    stands = handed_in.standing_of(row)
    since = stands.since and project_day(project, stands.since)
    accepted = stands.state is State.ACCEPTED
    return shown(
        DeliverableFacts,
        row,
        accepted_version=stands.number if accepted else None,
        accepted_on=since if accepted else None,
        ever_accepted=handed_in.ever_accepted(row),
        submitted_by=frozenset(one.submitted_by for one in handed_in.counting(row)),
        owed_by=stands.awaits or OWED_BY[row.owner_capacity],
        returned_on=since if stands.state is State.RETURNED else None,
    )


async def _handed_in(
    session: AsyncSession, of_versions: ColumnElement[bool], of_returns: ColumnElement[bool]
) -> HandedIn:
    here = case((Deliverable.stage == Project.stage, Project.visit)).label("here")
    statement = (
        select(Submission, SubmissionReview, here)
        .join(Deliverable, Deliverable.id == Submission.deliverable_id)
        .join(Project, Project.id == Submission.project_id)
        .outerjoin(SubmissionReview, SubmissionReview.submission_id == Submission.id)
        .where(of_versions)
        .order_by(Submission.deliverable_id, Submission.number, SubmissionReview.id)
        .options(defer(Submission.note), defer(SubmissionReview.comments))
    )
    versions: dict[UUID, dict[UUID, Version]] = defaultdict(dict)
    counts: dict[UUID, frozenset[int]] = {}
    for row, review, visit in await session.execute(
        for_system(statement, "how deliverables stand")
    ):
        known = versions[row.deliverable_id].get(row.id) or _version(row)
        versions[row.deliverable_id][row.id] = _said(known, review)
        if visit is not None:
            counts[row.deliverable_id] = frozenset({visit})
    returns: dict[UUID, list[SentBack]] = defaultdict(list)
    returned = select(
        DeliverableReturn.deliverable_id, DeliverableReturn.number, DeliverableReturn.created_at
    ).where(of_returns)
    for line in await session.execute(for_system(returned, "how deliverables stand")):
        returns[line.deliverable_id].append(SentBack(number=line.number, at=line.created_at))
    return HandedIn(
        versions={id_: list(them.values()) for id_, them in versions.items()},
        returns=returns,
        counts=counts,
    )


def _by_code(rows: Iterable[Deliverable]) -> list[Deliverable]:
    """Sorted here: databases put text in an order of their own, and digests rest on it."""
    return sorted(rows, key=lambda row: row.code)


def _by_number(version: Version) -> int:
    return version.number


def _version(row: Submission) -> Version:
    return shown(Version, row, at=row.created_at, said=())


def _said(version: Version, review: SubmissionReview | None) -> Version:
    if review is None:
        return version
    said = Said(
        person_id=review.person_id,
        role=review.role,
        outcome=review.outcome,
        at=review.created_at,
    )
    return replace(version, said=(*version.said, said))
