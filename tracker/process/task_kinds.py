"""The kinds of tasks on one screen: what each says, the act that ends it, who may know of it."""

from collections.abc import Mapping

from msgspec import Struct

from tracker.kernel.saying import N_
from tracker.process.kinds import Kind as Kind
from tracker.process.policy import Act
from tracker.process.reminder_days import Days


class KindRow(Struct, frozen=True, kw_only=True):
    """What all tasks of a kind have in common.

    `says` begins with a verb; its values are the names of its things (`name`), how many they are
    (`count`) and the detail. `act` is what ends it, None where that is done outside of the tracker
    or in different ways. `ahead` says what its day brings. `seen_with`: who may do this may know of
    the task, as far as they see the project. `sleeps`: nobody's turn while the project is on hold.
    `told`: on which days its owner is told. `minutes`: how long each of its things takes its owner
    here, roughly, once what it asks for is at hand; said for all that a city may owe.
    """

    says: str
    says_many: str = ""
    ahead: str = ""
    act: Act | None
    seen_with: Act
    sleeps: bool = False
    told: Days = Days()
    minutes: int = 0


_OF_A_DECISION = Days(every=5)

KINDS: Mapping[Kind, KindRow] = {
    Kind.FINISH_DRAFT: KindRow(
        says=N_("Finish the proposal and hand it in"),
        act=Act.PROPOSAL_SUBMIT,
        seen_with=Act.PROPOSAL_SEE,
        minutes=90,
        told=Days(at_once=False),
    ),
    Kind.NEW_VERSION: KindRow(
        says=N_("Hand in a new version of the proposal"),
        act=Act.PROPOSAL_SUBMIT,
        seen_with=Act.PROPOSAL_SEE,
        minutes=60,
        sleeps=True,
    ),
    Kind.CHECK_ELIGIBILITY: KindRow(
        says=N_("Check whether the proposal is eligible"),
        act=Act.PROPOSAL_CHECK,
        seen_with=Act.PROPOSAL_SEE,
    ),
    Kind.AFTER_INELIGIBLE: KindRow(
        says=N_("Ask the committee for an end or a new version: the proposal is not eligible"),
        act=Act.GATE_MOVE,
        seen_with=Act.GATE_SEE,
        sleeps=True,
        told=_OF_A_DECISION,
    ),
    Kind.SCORE: KindRow(
        says=N_("Score the proposal, or declare a conflict of interest"),
        act=Act.SCORE_GIVE,
        seen_with=Act.SCORE_SEE,
        sleeps=True,
    ),
    Kind.ADD_PLACE: KindRow(
        says=N_("Add a place to the call, or hold the project as reserve"),
        act=Act.CALL_WRITE,
        seen_with=Act.GATE_SEE,
    ),
    Kind.FILL_SEAT: KindRow(
        says=N_("Name who may sit: %(name)s"),
        says_many=N_("Name who may sit in %(count)s seats: %(name)s"),
        act=None,
        seen_with=Act.GATE_SEE,
        minutes=5,
    ),
    Kind.ANSWER_FACTS: KindRow(
        says=N_("Answer %(count)s question about the project"),
        says_many=N_("Answer %(count)s questions about the project"),
        act=Act.FACT_ANSWER,
        seen_with=Act.FACT_SEE,
        minutes=2,
    ),
    Kind.CONFIRM_FACTS: KindRow(
        says=N_("Check %(count)s answer about the project"),
        says_many=N_("Check %(count)s answers about the project"),
        act=Act.FACT_CHECK,
        seen_with=Act.FACT_SEE,
    ),
    Kind.GIVE_EVIDENCE: KindRow(
        says=N_("Give proof: %(name)s"),
        says_many=N_("Give proof for %(count)s requirements"),
        act=Act.EVIDENCE_SUBMIT,
        seen_with=Act.CHECKLIST_SEE,
        minutes=10,
    ),
    Kind.RENEW_EVIDENCE: KindRow(
        says=N_("Renew the proof: %(name)s"),
        says_many=N_("Renew the proof for %(count)s requirements"),
        act=Act.EVIDENCE_SUBMIT,
        seen_with=Act.CHECKLIST_SEE,
        minutes=10,
        told=Days(before=(7, 0), every=None),
    ),
    Kind.WITHDRAW_EVIDENCE: KindRow(
        says=N_("Withdraw the proof that ends, as newer proof is there: %(name)s"),
        act=Act.EVIDENCE_WITHDRAW,
        seen_with=Act.CHECKLIST_SEE,
        minutes=2,
    ),
    Kind.REVIEW_EVIDENCE: KindRow(
        says=N_("Check the proof: %(name)s"),
        says_many=N_("Check the proof for %(count)s requirements"),
        act=Act.REQUIREMENT_REVIEW,
        seen_with=Act.CHECKLIST_SEE,
        minutes=15,
    ),
    Kind.CHECK_JUSTIFICATION: KindRow(
        says=N_("Check why it should not apply: %(name)s"),
        says_many=N_("Check why %(count)s requirements should not apply"),
        act=Act.JUSTIFICATION_CHECK,
        seen_with=Act.CHECKLIST_SEE,
        minutes=10,
    ),
    Kind.DECIDE_WAIVER: KindRow(
        says=N_("Decide on the exception asked for: %(name)s"),
        act=Act.WAIVER_VOTE,
        seen_with=Act.CHECKLIST_SEE,
        minutes=15,
    ),
    Kind.RECORD_AGREEMENTS: KindRow(
        says=N_("Record the signed paper: %(name)s"),
        says_many=N_("Record %(count)s signed papers: %(name)s"),
        act=Act.AGREEMENT_RECORD,
        seen_with=Act.GATE_SEE,
    ),
    Kind.PLAN_DELIVERABLES: KindRow(
        says=N_("Plan what is to be handed in"), act=Act.DELIVERABLE_PLAN, seen_with=Act.GATE_SEE
    ),
    Kind.HAND_IN: KindRow(
        says=N_("Hand in “%(name)s”"),
        act=Act.DELIVERABLE_SUBMIT,
        seen_with=Act.DELIVERABLE_SEE,
        minutes=15,
        told=Days(at_once=False),
    ),
    Kind.HAND_IN_AGAIN: KindRow(
        says=N_("Hand in a new version of “%(name)s”"),
        act=Act.DELIVERABLE_SUBMIT,
        seen_with=Act.DELIVERABLE_SEE,
        minutes=15,
    ),
    Kind.REVIEW_DELIVERABLE: KindRow(
        says=N_("Accept “%(name)s”, version %(number)s, or ask for changes"),
        act=Act.SUBMISSION_REVIEW,
        seen_with=Act.DELIVERABLE_SEE,
        minutes=40,
    ),
    Kind.ANSWER_TIME: KindRow(
        says=N_("Answer who asks for more time for “%(name)s”"),
        act=Act.TIME_GRANT,
        seen_with=Act.DELIVERABLE_SEE,
    ),
    Kind.NAME_TIME_AFTER: KindRow(
        says=N_("Record for the time after the pilot: %(name)s"),
        act=Act.PROJECT_WRITE,
        seen_with=Act.GATE_SEE,
    ),
    Kind.DEFINE_INDICATORS: KindRow(
        says=N_("Define what the pilot is judged by"),
        act=Act.INDICATOR_WRITE,
        seen_with=Act.INDICATOR_SEE,
        minutes=30,
    ),
    Kind.RECORD_BASELINES: KindRow(
        says=N_("Record the value before the pilot: %(name)s"),
        says_many=N_("Record %(count)s values before the pilot: %(name)s"),
        act=Act.INDICATOR_WRITE,
        seen_with=Act.INDICATOR_SEE,
        minutes=5,
    ),
    Kind.CHECK_READINGS: KindRow(
        says=N_("Check %(count)s reading: %(name)s"),
        says_many=N_("Check %(count)s readings: %(name)s"),
        act=Act.READING_CHECK,
        seen_with=Act.INDICATOR_SEE,
        minutes=5,
    ),
    Kind.GO_LIVE: KindRow(
        says=N_("Put the pilot into operation"),
        act=Act.PILOT_GO_LIVE,
        seen_with=Act.PILOT_SEE,
        sleeps=True,
    ),
    Kind.SUSPEND_OR_CURE: KindRow(
        says=N_("Suspend the pilot, or see that its assurance is restored"),
        act=Act.PILOT_SUSPEND,
        seen_with=Act.GATE_SEE,
        minutes=10,
        told=Days(before=(1, 0), every=None),
    ),
    Kind.RESTORE: KindRow(
        says=N_("Agree that the suspended pilot runs again"),
        act=Act.PILOT_RESTORE,
        seen_with=Act.GATE_SEE,
        minutes=10,
        sleeps=True,
    ),
    Kind.END_OPERATION: KindRow(
        says=N_("Switch the equipment off with proof, or hand it over"),
        act=Act.PILOT_SWITCH_OFF,
        seen_with=Act.PILOT_SEE,
        minutes=10,
    ),
    Kind.EVALUATE: KindRow(
        says=N_("Hand in the evaluation of the pilot"),
        act=Act.PILOT_EVALUATE,
        seen_with=Act.PILOT_SEE,
        sleeps=True,
    ),
    Kind.ACCEPT_EVALUATION: KindRow(
        says=N_("Accept the evaluation of the pilot"),
        act=Act.EVALUATION_ACCEPT,
        seen_with=Act.PILOT_SEE,
        minutes=30,
        sleeps=True,
    ),
    Kind.NAME_PLANNED_END: KindRow(
        says=N_("Set the planned end of the next stage"),
        act=Act.PROJECT_WRITE,
        seen_with=Act.GATE_SEE,
    ),
    Kind.MOVE_PLANNED_END: KindRow(
        says=N_("Move the day of %(gate)s, which has passed, or remind those who are late"),
        ahead=N_("Planned: the decision at %(gate)s"),
        act=Act.PROJECT_WRITE,
        seen_with=Act.GATE_SEE,
        sleeps=True,
        told=Days(before=(), every=14),
    ),
    Kind.ASK_FOR_DECISION: KindRow(
        says=N_("Ask for the decision at %(gate)s"),
        act=Act.GATE_MOVE,
        seen_with=Act.GATE_SEE,
        sleeps=True,
    ),
    Kind.MOVE_AGAIN: KindRow(
        says=N_("Put the motion at %(gate)s again: what it rests on has changed"),
        act=Act.GATE_MOVE,
        seen_with=Act.GATE_SEE,
        told=_OF_A_DECISION,
    ),
    Kind.AFTER_LOST_VOTE: KindRow(
        says=N_("Decide what follows the lost vote at %(gate)s"),
        act=Act.GATE_MOVE,
        seen_with=Act.GATE_SEE,
        sleeps=True,
        told=_OF_A_DECISION,
    ),
    Kind.REMIND_SEAT: KindRow(
        says=N_("Remind the city, which has not voted at %(gate)s"),
        ahead=N_("The city is reminded of its vote at %(gate)s"),
        act=Act.GATE_REMIND,
        seen_with=Act.GATE_SEE,
    ),
    Kind.VOTE: KindRow(
        says=N_("Vote on the decision at %(gate)s"),
        act=Act.GATE_VOTE,
        seen_with=Act.GATE_SEE,
        minutes=20,
        told=_OF_A_DECISION,
    ),
    Kind.COMPARE_LETTER: KindRow(
        says=N_("Compare the vote by letter at %(gate)s with its original"),
        act=Act.VOTE_COMPARE,
        seen_with=Act.GATE_SEE,
        told=_OF_A_DECISION,
    ),
    Kind.CARRY_OUT: KindRow(
        says=N_("Carry out the decision at %(gate)s: all have voted"),
        act=Act.GATE_DECIDE,
        seen_with=Act.GATE_SEE,
        minutes=5,
        told=_OF_A_DECISION,
    ),
    Kind.ANSWER_POINT: KindRow(
        says=N_("Answer what %(gate)s asked to be changed: %(name)s"),
        act=Act.REWORK_ANSWER,
        seen_with=Act.GATE_SEE,
        minutes=15,
    ),
    Kind.CONFIRM_ANSWER: KindRow(
        says=N_("Confirm the answer to what %(gate)s asked: %(name)s"),
        act=Act.REWORK_CONFIRM,
        seen_with=Act.GATE_SEE,
        minutes=10,
    ),
    Kind.MEET_CONDITION: KindRow(
        says=N_("Meet the condition of %(gate)s and give the office the proof: %(name)s"),
        act=None,
        seen_with=Act.GATE_SEE,
        minutes=15,
    ),
    Kind.CONFIRM_CONDITION: KindRow(
        says=N_("Confirm that the condition of %(gate)s is met: %(name)s"),
        act=Act.CONDITION_END,
        seen_with=Act.GATE_SEE,
        minutes=10,
    ),
    Kind.LOOK_AGAIN: KindRow(
        says=N_("Look again: resume the project, or decide anew"),
        ahead=N_("The hold is looked at again"),
        act=Act.PROJECT_RESUME,
        seen_with=Act.GATE_SEE,
    ),
    Kind.CLOSING_DUTY: KindRow(
        says=N_("Prove for the closing: %(name)s"),
        says_many=N_("Prove %(count)s things for the closing"),
        act=Act.EVIDENCE_SUBMIT,
        seen_with=Act.CHECKLIST_SEE,
        minutes=10,
    ),
    Kind.CHECK_CLOSING_DUTY: KindRow(
        says=N_("Check the proof for the closing: %(name)s"),
        says_many=N_("Check %(count)s proofs for the closing"),
        act=Act.REQUIREMENT_REVIEW,
        seen_with=Act.CHECKLIST_SEE,
        minutes=15,
    ),
    Kind.ENTER_CHECK_IN: KindRow(
        says=N_("Report how it stands %(months)s months after the decision"),
        act=Act.CHECK_IN_ENTER,
        seen_with=Act.PILOT_SEE,
        minutes=20,
    ),
    Kind.CONFIRM_CHECK_IN: KindRow(
        says=N_("Confirm the report %(months)s months after the decision"),
        act=Act.CHECK_IN_CONFIRM,
        seen_with=Act.PILOT_SEE,
    ),
    Kind.COMPLETE: KindRow(
        says=N_("Complete the project: everything asked of it is done"),
        act=Act.PROJECT_COMPLETE,
        seen_with=Act.GATE_SEE,
    ),
    Kind.FOLLOW_UP_CONCERN: KindRow(
        says=N_("Deal with what the register holds: %(name)s"),
        act=Act.CONCERN_ANSWER,
        seen_with=Act.REGISTER_SEE,
        minutes=10,
    ),
    Kind.CONFIRM_UPGRADE: KindRow(
        says=N_("Agree that a newer catalogue of requirements counts, or leave it"),
        act=Act.CATALOGUE_APPROVE,
        seen_with=Act.CHECKLIST_SEE,
    ),
    Kind.APPOINT_FIRM: KindRow(
        says=N_("Appoint the firm that is to do it: %(name)s"),
        act=Act.FIRM_APPOINT,
        seen_with=Act.GATE_SEE,
    ),
    Kind.HAND_OVER: KindRow(
        says=N_("Hand to a colleague what its owner, who has left, cannot do: %(name)s"),
        act=Act.WORK_HAND_OVER,
        seen_with=Act.GATE_SEE,
        minutes=5,
    ),
    Kind.UNBLOCK: KindRow(
        says=N_("Name who may do it, as nobody may now: %(name)s"),
        says_many=N_("Name who may do %(count)s things, as nobody may now: %(name)s"),
        act=None,
        seen_with=Act.GATE_SEE,
        minutes=5,
    ),
    Kind.CONFIRM_ROLE: KindRow(
        says=N_("Confirm a role that decides, or have it ended: %(name)s"),
        act=Act.ROLE_CONFIRM,
        seen_with=Act.ROLE_CONFIRM,
    ),
    Kind.LETTERS_GIVEN_UP: KindRow(
        says=N_("Send again or set aside what did not reach %(name)s"),
        says_many=N_("Send again or set aside %(count)s letters that did not go out"),
        act=Act.MAIL_KEEP,
        seen_with=Act.MAIL_KEEP,
    ),
}
