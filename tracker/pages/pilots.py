"""The pilot of a project: plan, figures, incidents, evaluation; and one figure in full."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from tracker.pages import acts_of_pilots as acts
from tracker.pages.act_here import form_here
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.links import links, links_of
from tracker.pages.looking import Looking, by_letter, person_names
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.task_rows import turns_in, waiting
from tracker.pages.tones import BAND, READING, Tone
from tracker.pilots.attainment import Band, attainment, band
from tracker.pilots.models import Direction
from tracker.pilots.queries import evaluations, indicators, operation
from tracker.pilots.wire.indicators import IndicatorView, ReadingStatus, ReadingView
from tracker.process.policy import Act
from tracker.process.tasks import Kind
from tracker.projects import queries
from tracker.reports.plot import Plot, plotted
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

_SHOWN = 100
"""Rows of each list; the newest."""
_OF_THE_PILOT = frozenset(
    {
        Kind.DEFINE_INDICATORS,
        Kind.RECORD_BASELINES,
        Kind.CHECK_READINGS,
        Kind.GO_LIVE,
        Kind.SUSPEND_OR_CURE,
        Kind.RESTORE,
        Kind.END_OPERATION,
        Kind.EVALUATE,
        Kind.ACCEPT_EVALUATION,
        Kind.ENTER_CHECK_IN,
        Kind.CONFIRM_CHECK_IN,
    }
)
"""What waits about a pilot, and so on its page."""
_NO_FIGURE: Tone = ("idle", N_("No confirmed figure"))
_TO_BE_KEPT: Tone = ("idle", N_("To be kept"))


class MeasuredFigure(Struct, frozen=True, kw_only=True):
    """An indicator as its row shows it: how far its newest confirmed reading has come."""

    row: IndicatorView
    newest: ReadingView | None
    tone: Tone
    plot: Plot | None


@get("/projects/{code:str}/pilot", guards=[Requires(Act.PILOT_SEE)])
async def show_pilot(
    request: Request[Any, Any, Any], code: FromPath[str], look: NamedDependency[Looking]
) -> Response[Any]:
    """Does the pilot do what was hoped?"""
    project = await project_of(look, code)
    row = await queries.get(look, code)
    pilot = await operation.pilot(look, row)
    measured = await indicators.indicators(look, row, None, _SHOWN)
    incidents = await operation.incidents(look, row, None, _SHOWN)
    judged = await evaluations.evaluations(look, row, None, _SHOWN)
    check_ins = await evaluations.check_ins(look, row, None, _SHOWN)
    rows = sorted(measured.items, key=lambda one: one.code)
    read = await indicators.courses(look, [one.id for one in rows])
    figures = [_figure(one, read.get(one.id, ())) for one in rows]
    turn = [one for one in await turns_in(look, code) if one.kind in _OF_THE_PILOT]
    ids = [one.reported_by for one in incidents.items]
    ids += [one.submitted_by for one in judged.items]
    ids += [one.entered_by for one in check_ins.items]
    here = Here(at=project)
    return page(
        request,
        "pilot.html",
        project=project,
        plan=await operation.pilot_view(look.session, pilot) if pilot is not None else None,
        figures=figures,
        reached=sum(one.tone == BAND[Band.MET] for one in figures),
        astray=sum(one.tone[0] == "stop" for one in figures),
        waits=waiting(turn),
        incidents=incidents.items,
        evaluations=judged.items,
        check_ins=check_ins.items,
        names=await person_names(look, ids),
        places=places_of(look.actor, project),
        acts=links(look.actor, acts.OF_A_PILOT, Here(at=project), code=code),
        accept=links_of(look, acts.OF_AN_EVALUATION, "evaluation_id", here, judged.items),
        confirm=links_of(look, acts.OF_A_CHECK_IN, "check_in_id", here, check_ins.items),
        crumbs=crumbs_of(code, project.title, (N_("Pilot"), "")),
    )


@get("/indicators/{indicator_id:uuid}", guards=[Requires(Act.INDICATOR_SEE)])
async def show_indicator(
    request: Request[Any, Any, Any], indicator_id: FromPath[UUID], look: NamedDependency[Looking]
) -> Response[Any]:
    """One figure: baseline, target, and every reading."""
    row = IndicatorView.of(await indicators.indicator(look, indicator_id))
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    sent = await indicators.readings(look, indicator_id, None, _SHOWN)
    form = await form_here(look, acts.ENTER, indicator_id=indicator_id)
    left = acts.OF_AN_INDICATOR if form is None else (acts.CHANGE,)
    return page(
        request,
        "indicator.html",
        project=project,
        row=row,
        readings=sent.items,
        plot=_plot_of(row, sent.items),
        tones=READING,
        names=await person_names(look, [one.entered_by for one in sent.items]),
        letters=await by_letter(look, [one.id for one in sent.items]),
        form=form,
        acts=links(look.actor, left, Here(at=project), indicator_id=indicator_id),
        check=links_of(look, acts.OF_A_READING, "reading_id", Here(at=project), sent.items),
        crumbs=crumbs_of(
            code, project.title, (N_("Pilot"), f"/projects/{code}/pilot"), (row.code, "")
        ),
    )


def _counting(readings: Sequence[ReadingView]) -> list[ReadingView]:
    """Those with a value that nobody sent back or replaced, the oldest first."""
    over = (ReadingStatus.RETURNED, ReadingStatus.REPLACED)
    kept = [one for one in readings if one.value is not None and one.status not in over]
    return sorted(kept, key=lambda one: one.period_end)


def _newest(readings: Sequence[ReadingView]) -> ReadingView | None:
    return next(reversed(_counting(readings)), None)


def _figure(row: IndicatorView, readings: Sequence[ReadingView]) -> MeasuredFigure:
    newest = _newest(readings)
    confirmed = _newest([one for one in readings if one.status is ReadingStatus.VERIFIED])
    actual = confirmed.value if confirmed is not None else None
    stands = band(attainment(row.baseline_value, row.target_value, actual))
    tone = BAND[stands] if actual is not None else _NO_FIGURE
    if actual is not None and stands is Band.UNKNOWN and row.direction is Direction.MAINTAIN:
        tone = _TO_BE_KEPT
    return MeasuredFigure(row=row, newest=newest, tone=tone, plot=_plot_of(row, readings))


def _plot_of(row: IndicatorView, readings: Sequence[ReadingView]) -> Plot | None:
    """The course of a figure; one reading shows none."""
    points = [(one.period_end, one.value) for one in _counting(readings) if one.value is not None]
    return plotted(points, row.baseline_value, row.target_value) if len(points) > 1 else None


HANDLERS = (show_pilot, show_indicator)
