"""Who may do what: act -> role -> relation. Guards ask for the role, commands for the relation."""

from enum import StrEnum
from uuid import UUID

from tracker.kernel.actor import CITY_ROLES, Actor, Role
from tracker.kernel.saying import N_


class Relation(StrEnum):
    """How the thing acted on must belong to the actor, beyond what `visible_to` shows."""

    ANY = "any"
    OWN_ORGANISATION = "own_organisation"
    ASSIGNED = "assigned"
    OWN = "own"


class Act(StrEnum):
    """What each act is called, and what it is after “may not”, in the terms of the glossary."""

    doing: str

    def __new__(cls, code: str, doing: str) -> "Act":
        act = str.__new__(cls, code)
        act._value_, act.doing = code, doing
        return act

    ME_SEE = "me.see", N_("see who they are here")
    ORGANISATION_SEE = "organisation.see", N_("see organisations")
    ORGANISATION_WRITE = "organisation.write", N_("add or change an organisation")
    PERSON_WRITE = "person.write", N_("see and change people and their roles")
    ROLE_CONFIRM = "role.confirm", N_("confirm a role")
    PERSON_INVITE = "person.invite", N_("invite people")
    INVITATION_ANSWER = "invitation.answer", N_("answer an invitation")
    DEPUTY_NAME = "deputy.name", N_("name or end a deputy")
    TOKEN_ISSUE = "token.issue", N_("make a token")
    TOKEN_SEE = "token.see", N_("see a token")
    TOKEN_REVOKE = "token.revoke", N_("revoke a token")
    MAIL_KEEP = "mail.keep", N_("see how mail is set up and which letters are not out")
    CALL_SEE = "call.see", N_("see calls")
    CALL_WRITE = "call.write", N_("draft or change a call")
    CRITERIA_SET = "criteria.set", N_("set the criteria of a call")
    CALL_OPEN = "call.open", N_("open a call")
    CALL_CLOSE = "call.close", N_("close a call")
    CALL_STAFF = "call.staff", N_("give or end a seat in the committee of a call")
    SOLUTION_SEE = "solution.see", N_("see solutions")
    SOLUTION_WRITE = "solution.write", N_("add or change a solution")
    PROPOSAL_SEE = "proposal.see", N_("see proposals")
    PROPOSAL_START = "proposal.start", N_("start a proposal")
    PROPOSAL_WRITE = "proposal.write", N_("write a proposal")
    PROPOSAL_SUBMIT = "proposal.submit", N_("hand in a proposal")
    PROPOSAL_WITHDRAW = "proposal.withdraw", N_("withdraw a proposal")
    PROPOSAL_CHECK = "proposal.check", N_("check whether a proposal is eligible")
    PROPOSAL_RECORD = "proposal.record", N_("record a proposal that came on paper")
    CONFLICT_DECLARE = "conflict.declare", N_("declare a conflict of interest")
    SCORE_GIVE = "score.give", N_("score a proposal")
    SCORE_SEE = "score.see", N_("see the scores of proposals")
    PROJECT_SEE = "project.see", N_("see projects")
    PROJECT_SEE_GROUNDS = "project.see_grounds", N_("see the grounds of a project's status")
    PROJECT_WRITE = "project.write", N_("change a project")
    PROJECT_RECORD_PAST = "project.record_past", N_("record a past project")
    PROJECT_WITHDRAW = "project.withdraw", N_("withdraw a project")
    WITHDRAWAL_REVOKE = "withdrawal.revoke", N_("take a withdrawal back")
    PROJECT_COMPLETE = "project.complete", N_("complete a project")
    PROJECT_RESUME = "project.resume", N_("resume a project that is on hold")
    ASSIGNMENT_WRITE = "assignment.write", N_("give or end an assignment to a project")
    AGREEMENT_RECORD = "agreement.record", N_("put an agreement on file")
    MONEY_WRITE = "money.write", N_("record or change money")
    MONEY_SEE_TOTALS = "money.see_totals", N_("see agreements and money")
    APPOINTMENT_SEE = "appointment.see", N_("see who takes part in a project")
    FIRM_APPOINT = "firm.appoint", N_("appoint a firm")
    FIRM_RELEASE = "firm.release", N_("release a firm")
    JOURNAL_READ = "journal.read", N_("read the journal")
    RECEIVED_SEE = "received.see", N_("see what came on paper")
    RECEIVED_RECORD = "received.record", N_("record what came on paper")
    FILE_UPLOAD = "file.upload", N_("upload a file")
    FILE_READ = "file.read", N_("read a file")
    TEMPLATE_SEE = "template.see", N_("see templates of deliverables")
    DELIVERABLE_SEE = "deliverable.see", N_("see deliverables")
    DELIVERABLE_PLAN = "deliverable.plan", N_("plan or change a deliverable")
    DELIVERABLE_SUBMIT = "deliverable.submit", N_("hand in a version of a deliverable")
    TIME_ASK = "time.ask", N_("ask for more time for a deliverable")
    TIME_GRANT = "time.grant", N_("answer who asks for more time")
    SUBMISSION_REVIEW = "submission.review", N_("accept a version of a deliverable or send it back")
    INDICATOR_SEE = "indicator.see", N_("see indicators")
    INDICATOR_WRITE = "indicator.write", N_("define or change an indicator")
    READING_ENTER = "reading.enter", N_("enter a reading")
    READING_CHECK = "reading.check", N_("check a reading")
    PILOT_SEE = "pilot.see", N_("see the pilot")
    PILOT_WRITE = "pilot.write", N_("plan the pilot")
    PILOT_OPERATE = "pilot.operate", N_("change the operation of the pilot")
    PILOT_GO_LIVE = "pilot.go_live", N_("let the pilot go live")
    PILOT_SUSPEND = "pilot.suspend", N_("suspend the pilot")
    PILOT_RESTORE = "pilot.restore", N_("consent to restore the pilot")
    PILOT_SWITCH_OFF = "pilot.switch_off", N_("have the equipment switched off")
    INCIDENT_REPORT = "incident.report", N_("report an incident")
    PILOT_EVALUATE = "pilot.evaluate", N_("hand in the evaluation of the pilot")
    EVALUATION_ACCEPT = "evaluation.accept", N_("accept the evaluation of the pilot")
    CHECK_IN_ENTER = "check_in.enter", N_("enter a check-in")
    CHECK_IN_CONFIRM = "check_in.confirm", N_("confirm a check-in")
    CATALOGUE_SEE = "catalogue.see", N_("see the catalogue")
    CATALOGUE_UPGRADE = "catalogue.upgrade", N_("propose an upgrade of the catalogue")
    CATALOGUE_APPROVE = "catalogue.approve", N_("agree to an upgrade of the catalogue")
    CATALOGUE_REVERSE = "catalogue.reverse", N_("take back an upgrade of the catalogue")
    CHECKLIST_SEE = "checklist.see", N_("see the checklist")
    FACT_SEE = "fact.see", N_("see the facts of a project")
    FACT_ANSWER = "fact.answer", N_("answer a fact of a project")
    FACT_CHECK = "fact.check", N_("check the answer to a fact")
    EVIDENCE_SUBMIT = "evidence.submit", N_("hand in evidence")
    EVIDENCE_WITHDRAW = "evidence.withdraw", N_("withdraw evidence")
    REQUIREMENT_REVIEW = "requirement.review", N_("review a requirement")
    JUSTIFICATION_GIVE = "justification.give", N_("give a justification")
    JUSTIFICATION_CHECK = "justification.check", N_("check a justification")
    WAIVER_REQUEST = "waiver.request", N_("ask for a waiver")
    WAIVER_VOTE = "waiver.vote", N_("vote on a waiver")
    WAIVER_REVOKE = "waiver.revoke", N_("revoke a waiver")
    GATE_SEE = "gate.see", N_("see gates and their motions")
    GATE_MOVE = "gate.move", N_("put a motion")
    MOTION_WITHDRAW = "motion.withdraw", N_("withdraw a motion")
    GATE_VOTE = "gate.vote", N_("vote on a motion")
    GATE_DECIDE = "gate.decide", N_("carry out a decision")
    VOTE_RECORD = "vote.record", N_("record a vote that came by letter")
    VOTE_COMPARE = "vote.compare", N_("compare a vote with its letter")
    GATE_REMIND = "gate.remind", N_("remind the holder of a seat")
    DECISION_SEE = "decision.see", N_("see decisions")
    RECHECK_FIRE = "recheck.fire", N_("report a re-check event")
    CONDITION_END = "condition.end", N_("confirm that a condition is met")
    REWORK_ANSWER = "rework.answer", N_("answer a rework point")
    REWORK_CONFIRM = "rework.confirm", N_("confirm a rework point")
    REWORK_HAND_OVER = "rework.hand_over", N_("hand over a rework point")
    WORK_HAND_OVER = "work.hand_over", N_("hand over somebody's work")
    REPORT_SEE = "report.see", N_("see reports")
    REPORT_MAKE = "report.make", N_("make a report")
    REPORT_SEE_WEAKNESSES = "report.see_weaknesses", N_("see the annex of open weaknesses")
    TASK_SEE = "task.see", N_("see whose turn it is")
    NOTICE_SEE = "notice.see", N_("see notices")
    NUDGE_GIVE = "nudge.give", N_("nudge whoever is late")
    REGISTER_SEE = "register.see", N_("see risks, issues, lessons and meetings")
    CONCERN_RAISE = "concern.raise", N_("raise a risk or an issue")
    CONCERN_ANSWER = "concern.answer", N_("change or close a risk or an issue")
    LESSON_RECORD = "lesson.record", N_("record a lesson")
    MEETING_RECORD = "meeting.record", N_("record a meeting")


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
    Act.TIME_ASK: _FIRM | _CONTACT | _OFFICER,
    Act.TIME_GRANT: _DESK,
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
