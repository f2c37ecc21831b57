"""The pages of acts on the pilot: its plan, figures, incidents, evaluation, check-ins."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from tracker.gates import duties_api
from tracker.kernel.saying import Filled
from tracker.pages import not_the_readers
from tracker.pages.act_pages import About, ActPage
from tracker.pages.act_subjects import at_project, project_of, whatever_it_is_about
from tracker.pages.acts_of_gates import OPERATE
from tracker.pages.looking import Looking
from tracker.pages.project_tabs import crumbs_of
from tracker.pilots.api import evaluations as evaluations_api
from tracker.pilots.api import indicators as indicators_api
from tracker.pilots.api import operation as operation_api
from tracker.pilots.queries import evaluations, indicators, operation
from tracker.pilots.wire.indicators import IndicatorView
from tracker.pilots.wire.operation import PilotView
from tracker.projects import queries
from tracker.web.fields import Ask, Option
from tracker.web.language import N_

_SCORES = tuple(
    Option(str(number), label)
    for number, label in ((0, N_("Not ready")), (1, N_("In part")), (2, N_("Ready")))
)
_MONTHS = tuple(Option(str(one), str(one)) for one in (6, 12, 24))


async def _about_pilot(look: Looking, code: str) -> About:
    there: PilotView | dict[str, Any] = {}
    version = None
    pilot = await operation.pilot(look, await queries.get(look, code))
    if pilot is not None:
        plan = await operation.pilot_view(look.session, pilot)
        there = plan
        version = plan.version
    project = await project_of(look, code)
    return at_project(project, "/pilot", N_("Pilot"), there=there, version=version)


async def _about_indicator(look: Looking, indicator_id: UUID) -> About:
    row = IndicatorView.of(await indicators.indicator(look, indicator_id))
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    sent = await indicators.readings(look, indicator_id, None, 100)
    earlier = tuple(
        Option(str(one.id), _span(one.period_start, one.period_end)) for one in sent.items
    )
    return About(
        subject=f"{project.code} {project.title}",
        project=code,
        back=f"/indicators/{indicator_id}",
        crumbs=crumbs_of(code, project.title, (row.code, f"/indicators/{indicator_id}")),
        known=((N_("Figure"), f"{row.code} {row.title} ({row.unit})"),),
        there=row,
        asks={"replaces_id": Ask(options=earlier)},
        version=row.version,
        here=whatever_it_is_about(project),
    )


def _span(first: date, last: date) -> Filled:
    return Filled("%(first)s - %(last)s", first=first, last=last)


async def _about_reading(look: Looking, reading_id: UUID) -> About:
    reading = await indicators.reading(look, reading_id)
    row = await indicators.reading_view(look.session, reading)
    about = await _about_indicator(look, row.indicator_id)
    value = str(row.value) if row.value is not None else (row.not_reported_reason or "")
    return About(
        subject=about.subject,
        back=about.back,
        crumbs=about.crumbs,
        known=(*about.known, (_span(row.period_start, row.period_end), value)),
        here=replace(about.here, thing=row) if about.here is not None else None,
    )


async def _about_evaluation(look: Looking, evaluation_id: UUID) -> About:
    evaluation = await evaluations.evaluation(look, evaluation_id)
    row = await evaluations.evaluation_view(look.session, evaluation)
    code = await queries.code_of(look.session, row.project_id)
    known = ((N_("Findings"), row.findings),)
    return at_project(await project_of(look, code), "/pilot", N_("Pilot"), row, known=known)


async def _about_check_in(look: Looking, check_in_id: UUID) -> About:
    row = await evaluations.check_in(look, check_in_id)
    code = await queries.code_of(look.session, row.project_id)
    known = ((N_("What became of it"), row.text or row.not_reported_reason or ""),)
    return at_project(await project_of(look, code), "/pilot", N_("Pilot"), row, known=known)


PLAN = ActPage(
    handler=operation_api.plan_pilot,
    title=N_("Plan the pilot"),
    button=N_("Save the plan"),
    said=N_("The plan of the pilot is saved."),
    about=_about_pilot,
)
DEFINE = ActPage(
    handler=indicators_api.define_indicator,
    title=N_("Define a figure"),
    button=N_("Define"),
    said=N_("The figure is defined."),
    about=_about_pilot,
)
CHANGE = ActPage(
    handler=indicators_api.change_indicator,
    title=N_("Change the figure"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_indicator,
)
ENTER = ActPage(
    handler=indicators_api.enter_reading,
    title=N_("Enter a reading"),
    button=N_("Enter"),
    said=N_("The reading is entered and waits for somebody else to confirm it."),
    about=_about_indicator,
    asks={
        "file_id": Ask(upload=True),
        "value": Ask(needed=N_("unless there is none to report")),
        "not_reported_reason": Ask(needed=N_("needed where no value is reported")),
        "quality": Ask(needed=N_("needed with a value")),
        "source": Ask(needed=N_("needed with a value")),
    },
)
CHECK = ActPage(
    not_for=not_the_readers.checks_reading,
    handler=indicators_api.check_reading,
    title=N_("Check the reading"),
    button=N_("Check"),
    said=N_("Your check is on record."),
    about=_about_reading,
)
REPORT = ActPage(
    handler=operation_api.report_incident,
    title=N_("Report an incident"),
    button=N_("Report"),
    said=N_("The incident is on record; the officer and the reviewer are told."),
    about=_about_pilot,
)
EVALUATE = ActPage(
    says_why=True,
    handler=evaluations_api.evaluate,
    title=N_("Hand in the evaluation"),
    button=N_("Hand in"),
    said=N_("The evaluation is handed in."),
    about=_about_pilot,
    asks={"score": Ask(options=_SCORES)},
)
ACCEPT = ActPage(
    not_for=not_the_readers.accepts_evaluation,
    handler=evaluations_api.accept_evaluation,
    title=N_("Accept the evaluation"),
    button=N_("Accept"),
    said=N_("You have accepted the evaluation for your side."),
    about=_about_evaluation,
)
CHECK_IN = ActPage(
    handler=duties_api.enter_check_in,
    title=N_("Enter a check-in"),
    button=N_("Enter"),
    said=N_("The check-in is entered."),
    about=_about_pilot,
    asks={"months": Ask(options=_MONTHS)},
)
CONFIRM = ActPage(
    not_for=not_the_readers.confirms_check_in,
    handler=evaluations_api.confirm_check_in,
    title=N_("Confirm the check-in"),
    button=N_("Confirm"),
    said=N_("The check-in is confirmed."),
    about=_about_check_in,
)

OF_A_PILOT = (PLAN, DEFINE, OPERATE, REPORT, EVALUATE, CHECK_IN)
OF_AN_INDICATOR = (ENTER, CHANGE)
OF_A_READING = (CHECK,)
OF_AN_EVALUATION = (ACCEPT,)
OF_A_CHECK_IN = (CONFIRM,)
PAGES = (
    PLAN,
    DEFINE,
    CHANGE,
    ENTER,
    CHECK,
    REPORT,
    EVALUATE,
    ACCEPT,
    CHECK_IN,
    CONFIRM,
)
