"""The list of a gate as people read it, in a constant number of statements."""

from tracker.compliance.catalogue import Requirement
from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.duties import FIRM_DUTIES
from tracker.compliance.entries import (
    STAGE_OF_GATE,
    Ground,
    used_up_for,
    verifier,
)
from tracker.compliance.queries.lists import entries_on, ground_of
from tracker.compliance.record import EvidenceOnRecord, ReviewOnRecord
from tracker.compliance.waiver_rules import missing_approvers, waiver_state
from tracker.compliance.wire.checklist import (
    Checklist,
    ChecklistLine,
    CriterionLine,
    JustificationLine,
    NextStep,
    ReviewLine,
    WaiverLine,
)
from tracker.compliance.wire.evidence import EvidenceView
from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.by_name import shown
from tracker.kernel.saying import N_, Filled
from tracker.process.entry import ChecklistEntry
from tracker.process.holding import holds_until
from tracker.process.policy import Act
from tracker.process.sentences import why_open
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import CLOSED, Level
from tracker.process.status import Because, Judged, Standing, is_clear, status
from tracker.process.today import project_day
from tracker.projects import queries as projects
from tracker.projects.models import Project

_WAITS_FOR_REVIEW = frozenset({Standing.EVIDENCE_SUBMITTED, Standing.UNDER_REVIEW})
_LOOK_AGAIN = frozenset({Because.EVENT, Because.NEW_VISIT, Because.TEXT_CHANGED})


async def checklist(desk: Desk, code: str, gate: str | None, outcome: str | None) -> Checklist:
    """The list of a gate, by default the one ahead; after the end the closing list."""
    project = await projects.get(desk, code)
    refuse_if_shut(Act.CHECKLIST_SEE, project)
    today = project_day(project, desk.now)
    ground = await ground_of(desk, project)
    gate = gate or _gate_ahead(project)
    listed = entries_on(ground, gate, outcome, ground.record.field_work)
    judged = [(entry, status(entry, today, project.visit)) for entry in listed]
    return Checklist(
        project=project.code,
        gate=gate,
        outcome=outcome,
        today=today,
        catalogue=ground.catalogue.catalogue.version,
        catalogue_sha256=ground.catalogue.sha256,
        clear=all(is_clear(one) for entry, one in judged if entry.level is Level.MANDATORY),
        entries=[
            _line(ground, desk.actor, entry, one)
            for entry, one in judged
            if _sees(ground, desk.actor, entry)
        ],
    )


def _gate_ahead(project: Project) -> str:
    if project.status in CLOSED:
        return CLOSING
    return next((gate for gate, stage in STAGE_OF_GATE.items() if stage is project.stage), CLOSING)


def _sees(ground: Ground, actor: Actor, entry: ChecklistEntry) -> bool:
    """A firm sees the entries that it provides for."""
    if actor.role is not Role.FIRM_MEMBER:
        return True
    return not (FIRM_DUTIES & ground.people.duties_as(actor)).isdisjoint(entry.provided_by)


def _shows(actor: Actor, piece: EvidenceOnRecord) -> bool:
    return actor.role is not Role.FIRM_MEMBER or piece.organisation_id == actor.organisation_id


def _line(ground: Ground, actor: Actor, entry: ChecklistEntry, judged: Judged) -> ChecklistLine:
    requirement = ground.catalogue.requirement(entry.requirement)
    pieces = ground.record.pieces(entry.requirement)
    seen = [piece for piece in pieces if _shows(actor, piece)]
    newest = _newest_review(ground, entry)
    hidden = len(pieces) - len(seen)
    clear = is_clear(judged)
    return shown(
        ChecklistLine,
        entry,
        statement=requirement.statement,
        standing=judged.standing,
        because=judged.because,
        since=judged.since,
        clear=clear,
        holds_until=holds_until(entry, judged),
        why=None if clear else why_open(entry, judged, ground.today),
        criteria=_criteria(requirement, entry, newest),
        pieces=[EvidenceView.of(piece, piece.submitted_at) for piece in seen],
        hidden_pieces=hidden,
        review=_review(newest, entry, whole=hidden == 0),
        waivable=entry.waiver_allowed,
        waivers=_waivers(ground, actor, requirement, entry.gate),
        justification=_justification(ground, entry) if hidden == 0 else None,
        provided_by=list(entry.provided_by),
        owed_by=list(entry.owed_by),
        verified_by=verifier(requirement, ground),
        next=None if clear else _next(ground, requirement, entry, judged, newest),
    )


def _criteria(
    requirement: Requirement, entry: ChecklistEntry, review: ReviewOnRecord | None
) -> list[CriterionLine]:
    ticked = review.ticked if review and review.evidence_digest == entry.set_digest else frozenset()
    return [
        CriterionLine(
            index=index,
            text=criterion.text,
            asked=index in entry.criteria,
            ticked=index in ticked,
        )
        for index, criterion in enumerate(requirement.acceptance_criteria)
    ]


def _newest_review(ground: Ground, entry: ChecklistEntry) -> ReviewOnRecord | None:
    reviews = ground.record.reviews.get(entry.requirement, ())
    return next((one for one in reversed(reviews) if one.gate == entry.gate), None)


def _review(
    newest: ReviewOnRecord | None, entry: ChecklistEntry, *, whole: bool
) -> ReviewLine | None:
    if newest is None:
        return None
    return shown(
        ReviewLine,
        newest,
        of_this_set=newest.evidence_digest == entry.set_digest,
        comment=newest.comment if whole else "",
    )


def _waivers(ground: Ground, actor: Actor, requirement: Requirement, gate: str) -> list[WaiverLine]:
    """Those that name this gate, numbered among all that were asked for it."""
    hands = ground.record.hands_on(requirement.id)
    asked_for = [
        waiver for waiver in ground.record.waivers.get(requirement.id, ()) if gate in waiver.gates
    ]
    return [
        WaiverLine(
            id=waiver.id,
            number=number,
            gates=sorted(waiver.gates),
            state=waiver_state(requirement, waiver, hands, ground.today),
            starts=waiver.starts,
            expires=waiver.expires,
            used_up_for=sorted(used_up_for(waiver, ground.record.visits)),
            requested_by=waiver.requested_by,
            compensating_measure=waiver.compensating_measure,
            residual_risk=waiver.residual_risk,
            action=waiver.action,
            action_owner=waiver.action_owner,
            action_due=waiver.action_due,
            missing=missing_approvers(requirement, waiver, hands),
        )
        for number, waiver in enumerate(asked_for, start=1)
        if actor.role is not Role.FIRM_MEMBER or waiver.organisation_id == actor.organisation_id
    ]


def _justification(ground: Ground, entry: ChecklistEntry) -> JustificationLine | None:
    justifications = ground.record.justifications.get(entry.requirement, ())
    if not justifications:
        return None
    newest = justifications[-1]
    return JustificationLine(
        id=newest.id, text=newest.text, by=newest.by, at=newest.at, verified=newest.verified
    )


def _next(
    ground: Ground,
    requirement: Requirement,
    entry: ChecklistEntry,
    judged: Judged,
    review: ReviewOnRecord | None,
) -> NextStep:
    if judged.standing not in _WAITS_FOR_REVIEW and not _only_wants_a_new_review(judged, entry):
        what = Filled(N_("Hand in: %(expected)s"), expected=entry.expects)
        return NextStep(what=what, who=list(entry.provided_by))
    of_this_set = review is not None and review.evidence_digest == entry.set_digest
    if review is not None and of_this_set and review.more_wanted:
        return NextStep(what=N_("Hand in what the reviewer asks for."), who=list(entry.provided_by))
    accepted = review is not None and of_this_set and entry.criteria <= review.ticked
    sampler = requirement.sampled_by
    if accepted and judged.standing is Standing.UNDER_REVIEW and sampler is not None:
        return NextStep(what=N_("Take the sample, and record what it showed."), who=[sampler])
    return NextStep(
        what=N_("Review the evidence for this gate."), who=[verifier(requirement, ground)]
    )


def _only_wants_a_new_review(judged: Judged, entry: ChecklistEntry) -> bool:
    """Whether a new review alone would end the lapse."""
    return (
        judged.standing is Standing.LAPSED and judged.because in _LOOK_AGAIN and bool(entry.pieces)
    )
