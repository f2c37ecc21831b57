"""Proofs, answers, exceptions and readings that wait to be checked, across projects."""

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased

from tracker.compliance.models import (
    Evidence,
    EvidenceWithdrawal,
    FactAnswer,
    FactCheck,
    RequirementReview,
    Waiver,
    WaiverEnd,
    WaiverVote,
)
from tracker.identity.models import Organisation
from tracker.kernel.actor import Role
from tracker.pages.looking import Looking
from tracker.pages.queries.scope import Waiting, day_of, found_rows, of_active, today
from tracker.pilots.models import Indicator, Reading, ReadingCheck
from tracker.projects.models import Project
from tracker.web.language import N_


async def to_check(look: Looking) -> list[Waiting]:
    """Proofs, answers and exceptions that a reviewer has not looked at."""
    reviewed = exists().where(
        RequirementReview.project_id == Evidence.project_id,
        RequirementReview.requirement == Evidence.requirement,
        RequirementReview.created_at >= Evidence.created_at,
    )
    withdrawn = exists().where(EvidenceWithdrawal.evidence_id == Evidence.id)
    proofs = (
        of_active(Evidence, look)
        .add_columns(Evidence.requirement, func.min(Evidence.created_at).label("since"))
        .where(~reviewed, ~withdrawn)
        .group_by(Project.code, Organisation.name, Evidence.requirement)
        .order_by(func.min(Evidence.created_at))
    )
    later = aliased(FactAnswer)
    answers = (
        of_active(FactAnswer, look)
        .add_columns(func.count().label("many"), func.min(FactAnswer.created_at).label("since"))
        .where(
            FactAnswer.answer == "no",
            ~exists().where(FactCheck.fact_answer_id == FactAnswer.id),
            ~exists().where(later.replaces_id == FactAnswer.id),
        )
        .group_by(Project.code, Organisation.name)
        .order_by(func.min(FactAnswer.created_at))
    )
    found = [
        Waiting(
            code=row.code,
            city=row.city,
            what=row.requirement,
            kind=N_("Proof to be checked"),
            href=f"/projects/{row.code}/requirements/{row.requirement}",
            since=day_of(look, row.since),
            owed_by=(Role.REVIEWER,),
        )
        for row in await found_rows(look, proofs)
    ]
    return found + [
        Waiting(
            code=row.code,
            city=row.city,
            what=str(row.many),
            kind=N_("Answers to be confirmed"),
            href=f"/projects/{row.code}/facts",
            since=day_of(look, row.since),
            owed_by=(Role.REVIEWER,),
        )
        for row in await found_rows(look, answers)
    ]


async def exceptions(look: Looking) -> list[Waiting]:
    """Exceptions asked for that this reader has not voted on."""
    asked = (
        of_active(Waiver, look)
        .add_columns(Waiver.requirement, Waiver.created_at)
        .where(
            Waiver.expires >= today(look),
            Waiver.requested_by != look.actor.person_id,
            ~exists().where(
                WaiverVote.waiver_id == Waiver.id, WaiverVote.person_id == look.actor.person_id
            ),
            ~exists().where(WaiverVote.waiver_id == Waiver.id, WaiverVote.outcome == "against"),
            ~exists().where(WaiverEnd.waiver_id == Waiver.id),
        )
        .order_by(Waiver.id)
    )
    return [
        Waiting(
            code=row.code,
            city=row.city,
            what=row.requirement,
            kind=N_("Exception asked for"),
            href=f"/projects/{row.code}/requirements/{row.requirement}",
            since=day_of(look, row.created_at),
            owed_by=(Role.REVIEWER, Role.MANAGER, Role.CITY_APPROVER),
        )
        for row in await found_rows(look, asked)
    ]


async def readings_to_check(look: Looking) -> list[Waiting]:
    """Readings that somebody else has to confirm."""
    later = aliased(Reading)
    asked = (
        of_active(Reading, look)
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .add_columns(
            Indicator.id, Indicator.code.label("item"), Indicator.title, Reading.created_at
        )
        .where(
            Reading.entered_by != look.actor.person_id,
            ~exists().where(ReadingCheck.reading_id == Reading.id),
            ~exists().where(later.replaces_id == Reading.id),
        )
        .order_by(Reading.id)
    )
    return [
        Waiting(
            code=row.code,
            city=row.city,
            what=f"{row.item} {row.title}",
            kind=N_("Reading to be confirmed"),
            href=f"/indicators/{row.id}",
            since=day_of(look, row.created_at),
            owed_by=(Role.OFFICER, Role.CITY_CONTACT),
        )
        for row in await found_rows(look, asked)
    ]
