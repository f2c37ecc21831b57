"""The suspension of a pilot by rule, written down before an act ends the lapse that caused it."""

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.compliance.entries import Ground
from tracker.compliance.queries.lists import ground_of, watched
from tracker.journal import terms_of
from tracker.journal.desk import AnyDesk
from tracker.process.dossier import ConditionFacts, Lapse
from tracker.process.lapses import Overrun, lapses, operation_by_rule, overruns, time_is_up
from tracker.process.sentences import written
from tracker.process.stages import IN_THE_STREET, Operation
from tracker.projects import commands as projects
from tracker.projects import queries as project_queries
from tracker.projects.models import Project
from tracker.projects.queries.decisions import open_conditions

_NAMED = 3
"""How many of the lapsed things the reason names."""


async def settle_operation(desk: AnyDesk, project: Project, today: date) -> None:
    """Record that a live pilot is suspended, where a lapse was not answered or its time is over.

    A lapse that ends by itself must not make the suspension unseen: it takes two to restore.
    """
    if project.operation not in IN_THE_STREET:
        return
    ground = await ground_of(desk, project)
    conditions = await open_conditions(desk.session, project.id)
    lists = tuple(watched(ground, project))
    if project.operation is Operation.SUSPENDED:
        lapses_now = lapses(lists, conditions, today)
        names = _names((one.subject for one in lapses_now), ground, conditions)
        await _suspend_anew(desk, project, lapses_now, names)
        return
    spells = overruns(lists, conditions, terms_of(desk.session), today)
    over = time_is_up(project.live_until, today)
    if operation_by_rule(project.operation, (*spells, *over)) is Operation.LIVE:
        return
    first = min((*spells, *over), key=lambda one: one.suspended_on)
    projects.change_operation(
        desk.system,
        project,
        Operation.SUSPENDED,
        f"By rule: {_why(first, spells, ground, conditions)}.",
        on_day=first.suspended_on,
    )
    await desk.session.flush()


def _why(
    first: Overrun, spells: Sequence[Overrun], ground: Ground, conditions: Sequence[ConditionFacts]
) -> str:
    if first not in spells:
        return f"the decision let it run until {written(first.due)}"
    names = _names((one.subject for one in spells), ground, conditions)
    return f"nobody had suspended it or ended the lapse by {written(first.due)} ({names})"


def _names(subjects: Iterable[str], ground: Ground, conditions: Sequence[ConditionFacts]) -> str:
    """Requirements by title and conditions by text, the first few of them."""
    texts = {str(one.id): one.text for one in conditions}
    titles = {one.id: one.title for one in ground.catalogue.by_id.values()}
    named = sorted({(titles | texts).get(one, one) for one in subjects})
    others = len(named) - _NAMED
    return "; ".join(named[:_NAMED]) + (f"; and {others} more" if others > 0 else "")


async def _suspend_anew(
    desk: AnyDesk, project: Project, lapsed: Sequence[Lapse], names: str
) -> None:
    """A lapse during a suspension stores a new one, so that consents to restore start again."""
    changes = await project_queries.operation_changes(desk.session, project.id) if lapsed else []
    if not changes:
        return
    since, newest = max(lapse.since for lapse in lapsed), changes[-1]
    by_rule = newest.by is None
    if newest.on_day > since or (by_rule and newest.on_day == since):
        return
    projects.change_operation(
        desk.system,
        project,
        Operation.SUSPENDED,
        f"By rule: assurance lapsed while it was suspended ({names}).",
        on_day=since,
    )
    await desk.session.flush()
