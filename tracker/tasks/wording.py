"""What a task says to people: a verb and a thing, in the reader's language (whose: owners.py)."""

from msgspec.structs import replace

from tracker.kernel.saying import N_, Filled
from tracker.process import GATE_BY_ID
from tracker.process.tasks import KINDS, Kind, Task

_MOST = 3
"""So many things are named; of more, the first and how many others there are."""


def sentence(task: Task, *, ahead: bool = False, codes: bool = True) -> Filled:
    """`Hand in “Inception report”`; `Check the proof for 4 requirements`; of what lies `ahead`,
    what its day brings. Without `codes` a gate is named by its title.
    """
    gate = GATE_BY_ID.get(task.detail.get("gate", ""))
    if not codes and gate is not None:
        title = Filled(N_("“%(title)s”"), title=Filled(gate.title))
        task = replace(task, detail=task.detail | {"gate": title})
    if ahead and KINDS[task.kind].ahead:
        return Filled(KINDS[task.kind].ahead, **task.detail)
    if task.kind in STUCK:
        return Filled(STUCK[task.kind], what=_said(underlying(task), task))
    return _said(task.kind, task)


STUCK = {
    Kind.APPOINT_FIRM: N_("Appoint the firm that is to do this: %(what)s"),
    Kind.HAND_OVER: N_("Hand to a colleague what its owner, who has left, cannot do: %(what)s"),
    Kind.UNBLOCK: N_("Name somebody who may do this, as nobody may now: %(what)s"),
}
"""Kinds of tasks about a task that nobody may do; its own kind is in the detail."""


def underlying(task: Task) -> Kind:
    """Of what nobody may do, what that is."""
    return Kind(task.detail["kind"]) if task.kind in STUCK else task.kind


def _said(kind: Kind, task: Task) -> Filled:
    row, count = KINDS[kind], len(task.things)
    marked = row.says_many if count > 1 and row.says_many else row.says
    return Filled(marked, **{**task.detail, "name": names(task), "count": count})


def names(task: Task) -> Filled:
    """The things by name, as long as they are few."""
    first, *others = (Filled(one.name) if "%" not in one.name else one.name for one in task.things)
    said = Filled("%(name)s", name=first)
    if len(others) >= _MOST:
        return Filled(N_("%(names)s and %(count)s others"), names=said, count=len(others))
    for other in others:
        said = Filled(N_("%(names)s, %(another)s"), names=said, another=other)
    return said
