"""Entries and dossiers in which everything is in order, but for what a test is about."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from tracker.kernel.actor import Role
from tracker.process import GATE_BY_ID
from tracker.process.dossier import (
    Candidate,
    ComplianceFacts,
    ConditionFacts,
    ContractFacts,
    DeliverableFacts,
    Dossier,
    EvaluationFacts,
    IndicatorFacts,
    MoveFacts,
    PanelFacts,
    PilotFacts,
    ProjectFacts,
    ProposalFacts,
    RecordFacts,
    ReworkPointFacts,
    StudyFacts,
    WatchedList,
)
from tracker.process.entry import (
    ChecklistEntry,
    Event,
    GrantedWaiver,
    Piece,
    Review,
    VerifiedJustification,
)
from tracker.process.stages import (
    DutyRole,
    Level,
    Operation,
    Severity,
    Stage,
    Status,
)
from tracker.process.terms import Terms

TODAY = date(2027, 5, 3)  # a Monday
DAY = timedelta(days=1)
VISIT = 4


def nobody(number: int) -> UUID:
    """A person, a firm or a row, known by a number."""
    return UUID(int=number)


OFFICER, SECOND_OFFICER, MANAGER, SECOND_MANAGER = (nobody(n) for n in (1, 2, 3, 4))
REVIEWER, SECOND_REVIEWER, APPROVER, SECOND_APPROVER = (nobody(n) for n in (5, 6, 7, 8))
SUPPLIER, VERIFIER = nobody(20), nobody(21)
MEMBERS = tuple(nobody(n) for n in (31, 32, 33))


def at(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def a_piece(number: int = 100, **changes) -> Piece:
    fields = {
        "id": nobody(number),
        "digest": f"piece {number}",
        "effective_on": TODAY - 20 * DAY,
        "valid_until": None,
        "submitted_by": SUPPLIER,
        "authors": frozenset({changes.get("submitted_by", SUPPLIER)}),
        "organisation_id": nobody(50),
        "withdrawn_on": None,
    }
    return Piece(**(fields | changes))


def a_review(**changes) -> Review:
    on = changes.get("on", TODAY - 10 * DAY)
    fields = {
        "id": nobody(200),
        "gate": "G4",
        "visit": VISIT,
        "evidence_digest": "set",
        "pieces": (nobody(100),),
        "ticked": frozenset({0, 1}),
        "rejected": False,
        "more_wanted": False,
        "sample_wanted": False,
        "sample": False,
        "by": VERIFIER,
        "at": at(on),
        "on": on,
        "discounted_on": None,
    }
    return Review(**(fields | changes))


def an_event(on_day: date, **changes) -> Event:
    recorded_at = changes.get("recorded_at", at(on_day))
    fields = {
        "kind": "scope_change",
        "on_day": on_day,
        "recorded_at": recorded_at,
        "recorded_on": recorded_at.date(),
    }
    return Event(**(fields | changes))


def a_waiver(**changes) -> GrantedWaiver:
    starts = changes.get("starts", TODAY - 10 * DAY)
    fields = {
        "id": nobody(300),
        "number": 1,
        "gates": frozenset({"G4"}),
        "starts": starts,
        "expires": TODAY + 10 * DAY,
        "granted_at": at(starts),
        "granted_on": starts,
        "requested_by": nobody(22),
        "used_up_for": frozenset(),
        "revoked_on": None,
        "discounted_on": None,
    }
    return GrantedWaiver(**(fields | changes))


def a_justification(**changes) -> VerifiedJustification:
    fields = {
        "id": nobody(400),
        "by": nobody(23),
        "verified_by": VERIFIER,
        "facts_unchanged": True,
        "facts_changed_on": None,
    }
    return VerifiedJustification(**(fields | changes))


def an_entry(requirement: str = "CP-ARC-06", **changes) -> ChecklistEntry:
    """Met: evidence handed in, all criteria ticked, nothing since."""
    gate = changes.get("gate", "G4")
    fields = {
        "requirement": requirement,
        "title": "Protected links",
        "gate": gate,
        "level": Level.MANDATORY,
        "severity": Severity.HIGH,
        "expects": "Protocol of the test",
        "applicable": True,
        "applicable_since": None,
        "applicable_since_at": None,
        "criteria": frozenset({0, 1}),
        "evidence_validity_days": 365,
        "renew_every_days": None,
        "renew_is_report": False,
        "grace_days": 14,
        "rechecked_each_gate": False,
        "pieces": (a_piece(),),
        "set_digest": "set",
        "former": (),
        "reviews": (a_review(gate=gate),),
        "review_begun": False,
        "events": (),
        "waivers": (),
        "waiver_allowed": True,
        "waiver_max_days": 90,
        "justification": None,
        "text_changed_at": None,
        "text_changed_on": None,
        "provided_by": (DutyRole.SUPPLIER,),
        "verified_by": DutyRole.REVIEWER,
        "owed_by": (Role.FIRM_MEMBER,),
        "checked_by": (Role.REVIEWER,),
        "submitters": frozenset({SUPPLIER}),
    }
    return ChecklistEntry(**(fields | changes))


def an_open_entry(requirement: str = "CP-ARC-06", **changes) -> ChecklistEntry:
    """Not started: nothing has been handed in."""
    fields = {"pieces": (), "reviews": (), "submitters": frozenset()}
    return an_entry(requirement, **(fields | changes))


def a_watched_list(*entries: ChecklistEntry, **changes) -> WatchedList:
    """The G4 list, passed on 3 March; nothing is live unless said."""
    fields = {
        "gate": "G4",
        "visit": VISIT - 1,
        "passed_on": date(2027, 3, 3),
        "live_since": None,
        "live_from": changes.get("live_since"),
        "entries": entries,
    }
    return WatchedList(**(fields | changes))


def a_condition(**changes) -> ConditionFacts:
    fields = {
        "id": nobody(500),
        "gate": "G3",
        "text": "Name the data owner",
        "due": TODAY + 30 * DAY,
        "owner_id": nobody(24),
        "owed_by": (Role.CITY_CONTACT,),
        "decided_on": TODAY - 30 * DAY,
        "renews": None,
    }
    return ConditionFacts(**(fields | changes))


def a_rework_point(**changes) -> ReworkPointFacts:
    fields = {
        "id": nobody(600),
        "what": "D07",
        "text": "Prices are wrong",
        "answered": False,
        "confirmed": False,
        "pointed_on": TODAY - 5 * DAY,
        "owed_by": (Role.FIRM_MEMBER,),
    }
    return ReworkPointFacts(**(fields | changes))


def a_deliverable(code: str = "D07", **changes) -> DeliverableFacts:
    """Accepted in its second version."""
    fields = {
        "id": nobody(700),
        "code": code,
        "title": "Costs and benefits",
        "stage": Stage.STUDY,
        "required": True,
        "only_for_pilot": False,
        "due": TODAY,
        "accepted_version": 2,
        "accepted_on": TODAY - DAY,
        "ever_accepted": True,
        "submitted_by": frozenset({nobody(25)}),
        "owed_by": (Role.FIRM_MEMBER,),
        "returned_on": None,
    }
    return DeliverableFacts(**(fields | changes))


def an_indicator(**changes) -> IndicatorFacts:
    fields = {"id": nobody(800), "code": "K1", "title": "Waiting time", "has_baseline": True}
    return IndicatorFacts(**(fields | changes))


def an_evaluation(**changes) -> EvaluationFacts:
    fields = {
        "id": nobody(900),
        "digest": "evaluation",
        "submitted_by": frozenset({nobody(26)}),
        "accepted": True,
    }
    return EvaluationFacts(**(fields | changes))


def a_project(gate: str = "G4", leads_to: Stage | None = None, **changes) -> ProjectFacts:
    known = GATE_BY_ID[gate]
    after_live = gate in ("G5", "G6")
    fields = {
        "id": nobody(1000),
        "code": "KLA-2027-01",
        "stage": known.stage,
        "stage_since": TODAY - 60 * DAY,
        "status": Status.ACTIVE,
        "visit": VISIT,
        "next_stage": leads_to or known.ways[0].to,
        "planned_end": TODAY + 90 * DAY,
        "operation": Operation.SUSPENDED if after_live else Operation.NEVER,
        "went_live": after_live,
        "handed_over_to": "Roads department" if gate == "G6" else None,
        "owner_after": "Roads department",
        "operating_unit": "Traffic centre",
        "funding_after": "City budget 2028",
        "field_work": gate in ("G4", "G5", "G6"),
        "g4_in_force": after_live,
        "extensions": 0,
        "installed": False,
    }
    return ProjectFacts(**(fields | changes))


def a_proposal(**changes) -> ProposalFacts:
    fields = {
        "submitted": True,
        "version": 1,
        "receipt": "KLA-2027-01/1-12345678",
        "content_sha256": "content",
        "eligible": True,
        "scores_missing": 0,
        "scores_sha256": "scores",
        "places_left": 2,
    }
    return ProposalFacts(**(fields | changes))


def a_candidate(seat: str, person: UUID, role: Role | None = None, **changes) -> Candidate:
    fields = {
        "seat": seat,
        "person_id": person,
        "role": role or Role(seat),
        "holder": True,
        "conflicted": False,
        "scores_in": True,
        "also_barred_as": None,
    }
    return Candidate(**(fields | changes))


def a_member(number: int, **changes) -> Candidate:
    person = MEMBERS[number - 1]
    return a_candidate(f"committee_{number}", person, Role.COMMITTEE_MEMBER, **changes)


def candidates_at(gate: str) -> tuple[Candidate, ...]:
    """A holder and a deputy for each seat; three members for the committee."""
    if gate == "G1":
        return tuple(a_member(number) for number in (1, 2, 3))
    holders = {
        "officer": (OFFICER, SECOND_OFFICER),
        "manager": (MANAGER, SECOND_MANAGER),
        "reviewer": (REVIEWER, SECOND_REVIEWER),
        "city_approver": (APPROVER, SECOND_APPROVER),
    }
    found = []
    for seat in GATE_BY_ID[gate].decided_by.seats:
        holder, deputy = holders[seat.name]
        found.append(a_candidate(seat.name, holder))
        found.append(a_candidate(seat.name, deputy, holder=False))
    return tuple(found)


def a_panel(gate: str = "G4", **changes) -> PanelFacts:
    fields = {
        "candidates": candidates_at(gate),
        "left_on": (),
        "movers": frozenset({SECOND_OFFICER, SECOND_MANAGER}),
        "quorum": 2,
        "voting_day": TODAY,
        "taken_back": None,
    }
    return PanelFacts(**(fields | changes))


def compliance(*asked: ChecklistEntry, **changes) -> ComplianceFacts:
    fields = {
        "catalogue_sha256": "catalogue",
        "facts": (("watching", "no"), ("cloud", "yes")),
        "asked": asked,
        "become_conditions": (),
        "watched": (),
    }
    return ComplianceFacts(**(fields | changes))


def a_move(**changes) -> MoveFacts:
    fields = {
        "scaling": None,
        "operation_after": Operation.OFF,
        "live_until": None,
        "changes": ("scope",),
    }
    return MoveFacts(**(fields | changes))


def a_dossier(gate: str = "G4", leads_to: Stage | None = None, **changes) -> Dossier:
    """Before this gate, with nothing in the way of any destination."""
    today = changes.get("today", TODAY)
    fields = {
        "today": today,
        "as_of": at(today),
        "terms": Terms(),
        "project": a_project(gate, leads_to),
        "proposal": a_proposal() if gate == "G1" else None,
        "contract": ContractFacts(
            on_file=frozenset({"contract", "beneficiary_agreement", "security_terms"})
        ),
        "study": StudyFacts(
            deliverables=(
                a_deliverable("D07"),
                a_deliverable("P01", stage=Stage.PREPARATION),
                a_deliverable("P05", stage=Stage.DECISION),
            )
        ),
        "pilot": PilotFacts(indicators=(an_indicator(),), evaluation=an_evaluation()),
        "compliance": compliance(an_entry(gate=gate)),
        "record": RecordFacts(open_conditions=(), rework_points=()),
        "panel": a_panel(gate),
        "move": a_move(),
        "stale": (),
    }
    return Dossier(**(fields | changes))


def record(*conditions: ConditionFacts, points: tuple[ReworkPointFacts, ...] = ()) -> RecordFacts:
    return RecordFacts(open_conditions=conditions, rework_points=points)
