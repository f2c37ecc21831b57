"""Sentences for the reader about an entry: they name the requirement and the remedy."""

from datetime import date, timedelta

from tracker.process.entry import Entry
from tracker.process.status import Because, Judged

_DAY = timedelta(days=1)

_WHY = {
    Because.NOT_YET_EFFECTIVE: "its evidence takes effect only later; wait for that day",
    Because.NEW_VISIT: "it has to be reviewed again in this stage; ask its reviewer",
    Because.REJECTED: "its review did not accept the evidence; mend it and hand it in again",
    Because.INCOMPLETE: "its review ticked only a part of the criteria; hand in what is missing",
    Because.BEING_REVIEWED: "its review has begun and is not finished; answer what it asks for",
    Because.SAMPLE_WANTED: "its review accepts it and a sample has to follow; ask who takes it",
    Because.NOT_REVIEWED: "its evidence waits for a review; ask its reviewer",
}
_WHY_SINCE = {
    Because.EVENT: "something it rests on changed{on}; have it reviewed again",
    Because.TEXT_CHANGED: "its wording changed with the catalogue{on}; have it reviewed again",
    Because.FACTS_CHANGED: "it applies again{since}; have it reviewed again",
    Because.WITHDRAWN: "its evidence was withdrawn{on}; hand in other evidence",
}


def written(day: date) -> str:
    """A day as people write it: 31 March 2027."""
    return f"{day.day} {day:%B %Y}"


def name(entry: Entry) -> str:
    return f"{entry.requirement} {entry.title}"


def why_open(entry: Entry, judged: Judged, today: date) -> str:
    """Why an entry that is not clear is open, and what closes it."""
    ended = waiver_ended(entry, today)
    waiver = f"waiver ended {written(ended)}; " if ended is not None else ""
    return f"{name(entry)}: {waiver}{_reason(entry, judged)}."


def waiver_ended(entry: Entry, today: date) -> date | None:
    """The last day of the newest waiver for this gate that has run out."""
    over = [waiver.expires for waiver in entry.waivers if entry.gate in waiver.gates]
    return max((end for end in over if end < today), default=None)


def _reason(entry: Entry, judged: Judged) -> str:
    last = written(judged.since - _DAY) if judged.since is not None else "a day past"
    match judged.because:
        case Because.NO_EVIDENCE:
            return f"nothing has been handed in; hand in: {entry.expects}"
        case Because.EXPIRED:
            return f"its evidence ended on {last}; hand in newer evidence"
        case Because.RENEWAL_MISSED:
            return f"its renewal was missed, with the days of grace that ended on {last}; renew it"
    if judged.because in _WHY:
        return _WHY[judged.because]
    day = written(judged.since) if judged.since is not None else None
    on, since = (f" on {day}", f" since {day}") if day is not None else ("", "")
    return _WHY_SINCE[judged.because].format(on=on, since=since)
