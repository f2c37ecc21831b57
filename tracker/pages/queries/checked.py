"""Proofs, answers, exceptions and readings that wait to be checked, across projects."""

from collections.abc import Collection, Set
from uuid import UUID

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased

from tracker.compliance.catalogue_model import Requirement
from tracker.compliance.duties import ROLE_OF
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
from tracker.compliance.queries import catalogues
from tracker.identity import queries as identity
from tracker.identity.models import Organisation
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.pages.looking import Looking
from tracker.pages.queries.scope import Waiting, found_rows, of_active
from tracker.pilots.models import Indicator, Reading, ReadingCheck
from tracker.process.today import first_day_anywhere, project_day
from tracker.projects.models import Project
from tracker.web.language import N_


async def proofs(look: Looking) -> list[Waiting]:
    """Proofs that nobody has looked at since they came, with whoever checks each by its rule."""
    reviewed = exists().where(
        RequirementReview.project_id == Evidence.project_id,
        RequirementReview.requirement == Evidence.requirement,
        RequirementReview.created_at >= Evidence.created_at,
    )
    withdrawn = exists().where(EvidenceWithdrawal.evidence_id == Evidence.id)
    asked = (
        of_active(Evidence, look)
        .add_columns(
            Project.catalogue_id,
            Project.city_id,
            Evidence.requirement,
            func.min(Evidence.created_at).label("since"),
        )
        .where(~reviewed, ~withdrawn)
        .group_by(
            Project.code,
            Project.zone,
            Organisation.name,
            Project.catalogue_id,
            Project.city_id,
            Evidence.requirement,
        )
        .order_by(func.min(Evidence.created_at))
    )
    rows = await found_rows(look, asked)
    cities = {row.city_id for row in rows}
    held = await _held_in(look, cities) if cities else frozenset()
    found = []
    for row in rows:
        catalogue = await catalogues.by_id(look.session, row.catalogue_id)
        requirement = catalogue.by_id.get(row.requirement)
        if requirement is None:  # an upgrade took it away; its proofs stay on record
            continue
        one = Waiting(
            code=row.code,
            city=row.city,
            what=row.requirement,
            kind=N_("Proof to be checked"),
            today=project_day(row, look.now),
            href=f"/projects/{row.code}/requirements/{row.requirement}",
            since=project_day(row, row.since),
            owed_by=_checked_by(requirement, row.city_id, held),
            about=row.requirement,
        )
        found.append(one)
    return found


async def _held_in(look: Looking, cities: Collection[UUID]) -> Set[tuple[UUID, Role]]:
    """Which roles somebody holds in these cities today."""
    there = await identity.holders(look.session, CITY_ROLES, look.now, sorted(cities))
    return {(one.organisation_id, one.role) for one in there}


def _checked_by(
    requirement: Requirement, city_id: UUID, held: Set[tuple[UUID, Role]]
) -> tuple[Role, ...]:
    """Whoever verifies the requirement, or stands in where the city has nobody in that role."""
    role = ROLE_OF.get(requirement.verified_by)
    instead = requirement.verify_fallback
    if instead is not None and role in CITY_ROLES and (city_id, role) not in held:
        role = ROLE_OF.get(instead)
    return () if role is None else (role,)


async def answers(look: Looking) -> list[Waiting]:
    """Answers of “no” that a reviewer has not confirmed."""
    later = aliased(FactAnswer)
    asked = (
        of_active(FactAnswer, look)
        .add_columns(func.count().label("many"), func.min(FactAnswer.created_at).label("since"))
        .where(
            FactAnswer.answer == "no",
            ~exists().where(FactCheck.fact_answer_id == FactAnswer.id),
            ~exists().where(later.replaces_id == FactAnswer.id),
        )
        .group_by(Project.code, Project.zone, Organisation.name)
        .order_by(func.min(FactAnswer.created_at))
    )
    return [
        Waiting(
            code=row.code,
            city=row.city,
            what=str(row.many),
            kind=N_("Answers to be confirmed"),
            today=project_day(row, look.now),
            href=f"/projects/{row.code}/facts",
            since=project_day(row, row.since),
            owed_by=(Role.REVIEWER,),
        )
        for row in await found_rows(look, asked)
    ]


async def exceptions(look: Looking) -> list[Waiting]:
    """Exceptions asked for that this reader has not voted on."""
    asked = (
        of_active(Waiver, look)
        .add_columns(Waiver.requirement, Waiver.created_at, Waiver.expires)
        .where(
            Waiver.expires >= first_day_anywhere(look.now),
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
            today=project_day(row, look.now),
            href=f"/projects/{row.code}/requirements/{row.requirement}",
            since=project_day(row, row.created_at),
            owed_by=(Role.REVIEWER, Role.MANAGER, Role.CITY_APPROVER),
        )
        for row in await found_rows(look, asked)
        if row.expires >= project_day(row, look.now)
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
            today=project_day(row, look.now),
            href=f"/indicators/{row.id}",
            since=project_day(row, row.created_at),
            owed_by=(Role.OFFICER, Role.CITY_CONTACT),
        )
        for row in await found_rows(look, asked)
    ]
