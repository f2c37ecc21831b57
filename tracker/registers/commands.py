"""Raising, assessing and closing risks and issues; recording lessons and meetings."""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Actor
from tracker.kernel.by_name import given, made
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.people import queries as people
from tracker.process.policy import Act, Relation, relation
from tracker.process.shut import refuse_if_shut
from tracker.process.today import project_day
from tracker.projects import queries as projects
from tracker.projects.models import Project
from tracker.projects.rules import TAKES_PART
from tracker.registers import queries
from tracker.registers.models import Assessment, Concern, ConcernKind, Lesson, Meeting
from tracker.registers.rules import CERTAIN
from tracker.registers.wire import (
    ConcernChange,
    NewAssessment,
    NewClosing,
    NewConcern,
    NewLesson,
    NewMeeting,
)
from tracker.web.values import word_of

Replaced = TypeVar("Replaced", Lesson, Meeting)


async def raise_concern(desk: Desk, project: Project, data: NewConcern) -> Concern:
    """A risk or an issue with its owner, its day and a first assessment."""
    refuse_if_shut(Act.CONCERN_RAISE, project)
    await _expect_owner(desk, project, data.owner_id)
    _expect_day(project, data.due, desk.now)
    await _expect_origins(desk.session, project, data)
    row = desk.add(
        Concern(
            project_id=project.id,
            kind=data.kind,
            category=data.category,
            title=data.title,
            response=data.response,
            owner_id=data.owner_id,
            due=data.due,
            organisation_id=desk.actor.organisation_id,
            raised_by=desk.actor.person_id,
            from_risk_id=data.from_risk_id,
            from_meeting_id=data.from_meeting_id,
        )
    )
    desk.record(f"{row.kind.value}.raised", row, category=row.category)
    await desk.session.flush()
    _assessed(desk, row, data.assessment, 1)
    await desk.session.flush()
    return row


async def assess(desk: Desk, project: Project, row: Concern, data: NewAssessment) -> Assessment:
    """How it stands now; what was said before stays, so that the trend can be told."""
    refuse_if_shut(Act.CONCERN_ANSWER, project)
    _expect_theirs(desk.actor, row)
    number = 1 + len((await queries.assessments(desk.session, [row.id]))[row.id])
    assessment = _assessed(desk, row, data, number)
    desk.record(
        f"{row.kind.value}.assessed",
        row,
        likelihood=assessment.likelihood,
        impact=assessment.impact,
    )
    await desk.session.flush()
    return assessment


async def change_concern(
    desk: Desk, project: Project, row: Concern, data: ConcernChange, version: int
) -> Concern:
    """Word it anew, hand it to another owner, or set another day; old and new are on record."""
    refuse_if_shut(Act.CONCERN_ANSWER, project)
    expect_version(row, version)
    _expect_theirs(desk.actor, row)
    changed = given(data)
    if data.owner_id is not UNSET:
        await _expect_owner(desk, project, data.owner_id)
    if data.due is not UNSET:
        _expect_day(project, data.due, desk.now)
    if changed:
        detail = journal.change(row, changed, never=("title",))
        desk.record(f"{row.kind.value}.changed", row, **detail)
    await desk.session.flush()
    return row


async def close_concern(desk: Desk, project: Project, row: Concern, data: NewClosing) -> Concern:
    """It is over, also in a project that has ended; what comes back is raised anew."""
    refuse_if_shut(Act.CONCERN_ANSWER, project)
    _expect_theirs(desk.actor, row)
    row.outcome, row.closed_by, row.closed_at = data.outcome, desk.actor.person_id, desk.now
    desk.record(f"{row.kind.value}.closed", row)
    await desk.session.flush()
    return row


async def record_lesson(desk: Desk, project: Project, data: NewLesson) -> Lesson:
    """What was learned, in the stage that the project stands in; also after it has ended."""
    refuse_if_shut(Act.LESSON_RECORD, project)
    await _expect_replaceable(desk, project, Lesson, data.replaces_id)
    row = desk.add(
        made(
            Lesson,
            data,
            project_id=project.id,
            stage=project.stage,
            organisation_id=desk.actor.organisation_id,
            by=desk.actor.person_id,
        )
    )
    desk.record("lesson.recorded", row, category=row.category)
    await desk.session.flush()
    return row


async def record_meeting(desk: Desk, project: Project, data: NewMeeting) -> Meeting:
    """A meeting, visit or call that was held; what it agreed to do are issues that name it."""
    refuse_if_shut(Act.MEETING_RECORD, project)
    if not await projects.has_begun(desk, project, data.held_on):
        raise Unfit("held_on", N_("Give the day it was held; it cannot be in the future."))
    known = await people.organisations_by_id(desk.session, data.parties)
    if set(data.parties) - known.keys():
        raise Unfit("parties", N_("Name organisations that are registered here."))
    await _expect_replaceable(desk, project, Meeting, data.replaces_id)
    row = desk.add(
        made(
            Meeting,
            data,
            project_id=project.id,
            parties=[str(one) for one in dict.fromkeys(data.parties)],
            organisation_id=desk.actor.organisation_id,
            by=desk.actor.person_id,
        )
    )
    desk.record("meeting.recorded", row, kind=row.kind)
    await desk.session.flush()
    return row


def _assessed(desk: Desk, row: Concern, data: NewAssessment, number: int) -> Assessment:
    likelihood = data.likelihood
    if row.kind is ConcernKind.ISSUE:
        if likelihood is not None:
            raise Unfit("likelihood", N_("An issue has happened; leave the field out."))
        likelihood = CERTAIN
    elif likelihood is None:
        raise Unfit("likelihood", N_("Say how likely the risk is, from 1 to 5."))
    return desk.add(
        Assessment(
            project_id=row.project_id,
            concern_id=row.id,
            number=number,
            likelihood=likelihood,
            impact=data.impact,
            why=data.why,
            by=desk.actor.person_id,
        )
    )


def _expect_theirs(actor: Actor, row: Concern) -> None:
    """Of those who see it: the desk, its owner and whoever raised it answer for it."""
    own = relation(actor, Act.CONCERN_ANSWER) is Relation.OWN
    if row.closed_by is not None:
        raise Conflict(
            Filled(N_("This %(kind)s is closed; raise another one."), kind=word_of(row.kind))
        )
    if own and actor.person_id not in (row.owner_id, row.raised_by):
        raise Forbidden(
            Filled(
                N_("The owner of the %(kind)s, who raised it, or an officer does so."),
                kind=word_of(row.kind),
            )
        )


async def _expect_owner(desk: AnyDesk, project: Project, owner_id: UUID) -> None:
    if owner_id not in await projects.roles_here(desk, project, [owner_id]):
        raise Unfit("owner_id", TAKES_PART)


def _expect_day(project: Project, due: date, now: datetime) -> None:
    if due < project_day(project, now):
        raise Unfit("due", N_("Give a day that has not passed."))


async def _expect_origins(session: AsyncSession, project: Project, data: NewConcern) -> None:
    if data.from_risk_id is not None:
        risk = await queries.of_project(session, Concern, project.id, data.from_risk_id)
        if data.kind is ConcernKind.RISK or risk is None or risk.kind is not ConcernKind.RISK:
            raise Unfit(
                "from_risk_id", N_("Only an issue comes from a risk; name one of this project.")
            )
    if data.from_meeting_id is not None and not await queries.of_project(
        session, Meeting, project.id, data.from_meeting_id
    ):
        raise Unfit("from_meeting_id", N_("Name a meeting of this project."))


async def _expect_replaceable(
    desk: Desk, project: Project, table: type[Replaced], replaces_id: UUID | None
) -> None:
    """A correction comes from the organisation that wrote the first, and names the newest."""
    if replaces_id is None:
        return
    row = await queries.of_project(desk.session, table, project.id, replaces_id)
    if row is None or row.organisation_id != desk.actor.organisation_id:
        raise Unfit(
            "replaces_id", N_("Name an entry that your organisation wrote in this project.")
        )
    if await queries.is_replaced(desk.session, table, replaces_id):
        raise Conflict(N_("This entry was corrected already; name the correction."))
