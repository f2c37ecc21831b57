"""What a piece of news is about, by name, and whom that concerns: read from the entry's row."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.queries.catalogues import catalogue_of
from tracker.consultants.models import Appointment
from tracker.gates.assurance import assurance_of
from tracker.gates.models import Motion, Reminder, ReworkPoint
from tracker.gates.motion_progress import turns_of
from tracker.journal.desk import SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.notifications.news import Body, Found
from tracker.pilots.models import Incident, Indicator, Reading, ReadingCheck
from tracker.process.stages import Verdict
from tracker.projects import queries as projects
from tracker.projects.models import Assignment, OperationChange, Project
from tracker.projects.models.decisions import Condition, Decision
from tracker.studies import queries as studies
from tracker.studies.models import Deliverable


class ToldEntry(Struct, frozen=True, kw_only=True):
    """An entry of the journal with its project; `detail` is what the act noted."""

    entry: JournalEntry
    project: Project
    detail: dict[str, Any]


Find = Callable[[AsyncSession, ToldEntry], Awaitable[Found]]


async def found(session: AsyncSession, project: Project, entry: JournalEntry, thing: str) -> Found:
    """For the `thing` of a row of NEWS; "" where the sentence needs nothing."""
    told = ToldEntry(entry=entry, project=project, detail=msgspec.json.decode(entry.detail))
    return await FINDS[thing](session, told)


async def _one(session: AsyncSession, asked: Select[*tuple[Any, ...]]) -> Any:
    return (await session.execute(for_system(asked, "what a piece of news is about"))).one()


async def _nothing(_: AsyncSession, __: ToldEntry) -> Found:
    return Found()


def _noted(*names: str) -> Find:
    """Values that the act noted as they are."""

    async def find(_: AsyncSession, told: ToldEntry) -> Found:
        return Found(body=Body(values={name: str(told.detail[name]) for name in names}))

    return find


def _worded(name: str, kind: str) -> Find:
    """A code that the act noted, told by its word."""

    async def find(_: AsyncSession, told: ToldEntry) -> Found:
        return Found(body=Body(words={name: f"{kind}.{told.detail[name]}"}))

    return find


async def _decision(session: AsyncSession, told: ToldEntry) -> Found:
    """Firms do not read decisions; that the project has come to its end concerns them."""
    statement = select(Decision.gate, Decision.verdict).where(Decision.id == told.entry.object_id)
    row = await _one(session, statement)
    body = Body(values={"gate": row.gate}, words={"verdict": f"Verdict.{row.verdict}"})
    if row.verdict is not Verdict.STOP:
        return Found(body=body)
    held = (
        await projects.capacities(SystemDesk(session, told.entry.at), told.project.id)
    ).organisations
    return Found(body=body, houses=frozenset().union(*held.values()))


async def _motion(session: AsyncSession, told: ToldEntry) -> Found:
    row = await _one(session, select(Motion.gate).where(Motion.id == told.entry.object_id))
    return Found(body=Body(values={"gate": row.gate}))


async def _reminder(session: AsyncSession, told: ToldEntry) -> Found:
    """Those who may still vote for the seat; nobody once the motion is over."""
    statement = (
        select(Motion.gate, Reminder.seat)
        .join(Reminder, Reminder.motion_id == Motion.id)
        .where(Reminder.id == told.entry.object_id)
    )
    row = await _one(session, statement)
    desk = SystemDesk(session, told.entry.at)
    assurance = await assurance_of(desk, told.project)
    turns = await turns_of(desk, told.project, assurance)
    persons = turns.seats.get(row.seat, frozenset()) if turns is not None else frozenset[UUID]()
    return Found(body=Body(values={"gate": row.gate}), persons=persons)


async def _assignment(session: AsyncSession, told: ToldEntry) -> Found:
    statement = select(Assignment.person_id, Assignment.capacity)
    row = await _one(session, statement.where(Assignment.id == told.entry.object_id))
    body = Body(words={"capacity": f"Capacity.{row.capacity.value}"})
    return Found(body=body, persons=frozenset({row.person_id} - {None}))


async def _appointment(session: AsyncSession, told: ToldEntry) -> Found:
    statement = select(Appointment.organisation_id).where(Appointment.id == told.entry.object_id)
    row = await _one(session, statement)
    noted = told.detail.get("last_day")
    days = {"day": date.fromisoformat(noted)} if noted else {}
    return Found(body=Body(days=days), houses=frozenset({row.organisation_id}))


async def _deliverable(session: AsyncSession, told: ToldEntry) -> Found:
    """Whoever owes it; an acceptance counts with the last of those who are asked."""
    wanted = UUID(told.detail.get("deliverable", str(told.entry.object_id)))
    statement = select(Deliverable).where(Deliverable.id == wanted)
    (row,) = await _one(session, statement)
    owed = await studies.hand_in_duties(SystemDesk(session, told.entry.at), [row])
    body = Body(values={"name": row.title, "number": str(told.detail.get("number", ""))})
    if "becomes" in told.detail:
        body = replace(body, days={"day": date.fromisoformat(told.detail["becomes"])})
    silent = told.detail.get("complete") is False
    return Found(body=body, houses=owed[row.id].owners, silent=silent)


async def _requirement(session: AsyncSession, told: ToldEntry) -> Found:
    catalogue = await catalogue_of(session, told.project)
    requirement = catalogue.by_id.get(told.detail["requirement"])
    name = requirement.title if requirement is not None else told.detail["requirement"]
    return Found(body=Body(values={"name": name}))


async def _operation(session: AsyncSession, told: ToldEntry) -> Found:
    statement = select(OperationChange.reason).where(OperationChange.id == told.entry.object_id)
    return Found(body=Body(values={"reason": (await _one(session, statement)).reason}))


async def _incident(session: AsyncSession, told: ToldEntry) -> Found:
    row = await _one(session, select(Incident.text).where(Incident.id == told.entry.object_id))
    return Found(body=Body(values={"name": row.text}))


async def _reading(session: AsyncSession, told: ToldEntry) -> Found:
    statement = (
        select(Indicator.title, Reading.entered_by, ReadingCheck.comment)
        .join(Reading, Reading.indicator_id == Indicator.id)
        .join(ReadingCheck, ReadingCheck.reading_id == Reading.id)
        .where(ReadingCheck.id == told.entry.object_id)
    )
    row = await _one(session, statement)
    values = {"name": row.title, "comment": row.comment}
    return Found(body=Body(values=values), persons=frozenset({row.entered_by}))


async def _condition(session: AsyncSession, told: ToldEntry) -> Found:
    statement = select(Condition.text, Condition.owner_id).where(
        Condition.id == told.entry.object_id
    )
    row = await _one(session, statement)
    return Found(body=Body(values={"name": row.text}), persons=frozenset({row.owner_id}))


async def _point(session: AsyncSession, told: ToldEntry) -> Found:
    statement = select(ReworkPoint.text, ReworkPoint.owner_id, ReworkPoint.answered_by)
    row = await _one(session, statement.where(ReworkPoint.id == told.entry.object_id))
    persons = frozenset({row.owner_id, row.answered_by} - {None})
    return Found(body=Body(values={"name": row.text}), persons=persons)


FINDS: Mapping[str, Find] = {
    "": _nothing,
    "appointment": _appointment,
    "assignment": _assignment,
    "condition": _condition,
    "decision": _decision,
    "deliverable": _deliverable,
    "eligibility": _worded("result", "Eligibility"),
    "gate": _noted("gate"),
    "incident": _incident,
    "months": _noted("months"),
    "motion": _motion,
    "operation": _operation,
    "reading": _reading,
    "reminder": _reminder,
    "requirement": _requirement,
    "rework_point": _point,
    "stage": _worded("stage", "Stage"),
}
