"""Loads what is on record about a project's requirements: seven statements, however much it is."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    String,
    Uuid,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.lists import Answer
from tracker.compliance.models import (
    CatalogueUpgrade,
    CatalogueUpgradeApproval,
    CheckOutcome,
    Evidence,
    EvidenceWithdrawal,
    FactAnswer,
    FactCheck,
    Justification,
    JustificationCheck,
    RequirementReview,
    VoteOutcome,
    Waiver,
    WaiverEnd,
    WaiverUse,
    WaiverVote,
)
from tracker.compliance.record import (
    AnswerOnRecord,
    EventOnRecord,
    EvidenceOnRecord,
    JustificationOnRecord,
    OperationOnRecord,
    Record,
    ReviewOnRecord,
    UpgradeOnRecord,
    VisitOnRecord,
    VoteOnRecord,
    WaiverOnRecord,
)
from tracker.files.models import StoredFile
from tracker.kernel.database import for_system
from tracker.process.stages import Operation, Stage
from tracker.projects.models import OperationChange, Project, RecheckEvent, StageVisit

T = TypeVar("T", EvidenceOnRecord, ReviewOnRecord, WaiverOnRecord)

_WHY = "the status of requirements"
_NO_UUID, _NO_NUMBER = cast(null(), Uuid()), cast(null(), BigInteger())
_NO_WORD = cast(null(), String())


async def record_of(session: AsyncSession, project: Project) -> Record:
    """All of it, whoever asks: a status rests on everything; what is shown is narrowed later."""
    claims = (await session.execute(_claims(project.id))).all()
    timeline = (await session.execute(_timeline(project.id))).all()
    return Record(
        zone=project.zone,
        answers=_answers(row for row in claims if row.what == "answer"),
        evidence=_by_requirement(await _evidence(session, project.id)),
        reviews=_by_requirement(await _reviews(session, project.id)),
        justifications=_justifications(row for row in claims if row.what == "justification"),
        waivers=_by_requirement(await _waivers(session, project.id)),
        visits=tuple(
            VisitOnRecord(
                number=row.number,
                stage=Stage(row.word),
                entered_on=row.day,
                asked=row.other_word,
                left_visit=row.other_number,
            )
            for row in sorted(
                (row for row in timeline if row.what == "visit"), key=lambda row: row.number
            )
        ),
        events=tuple(
            EventOnRecord(kind=row.word, on_day=row.day, at=row.at)
            for row in sorted(
                (row for row in timeline if row.what == "event"),
                key=lambda row: (row.day, row.at),
            )
        ),
        operations=tuple(
            OperationOnRecord(becomes=Operation(row.word), on_day=row.day)
            for row in timeline
            if row.what == "operation"
        ),
        upgrades=tuple(
            UpgradeOnRecord(from_id=row.from_id, to_id=row.to_id, at=row.at)
            for row in timeline
            if row.what == "upgrade"
        ),
    )


def _claims(project_id: UUID) -> Select[Any]:
    """Answers to facts and justifications: both are somebody's claim that another one checks."""
    answers = (
        select(
            literal("answer").label("what"),
            FactAnswer.id,
            FactAnswer.fact.label("subject"),
            type_coerce(FactAnswer.answer, String).label("answer"),
            FactAnswer.reason.label("text"),
            FactAnswer.by,
            FactAnswer.created_at.label("at"),
            type_coerce(FactCheck.outcome, String).label("outcome"),
            FactCheck.person_id.label("checked_by"),
            FactCheck.created_at.label("checked_at"),
        )
        .outerjoin(FactCheck, FactCheck.fact_answer_id == FactAnswer.id)
        .where(FactAnswer.project_id == project_id)
    )
    justifications = (
        select(
            literal("justification"),
            Justification.id,
            Justification.requirement,
            _NO_WORD,
            Justification.text,
            Justification.by,
            Justification.created_at,
            type_coerce(JustificationCheck.outcome, String),
            JustificationCheck.person_id,
            JustificationCheck.created_at,
        )
        .outerjoin(JustificationCheck, JustificationCheck.justification_id == Justification.id)
        .where(Justification.project_id == project_id)
    )
    both = union_all(answers, justifications).subquery()
    return for_system(select(both).order_by(both.c.at, both.c.id), _WHY)


def _timeline(project_id: UUID) -> Select[Any]:
    """What happened to the project that reviews and waivers may no longer stand after."""
    visits = select(
        literal("visit").label("what"),
        StageVisit.id,
        StageVisit.created_at.label("at"),
        StageVisit.entered_on.label("day"),
        StageVisit.number,
        StageVisit.left_visit.label("other_number"),
        type_coerce(StageVisit.stage, String).label("word"),
        StageVisit.asked.label("other_word"),
        _NO_UUID.label("from_id"),
        _NO_UUID.label("to_id"),
    ).where(StageVisit.project_id == project_id)
    events = select(
        literal("event"),
        RecheckEvent.id,
        RecheckEvent.created_at,
        RecheckEvent.on_day,
        _NO_NUMBER,
        _NO_NUMBER,
        RecheckEvent.kind,
        _NO_WORD,
        _NO_UUID,
        _NO_UUID,
    ).where(RecheckEvent.project_id == project_id)
    operations = select(
        literal("operation"),
        OperationChange.id,
        OperationChange.created_at,
        OperationChange.on_day,
        _NO_NUMBER,
        _NO_NUMBER,
        type_coerce(OperationChange.becomes, String),
        _NO_WORD,
        _NO_UUID,
        _NO_UUID,
    ).where(OperationChange.project_id == project_id)
    upgrades = (
        select(
            literal("upgrade"),
            CatalogueUpgradeApproval.id,
            CatalogueUpgradeApproval.created_at,
            cast(null(), Date()),
            _NO_NUMBER,
            _NO_NUMBER,
            _NO_WORD,
            _NO_WORD,
            CatalogueUpgrade.from_id,
            CatalogueUpgrade.to_id,
        )
        .join(CatalogueUpgrade, CatalogueUpgrade.id == CatalogueUpgradeApproval.upgrade_id)
        .where(CatalogueUpgrade.project_id == project_id)
    )
    all_of_it = union_all(visits, events, operations, upgrades).subquery()
    return for_system(select(all_of_it).order_by(all_of_it.c.at, all_of_it.c.id), _WHY)


async def _evidence(session: AsyncSession, project_id: UUID) -> list[EvidenceOnRecord]:
    asked = (
        select(
            Evidence.id,
            Evidence.requirement,
            Evidence.organisation_id,
            Evidence.kind,
            Evidence.title,
            Evidence.effective_on,
            Evidence.valid_until,
            Evidence.form,
            Evidence.file_id,
            StoredFile.sha256.label("file_sha256"),
            Evidence.pages,
            Evidence.submission_id,
            Evidence.url,
            Evidence.seen_by,
            Evidence.seen_on,
            Evidence.kept_at,
            Evidence.page_count,
            Evidence.seen_sha256,
            Evidence.submitted_by,
            Evidence.created_at.label("submitted_at"),
            Evidence.replaces_id,
            EvidenceWithdrawal.created_at.label("withdrawn_at"),
        )
        .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
        .outerjoin(EvidenceWithdrawal, EvidenceWithdrawal.evidence_id == Evidence.id)
        .where(Evidence.project_id == project_id)
        .order_by(Evidence.id)
    )
    rows = await session.execute(for_system(asked, _WHY))
    return [EvidenceOnRecord(**row._mapping) for row in rows]


async def _reviews(session: AsyncSession, project_id: UUID) -> list[ReviewOnRecord]:
    one = RequirementReview
    asked = (
        select(
            one.id,
            one.requirement,
            one.gate,
            one.visit,
            one.evidence_digest,
            one.pieces,
            one.criteria,
            one.rejected,
            one.more_wanted,
            one.comment,
            one.by,
            one.created_at,
            one.verified_as,
        )
        .where(one.project_id == project_id)
        .order_by(one.created_at, one.id)
    )
    rows = await session.execute(for_system(asked, _WHY))
    return [
        ReviewOnRecord(
            id=row.id,
            requirement=row.requirement,
            gate=row.gate,
            visit=row.visit,
            evidence_digest=row.evidence_digest,
            pieces=tuple(UUID(piece) for piece in row.pieces),
            ticked=frozenset(row.criteria),
            rejected=row.rejected,
            more_wanted=row.more_wanted,
            comment=row.comment,
            by=row.by,
            at=row.created_at,
            verified_as=row.verified_as,
        )
        for row in rows
    ]


async def _waivers(session: AsyncSession, project_id: UUID) -> list[WaiverOnRecord]:
    """One row for each pair of vote and use; there are few of either."""
    asked = (
        select(
            Waiver,
            WaiverEnd.created_at.label("revoked_at"),
            WaiverVote.person_id.label("voter"),
            WaiverVote.role,
            WaiverVote.outcome,
            WaiverVote.created_at.label("voted_at"),
            WaiverUse.gate.label("used_gate"),
            WaiverUse.visit.label("used_visit"),
        )
        .outerjoin(WaiverEnd, WaiverEnd.waiver_id == Waiver.id)
        .outerjoin(WaiverVote, WaiverVote.waiver_id == Waiver.id)
        .outerjoin(WaiverUse, WaiverUse.waiver_id == Waiver.id)
        .where(Waiver.project_id == project_id)
        .order_by(Waiver.id, WaiverVote.created_at, WaiverVote.id)
    )
    rows: dict[UUID, list[Any]] = {}
    for row in await session.execute(for_system(asked, _WHY)):
        rows.setdefault(row.Waiver.id, []).append(row)
    return [_waiver(of_one) for of_one in rows.values()]


def _waiver(rows: list[Any]) -> WaiverOnRecord:
    waiver = rows[0].Waiver
    votes = {
        row.voter: VoteOnRecord(
            person_id=row.voter,
            role=row.role,
            in_favour=row.outcome is VoteOutcome.FOR,
            at=row.voted_at,
        )
        for row in rows
        if row.voter is not None
    }
    return WaiverOnRecord(
        id=waiver.id,
        requirement=waiver.requirement,
        gates=frozenset(waiver.gates),
        reason=waiver.reason,
        compensating_measure=waiver.compensating_measure,
        residual_risk=waiver.residual_risk,
        requested_by=waiver.requested_by,
        organisation_id=waiver.organisation_id,
        requested_at=waiver.created_at,
        starts=waiver.starts,
        expires=waiver.expires,
        action=waiver.action,
        action_owner=waiver.action_owner,
        action_due=waiver.action_due,
        revoked_at=rows[0].revoked_at,
        votes=tuple(votes.values()),
        uses=frozenset((row.used_gate, row.used_visit) for row in rows if row.used_gate),
    )


def _answers(rows: Iterable[Any]) -> dict[str, tuple[AnswerOnRecord, ...]]:
    found: dict[str, tuple[AnswerOnRecord, ...]] = {}
    for row in rows:
        answer = AnswerOnRecord(
            id=row.id,
            fact=row.subject,
            answer=Answer(row.answer),
            reason=row.text,
            by=row.by,
            at=row.at,
            confirmed=_agreed(row.outcome),
            checked_by=row.checked_by,
            checked_at=row.checked_at,
        )
        found[row.subject] = (*found.get(row.subject, ()), answer)
    return found


def _justifications(rows: Iterable[Any]) -> dict[str, tuple[JustificationOnRecord, ...]]:
    found: dict[str, tuple[JustificationOnRecord, ...]] = {}
    for row in rows:
        ground = JustificationOnRecord(
            id=row.id,
            requirement=row.subject,
            text=row.text,
            by=row.by,
            at=row.at,
            verified=_agreed(row.outcome),
            checked_by=row.checked_by,
            checked_at=row.checked_at,
        )
        found[row.subject] = (*found.get(row.subject, ()), ground)
    return found


def _agreed(outcome: str | None) -> bool | None:
    return None if outcome is None else outcome == CheckOutcome.CONFIRMED


def _by_requirement(rows: Iterable[T]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(row.requirement, []).append(row)
    return {requirement: tuple(them) for requirement, them in found.items()}
