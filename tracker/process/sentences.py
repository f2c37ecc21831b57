"""Sentences for the reader about an entry: they name the requirement and the remedy."""

from datetime import date, timedelta

from tracker.kernel.saying import N_, Filled
from tracker.kernel.saying import written as written
from tracker.process.entry import ChecklistEntry
from tracker.process.stages import CallState, Status
from tracker.process.status import Because, Judged

_DAY = timedelta(days=1)

_WHY = {
    Because.NOT_YET_EFFECTIVE: N_("its evidence takes effect only later; wait for that day"),
    Because.NEW_VISIT: N_("it has to be reviewed again in this stage; ask its reviewer"),
    Because.REJECTED: N_("its review did not accept the evidence; mend it and hand it in again"),
    Because.INCOMPLETE: N_(
        "its review ticked only a part of the criteria; hand in what is missing"
    ),
    Because.BEING_REVIEWED: N_("its review has begun and is not finished; answer what it asks for"),
    Because.SAMPLE_WANTED: N_("its review accepts it and a sample has to follow; ask who takes it"),
    Because.NOT_REVIEWED: N_("its evidence waits for a review; ask its reviewer"),
    Because.EVENT: N_("something it rests on changed; have it reviewed again"),
    Because.TEXT_CHANGED: N_("its wording changed with the catalogue; have it reviewed again"),
    Because.FACTS_CHANGED: N_("it applies again; have it reviewed again"),
    Because.WITHDRAWN: N_("its evidence was withdrawn; hand in other evidence"),
    Because.EXPIRED: N_("its evidence ended on a day past; hand in newer evidence"),
    Because.RENEWAL_MISSED: N_(
        "its renewal was missed, with the days of grace that ended on a day past; renew it"
    ),
}
_WHY_SINCE = {
    Because.EVENT: N_("something it rests on changed on %(day)s; have it reviewed again"),
    Because.TEXT_CHANGED: N_(
        "its wording changed with the catalogue on %(day)s; have it reviewed again"
    ),
    Because.FACTS_CHANGED: N_("it applies again since %(day)s; have it reviewed again"),
    Because.WITHDRAWN: N_("its evidence was withdrawn on %(day)s; hand in other evidence"),
}
_WHY_UNTIL = {
    Because.EXPIRED: N_("its evidence ended on %(day)s; hand in newer evidence"),
    Because.RENEWAL_MISSED: N_(
        "its renewal was missed, with the days of grace that ended on %(day)s; renew it"
    ),
}
_STATUS = {
    Status.ACTIVE: N_("under way"),
    Status.ON_HOLD: N_("on hold"),
    Status.NOT_SELECTED: N_("not selected"),
    Status.STOPPED: N_("stopped"),
    Status.WITHDRAWN: N_("withdrawn"),
    Status.REFERRED: N_("passed on"),
    Status.COMPLETED: N_("completed"),
    Status.PAST: N_("past"),
}


_CALL_STATE = {
    CallState.DRAFT: N_("a draft"),
    CallState.OPEN: N_("open"),
    CallState.CLOSED: N_("closed"),
    CallState.DECIDED: N_("decided"),
}


def status_word(status: Status) -> Filled:
    """A status within a sentence."""
    return Filled(_STATUS[status])


def call_state_word(state: CallState) -> Filled:
    """Where a call stands, within a sentence."""
    return Filled(_CALL_STATE[state])


def why_open(entry: ChecklistEntry, judged: Judged, today: date) -> str:
    """Why an entry that is not clear is open, and what closes it."""
    ended, reason = waiver_ended(entry, today), _reason(entry, judged)
    if ended is None:
        return Filled(N_("%(name)s: %(reason)s."), name=entry.title, reason=reason)
    return Filled(
        N_("%(name)s: waiver ended %(day)s; %(reason)s."),
        name=entry.title,
        day=ended,
        reason=reason,
    )


def waiver_ended(entry: ChecklistEntry, today: date) -> date | None:
    """The last day of the newest waiver for this gate that has run out."""
    over = [waiver.expires for waiver in entry.waivers if entry.gate in waiver.gates]
    return max((end for end in over if end < today), default=None)


def _reason(entry: ChecklistEntry, judged: Judged) -> Filled:
    because, since = judged.because, judged.since
    if because is Because.NO_EVIDENCE:
        return Filled(
            N_("nothing has been handed in; hand in: %(expected)s"), expected=entry.expects
        )
    if since is not None and because in _WHY_UNTIL:
        return Filled(_WHY_UNTIL[because], day=since - _DAY)
    if since is not None and because in _WHY_SINCE:
        return Filled(_WHY_SINCE[because], day=since)
    return Filled(_WHY[because])
