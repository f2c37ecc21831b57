"""Go-live, suspension, restoration and switching off (process.md, section 5)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from tracker import journal
from tracker.gates import queries
from tracker.gates.assurance import Assurance
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.models import RestoreConsent
from tracker.gates.standing import agreed_to_restore
from tracker.gates.wire import OperationChangeAsked
from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import N_, Filled
from tracker.process.policy import Act, relation
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Operation
from tracker.process.today import project_day
from tracker.process.unmet import Refusal
from tracker.projects import commands as projects
from tracker.projects import queries as project_queries
from tracker.projects.models import OperationChange, Project
from tracker.web.refusing import not_granted

_RESTORERS = frozenset({Role.REVIEWER, Role.CITY_APPROVER})


async def change_operation(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    asked: OperationChangeAsked,
    now: datetime,
) -> OperationChange | RestoreConsent | Refusal:
    """What becomes of the equipment; the first of two persons who restore leaves a consent.

    Nothing goes live or is restored while assurance has lapsed: that refusal stays on record.
    """
    assurance = await settle(session, project, now)
    match asked.becomes:
        case Operation.SUSPENDED:
            _ask(actor, Act.PILOT_SUSPEND)
            refuse_if_shut(Act.PILOT_SUSPEND, project)
        case Operation.OFF:
            row = await _switch_off(session, actor, project, asked, now)
            await note_assurance(session, project, now)
            return row
        case Operation.LIVE if project.operation is Operation.SUSPENDED:
            return await _restore(session, actor, project, asked, assurance, now)
        case Operation.LIVE:
            await _check_go_live(session, actor, project)
            if assurance.lapses:
                return _refuse(session, actor, project, assurance, now)
        case _:
            raise Unfit("becomes", N_("Say live, suspended or off."))
    row = projects.change_operation(session, actor, project, asked.becomes, asked.reason, now)
    await session.flush()
    return row


async def _check_go_live(session: AsyncSession, actor: Actor, project: Project) -> None:
    _ask(actor, Act.PILOT_GO_LIVE)
    refuse_if_shut(Act.PILOT_GO_LIVE, project)
    if queries.newest_to_pilot(await queries.decisions(session, project.id)) is None:
        raise Conflict(N_("No G4 decision to pilot is in force."))


async def _restore(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    asked: OperationChangeAsked,
    assurance: Assurance,
    now: datetime,
) -> OperationChange | RestoreConsent | Refusal:
    _ask(actor, Act.PILOT_RESTORE)
    refuse_if_shut(Act.PILOT_RESTORE, project)
    if assurance.lapses:
        return _refuse(session, actor, project, assurance, now)
    if project.live_until is not None and project.live_until < project_day(project, now):
        raise Conflict(
            Filled(
                N_(
                    "The decision let it run until %(live_until)s; extend the pilot, or hand it "
                    "over with the scaling decision."
                ),
                live_until=project.live_until,
            )
        )
    changes = await project_queries.operation_changes(session, project.id)
    given = await agreed_to_restore(session, project, changes[-1].id, now)
    if any(actor.person_id == row.person_id or actor.role == row.role for row in given):
        raise Conflict(N_("This half of the consent is given; the other role agrees next."))
    others = [row for row in given if Role(row.role) in _RESTORERS - {actor.role}]
    if others:
        row = projects.change_operation(
            session,
            actor,
            project,
            Operation.LIVE,
            asked.reason,
            now,
            seconded_by=others[0].person_id,
        )
        await session.flush()
        return row
    return await _agree(session, actor, project, asked.reason, changes[-1].id, now)


async def _agree(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    reason: str,
    suspension_id: UUID,
    now: datetime,
) -> RestoreConsent:
    """The first of two persons."""
    consent = RestoreConsent(
        id=uuid7(now),
        created_at=now,
        project_id=project.id,
        person_id=actor.person_id,
        role=actor.role.value,
        reason=reason[:2_000],
        suspension_id=suspension_id,
    )
    session.add(consent)
    journal.record(session, actor, "restoration.agreed", project.id, now, on=consent)
    await session.flush()
    return consent


async def _switch_off(
    session: AsyncSession,
    actor: Actor,
    project: Project,
    asked: OperationChangeAsked,
    now: datetime,
) -> OperationChange:
    _ask(actor, Act.PILOT_SWITCH_OFF)
    refuse_if_shut(Act.PILOT_SWITCH_OFF, project)
    if asked.proof_file_id is None:
        raise Unfit("proof_file_id", N_("Upload the proof and name its file."))
    await projects.file_of_project(session, project.id, asked.proof_file_id)
    row = projects.change_operation(
        session,
        actor,
        project,
        Operation.OFF,
        asked.reason,
        now,
        proof_file_id=asked.proof_file_id,
    )
    await session.flush()
    return row


def _refuse(
    session: AsyncSession, actor: Actor, project: Project, assurance: Assurance, now: datetime
) -> Refusal:
    why = tuple(lapse.why for lapse in assurance.lapses)
    journal.record(session, actor, "operation.refused", project.id, now, on=project, why=list(why))
    return Refusal(sentence=Filled(N_("Assurance has lapsed: %(why)s"), why=why[0]), reasons=why)


def _ask(actor: Actor, act: Act) -> None:
    if relation(actor, act) is None:
        raise Forbidden(not_granted(actor, act))
