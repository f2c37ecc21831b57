"""How a status is shown: its tone, which has a symbol, and its word."""

from tracker.pilots.attainment import Band
from tracker.pilots.wire.indicators import ReadingStatus
from tracker.process.stages import Status, Verdict
from tracker.process.status import Standing
from tracker.proposals.rules import ProposalState
from tracker.studies.rules import State
from tracker.tasks.rated import Rating
from tracker.web.language import N_

Tone = tuple[str, str]
"""Name of the tone (`ok`, `wait`, `warn`, `stop`, `exc`, `idle`), and the word."""

STANDING: dict[Standing, Tone] = {
    Standing.NOT_STARTED: ("idle", N_("Nothing yet")),
    Standing.EVIDENCE_SUBMITTED: ("wait", N_("Waiting for a check")),
    Standing.UNDER_REVIEW: ("wait", N_("Being checked")),
    Standing.MET: ("ok", N_("Met")),
    Standing.PARTIALLY_MET: ("warn", N_("Partly met")),
    Standing.NOT_MET: ("stop", N_("Not met")),
    Standing.NOT_APPLICABLE: ("idle", N_("Not needed here")),
    Standing.WAIVED: ("exc", N_("Exception")),
    Standing.LAPSED: ("stop", N_("Proof ran out")),
}
DELIVERABLE: dict[State, Tone] = {
    State.PLANNED: ("idle", N_("Not handed in")),
    State.SUBMITTED: ("wait", N_("Handed in")),
    State.IN_REVIEW: ("wait", N_("Being checked")),
    State.RETURNED: ("stop", N_("Changes asked")),
    State.ACCEPTED: ("ok", N_("Accepted")),
}
PROPOSAL: dict[ProposalState, Tone] = {
    ProposalState.DRAFT: ("idle", N_("Draft, only you see it")),
    ProposalState.HANDED_IN: ("wait", N_("Handed in")),
    ProposalState.WITHDRAWN: ("idle", N_("Withdrawn")),
}
READING: dict[ReadingStatus, Tone] = {
    ReadingStatus.ENTERED: ("wait", N_("Waiting for a check")),
    ReadingStatus.VERIFIED: ("ok", N_("Confirmed")),
    ReadingStatus.RETURNED: ("stop", N_("Changes asked")),
    ReadingStatus.REPLACED: ("idle", N_("Replaced")),
}
BAND: dict[Band, Tone] = {
    Band.MET: ("ok", N_("Target met")),
    Band.NEAR: ("ok", N_("Near the target")),
    Band.PARTIAL: ("warn", N_("Part of the way")),
    Band.MISSED: ("stop", N_("Missed")),
    Band.REGRESSED: ("stop", N_("Gone back")),
    Band.UNKNOWN: ("idle", N_("Not to be computed")),
}
VERDICT: dict[Verdict, Tone] = {
    Verdict.PASS: ("ok", N_("Yes")),
    Verdict.CONDITIONS: ("warn", N_("Yes, with conditions")),
    Verdict.REWORK: ("stop", N_("Changes asked")),
    Verdict.HOLD: ("wait", N_("Not now")),
    Verdict.STOP: ("stop", N_("Stop")),
}
STATUS: dict[Status, Tone] = {
    Status.ACTIVE: ("ok", N_("Under way")),
    Status.ON_HOLD: ("warn", N_("On hold")),
    Status.NOT_SELECTED: ("idle", N_("Not selected")),
    Status.STOPPED: ("stop", N_("Stopped")),
    Status.WITHDRAWN: ("idle", N_("Withdrawn")),
    Status.REFERRED: ("exc", N_("Passed on")),
    Status.COMPLETED: ("ok", N_("Completed")),
    Status.PAST: ("idle", N_("Past, from public sources")),
}
RATING: dict[Rating, Tone] = {
    Rating.GREEN: ("ok", N_("Green")),
    Rating.AMBER: ("warn", N_("Amber")),
    Rating.RED: ("stop", N_("Red")),
    Rating.UNKNOWN: ("idle", N_("Not known")),
}
