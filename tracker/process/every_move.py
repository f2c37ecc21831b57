"""What every decision that moves the project asks, whatever its verdict (process.md, 3)."""

from collections.abc import Iterator
from datetime import date

from tracker.kernel.actor import Role
from tracker.kernel.days import add_months
from tracker.process import sentences
from tracker.process.dossier import Dossier
from tracker.process.entry import Entry
from tracker.process.lapses import lapses
from tracker.process.stages import Level, Stage, Status
from tracker.process.status import Judged, ends_on, is_clear, status, whose_move
from tracker.process.unmet import Fix, FixKind, Unmet

MONTHS_TO_FIRST_CHECK_IN = 6


def project_is_active(dossier: Dossier) -> Iterator[Unmet]:
    project = dossier.project
    if project.status is Status.ACTIVE:
        return
    if project.status is Status.ON_HOLD:
        why = f"{project.code} is on hold; the programme manager resumes it with a reason."
    else:
        why = f"{project.code} is closed ({project.status.value}); it passes no gate any more."
    yield Unmet(
        rule="project_is_active",
        subject="status",
        what="Project is active",
        why=why,
        owed_by=(Role.MANAGER,),
        since=None,
        fix=Fix(kind=FixKind.PROJECT, id=str(project.id)),
    )


def checklist_is_clear(dossier: Dossier) -> Iterator[Unmet]:
    """A mandatory entry blocks until it is met, not applicable or waived on this day."""
    yield from _open_entries("checklist_is_clear", dossier, dossier.compliance.asked, _MANDATORY)


def nothing_has_lapsed(dossier: Dossier) -> Iterator[Unmet]:
    """An overdue condition is told once: by its own rule, unless it is a renewal."""
    told = {str(one.id) for one in dossier.record.open_conditions if one.renews is None}
    found = lapses(dossier.compliance.watched, dossier.record.open_conditions, dossier.today)
    conditions = {str(one.id) for one in dossier.record.open_conditions}
    for lapse in found:
        if lapse.subject not in told:
            kind = FixKind.CONDITION if lapse.subject in conditions else FixKind.REQUIREMENT
            yield Unmet(
                rule="nothing_has_lapsed",
                subject=lapse.subject,
                what=f"Assurance of {lapse.gate} holds",
                why=f"{lapse.gate} has lapsed. {lapse.why}",
                owed_by=lapse.owed_by,
                since=lapse.since,
                fix=Fix(kind=kind, id=lapse.subject),
            )


def no_condition_is_open(dossier: Dossier) -> Iterator[Unmet]:
    """Renewal conditions block nothing before the day after they are due, when the lapse does."""
    for condition in dossier.record.open_conditions:
        if condition.renews is None:
            due = sentences.written(condition.due)
            verb = "was" if condition.due < dossier.today else "is"
            yield Unmet(
                rule="no_condition_is_open",
                subject=str(condition.id),
                what=f"Condition of {condition.gate}",
                why=(
                    f"The condition of {condition.gate} “{condition.text}” {verb} due on {due} "
                    "and still open; prove that it is met, or have the panel replace or void it."
                ),
                owed_by=condition.owed_by,
                since=condition.decided_on,
                fix=Fix(kind=FixKind.CONDITION, id=str(condition.id)),
            )


def rework_points_are_confirmed(dossier: Dossier) -> Iterator[Unmet]:
    for point in dossier.record.rework_points:
        if not point.confirmed:
            remedy = (
                "it is answered and has to be confirmed by another person"
                if point.answered
                else "its owner has to answer it"
            )
            yield Unmet(
                rule="rework_points_are_confirmed",
                subject=str(point.id),
                what=f"Rework of {point.what}",
                why=f"The rework point “{point.text}” on {point.what} is open: {remedy}.",
                owed_by=point.owed_by,
                since=point.pointed_on,
                fix=Fix(kind=FixKind.REWORK_POINT, id=str(point.id)),
            )


def next_stage_has_a_planned_end(dossier: Dossier) -> Iterator[Unmet]:
    """Follow-up ends with its last check-in, so nobody plans its end."""
    project = dossier.project
    if project.next_stage in (None, Stage.FOLLOW_UP):
        return
    if project.planned_end is None:
        why = "The next stage has no planned end; set the day."
    elif project.planned_end < dossier.today:
        day = sentences.written(project.planned_end)
        why = f"The planned end of the next stage, {day}, has passed; set a later day."
    else:
        return
    yield Unmet(
        rule="next_stage_has_a_planned_end",
        subject="planned_end",
        what="Planned end of the next stage",
        why=why,
        owed_by=(Role.OFFICER,),
        since=None,
        fix=Fix(kind=FixKind.PROJECT, id=str(project.id)),
    )


def condition_entries_are_clear(dossier: Dossier) -> Iterator[Unmet]:
    """Entries of level `condition` never hold a decision up; each open one goes into it."""
    asked = dossier.compliance.asked
    yield from _open_entries("condition_entries_are_clear", dossier, asked, _CONDITION)


def assurance_outlasts_the_next_stage(dossier: Dossier) -> Iterator[Unmet]:
    """The horizon: what clears a mandatory entry should not end before the next stage does."""
    for entry, end, horizon in ending_too_early(dossier):
        last = sentences.written(end)
        yield _about(
            "assurance_outlasts_the_next_stage",
            entry,
            f"{sentences.name(entry)}: what it rests on ends on {last}, before "
            f"{sentences.written(horizon)}; renew it, or decide with the condition "
            f"“renew by {last}”.",
            entry.owed_by,
            None,
        )


def ending_too_early(dossier: Dossier) -> Iterator[tuple[Entry, date, date]]:
    """Mandatory entries whose last day is before the horizon: the entry, that day, the horizon."""
    horizon = _horizon(dossier)
    if horizon is None:
        return
    for entry in dossier.compliance.asked:
        end = ends_on(entry, dossier.today, dossier.project.visit)
        if entry.level is Level.MANDATORY and end is not None and end < horizon:
            yield entry, end, horizon


def carried_entries_are_clear(dossier: Dossier) -> Iterator[Unmet]:
    """Entries of the scaling decision that it carries along as conditions while they are open."""
    carried = dossier.compliance.become_conditions
    levels = _MANDATORY | _CONDITION
    yield from _open_entries("carried_entries_are_clear", dossier, carried, levels)


_MANDATORY = frozenset({Level.MANDATORY})
_CONDITION = frozenset({Level.CONDITION})


def _horizon(dossier: Dossier) -> date | None:
    """After the scaling decision the first check-in, else the planned end of the next stage."""
    if dossier.project.next_stage is Stage.FOLLOW_UP:
        return add_months(dossier.today, MONTHS_TO_FIRST_CHECK_IN)
    return dossier.project.planned_end


def _open_entries(
    rule: str, dossier: Dossier, entries: tuple[Entry, ...], levels: frozenset[Level]
) -> Iterator[Unmet]:
    for entry in entries:
        judged = status(entry, dossier.today, dossier.project.visit)
        if entry.level in levels and not is_clear(judged):
            why = sentences.why_open(entry, judged, dossier.today)
            owed_by = whose_move(entry, judged)
            yield _about(rule, entry, why, owed_by, _open_since(entry, judged, dossier))


def _open_since(entry: Entry, judged: Judged, dossier: Dossier) -> date:
    """The latest of: the stage began, it became applicable, its proof ended, it was sent back."""
    days = (
        dossier.project.stage_since,
        entry.applicable_since,
        judged.since,
        sentences.waiver_ended(entry, dossier.today),
    )
    return max(day for day in days if day is not None)


def _about(
    rule: str, entry: Entry, why: str, owed_by: tuple[Role, ...], since: date | None
) -> Unmet:
    return Unmet(
        rule=rule,
        subject=entry.requirement,
        what=sentences.name(entry),
        why=why,
        owed_by=owed_by,
        since=since,
        fix=Fix(kind=FixKind.REQUIREMENT, id=entry.requirement),
    )


EVERY_MOVE = (
    project_is_active,
    checklist_is_clear,
    nothing_has_lapsed,
    no_condition_is_open,
    rework_points_are_confirmed,
    next_stage_has_a_planned_end,
)
EVERY_EXPECTATION = (condition_entries_are_clear, assurance_outlasts_the_next_stage)
