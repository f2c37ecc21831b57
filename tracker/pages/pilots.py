"""The pilot of a project: plan, figures, incidents, evaluation; and one figure in full."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from tracker.pages import acts_of_pilots as acts
from tracker.pages.act_pages import Here
from tracker.pages.act_subjects import project_of
from tracker.pages.links import links, links_of
from tracker.pages.looking import Looking, by_letter, person_names
from tracker.pages.project_tabs import crumbs_of, places_of
from tracker.pages.tones import READING
from tracker.pilots.queries import evaluations, indicators, operation
from tracker.pilots.wire.indicators import IndicatorView, ReadingStatus, ReadingView
from tracker.process.policy import Act
from tracker.projects import queries
from tracker.reports.plot import Plot, plotted
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page

_SHOWN = 100
"""Rows of each list; the newest."""


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
    figures = sorted(measured.items, key=lambda one: one.code)
    read = await indicators.courses(look, [one.id for one in figures])
    ids = [one.reported_by for one in incidents.items]
    ids += [one.submitted_by for one in judged.items]
    ids += [one.entered_by for one in check_ins.items]
    here = Here(at=project)
    return page(
        request,
        "pilot.html",
        project=project,
        plan=await operation.pilot_view(look.session, pilot) if pilot is not None else None,
        figures=[
            (one, _newest(read.get(one.id, ())), _plot_of(one, read.get(one.id, ())))
            for one in figures
        ],
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
        acts=links(look.actor, acts.OF_AN_INDICATOR, Here(at=project), indicator_id=indicator_id),
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


def _plot_of(row: IndicatorView, readings: Sequence[ReadingView]) -> Plot | None:
    """The course of a figure; one reading shows none."""
    points = [(one.period_end, one.value) for one in _counting(readings) if one.value is not None]
    return plotted(points, row.baseline_value, row.target_value) if len(points) > 1 else None


HANDLERS = (show_pilot, show_indicator)
