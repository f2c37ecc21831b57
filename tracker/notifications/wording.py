"""The sentence of a notice, and where it leads: of a task, or of what happened."""

from collections.abc import Iterable, Sequence

import msgspec

from tracker.journal.desk import AnyDesk
from tracker.kernel.saying import N_, Filled
from tracker.notifications.models import Notice
from tracker.notifications.news import NEWS, Body, said
from tracker.process.tasks import Task
from tracker.tasks.addresses import page_of
from tracker.tasks.owners import NamedHolder, holders, whose
from tracker.tasks.wording import sentence

_AHEAD = N_("%(what)s, by %(due)s.")
_LATE = N_("%(what)s. It was due on %(due)s.")
_UNDATED = N_("%(what)s.")
_CHASED = N_("%(whose)s: %(what)s. It was due on %(due)s.")
_NUDGED = N_("%(said)s %(name)s asks you to see to it.")


def task_in(row: Notice) -> Task | None:
    """The task that the notice is about; None of news."""
    return None if row.what in NEWS else msgspec.json.decode(row.body, type=Task)


async def names_for(desk: AnyDesk, rows: Iterable[Notice]) -> Sequence[NamedHolder]:
    """Among whom `text_of` finds the owners of what is chased; at most one statement."""
    chased = (task_in(row) for row in rows if row.chased)
    return await holders(desk, [task for task in chased if task is not None])


def text_of(row: Notice, among: Sequence[NamedHolder] = ()) -> Filled:
    """What it says, as it stood on the day it was told."""
    task = task_in(row)
    if task is None:
        return said(row.what, msgspec.json.decode(row.body, type=Body))
    what = sentence(task)
    if row.chased:
        return Filled(_CHASED, due=row.due, whose=whose(task.owner, among), what=what)
    late = row.due is not None and row.due < row.local_date
    marked = _LATE if late else _AHEAD if row.due is not None else _UNDATED
    text = Filled(marked, what=what, due=row.due)
    return Filled(_NUDGED, said=text, name=row.nudged_by) if row.nudged_by else text


def page_for(row: Notice, project: str) -> str:
    """Where it is done; of what somebody else owes and of news, where that is found."""
    task = task_in(row)
    if task is not None and not row.chased:
        return page_of(task, project)
    news = NEWS.get(row.what)
    return news.page.format(project=project) if news is not None else f"/projects/{project}"
