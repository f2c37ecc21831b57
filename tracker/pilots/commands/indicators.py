"""Indicators, their readings, and the check of a reading by somebody else."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import UNSET

from tracker import journal
from tracker.journal.desk import Desk
from tracker.kernel.by_name import given, made
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.pilots.models import Indicator, Reading, ReadingCheck, ReadingOutcome
from tracker.pilots.queries import indicators as queries
from tracker.pilots.wire.indicators import (
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


async def define_indicator(desk: Desk, project: Project, data: NewIndicator) -> Indicator:
    """Say what is measured, from which baseline to which target."""
    refuse_if_shut(Act.INDICATOR_WRITE, project)
    if await queries.code_is_taken(desk.session, project.id, data.code):
        raise Unfit(
            "code",
            Filled(N_("%(code)s is taken in this project; choose another code."), code=data.code),
        )
    await _expect_past_baseline(desk, project, data.baseline_on)
    row = desk.add(made(Indicator, data, project_id=project.id))
    desk.record("indicator.defined", row, code=row.code)
    await desk.session.flush()
    return row


async def change_indicator(
    desk: Desk, project: Project, row: Indicator, data: IndicatorChange, version: int
) -> Indicator:
    """Change a definition, a baseline or a target; readings stay as they are."""
    refuse_if_shut(Act.INDICATOR_WRITE, project)
    expect_version(row, version)
    if data.baseline_on is not UNSET:
        await _expect_past_baseline(desk, project, data.baseline_on)
    changed = given(data)
    detail = journal.change(row, changed)
    desk.record("indicator.changed", row, **detail)
    await desk.session.flush()
    return row


async def enter_reading(
    desk: Desk, project: Project, indicator: Indicator, data: NewReading
) -> Reading:
    """Enter a value of a period, or why none is reported; a correction names what it replaces."""
    refuse_if_shut(Act.READING_ENTER, project)
    _expect_value_or_reason(data)
    _expect_period(project, data, desk.now)
    if data.file_id is not None:
        await projects.own_file(desk, project.id, data.file_id)
    if data.replaces_id is not None:
        await _expect_replaceable(desk, indicator, data.replaces_id)
    row = desk.add(
        made(
            Reading,
            data,
            project_id=project.id,
            indicator_id=indicator.id,
            organisation_id=desk.actor.organisation_id,
            entered_by=desk.actor.person_id,
        )
    )
    desk.record("reading.entered", row, indicator=indicator.id)
    await desk.session.flush()
    return row


async def check_reading(
    desk: Desk, project: Project, row: Reading, data: NewReadingCheck
) -> ReadingCheck:
    """Verify or return what another person entered."""
    refuse_if_shut(Act.READING_CHECK, project)
    if row.entered_by == desk.actor.person_id:
        raise Forbidden(N_("Whoever entered a reading does not check it; somebody else has to."))
    status = (await queries.reading_view(desk.session, row)).status
    if status is not ReadingStatus.ENTERED:
        raise Conflict(
            Filled(
                N_("The reading is %(status)s; a correction is entered as a new one."),
                status=word_of(status),
            )
        )
    if data.outcome is ReadingOutcome.RETURNED and not data.comment.strip():
        raise Unfit("comment", N_("Say what is to be corrected."))
    check = desk.add(
        ReadingCheck(
            project_id=project.id,
            reading_id=row.id,
            person_id=desk.actor.person_id,
            outcome=data.outcome,
            comment=data.comment,
        )
    )
    what = f"reading.{data.outcome.value}"
    desk.record(what, check, reading=row.id)
    await desk.session.flush()
    return check


async def _expect_past_baseline(desk: Desk, project: Project, day: date | None) -> None:
    if day is not None and not await has_begun(desk, project, day):
        raise Unfit("baseline_on", N_("Give the day it was measured; it cannot be in the future."))


def _expect_value_or_reason(data: NewReading) -> None:
    if (data.value is None) == (data.not_reported_reason is None):
        raise Unfit("value", N_("Give either a value or the reason why none is reported."))
    if data.value is not None and data.source is None:
        raise Unfit("source", N_("Say where the value comes from."))
    if (data.value is None) != (data.quality is None):
        raise Unfit("quality", N_("A value has a quality class; nothing else has."))


def _expect_period(project: Project, data: NewReading, now: datetime) -> None:
    """The giver may live further east than the project, by a day."""
    if data.period_end < data.period_start:
        raise Unfit("period_end", N_("Give an end that is not before the start."))
    if data.period_end > project_day(project, now) + timedelta(days=1):
        raise Unfit("period_end", N_("Give a period that has ended; it cannot be in the future."))


async def _expect_replaceable(desk: Desk, indicator: Indicator, reading_id: UUID) -> None:
    old = await queries.reading_of_indicator(desk.session, indicator.id, reading_id)
    if old is None or old.organisation_id != desk.actor.organisation_id:
        raise Unfit("replaces_id", N_("Name a reading of this indicator that your side entered."))
    if (await queries.reading_view(desk.session, old)).status is ReadingStatus.REPLACED:
        raise Conflict(N_("The reading was replaced; correct the newer one."))
