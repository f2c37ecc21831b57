"""What is owed, by whom, until when."""

from datetime import date
from uuid import UUID

from msgspec import UNSET

from tracker import journal
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.by_name import given, made
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.kernel.versions import expect_version
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Stage
from tracker.process.state_rows import Case
from tracker.process.today import access_day
from tracker.process.working_days import is_working_day
from tracker.projects import queries as projects
from tracker.projects.models import Capacity, Project
from tracker.studies import queries
from tracker.studies.models import (
    Deliverable,
    DueChange,
    OwnerCapacity,
)
from tracker.studies.rules import may_accept
from tracker.studies.templates import TemplateEntry, due_on, each, templates
from tracker.studies.wire import DeliverableChange, NewDeliverable, NewPlan
from tracker.web.values import all_of, word_of

_PLACES = list(Stage)
"""The stages in their order."""


async def plan_deliverable(desk: Desk, project: Project, data: NewDeliverable) -> Deliverable:
    """Plan by hand what somebody owes the project, and who has to accept it."""
    refuse_if_shut(Act.DELIVERABLE_PLAN, project)
    if await queries.codes_taken(desk.session, project.id, [data.code]):
        raise Unfit(
            "code",
            Filled(N_("%(code)s is taken in this project; choose another code."), code=data.code),
        )
    if barred := sorted(set(data.acceptors) - may_accept(data.owner_capacity)):
        raise Unfit(
            "acceptors",
            Filled(
                N_(
                    "Whoever hands in does not accept: leave out %(barred)s, as this is owed by: "
                    "%(owner)s."
                ),
                barred=all_of(map(word_of, barred)),
                owner=word_of(data.owner_capacity),
            ),
        )
    owner_id = await _owner(desk, project, data.owner_capacity, data.organisation_id)
    row = _planned(desk, project, data, owner_id)
    await desk.session.flush()
    return row


async def plan_from_template(desk: Desk, project: Project, data: NewPlan) -> list[Deliverable]:
    """Plan a whole template by working days from its kick-off: every deliverable or none."""
    refuse_if_shut(Act.DELIVERABLE_PLAN, project)
    template = templates().get(data.template)
    if template is None:
        raise Unfit(
            "template",
            Filled(
                N_("Name one of these templates: %(templates)s."),
                templates="; ".join(one.title for one in templates().values()),
            ),
        )
    if _PLACES.index(project.stage) > _PLACES.index(template.begins):
        raise Conflict(
            Filled(
                N_(
                    "“%(title)s” begins in an earlier stage than “%(stage)s”; plan by hand what "
                    "is missing."
                ),
                title=template.title,
                stage=word_of(project.stage),
            )
        )
    if not is_working_day(data.kick_off):
        raise Unfit("kick_off", N_("Give a working day of the secretariat, Monday to Friday."))
    entries = list(each(template))
    codes_taken = await queries.codes_taken(
        desk.session, project.id, [entry.code for entry in entries]
    )
    if codes_taken:
        raise Conflict(
            Filled(
                N_(
                    "%(taken)s are planned in this project already; move their due dates, or plan "
                    "what is missing by hand."
                ),
                taken=", ".join(codes_taken),
            )
        )
    await _expect_owners(desk, project, entries)
    rows = []
    for entry in entries:
        owner_id = await _owner(desk, project, entry.owner, None)
        rows.append(_planned(desk, project, _asked(entry, data), owner_id))
    await desk.session.flush()
    return rows


async def _expect_owners(desk: AnyDesk, project: Project, entries: list[TemplateEntry]) -> None:
    """What a firm owes is left with whichever holds the capacity; somebody has to hold it."""
    held = (await projects.capacities(desk, project.id)).organisations
    for capacity in (OwnerCapacity.CONSULTING_COMPANY, OwnerCapacity.SOLUTION_PROVIDER):
        theirs = [entry.code for entry in entries if entry.owner is capacity]
        if theirs and not held.get(Capacity(capacity.value)):
            raise Unfit(
                "template",
                Filled(
                    N_("Appoint the firm that owes %(theirs)s first, as: %(capacity)s."),
                    capacity=word_of(capacity),
                    theirs=", ".join(theirs),
                ),
            )


def _asked(entry: TemplateEntry, data: NewPlan) -> NewDeliverable:
    return NewDeliverable(
        code=entry.code,
        title=entry.title,
        stage=entry.stage,
        owner_capacity=entry.owner,
        acceptors=list(entry.acceptors),
        minimum_content=entry.content,
        due=due_on(data.kick_off, entry.weeks),
        only_for_pilot=entry.only_for_pilot,
    )


def _planned(
    desk: Desk, project: Project, data: NewDeliverable, owner_id: UUID | None
) -> Deliverable:
    """The row, and its entry in the journal."""
    row = desk.add(
        made(
            Deliverable,
            data,
            project_id=project.id,
            organisation_id=owner_id,
            original_due=data.due,
            acceptors=sorted({role.value for role in data.acceptors}),
        )
    )
    desk.record("deliverable.planned", row, code=row.code)
    return row


async def change_deliverable(
    desk: Desk, project: Project, row: Deliverable, data: DeliverableChange, version: int
) -> Deliverable:
    """Change what describes a deliverable, hand it to a successor, or move its due date."""
    refuse_if_shut(Act.DELIVERABLE_PLAN, project)
    expect_version(row, version)
    changed = given(data, "due", "reason")
    if data.organisation_id is not UNSET:
        changed["organisation_id"] = await _owner(
            desk, project, row.owner_capacity, data.organisation_id
        )
    if data.due is not UNSET and data.due != row.due:
        move_due(desk, project, row, data.due, data.reason)
    if changed:
        detail = journal.change(row, changed)
        desk.record("deliverable.changed", row, **detail)
    await desk.session.flush()
    return row


async def _owner(
    desk: Desk, project: Project, capacity: OwnerCapacity, organisation_id: UUID | None
) -> UUID | None:
    """Whose the deliverable is; None leaves it with whichever firm holds the capacity."""
    if capacity is OwnerCapacity.CITY:
        return _only(organisation_id, project.city_id, N_("the city of the project"))
    if capacity is OwnerCapacity.SECRETARIAT:
        return _only(organisation_id, desk.actor.organisation_id, N_("the secretariat"))
    if organisation_id is None:
        return None
    today = access_day(desk.now)
    holds = any(
        row.organisation_id == organisation_id
        and row.capacity is Capacity(capacity.value)
        and (row.until is None or row.until >= today)
        for row in await projects.assignments(desk, project.id)
    )
    if not holds:
        raise Unfit(
            "organisation_id",
            Filled(N_("Appoint the firm first as: %(capacity)s."), capacity=word_of(capacity)),
        )
    return organisation_id


def _only(given: UUID | None, right: UUID, named: str) -> UUID:
    if given is not None and given != right:
        raise Unfit(
            "organisation_id",
            Filled(N_("This is owed by %(named)s; leave the field out."), named=Filled(named)),
        )
    return right


def move_due(
    desk: Desk, project: Project, row: Deliverable, becomes: date, reason: str | None
) -> None:
    """By the officer alone, with a reason on record (decision 0014); never while on hold."""
    was = row.due
    if was is not None:
        refuse_if_shut(Act.DELIVERABLE_PLAN, project, Case.DUE_DAY)
    if was is None:
        row.original_due = row.due = becomes
    elif reason is None:
        raise Unfit("reason", N_("Say why the due date moves."))
    else:
        row.due = becomes
        desk.add(
            DueChange(
                project_id=row.project_id,
                deliverable_id=row.id,
                was=was,
                becomes=becomes,
                reason=reason,
                by=desk.actor.person_id,
            )
        )
    desk.record("deliverable.moved", row, original_due=row.original_due, was=was, becomes=becomes)
