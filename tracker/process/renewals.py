"""What has to be proved again while the next stage runs (process.md, section 6)."""

from datetime import date

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.process.dossier import Dossier
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import Level, Stage
from tracker.process.status import renewals_due


class Renewal(Struct, frozen=True, kw_only=True):
    """A proof that falls due on a day of the next stage, if each before it is given on its day."""

    requirement: str
    title: str
    due: date
    owed_by: tuple[Role, ...]


def renewals(dossier: Dossier) -> tuple[Renewal, ...]:
    """Through the planned end of the next stage, by day; none while nothing will be live."""
    until, since = dossier.project.planned_end, _live_since(dossier)
    if until is None or since is None:
        return ()
    found = [
        Renewal(requirement=entry.requirement, title=entry.title, due=due, owed_by=entry.owed_by)
        for entry in _asked_or_watched(dossier)
        if entry.applicable and entry.level is Level.MANDATORY
        for due in renewals_due(entry, since, until)
        if due >= dossier.today
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.requirement)))


def _live_since(dossier: Dossier) -> date | None:
    """Before the first go-live counted from today; after the pilot's end nothing is renewed."""
    next_stage = dossier.project.next_stage
    if next_stage is Stage.FOLLOW_UP:
        return None
    live = [list_.live_since for list_ in dossier.compliance.watched if list_.live_since]
    if live:
        return min(live)
    return dossier.today if next_stage is Stage.PILOT else None


def _asked_or_watched(dossier: Dossier) -> list[ChecklistEntry]:
    """Each requirement once, as the watch sees it where it is watched."""
    found = {entry.requirement: entry for entry in dossier.compliance.asked}
    for list_ in dossier.compliance.watched:
        found |= {entry.requirement: entry for entry in list_.entries}
    return list(found.values())
