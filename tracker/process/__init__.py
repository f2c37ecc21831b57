"""The process on one page: every gate, who decides, where it leads and what that asks."""

from tracker.kernel.saying import N_
from tracker.process import panel, pilot_rules, rules
from tracker.process.every_move import carried_entries_are_clear
from tracker.process.gate import Gate as Gate
from tracker.process.gate import Way as Way
from tracker.process.readiness import expected as expected
from tracker.process.readiness import permitted as permitted
from tracker.process.readiness import uncovered as uncovered
from tracker.process.readiness import unmet as unmet
from tracker.process.readiness import way_of as way_of
from tracker.process.stages import Scaling, Stage, Verdict

# What every move asks besides (checklist clear, no lapse, no open condition, ...): every_move.py.
_SELECTABLE = (
    rules.proposal_is_submitted,
    rules.proposal_is_eligible,
    rules.scores_are_in,
    rules.call_has_a_place_left,
)
_READY_FOR_LIFE = (rules.installation_is_accepted, pilot_rules.time_after_is_provided_for)
_EVALUATED = (
    pilot_rules.pilot_went_live,
    pilot_rules.evaluation_is_accepted,
    pilot_rules.operation_after_is_said,
)
_EXTENSIBLE = (
    pilot_rules.pilot_approval_is_in_force,
    pilot_rules.equipment_is_live_or_suspended,
    pilot_rules.an_extension_is_left,
)
_READY_TO_SCALE = (rules.memo_is_accepted, pilot_rules.operation_is_off_or_handed_over)
_CARRIED = (carried_entries_are_clear,)
_BASELINES = (pilot_rules.indicators_have_baselines,)
_REMOVAL = (pilot_rules.installed_equipment_is_removed,)
_SCALE = (Scaling.ROLL_OUT, Scaling.EXPANSION, Scaling.REPLICATION)
_REWORK = (Verdict.REWORK,)

GATES = (
    Gate(
        id="G1",
        title=N_("Proposal selected"),
        asks=N_("Is the proposal selected?"),
        stage=Stage.PROPOSAL,
        decided_by=panel.SELECTION_COMMITTEE,
        ways=(Way(Stage.COMMISSIONING, "G1", _SELECTABLE, needs_reason=False),),
    ),
    Gate(
        id="G2",
        title=N_("Study commissioned"),
        asks=N_("Is the study commissioned?"),
        stage=Stage.COMMISSIONING,
        decided_by=panel.PROGRAMME_MANAGER,
        ways=(Way(Stage.STUDY, "G2", (rules.agreements_are_on_file,), needs_reason=False),),
    ),
    Gate(
        id="G3",
        title=N_("Study accepted"),
        asks=N_("Is the study accepted?"),
        stage=Stage.STUDY,
        decided_by=panel.OFFICER_AND_CITY,
        ways=(
            Way(Stage.PREPARATION, "G3", (rules.study_is_accepted,), needs_reason=False),
            Way(Stage.DECISION, "G3", (rules.study_is_accepted_without_pilot,)),
        ),
    ),
    Gate(
        id="G4",
        title=N_("Pilot approved for go-live"),
        asks=N_("May the pilot go live?"),
        stage=Stage.PREPARATION,
        decided_by=panel.GATE_BOARD,
        ways=(
            Way(Stage.PILOT, "G4", _READY_FOR_LIFE, expects=_BASELINES, needs_reason=False),
            Way(Stage.DECISION, None, expects=_REMOVAL),
        ),
    ),
    Gate(
        id="G5",
        title=N_("Pilot evaluated"),
        asks=N_("Has the pilot been evaluated?"),
        stage=Stage.PILOT,
        decided_by=panel.OFFICER_AND_CITY,
        ways=(
            Way(Stage.DECISION, "G5", _EVALUATED, needs_reason=False),
            Way(Stage.PILOT, "G4", _EXTENSIBLE, expects=_CARRIED, outcome="extend"),
        ),
    ),
    Gate(
        id="G6",
        title=N_("Scaling decision"),
        asks=N_("How does it go on after the pilot?"),
        stage=Stage.DECISION,
        decided_by=panel.CITY_AND_MANAGER,
        ways=(
            Way(
                Stage.FOLLOW_UP,
                "G6",
                _READY_TO_SCALE,
                outcome="scale",
                scaling=_SCALE,
                needs_reason=False,
            ),
            Way(
                Stage.PREPARATION,
                None,
                (pilot_rules.changes_are_said,),
                expects=_CARRIED,
                outcome="adapt",
                verdicts=_REWORK,
                scaling=(Scaling.ADAPT,),
            ),
            Way(Stage.PILOT, "G4", _EXTENSIBLE, _CARRIED, "extend", _REWORK, (Scaling.EXTEND,)),
        ),
    ),
)
GATE_BY_ID = {gate.id: gate for gate in GATES}


def gate_before(stage: Stage) -> Gate | None:
    """The gate that a project in this stage stands before; none in follow-up."""
    return next((gate for gate in GATES if gate.stage is stage), None)
