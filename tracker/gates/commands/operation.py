"""Go-live, suspension, restoration and switching off (process.md, section 5)."""

from uuid import UUID

from tracker.gates import queries
from tracker.gates.assurance import Assurance
from tracker.gates.commands.assurance import note_assurance, settle
from tracker.gates.models import RestoreConsent
from tracker.gates.motions import agreed_to_restore
from tracker.gates.wire import OperationChangeAsked
from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.process.policy import Act, relation
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import Operation
from tracker.process.today import project_day
from tracker.process.unmet import Refusal
from tracker.projects import commands as projects
from tracker.projects import queries as project_queries
from tracker.projects.models import OperationChange, Project
from tracker.web.refusals import not_granted

_RESTORERS = frozenset({Role.REVIEWER, Role.CITY_APPROVER})


async def change_operation(
    desk: Desk, project: Project, data: OperationChangeAsked
) -> OperationChange | RestoreConsent | Refusal:
    """What becomes of the equipment; the first of two persons who restore leaves a consent.

    Nothing goes live or is restored while assurance has lapsed: that refusal stays on record.
    """
    assurance = await settle(desk, project)
    match data.becomes:
        case Operation.SUSPENDED:
            _ask(desk.actor, Act.PILOT_SUSPEND)
            refuse_if_shut(Act.PILOT_SUSPEND, project)
        case Operation.OFF:
            row = await _switch_off(desk, project, data)
            await note_assurance(desk, project)
            return row
        case Operation.LIVE if project.operation is Operation.SUSPENDED:
            return await _restore(desk, project, data, assurance)
        case Operation.LIVE:
            await _check_go_live(desk, project)
            if assurance.lapses:
                return _refuse(desk, project, assurance)
        case _:
            raise Unfit("becomes", N_("Say live, suspended or off."))
    row = projects.change_operation(desk, project, data.becomes, data.reason)
    await desk.session.flush()
    return row


async def _check_go_live(desk: Desk, project: Project) -> None:
    _ask(desk.actor, Act.PILOT_GO_LIVE)
    refuse_if_shut(Act.PILOT_GO_LIVE, project)
    if queries.newest_to_pilot(await queries.decisions(desk.session, project.id)) is None:
        raise Conflict(N_("No G4 decision to pilot is in force."))


async def _restore(
    desk: Desk, project: Project, data: OperationChangeAsked, assurance: Assurance
) -> OperationChange | RestoreConsent | Refusal:
    _ask(desk.actor, Act.PILOT_RESTORE)
    refuse_if_shut(Act.PILOT_RESTORE, project)
    if assurance.lapses:
        return _refuse(desk, project, assurance)
    if project.live_until is not None and project.live_until < project_day(project, desk.now):
        raise Conflict(
            Filled(
                N_(
                    "The decision let it run until %(live_until)s; extend the pilot, or hand it "
                    "over with the scaling decision."
                ),
                live_until=project.live_until,
            )
        )
    changes = await project_queries.operation_changes(desk.session, project.id)
    consents = await agreed_to_restore(desk, project, changes[-1].id)
    if any(
        desk.actor.person_id == row.person_id or desk.actor.role == row.role for row in consents
    ):
        raise Conflict(N_("This half of the consent is given; the other role agrees next."))
    others = [row for row in consents if Role(row.role) in _RESTORERS - {desk.actor.role}]
    if others:
        row = projects.change_operation(
            desk, project, Operation.LIVE, data.reason, seconded_by=others[0].person_id
        )
        await desk.session.flush()
        return row
    return await _agree(desk, project, data.reason, changes[-1].id)


async def _agree(desk: Desk, project: Project, reason: str, suspension_id: UUID) -> RestoreConsent:
    """Store the consent of the first of the two persons who restore a pilot."""
    consent = desk.add(
        RestoreConsent(
            project_id=project.id,
            person_id=desk.actor.person_id,
            role=desk.actor.role.value,
            reason=reason[:2_000],
            suspension_id=suspension_id,
        )
    )
    desk.record("restoration.agreed", consent)
    await desk.session.flush()
    return consent


async def _switch_off(desk: Desk, project: Project, data: OperationChangeAsked) -> OperationChange:
    _ask(desk.actor, Act.PILOT_SWITCH_OFF)
    refuse_if_shut(Act.PILOT_SWITCH_OFF, project)
    if data.proof_file_id is None:
        raise Unfit("proof_file_id", N_("Upload the proof and name its file."))
    await projects.file_of_project(desk.session, project.id, data.proof_file_id)
    row = projects.change_operation(
        desk, project, Operation.OFF, data.reason, proof_file_id=data.proof_file_id
    )
    await desk.session.flush()
    return row


def _refuse(desk: Desk, project: Project, assurance: Assurance) -> Refusal:
    why = tuple(lapse.why for lapse in assurance.lapses)
    desk.record("operation.refused", project, why=list(why))
    return Refusal(sentence=Filled(N_("Assurance has lapsed: %(why)s"), why=why[0]), reasons=why)


def _ask(actor: Actor, act: Act) -> None:
    if relation(actor, act) is None:
        raise Forbidden(not_granted(actor, act))
