"""Indicators, their readings, and the check of a reading by somebody else."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import UNSET
from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.pilots.models import Indicator, Reading, ReadingCheck, ReadingOutcome
from tracker.pilots.queries import measuring as queries
from tracker.pilots.wire.measuring import (
    IndicatorChange,
    NewIndicator,
    NewReading,
    NewReadingCheck,
    ReadingStatus,
)
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.today import project_day
from tracker.projects import commands as projects
from tracker.projects.models import Project
from tracker.projects.queries import has_begun
from tracker.web.values import word_of


async def define_indicator(
    session: AsyncSession, actor: Actor, project: Project, asked: NewIndicator, now: datetime
) -> Indicator:
    """Say what is measured, from which baseline to which target."""
    refuse_if_shut(Act.INDICATOR_WRITE, project)
    if await queries.code_is_taken(session, project.id, asked.code):
        raise Unfit(
            "code",
            Filled(N_("%(code)s is taken in this project; choose another code."), code=asked.code),
        )
    await _expect_past_baseline(session, actor, project, asked.baseline_on, now)
    row = Indicator(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        code=asked.code,
        title=asked.title,
        definition=asked.definition,
        unit=asked.unit,
        direction=asked.direction,
        must_have=asked.must_have,
        baseline_value=asked.baseline_value,
        baseline_on=asked.baseline_on,
        baseline_method=asked.baseline_method,
        target_value=asked.target_value,
        target_on=asked.target_on,
    )
    session.add(row)
    journal.record(session, actor, "indicator.defined", project.id, now, on=row, code=row.code)
    await session.flush()
    return row


async def change_indicator(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: Indicator,
    asked: IndicatorChange,
    version: int,
    now: datetime,
) -> Indicator:
    """Change a definition, a baseline or a target; readings stay as they are."""
    refuse_if_shut(Act.INDICATOR_WRITE, project)
    expect_version(row, version)
    if asked.baseline_on is not UNSET:
        await _expect_past_baseline(session, actor, project, asked.baseline_on, now)
    changed = {
        name: value
        for name in asked.__struct_fields__
        if (value := getattr(asked, name)) is not UNSET
    }
    detail = journal.change(row, changed)
    journal.record(session, actor, "indicator.changed", project.id, now, on=row, **detail)
    await session.flush()
    return row


async def enter_reading(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    indicator: Indicator,
    asked: NewReading,
    now: datetime,
) -> Reading:
    """Enter a value of a period, or why none is reported; a correction names what it replaces."""
    refuse_if_shut(Act.READING_ENTER, project)
    _expect_value_or_reason(asked)
    _expect_period(project, asked, now)
    if asked.file_id is not None:
        await projects.own_file(session, actor, project.id, asked.file_id)
    if asked.replaces_id is not None:
        await _expect_replaceable(session, actor, indicator, asked.replaces_id)
    row = Reading(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        indicator_id=indicator.id,
        organisation_id=actor.organisation_id,
        entered_by=actor.person_id,
        period_start=asked.period_start,
        period_end=asked.period_end,
        value=asked.value,
        not_reported_reason=asked.not_reported_reason,
        quality=asked.quality,
        source=asked.source,
        file_id=asked.file_id,
        replaces_id=asked.replaces_id,
    )
    session.add(row)
    journal.record(
        session, actor, "reading.entered", project.id, now, on=row, indicator=indicator.id
    )
    await session.flush()
    return row


async def check_reading(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    row: Reading,
    asked: NewReadingCheck,
    now: datetime,
) -> ReadingCheck:
    """Verify or return what another person entered."""
    refuse_if_shut(Act.READING_CHECK, project)
    if row.entered_by == actor.person_id:
        raise Forbidden(N_("Whoever entered a reading does not check it; somebody else has to."))
    status = (await queries.reading_view(session, row)).status
    if status is not ReadingStatus.ENTERED:
        raise Conflict(
            Filled(
                N_("The reading is %(status)s; a correction is entered as a new one."),
                status=word_of(status),
            )
        )
    if asked.outcome is ReadingOutcome.RETURNED and not asked.comment.strip():
        raise Unfit("comment", N_("Say what is to be corrected."))
    check = ReadingCheck(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        reading_id=row.id,
        person_id=actor.person_id,
        outcome=asked.outcome,
        comment=asked.comment,
    )
    session.add(check)
    what = f"reading.{asked.outcome.value}"
    journal.record(session, actor, what, project.id, now, on=check, reading=row.id)
    await session.flush()
    return check


async def _expect_past_baseline(
    session: AsyncSession, actor: Actor, project: Project, day: date | None, now: datetime
) -> None:
    if day is not None and not await has_begun(session, actor, project, day, now):
        raise Unfit("baseline_on", N_("Give the day it was measured; it cannot be in the future."))


def _expect_value_or_reason(asked: NewReading) -> None:
    if (asked.value is None) == (asked.not_reported_reason is None):
        raise Unfit("value", N_("Give either a value or the reason why none is reported."))
    if asked.value is not None and asked.source is None:
        raise Unfit("source", N_("Say where the value comes from."))
    if (asked.value is None) != (asked.quality is None):
        raise Unfit("quality", N_("A value has a quality class; nothing else has."))


def _expect_period(project: Project, asked: NewReading, now: datetime) -> None:
    """The giver may live further east than the project, by a day."""
    if asked.period_end < asked.period_start:
        raise Unfit("period_end", N_("Give an end that is not before the start."))
    if asked.period_end > project_day(project, now) + timedelta(days=1):
        raise Unfit("period_end", N_("Give a period that has ended; it cannot be in the future."))


async def _expect_replaceable(
    session: AsyncSession, actor: Actor, indicator: Indicator, reading_id: UUID
) -> None:
    old = await queries.reading_of_indicator(session, indicator.id, reading_id)
    if old is None or old.organisation_id != actor.organisation_id:
        raise Unfit("replaces_id", N_("Name a reading of this indicator that your side entered."))
    if (await queries.reading_view(session, old)).status is ReadingStatus.REPLACED:
        raise Conflict(N_("The reading was replaced; correct the newer one."))
