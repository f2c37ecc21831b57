"""Exceptions: asked for, agreed to by everybody the catalogue names, revoked, used up."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from tracker.compliance.commands.assurance import note_requirements
from tracker.compliance.commands.on_record import (
    OpenRequirement,
    expect_provider,
    open_requirement,
)
from tracker.compliance.duties import approvers
from tracker.compliance.models import VoteOutcome, Waiver, WaiverEnd, WaiverUse, WaiverVote
from tracker.compliance.record import WaiverOnRecord
from tracker.compliance.waiver_rules import missing_approvers, waiver_state
from tracker.compliance.wire.evidence import Reason
from tracker.compliance.wire.waivers import NewWaiver, NewWaiverVote, WaiverState
from tracker.journal.desk import AnyDesk, Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.by_name import made
from tracker.kernel.database import for_system
from tracker.kernel.errors import Conflict, Forbidden, NotFound, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.people import queries as people
from tracker.process.policy import Act
from tracker.process.stages import DutyRole, Stage
from tracker.process.unmet import Refusal
from tracker.projects.commands import file_of_project
from tracker.projects.models import Project
from tracker.web.values import all_of, word_of

_BEFORE_G2 = frozenset({Stage.PROPOSAL, Stage.COMMISSIONING})
_ENDED = frozenset({WaiverState.REJECTED, WaiverState.REVOKED, WaiverState.EXPIRED})


async def request_waiver(
    desk: Desk, project: Project, requirement_id: str, data: NewWaiver
) -> Waiver | Refusal:
    """Ask for an exception; a red line of the catalogue is never waived."""
    opened = await open_requirement(desk, Act.WAIVER_REQUEST, project, requirement_id)
    if desk.actor.role not in (Role.OFFICER, Role.MANAGER):
        expect_provider(desk.actor, opened)
    if not opened.requirement.waiver.allowed:
        sentence = Filled(
            N_("“%(title)s” can never be waived; hand in what it asks."),
            title=opened.requirement.title,
        )
        return desk.refuse(
            "waiver.refused", project, sentence, four_eyes=False, requirement=requirement_id
        )
    _expect_terms(opened, data)
    if not await people.active_persons(desk.session, [data.action_owner]):
        raise Unfit("action_owner", N_("Name the id of a person with an active account."))
    if data.measure_file_id is not None:
        await file_of_project(desk.session, project.id, data.measure_file_id)
    row = _row(desk, project, requirement_id, data)
    desk.record(
        "waiver.requested",
        row,
        requirement=requirement_id,
        gates=row.gates,
        starts=data.starts,
        expires=data.expires,
    )
    await desk.session.flush()
    return row


async def vote_on_waiver(
    desk: Desk, project: Project, waiver: Waiver, data: NewWaiverVote
) -> WaiverVote | Refusal:
    """Vote for or against; granted when all approvers are for it, rejected by one against."""
    opened = await open_requirement(desk, Act.WAIVER_VOTE, project, waiver.requirement)
    on_record = _on_record(opened, waiver.id)
    if sentence := _bar(opened, desk.actor):
        return desk.refuse("waiver.refused", waiver, sentence, requirement=opened.id)
    barred = opened.provided.barred
    state = waiver_state(opened.requirement, on_record, barred, opened.ground.today)
    if state is not WaiverState.REQUESTED:
        raise Conflict(
            Filled(N_("This waiver is %(state)s; ask for a new one."), state=word_of(state))
        )
    if any(vote.person_id == desk.actor.person_id for vote in on_record.votes):
        raise Conflict(N_("You have voted on this waiver; another approver has to agree."))
    seat = next(iter(_seats(opened, desk.actor, on_record, project)), None)
    if seat is None:
        raise Conflict(
            N_(
                "Somebody has voted in the seat that you may fill; where that vote counts no more, "
                "ask for a new waiver."
            )
        )
    if data.outcome is VoteOutcome.AGAINST and not data.reason.strip():
        raise Unfit("reason", N_("Say why you are against it."))
    row = desk.add(
        WaiverVote(
            project_id=project.id,
            waiver_id=waiver.id,
            person_id=desk.actor.person_id,
            role=seat,
            outcome=data.outcome,
            reason=data.reason,
        )
    )
    in_favour = data.outcome is VoteOutcome.FOR
    word = "approved" if in_favour else "rejected"
    desk.record(f"waiver.{word}", waiver, requirement=opened.id, seat=seat)
    if in_favour and missing_approvers(opened.requirement, on_record, barred) == [seat]:
        desk.record("waiver.granted", waiver, requirement=opened.id)
    await desk.session.flush()
    await note_requirements(desk, project)
    return row


async def revoke_waiver(desk: Desk, project: Project, waiver: Waiver, data: Reason) -> WaiverEnd:
    """An approver ends the waiver; it counts no more from today on."""
    opened = await open_requirement(desk, Act.WAIVER_REVOKE, project, waiver.requirement)
    if not _may_approve(opened, desk.actor, project):
        raise Forbidden(
            Filled(
                N_("Only an approver of “%(title)s” revokes its waivers."),
                title=opened.requirement.title,
            )
        )
    on_record = _on_record(opened, waiver.id)
    barred = opened.provided.barred
    state = waiver_state(opened.requirement, on_record, barred, opened.ground.today)
    if state in _ENDED:
        raise Conflict(Filled(N_("This waiver is %(state)s already."), state=word_of(state)))
    row = desk.add(
        WaiverEnd(
            project_id=project.id, waiver_id=waiver.id, by=desk.actor.person_id, reason=data.reason
        )
    )
    desk.record("waiver.revoked", waiver, requirement=opened.id)
    await desk.session.flush()
    await note_requirements(desk, project)
    return row


async def mark_waivers_used(
    desk: AnyDesk, project: Project, gate: str, waiver_ids: Iterable[UUID]
) -> None:
    """Store that a gate was passed with these waivers in the project's present visit.

    After a decision was taken back, the same visit may pass the gate again: its uses stay.
    """
    before = select(WaiverUse.waiver_id).where(
        WaiverUse.project_id == project.id,
        WaiverUse.gate == gate,
        WaiverUse.visit == project.visit,
    )
    recorded = set(await desk.session.scalars(for_system(before, "a use is recorded once")))
    for waiver_id in sorted(set(waiver_ids) - recorded):
        row = desk.add(
            WaiverUse(project_id=project.id, waiver_id=waiver_id, gate=gate, visit=project.visit)
        )
        desk.record("waiver.used", row, waiver=waiver_id)
    await desk.session.flush()


def _expect_terms(opened: OpenRequirement, data: NewWaiver) -> None:
    gates = [entry.gate for entry in opened.requirement.gates]
    if not set(data.gates) <= set(gates):
        raise Unfit(
            "gates",
            Filled(
                N_("“%(title)s” is asked at %(known)s; name among those."),
                title=opened.requirement.title,
                known=", ".join(gates),
            ),
        )
    if data.starts < opened.ground.today:
        raise Unfit("starts", N_("A waiver covers nothing that is past; begin today or later."))
    if data.expires < data.starts:
        raise Unfit("expires", N_("Give a last day that is not before the first."))
    longest = opened.requirement.waiver.max_days
    if longest is not None and data.expires - data.starts > timedelta(days=longest):
        raise Unfit(
            "expires",
            Filled(
                N_("A waiver of “%(title)s” lasts at most %(longest)s days."),
                title=opened.requirement.title,
                longest=longest,
            ),
        )
    if data.action_due < opened.ground.today:
        raise Unfit("action_due", N_("Give a day on which the action can still be done."))


def _bar(opened: OpenRequirement, actor: Actor) -> str | None:
    if actor.person_id in opened.provided.barred:
        return Filled(
            N_(
                "Whoever handed in, wrote, saw or asked for something under “%(title)s” does not "
                "agree to its waiver; somebody else has to."
            ),
            title=opened.requirement.title,
        )
    return None


def _on_record(opened: OpenRequirement, waiver_id: UUID) -> WaiverOnRecord:
    for waiver in opened.ground.record.waivers.get(opened.id, ()):
        if waiver.id == waiver_id:
            return waiver
    raise NotFound


def _named_seats(opened: OpenRequirement, actor: Actor, project: Project) -> list[DutyRole]:
    """The approvers named in the catalogue as which the acting membership may vote."""
    if not opened.requirement.waiver.allowed:
        return []
    theirs = opened.ground.people.duties_as(actor)
    seats = approvers(
        opened.requirement,
        risk_owner_named=DutyRole.RISK_OWNER in opened.ground.people.held,
        before_g2=project.stage in _BEFORE_G2,
    )
    named = opened.requirement.waiver.approver or ()
    return [
        duty for duty, seat in zip(named, seats, strict=True) if not seat.duties.isdisjoint(theirs)
    ]


def _may_approve(opened: OpenRequirement, actor: Actor, project: Project) -> bool:
    return bool(_named_seats(opened, actor, project))


def _seats(
    opened: OpenRequirement, actor: Actor, waiver: WaiverOnRecord, project: Project
) -> list[DutyRole]:
    """Those that have not agreed yet; raises Forbidden where the actor is none of them."""
    named = _named_seats(opened, actor, project)
    if not named:
        approver_words = all_of(map(word_of, opened.requirement.waiver.approver or ()))
        raise Forbidden(
            Filled(
                N_("A waiver of “%(title)s” is for others to agree to: %(wanted)s."),
                title=opened.requirement.title,
                wanted=approver_words,
            )
        )
    voted = {vote.role for vote in waiver.votes}
    return [duty for duty in named if duty not in voted]


def _row(desk: Desk, project: Project, requirement_id: str, data: NewWaiver) -> Waiver:
    return desk.add(
        made(
            Waiver,
            data,
            project_id=project.id,
            requirement=requirement_id,
            gates=sorted(set(data.gates)),
            requested_by=desk.actor.person_id,
            organisation_id=desk.actor.organisation_id,
        )
    )
