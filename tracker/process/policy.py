"""Who may do what: act -> role -> relation. Guards ask for the role, commands for the relation."""

from enum import StrEnum
from uuid import UUID

from tracker.kernel.actor import CITY_ROLES, Actor, Role


class Relation(StrEnum):
    """How the thing acted on must belong to the actor, beyond what `visible_to` shows."""

    ANY = "any"
    OWN_ORGANISATION = "own_organisation"
    ASSIGNED = "assigned"
    OWN = "own"


class Act(StrEnum):
    ME_SEE = "me.see"
    ORGANISATION_SEE = "organisation.see"
    ORGANISATION_WRITE = "organisation.write"
    PERSON_WRITE = "person.write"
    ROLE_CONFIRM = "role.confirm"
    PERSON_INVITE = "person.invite"
    INVITATION_ANSWER = "invitation.answer"
    DEPUTY_NAME = "deputy.name"
    TOKEN_ISSUE = "token.issue"  # noqa: S105 - an act, not a secret
    TOKEN_SEE = "token.see"  # noqa: S105 - an act, not a secret
    TOKEN_REVOKE = "token.revoke"  # noqa: S105 - an act, not a secret
    MAIL_KEEP = "mail.keep"
    CALL_SEE = "call.see"
    CALL_WRITE = "call.write"
    CRITERIA_SET = "criteria.set"
    CALL_OPEN = "call.open"
    CALL_CLOSE = "call.close"
    CALL_STAFF = "call.staff"
    SOLUTION_SEE = "solution.see"
    SOLUTION_WRITE = "solution.write"
    PROPOSAL_SEE = "proposal.see"
    PROPOSAL_START = "proposal.start"
    PROPOSAL_WRITE = "proposal.write"
    PROPOSAL_SUBMIT = "proposal.submit"
    PROPOSAL_WITHDRAW = "proposal.withdraw"
    PROPOSAL_CHECK = "proposal.check"
    PROPOSAL_RECORD = "proposal.record"
    CONFLICT_DECLARE = "conflict.declare"
    SCORE_GIVE = "score.give"
    SCORE_SEE = "score.see"
    PROJECT_SEE = "project.see"
    PROJECT_SEE_GROUNDS = "project.see_grounds"
    PROJECT_WRITE = "project.write"
    PROJECT_RECORD_PAST = "project.record_past"
    PROJECT_WITHDRAW = "project.withdraw"
    WITHDRAWAL_REVOKE = "withdrawal.revoke"
    PROJECT_COMPLETE = "project.complete"
    PROJECT_RESUME = "project.resume"
    ASSIGNMENT_WRITE = "assignment.write"
    AGREEMENT_RECORD = "agreement.record"
    MONEY_WRITE = "money.write"
    MONEY_SEE_TOTALS = "money.see_totals"
    APPOINTMENT_SEE = "appointment.see"
    FIRM_APPOINT = "firm.appoint"
    FIRM_RELEASE = "firm.release"
    JOURNAL_READ = "journal.read"
    RECEIVED_SEE = "received.see"
    RECEIVED_RECORD = "received.record"
    FILE_UPLOAD = "file.upload"
    FILE_READ = "file.read"
    TEMPLATE_SEE = "template.see"
    DELIVERABLE_SEE = "deliverable.see"
    DELIVERABLE_PLAN = "deliverable.plan"
    DELIVERABLE_SUBMIT = "deliverable.submit"
    SUBMISSION_REVIEW = "submission.review"
    INDICATOR_SEE = "indicator.see"
    INDICATOR_WRITE = "indicator.write"
    READING_ENTER = "reading.enter"
    READING_CHECK = "reading.check"
    PILOT_SEE = "pilot.see"
    PILOT_WRITE = "pilot.write"
    PILOT_OPERATE = "pilot.operate"
    PILOT_GO_LIVE = "pilot.go_live"
    PILOT_SUSPEND = "pilot.suspend"
    PILOT_RESTORE = "pilot.restore"
    PILOT_SWITCH_OFF = "pilot.switch_off"
    INCIDENT_REPORT = "incident.report"
    PILOT_EVALUATE = "pilot.evaluate"
    EVALUATION_ACCEPT = "evaluation.accept"
    CHECK_IN_ENTER = "check_in.enter"
    CHECK_IN_CONFIRM = "check_in.confirm"
    CATALOGUE_SEE = "catalogue.see"
    CATALOGUE_UPGRADE = "catalogue.upgrade"
    CATALOGUE_APPROVE = "catalogue.approve"
    CATALOGUE_REVERSE = "catalogue.reverse"
    CHECKLIST_SEE = "checklist.see"
    FACT_SEE = "fact.see"
    FACT_ANSWER = "fact.answer"
    FACT_CHECK = "fact.check"
    EVIDENCE_SUBMIT = "evidence.submit"
    EVIDENCE_WITHDRAW = "evidence.withdraw"
    REQUIREMENT_REVIEW = "requirement.review"
    JUSTIFICATION_GIVE = "justification.give"
    JUSTIFICATION_CHECK = "justification.check"
    WAIVER_REQUEST = "waiver.request"
    WAIVER_VOTE = "waiver.vote"
    WAIVER_REVOKE = "waiver.revoke"
    GATE_SEE = "gate.see"
    GATE_MOVE = "gate.move"
    MOTION_WITHDRAW = "motion.withdraw"
    GATE_VOTE = "gate.vote"
    GATE_DECIDE = "gate.decide"
    VOTE_RECORD = "vote.record"
    VOTE_COMPARE = "vote.compare"
    GATE_REMIND = "gate.remind"
    DECISION_SEE = "decision.see"
    RECHECK_FIRE = "recheck.fire"
    CONDITION_END = "condition.end"
    REWORK_ANSWER = "rework.answer"
    REWORK_CONFIRM = "rework.confirm"
    REWORK_HAND_OVER = "rework.hand_over"
    WORK_HAND_OVER = "work.hand_over"
    REPORT_SEE = "report.see"
    REPORT_MAKE = "report.make"
    REPORT_SEE_WEAKNESSES = "report.see_weaknesses"
    TASK_SEE = "task.see"
    NOTICE_SEE = "notice.see"
    NUDGE_GIVE = "nudge.give"
    REGISTER_SEE = "register.see"
    CONCERN_RAISE = "concern.raise"
    CONCERN_ANSWER = "concern.answer"
    LESSON_RECORD = "lesson.record"
    MEETING_RECORD = "meeting.record"


FORMAL = frozenset(
    {
        Act.GATE_VOTE,
        Act.GATE_DECIDE,
        Act.VOTE_RECORD,
        Act.VOTE_COMPARE,
        Act.WAIVER_VOTE,
        Act.SUBMISSION_REVIEW,
        Act.EVALUATION_ACCEPT,
        Act.PROJECT_WITHDRAW,
        Act.WITHDRAWAL_REVOKE,
        Act.PERSON_WRITE,
        Act.ROLE_CONFIRM,
        Act.PERSON_INVITE,
        Act.INVITATION_ANSWER,
        Act.DEPUTY_NAME,
        Act.CALL_STAFF,
        Act.ASSIGNMENT_WRITE,
        Act.FIRM_APPOINT,
        Act.FIRM_RELEASE,
        Act.WORK_HAND_OVER,
        Act.TOKEN_ISSUE,
        Act.CATALOGUE_APPROVE,
    }
)
"""Votes, acceptances and changes of rights: on a page a factor is shown shortly before."""
Grants = dict[Role, Relation]

EVERYBODY: Grants = dict.fromkeys(Role, Relation.ANY)
_CITY: Grants = dict.fromkeys(CITY_ROLES, Relation.ASSIGNED)
_CONTACT: Grants = {Role.CITY_CONTACT: Relation.ASSIGNED}
_APPROVER: Grants = {Role.CITY_APPROVER: Relation.ASSIGNED}
_OWN_CITY: Grants = dict.fromkeys(
    (Role.CITY_CONTACT, Role.CITY_APPROVER), Relation.OWN_ORGANISATION
)
_FIRM: Grants = {Role.FIRM_MEMBER: Relation.ASSIGNED}
_OFFICER: Grants = {Role.OFFICER: Relation.ANY}
_MANAGER: Grants = {Role.MANAGER: Relation.ANY}
_DESK = _OFFICER | _MANAGER
_REVIEWER: Grants = {Role.REVIEWER: Relation.ANY}
_OFFICE = _DESK | _REVIEWER
_ADMINISTRATOR: Grants = {Role.ADMINISTRATOR: Relation.ANY}
_COMMITTEE: Grants = {Role.COMMITTEE_MEMBER: Relation.ASSIGNED}
_OBSERVER: Grants = {Role.OBSERVER: Relation.ANY}
_PARTIES = _OFFICE | _CITY | _FIRM
_GATE_READERS = _OFFICE | _COMMITTEE | _CITY

POLICY: dict[Act, Grants] = {
    Act.ME_SEE: EVERYBODY,
    Act.ORGANISATION_SEE: EVERYBODY,
    Act.ORGANISATION_WRITE: _DESK | _ADMINISTRATOR,
    Act.PERSON_WRITE: _ADMINISTRATOR,
    Act.ROLE_CONFIRM: _MANAGER | _ADMINISTRATOR,
    Act.PERSON_INVITE: _DESK
    | _ADMINISTRATOR
    | dict.fromkeys((Role.CITY_CONTACT, Role.FIRM_MEMBER), Relation.OWN_ORGANISATION),
    Act.INVITATION_ANSWER: dict.fromkeys(Role, Relation.OWN),
    Act.DEPUTY_NAME: _DESK | {Role.REVIEWER: Relation.OWN} | _OWN_CITY,
    Act.TOKEN_ISSUE: dict.fromkeys(Role, Relation.OWN),
    Act.TOKEN_SEE: dict.fromkeys(Role, Relation.OWN) | _ADMINISTRATOR,
    Act.TOKEN_REVOKE: dict.fromkeys(Role, Relation.OWN) | _ADMINISTRATOR,
    Act.MAIL_KEEP: _ADMINISTRATOR,
    Act.CALL_SEE: EVERYBODY,
    Act.CALL_WRITE: _MANAGER,
    Act.CRITERIA_SET: _MANAGER,
    Act.CALL_OPEN: _MANAGER,
    Act.CALL_CLOSE: _MANAGER,
    Act.CALL_STAFF: _MANAGER,
    Act.SOLUTION_SEE: EVERYBODY,
    Act.SOLUTION_WRITE: _DESK,
    Act.PROPOSAL_SEE: _DESK | _COMMITTEE | _CONTACT,
    Act.PROPOSAL_START: {Role.CITY_CONTACT: Relation.OWN_ORGANISATION},
    Act.PROPOSAL_WRITE: {Role.CITY_CONTACT: Relation.OWN_ORGANISATION},
    Act.PROPOSAL_SUBMIT: {Role.CITY_CONTACT: Relation.OWN_ORGANISATION},
    Act.PROPOSAL_WITHDRAW: {Role.CITY_CONTACT: Relation.OWN_ORGANISATION},
    Act.PROPOSAL_CHECK: _OFFICER,
    Act.PROPOSAL_RECORD: _DESK,
    Act.CONFLICT_DECLARE: _COMMITTEE,
    Act.SCORE_GIVE: _COMMITTEE,
    Act.SCORE_SEE: _DESK | _COMMITTEE,
    Act.PROJECT_SEE: _PARTIES | _COMMITTEE | _OBSERVER,
    Act.PROJECT_SEE_GROUNDS: _PARTIES | _COMMITTEE,
    Act.PROJECT_WRITE: _DESK,
    Act.PROJECT_RECORD_PAST: _MANAGER,
    Act.PROJECT_WITHDRAW: _OWN_CITY,
    Act.WITHDRAWAL_REVOKE: _OWN_CITY,
    Act.PROJECT_COMPLETE: _OFFICER,
    Act.PROJECT_RESUME: _MANAGER,
    Act.ASSIGNMENT_WRITE: _DESK,
    Act.AGREEMENT_RECORD: _DESK,
    Act.MONEY_WRITE: _DESK,
    Act.MONEY_SEE_TOTALS: _DESK | _CITY,
    Act.APPOINTMENT_SEE: _PARTIES,
    Act.FIRM_APPOINT: _DESK,
    Act.FIRM_RELEASE: _DESK,
    Act.JOURNAL_READ: _OFFICE,
    Act.RECEIVED_SEE: _PARTIES,
    Act.RECEIVED_RECORD: _DESK,
    Act.FILE_UPLOAD: _PARTIES,
    Act.FILE_READ: _PARTIES | _COMMITTEE,
    Act.TEMPLATE_SEE: EVERYBODY,
    Act.DELIVERABLE_SEE: _PARTIES,
    Act.DELIVERABLE_PLAN: _OFFICER,
    Act.DELIVERABLE_SUBMIT: _FIRM | _CONTACT | _OFFICER,
    Act.SUBMISSION_REVIEW: _OFFICE | _CITY,
    Act.INDICATOR_SEE: _PARTIES,
    Act.INDICATOR_WRITE: _OFFICER | _CONTACT,
    Act.READING_ENTER: _CONTACT | _FIRM,
    Act.READING_CHECK: _OFFICER | _CONTACT,
    Act.PILOT_SEE: _PARTIES,
    Act.PILOT_WRITE: _OFFICER | _CONTACT | _FIRM,
    Act.PILOT_OPERATE: _OFFICER | _REVIEWER | _CONTACT | _APPROVER,
    Act.PILOT_GO_LIVE: _OFFICER,
    Act.PILOT_SUSPEND: _OFFICER | _REVIEWER | _APPROVER,
    Act.PILOT_RESTORE: _REVIEWER | _APPROVER,
    Act.PILOT_SWITCH_OFF: _OFFICER | _CONTACT | _APPROVER,
    Act.INCIDENT_REPORT: _OFFICER | _CONTACT | _FIRM,
    Act.PILOT_EVALUATE: _FIRM,
    Act.EVALUATION_ACCEPT: _OFFICER | _APPROVER | _CONTACT,
    Act.CHECK_IN_ENTER: _CONTACT | _OFFICER,
    Act.CHECK_IN_CONFIRM: _DESK,
    Act.CATALOGUE_SEE: EVERYBODY,
    Act.CATALOGUE_UPGRADE: _MANAGER | _REVIEWER,
    Act.CATALOGUE_APPROVE: _MANAGER | _REVIEWER,
    Act.CATALOGUE_REVERSE: _MANAGER | _REVIEWER,
    Act.CHECKLIST_SEE: _PARTIES,
    Act.FACT_SEE: _PARTIES,
    Act.FACT_ANSWER: _CONTACT | _FIRM | _OFFICER,
    Act.FACT_CHECK: _REVIEWER,
    Act.EVIDENCE_SUBMIT: _CITY | _FIRM | _DESK,
    Act.EVIDENCE_WITHDRAW: _CITY | _FIRM | _DESK,
    Act.REQUIREMENT_REVIEW: _OFFICE | _CITY,
    Act.JUSTIFICATION_GIVE: _CITY | _FIRM | _DESK,
    Act.JUSTIFICATION_CHECK: _OFFICE | _CITY,
    Act.WAIVER_REQUEST: _CITY | _FIRM | _DESK,
    Act.WAIVER_VOTE: _APPROVER | _REVIEWER | _MANAGER,
    Act.WAIVER_REVOKE: _APPROVER | _REVIEWER | _MANAGER,
    Act.GATE_SEE: _GATE_READERS,
    Act.GATE_MOVE: _DESK,
    Act.MOTION_WITHDRAW: _DESK,
    Act.GATE_VOTE: _OFFICE | _COMMITTEE | _APPROVER,
    Act.GATE_DECIDE: _OFFICE | _COMMITTEE | _APPROVER,
    Act.VOTE_RECORD: _DESK,
    Act.VOTE_COMPARE: _OFFICE,
    Act.GATE_REMIND: _DESK,
    Act.DECISION_SEE: _GATE_READERS,
    Act.RECHECK_FIRE: _OFFICE | _CONTACT,
    Act.CONDITION_END: _OFFICE | _CITY | _FIRM,
    Act.REWORK_ANSWER: _OFFICE | _CITY | _FIRM,
    Act.REWORK_CONFIRM: _OFFICE | _CITY,
    Act.REWORK_HAND_OVER: _DESK,
    Act.WORK_HAND_OVER: _DESK
    | dict.fromkeys((Role.CITY_CONTACT, Role.FIRM_MEMBER), Relation.OWN_ORGANISATION),
    Act.REPORT_SEE: _OFFICE | _CITY,
    Act.REPORT_MAKE: _DESK,
    Act.REPORT_SEE_WEAKNESSES: _OFFICE | _CITY,
    Act.REGISTER_SEE: _PARTIES,
    Act.CONCERN_RAISE: _PARTIES,
    Act.CONCERN_ANSWER: dict.fromkeys(_PARTIES, Relation.OWN) | _DESK,
    Act.LESSON_RECORD: _PARTIES,
    Act.MEETING_RECORD: _DESK | _CONTACT | _FIRM,
    Act.TASK_SEE: dict.fromkeys(_PARTIES | _COMMITTEE | _ADMINISTRATOR, Relation.OWN),
    Act.NOTICE_SEE: dict.fromkeys(_PARTIES | _COMMITTEE, Relation.OWN),
    Act.NUDGE_GIVE: _DESK,
}


def may(actor: Actor, act: Act) -> bool:
    """Whether the actor's role may do this to anything at all."""
    return actor.role in POLICY[act]


def relation(actor: Actor, act: Act) -> Relation | None:
    """How the thing must belong to the actor; None where the role may not do it."""
    return POLICY[act].get(actor.role)


def is_owner(actor: Actor, act: Act, owner_id: UUID) -> bool:
    """Whether the act may be done to what this organisation owns; `visible_to` asks the rest."""
    asked = relation(actor, act)
    if asked is Relation.OWN_ORGANISATION:
        return actor.organisation_id == owner_id
    return asked is not None
