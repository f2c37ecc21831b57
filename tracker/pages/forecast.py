"""What if: days by which open points may be settled, and the first day a gate could be decided."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from tracker.gates import overview
from tracker.kernel.text import LATEST
from tracker.pages.act_subjects import project_of
from tracker.pages.gates import question_of
from tracker.pages.looking import Looking
from tracker.pages.project_tabs import crumbs_of
from tracker.pages.readiness import Point, points_of
from tracker.process.policy import Act
from tracker.process.today import project_day
from tracker.projects import queries
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page


class Guess(Struct, frozen=True, kw_only=True):
    """An open point, the day typed for it, and what is wrong with that."""

    point: Point
    typed: str
    day: date | None
    error: str


@get("/projects/{code:str}/gates/{gate:str}/forecast", guards=[Requires(Act.GATE_SEE)])
async def show_forecast(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    gate: FromPath[str],
    look: NamedDependency[Looking],
    point: FromQuery[list[str] | None] = None,
    day: FromQuery[list[str] | None] = None,
    verdict: FromQuery[str | None] = None,
    leads_to: FromQuery[str | None] = None,
    scaling: FromQuery[str | None] = None,
) -> Response[Any]:
    """`point` and `day`: in pairs, the key of an open point and `2027-01-09` or nothing.

    The rest is the question whose points they are, as on the gate's page; nothing is kept.
    """
    project = await project_of(look, code)
    row = await queries.get(look, code)
    asked = question_of(gate, verdict, leads_to, scaling)
    question = asked.verdict, asked.leads_to, asked.scaling
    ready = await overview.readiness(look, row, gate, *question)
    today = project_day(project, look.now)
    guesses = _guesses(points_of(look, code, gate, ready.unmet), _typed(point, day), today)
    wrong = any(one.error for one in guesses)
    earliest = max((one.day for one in guesses if one.day is not None), default=None)
    ran_out: tuple[Point, ...] = ()
    if earliest is not None and not wrong:
        then = await overview.readiness(look, row, gate, *question, earliest)
        known = {(one.rule, one.subject) for one in ready.unmet}
        added = [one for one in then.unmet if (one.rule, one.subject) not in known]
        ran_out = points_of(look, code, gate, added)
    return page(
        request,
        "forecast.html",
        422 if wrong else 200,
        project=project,
        gate=gate,
        guesses=guesses,
        asked=asked.in_address(),
        errors=[
            (f"day-{at}", one.point.what, one.error)
            for at, one in enumerate(guesses, 1)
            if one.error
        ],
        earliest=None if wrong else earliest,
        unsaid=sum(one.day is None for one in guesses),
        ran_out=ran_out,
        today=today,
        crumbs=crumbs_of(
            code, project.title, (gate, f"/projects/{code}/gates/{gate}"), (N_("What if"), "")
        ),
    )


def _typed(points: Sequence[str] | None, days: Sequence[str] | None) -> dict[str, str]:
    """The day typed for each point, by its key: the list may have changed meanwhile."""
    return {key: text.strip() for key, text in zip(points or (), days or (), strict=False)}


def _guesses(points: Sequence[Point], typed: Mapping[str, str], today: date) -> list[Guess]:
    return [_guess(point, typed.get(point.key, ""), today) for point in points]


def _guess(point: Point, text: str, today: date) -> Guess:
    day, error = None, ""
    if text:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            error = N_("Write the day like 2027-01-09.")
        else:
            if not today <= day <= LATEST:
                day, error = None, N_("Give today or a later day.")
    return Guess(point=point, typed=text, day=day, error=error)


HANDLERS = (show_forecast,)
