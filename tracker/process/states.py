"""In which states an act may be done: act -> statuses, stages, operations; of calls, their states.

Who may is in `policy.py`. Commands, pages and tasks ask `shut.py` whether it may be done now, and
nothing else; an act without a row is refused everywhere. `docs/states.md` is this table printed.
"""

from collections.abc import Mapping

from tracker.kernel.saying import N_
from tracker.process.policy import Act
from tracker.process.stages import (
    CLOSED,
    IN_THE_STREET,
    OPEN,
    CallState,
    Operation,
    Stage,
    Status,
)
from tracker.process.state_rows import Always, AnyOf, Case, InCall, InProject, Row

_PASSES_NO_GATE = N_("%(code)s is closed (%(status)s); it passes no gate any more.")

_READING = Always(because="reading")
_OF_NO_PROJECT = Always(because="belongs to no project and no call")
_IN_EVERY_CALL = Always(because="in every state of a call")

_TRACKED = InProject(statuses=OPEN | CLOSED)
"""Also after the end, when what is left is finished; never in a past project."""
_OPEN = InProject(statuses=OPEN)
_ACTIVE_DAYS = InProject(
    statuses=frozenset({Status.ACTIVE}),
    held=N_("Due dates stand still while the project is on hold; move them on resuming."),
)
_LISTED = InProject(
    statuses=OPEN,
    cases={Case.CLOSING_LIST: _TRACKED},
    after_the_end=N_("%(code)s has ended; only what its closing list asks is taken."),
)
_BEING_SELECTED = InProject(
    statuses=OPEN,
    stages=frozenset({Stage.PROPOSAL}),
    elsewhere=N_("This proposal does not await selection any more."),
    after_the_end=N_("This proposal does not await selection any more."),
)
_FOLLOWED_UP = InProject(
    statuses=frozenset({Status.ACTIVE}),
    stages=frozenset({Stage.FOLLOW_UP}),
    elsewhere=N_("Check-ins are entered while the project is in follow-up."),
)
_PINNED = InProject(
    statuses=OPEN,
    stages=frozenset(Stage) - {Stage.PROPOSAL},
    elsewhere=N_("Until G1 all applicants of a call are judged by the call's version."),
    after_the_end=N_("%(code)s is %(status)s; its version stays."),
)
_DRAFTED = InProject(
    statuses=frozenset({Status.ACTIVE, Status.WITHDRAWN}),  # until the deadline it may come back
    stages=frozenset({Stage.PROPOSAL}),
    elsewhere=N_("%(code)s is no proposal any more; what was handed in stays as it is."),
)
_MOVING: Mapping[Case, InProject] = {
    Case.STOP: InProject(statuses=OPEN, after_the_end=_PASSES_NO_GATE),
    Case.TAKE_BACK: InProject(
        statuses=OPEN | CLOSED - {Status.COMPLETED, Status.WITHDRAWN},
        after_the_end=N_("%(code)s is %(status)s; that is not taken back by a decision."),
    ),
    Case.OPEN_CONDITIONS: InProject(
        statuses=frozenset({Status.ACTIVE}), after_the_end=_PASSES_NO_GATE
    ),
}
_VOTED = InProject(
    statuses=frozenset({Status.ACTIVE}), cases=_MOVING, after_the_end=_PASSES_NO_GATE
)

STATES: dict[Act, Row] = {
    Act.ME_SEE: _READING,
    Act.ORGANISATION_SEE: _READING,
    Act.ORGANISATION_WRITE: _OF_NO_PROJECT,
    Act.PERSON_WRITE: _OF_NO_PROJECT,
    Act.ROLE_CONFIRM: _OF_NO_PROJECT,
    Act.PERSON_INVITE: _OF_NO_PROJECT,
    Act.INVITATION_ANSWER: _OF_NO_PROJECT,
    Act.DEPUTY_NAME: _TRACKED,  # a deputy for every project of a role belongs to none
    Act.TOKEN_ISSUE: _OF_NO_PROJECT,
    Act.TOKEN_SEE: _READING,
    Act.TOKEN_REVOKE: _OF_NO_PROJECT,
    Act.MAIL_KEEP: _OF_NO_PROJECT,
    Act.CALL_SEE: _READING,
    Act.CALL_WRITE: _IN_EVERY_CALL,  # which of its fields: `programme/commands.py`
    Act.CRITERIA_SET: InCall(
        states=frozenset({CallState.DRAFT}),
        elsewhere=N_("The criteria of a call are fixed once it has opened."),
    ),
    Act.CALL_OPEN: InCall(
        states=frozenset({CallState.DRAFT}), elsewhere=N_("This call is %(state)s already.")
    ),
    Act.CALL_CLOSE: InCall(
        states=frozenset({CallState.CLOSED, CallState.DECIDED}),
        elsewhere=N_("This call is %(state)s; it is closed once its time is over."),
    ),
    Act.CALL_STAFF: _IN_EVERY_CALL,
    Act.SOLUTION_SEE: _READING,
    Act.SOLUTION_WRITE: _OF_NO_PROJECT,
    Act.PROPOSAL_SEE: _READING,
    Act.PROPOSAL_START: InCall(
        states=frozenset({CallState.OPEN}),
        elsewhere=N_("This call takes no proposals now; it is %(state)s."),
    ),
    Act.PROPOSAL_RECORD: InCall(
        states=frozenset({CallState.OPEN}),
        elsewhere=N_("This call takes no proposals now; it is %(state)s."),
    ),
    Act.PROPOSAL_WRITE: _DRAFTED,
    Act.PROPOSAL_SUBMIT: _DRAFTED,
    Act.PROPOSAL_WITHDRAW: InProject(
        statuses=OPEN,
        stages=frozenset({Stage.PROPOSAL}),
        elsewhere=N_(
            "Only a proposal that awaits selection is withdrawn here; "
            "later the city's approver withdraws the project."
        ),
    ),
    Act.PROPOSAL_CHECK: _BEING_SELECTED,
    Act.CONFLICT_DECLARE: _BEING_SELECTED,
    Act.SCORE_GIVE: _BEING_SELECTED,
    Act.SCORE_SEE: _READING,
    Act.PROJECT_SEE: _READING,
    Act.PROJECT_SEE_GROUNDS: _READING,
    Act.PROJECT_WRITE: _TRACKED,
    Act.PROJECT_RECORD_PAST: _OF_NO_PROJECT,
    Act.PROJECT_WITHDRAW: InProject(
        statuses=OPEN,
        stages=frozenset(Stage) - {Stage.FOLLOW_UP},
        elsewhere=N_("A project in follow-up is not withdrawn; it is completed."),
        after_the_end=N_("%(code)s is %(status)s already."),
    ),
    Act.WITHDRAWAL_REVOKE: InProject(
        statuses=frozenset({Status.WITHDRAWN}),
        elsewhere=N_("%(code)s is not withdrawn, so there is nothing to take back."),
        after_the_end=N_("%(code)s is %(status)s, not withdrawn; start a new proposal."),
    ),
    Act.PROJECT_COMPLETE: InProject(
        statuses=frozenset({Status.ACTIVE}),
        stages=frozenset({Stage.FOLLOW_UP}),
        elsewhere=N_("Only an active project in follow-up is completed."),
        after_the_end=N_("%(code)s is %(status)s already."),
    ),
    Act.PROJECT_RESUME: InProject(
        statuses=frozenset({Status.ON_HOLD}),
        elsewhere=N_("%(code)s is not on hold, so there is nothing to resume."),
    ),
    Act.ASSIGNMENT_WRITE: _TRACKED,
    Act.AGREEMENT_RECORD: _TRACKED,
    Act.MONEY_WRITE: _TRACKED,
    Act.MONEY_SEE_TOTALS: _READING,
    Act.APPOINTMENT_SEE: _READING,
    Act.FIRM_APPOINT: _OPEN,
    Act.FIRM_RELEASE: _TRACKED,
    Act.JOURNAL_READ: _READING,
    Act.RECEIVED_SEE: _READING,
    Act.RECEIVED_RECORD: Always(because="asked of the act that is recorded"),
    Act.FILE_UPLOAD: _TRACKED,
    Act.FILE_READ: _READING,
    Act.TEMPLATE_SEE: _READING,
    Act.DELIVERABLE_SEE: _READING,
    Act.DELIVERABLE_PLAN: InProject(
        statuses=OPEN,
        cases={
            Case.DUE_DAY: _ACTIVE_DAYS,
        },
    ),
    Act.DELIVERABLE_SUBMIT: _OPEN,
    Act.TIME_ASK: _ACTIVE_DAYS,
    Act.TIME_GRANT: _ACTIVE_DAYS,
    Act.SUBMISSION_REVIEW: _TRACKED,
    Act.INDICATOR_SEE: _READING,
    Act.INDICATOR_WRITE: _OPEN,
    Act.READING_ENTER: _OPEN,
    Act.READING_CHECK: _TRACKED,
    Act.PILOT_SEE: _READING,
    Act.PILOT_WRITE: _OPEN,
    Act.PILOT_OPERATE: AnyOf(
        acts=(Act.PILOT_GO_LIVE, Act.PILOT_SUSPEND, Act.PILOT_RESTORE, Act.PILOT_SWITCH_OFF)
    ),
    Act.PILOT_GO_LIVE: InProject(
        statuses=frozenset({Status.ACTIVE}),
        stages=frozenset({Stage.PILOT}),
        operations=frozenset({Operation.NEVER, Operation.OFF}),
        elsewhere=N_("A pilot goes live once, in the stage pilot."),
    ),
    Act.PILOT_SUSPEND: InProject(
        statuses=OPEN | CLOSED,
        operations=frozenset({Operation.LIVE}),
        elsewhere=N_("Only a live pilot is suspended."),
    ),
    Act.PILOT_RESTORE: InProject(
        statuses=frozenset({Status.ACTIVE}),
        stages=frozenset({Stage.PILOT, Stage.DECISION}),
        operations=frozenset({Operation.SUSPENDED}),
        elsewhere=N_("Only a suspended pilot is restored, in the stages pilot and decision."),
    ),
    Act.PILOT_SWITCH_OFF: InProject(
        statuses=OPEN | CLOSED,
        operations=IN_THE_STREET,
        elsewhere=N_("Nothing is live or suspended, so there is nothing to switch off."),
    ),
    Act.INCIDENT_REPORT: _TRACKED,
    Act.PILOT_EVALUATE: InProject(
        statuses=OPEN,
        operations=frozenset(Operation) - {Operation.NEVER},
        elsewhere=N_("The pilot never went live, so there is nothing to evaluate."),
    ),
    Act.EVALUATION_ACCEPT: _TRACKED,
    Act.CHECK_IN_ENTER: _FOLLOWED_UP,
    Act.CHECK_IN_CONFIRM: _FOLLOWED_UP,
    Act.CATALOGUE_SEE: _READING,
    Act.CATALOGUE_UPGRADE: _PINNED,
    Act.CATALOGUE_APPROVE: _PINNED,
    Act.CATALOGUE_REVERSE: _PINNED,
    Act.CHECKLIST_SEE: _TRACKED,
    Act.FACT_SEE: _TRACKED,
    Act.FACT_ANSWER: _OPEN,
    Act.FACT_CHECK: _OPEN,
    Act.EVIDENCE_SUBMIT: _LISTED,
    Act.EVIDENCE_WITHDRAW: _LISTED,
    Act.REQUIREMENT_REVIEW: _LISTED,
    Act.JUSTIFICATION_GIVE: _LISTED,
    Act.JUSTIFICATION_CHECK: _LISTED,
    Act.WAIVER_REQUEST: _OPEN,
    Act.WAIVER_VOTE: _OPEN,
    Act.WAIVER_REVOKE: _TRACKED,
    Act.GATE_SEE: _TRACKED,
    Act.GATE_MOVE: InProject(
        statuses=frozenset({Status.ACTIVE}),
        stages=frozenset(Stage) - {Stage.FOLLOW_UP},
        cases=_MOVING,
        elsewhere=N_("No gate is ahead of %(code)s; after the last check-in it is completed."),
        after_the_end=_PASSES_NO_GATE,
    ),
    Act.MOTION_WITHDRAW: _TRACKED,
    Act.GATE_VOTE: _VOTED,
    Act.GATE_DECIDE: _VOTED,
    Act.VOTE_RECORD: _VOTED,
    Act.VOTE_COMPARE: _VOTED,
    Act.GATE_REMIND: _VOTED,
    Act.DECISION_SEE: _READING,
    Act.RECHECK_FIRE: _TRACKED,
    Act.CONDITION_END: _TRACKED,
    Act.REWORK_ANSWER: _TRACKED,
    Act.REWORK_CONFIRM: _TRACKED,
    Act.REWORK_HAND_OVER: _TRACKED,
    Act.WORK_HAND_OVER: _OF_NO_PROJECT,
    Act.REPORT_SEE: _READING,
    Act.REPORT_MAKE: InProject(
        statuses=OPEN | CLOSED,
        stages=frozenset(Stage) - {Stage.PROPOSAL},
        elsewhere=N_("%(code)s is a proposal; reports begin once it is selected."),
    ),
    Act.REPORT_SEE_WEAKNESSES: _READING,
    Act.TASK_SEE: _READING,
    Act.NOTICE_SEE: _READING,
    Act.NUDGE_GIVE: Always(because="tells whoever is late, and where nothing is, nobody"),
    Act.REGISTER_SEE: _READING,
    Act.CONCERN_RAISE: _OPEN,
    Act.CONCERN_ANSWER: _TRACKED,
    Act.LESSON_RECORD: _TRACKED,
    Act.MEETING_RECORD: _TRACKED,
}
