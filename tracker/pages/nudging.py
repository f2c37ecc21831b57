"""Links that remind whoever is late, once for each party."""

from collections.abc import Callable
from urllib.parse import urlencode

from tracker.pages.acts_of_notices import NUDGE_ALL, NUDGE_FOR_ONE
from tracker.pages.links import Link
from tracker.pages.looking import Looking
from tracker.pages.task_rows import Group
from tracker.process.policy import may

_FEW = 20
"""Parties in an address; of more, whoever nudges chooses."""


def nudging(look: Looking) -> Callable[[Group], list[Link]]:
    """For templates: where a group is reminded of all that is late, or of its one thing."""
    able = may(look.actor, NUDGE_ALL.policy.act)

    def of(group: Group) -> list[Link]:
        first = group.rows[0]
        if not able or not first.project:
            return []
        if len(group.rows) == 1 and (first.late or first.due is None):
            href = NUDGE_FOR_ONE.address(code=first.project, key=first.key)
        elif group.late and 0 < len(group.parties) <= _FEW:
            codes = sorted({row.project for row in group.rows if row.late})
            asked = {"projects": codes, "party_ids": sorted(group.parties, key=str)}
            href = f"{NUDGE_ALL.address()}?{urlencode(asked, doseq=True)}"
        else:
            return []
        return [Link(label=NUDGE_FOR_ONE.title, href=href)]

    return of
