"""How an entry stands on a day: at a gate, and in the watch (process.md, sections 5 and 6)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from tracker.kernel.actor import Role
from tracker.process.dossier import WatchedList
from tracker.process.entry import ChecklistEntry, Event, GrantedWaiver, Piece, Review

_DAY = timedelta(days=1)


class Standing(StrEnum):
    NOT_STARTED = "not_started"
    EVIDENCE_SUBMITTED = "evidence_submitted"
    UNDER_REVIEW = "under_review"
    MET = "met"
    PARTIALLY_MET = "partially_met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    LAPSED = "lapsed"


CLEAR = frozenset({Standing.MET, Standing.NOT_APPLICABLE, Standing.WAIVED})


class Because(StrEnum):
    """Why an entry stands as it does."""

    FACTS = "facts"
    REVIEWED = "reviewed"
    JUSTIFIED = "justified"
    WAIVER = "waiver"
    EXPIRED = "expired"
    NOT_YET_EFFECTIVE = "not_yet_effective"
    EVENT = "event"
    NEW_VISIT = "new_visit"
    TEXT_CHANGED = "text_changed"
    FACTS_CHANGED = "facts_changed"
    WITHDRAWN = "withdrawn"
    RENEWAL_MISSED = "renewal_missed"
    REJECTED = "rejected"
    INCOMPLETE = "incomplete"
    BEING_REVIEWED = "being_reviewed"
    SAMPLE_WANTED = "sample_wanted"
    NOT_REVIEWED = "not_reviewed"
    NO_EVIDENCE = "no_evidence"


class Judged(Struct, frozen=True, kw_only=True):
    """A standing with its reason; `review` or `waiver` is what it rests on."""

    standing: Standing
    because: Because
    since: date | None
    review: Review | None = None
    waiver: GrantedWaiver | None = None


class Flaw(Struct, frozen=True, kw_only=True):
    """Why a review that ticked everything does not count, and since when."""

    because: Because
    since: date | None


_LOOK_AGAIN = frozenset(
    {Because.EVENT, Because.NEW_VISIT, Because.TEXT_CHANGED, Because.FACTS_CHANGED}
)
_LOOK = frozenset({Because.NOT_REVIEWED, Because.SAMPLE_WANTED})


def whose_move(entry: ChecklistEntry, judged: Judged) -> tuple[Role, ...]:
    """Who clears the entry next: who checks, where only a look is missing, else who provides."""
    return entry.checked_by if needs_a_look(entry, judged) else entry.owed_by


def needs_a_look(entry: ChecklistEntry, judged: Judged) -> bool:
    """Whether the entry waits for who checks; else more has to be provided.

    Also where what was accepted has ended, and something new was handed in since.
    """
    again = judged.because in _LOOK_AGAIN and bool(entry.pieces)
    return judged.because in _LOOK or again or look_at_the_set(entry) is not None


def look_at_the_set(entry: ChecklistEntry) -> Because | None:
    """What the present set waits for: to be reviewed, a sample, or nothing."""
    if not entry.pieces:
        return None
    review = review_of_the_set(entry)
    if review is None:
        return Because.NOT_REVIEWED
    return Because.SAMPLE_WANTED if review.sample_wanted else None


def is_clear(judged: Judged) -> bool:
    return judged.standing in CLEAR


def status(entry: ChecklistEntry, today: date, visit: int) -> Judged:
    """The first line of process.md, section 6, that fits; `visit` is the project's present one."""
    review = review_of_the_set(entry)
    if review is None or not _accepts(review, entry):
        return _first_line_that_fits(entry, today, review, complete=False, flaw=None)
    flaw = _flaw_at_a_gate(entry, review, today, visit)
    return _first_line_that_fits(entry, today, review, complete=True, flaw=flaw)


def watched_status(entry: ChecklistEntry, watched: WatchedList, today: date) -> Judged:
    """The same by the second clock: the age of evidence ends nothing, nor does newer evidence."""
    review = _newest_verdict(entry)
    if review is None or not _accepts(review, entry):
        latest = review_of_the_set(entry)
        shown = review if latest is not None and _accepts(latest, entry) else latest
        return _first_line_that_fits(entry, today, shown, complete=False, flaw=None)
    flaw = _flaw_in_the_watch(entry, review, watched, today)
    flaw = flaw or _missed_renewal(entry, watched, today)
    return _first_line_that_fits(entry, today, review, complete=True, flaw=flaw)


def counting_waiver(entry: ChecklistEntry, today: date) -> GrantedWaiver | None:
    """The waiver that covers this gate today, through its last day; of several the longest."""
    counting = [waiver for waiver in entry.waivers if _waiver_counts(waiver, entry, today)]
    return max(counting, key=lambda waiver: waiver.expires, default=None)


def last_day(entry: ChecklistEntry, piece: Piece) -> date | None:
    """The last day on which a piece counts at a gate; None means that it never ends."""
    ends = [piece.valid_until] if piece.valid_until is not None else []
    if entry.evidence_validity_days is not None:
        ends.append(piece.effective_on + timedelta(days=entry.evidence_validity_days))
    return min(ends, default=None)


def _first_line_that_fits(
    entry: ChecklistEntry, today: date, review: Review | None, *, complete: bool, flaw: Flaw | None
) -> Judged:
    if not entry.applicable:
        return Judged(standing=Standing.NOT_APPLICABLE, because=Because.FACTS, since=None)
    if review is not None and complete and flaw is None:
        return Judged(
            standing=Standing.MET, because=Because.REVIEWED, since=review.on, review=review
        )
    if entry.justification is not None and entry.justification.facts_unchanged:
        return Judged(standing=Standing.NOT_APPLICABLE, because=Because.JUSTIFIED, since=None)
    if (waiver := counting_waiver(entry, today)) is not None:
        return Judged(
            standing=Standing.WAIVED, because=Because.WAIVER, since=waiver.starts, waiver=waiver
        )
    if flaw is not None:
        return Judged(
            standing=Standing.LAPSED, because=flaw.because, since=flaw.since, review=review
        )
    return _unfinished(entry, review)


def _unfinished(entry: ChecklistEntry, review: Review | None) -> Judged:
    """Lines 6 to 8. A review that asks for more has begun and not ended."""
    if not entry.pieces:
        return Judged(standing=Standing.NOT_STARTED, because=Because.NO_EVIDENCE, since=None)
    if review is not None and review.sample_wanted:
        return Judged(standing=Standing.UNDER_REVIEW, because=Because.SAMPLE_WANTED, since=None)
    if review is not None and not review.more_wanted:
        ticked = review.ticked & entry.criteria
        rejected = review.rejected or not ticked
        return Judged(
            standing=Standing.NOT_MET if rejected else Standing.PARTIALLY_MET,
            because=Because.REJECTED if rejected else Because.INCOMPLETE,
            since=review.on,
            review=review,
        )
    if entry.review_begun or review is not None:
        return Judged(standing=Standing.UNDER_REVIEW, because=Because.BEING_REVIEWED, since=None)
    return Judged(standing=Standing.EVIDENCE_SUBMITTED, because=Because.NOT_REVIEWED, since=None)


def _reviews_by_set(entry: ChecklistEntry) -> dict[str, Review]:
    """The latest review for this gate of each evidence set, oldest first."""
    latest: dict[str, Review] = {}
    for review in sorted(entry.reviews, key=lambda review: review.at):
        if review.gate == entry.gate and _counts(review, entry):
            latest.pop(review.evidence_digest, None)
            latest[review.evidence_digest] = review
    heard = {digest: _heard(entry, review) for digest, review in latest.items()}
    return {digest: review for digest, review in heard.items() if review is not None}


def _heard(entry: ChecklistEntry, review: Review) -> Review | None:
    """A sample says nothing alone: where the verifier does not accept, that is what stands."""
    if not review.sample:
        return review
    followed = _followed(entry, review)
    return review if followed is not None and _ticks_all(followed, entry) else followed


def _followed(entry: ChecklistEntry, sample: Review) -> Review | None:
    """The newest review of the same set that is no sample itself."""
    others = [
        review
        for review in entry.reviews
        if not review.sample
        and _counts(review, entry)
        and review.gate == sample.gate
        and review.evidence_digest == sample.evidence_digest
    ]
    return max(others, key=lambda review: review.at, default=None)


def _looks(entry: ChecklistEntry, review: Review) -> tuple[Review, ...]:
    """The review and, of a sample, what it follows: both have to be fresh."""
    followed = _followed(entry, review) if review.sample else None
    return (review,) if followed is None else (review, followed)


def review_of_the_set(entry: ChecklistEntry) -> Review | None:
    """The latest review of exactly this set, for exactly this gate."""
    return _reviews_by_set(entry).get(entry.set_digest) if entry.pieces else None


def _newest_verdict(entry: ChecklistEntry) -> Review | None:
    """What was last said of a set, never what was said before it: an older proof is no way back.

    Of newer evidence, a review that only asks for more or for a sample has said nothing yet.
    """
    mine = [review for review in entry.reviews if review.gate == entry.gate]
    accepted = {review.evidence_digest for review in mine if _accepts(review, entry)}
    verdicts = [
        review
        for review in _reviews_by_set(entry).values()
        if review.evidence_digest in accepted or not (review.more_wanted or review.sample_wanted)
    ]
    return verdicts[-1] if verdicts else None


def _accepts(review: Review, entry: ChecklistEntry) -> bool:
    complete = _ticks_all(review, entry) and not review.sample_wanted
    return complete and _counts(review, entry)


def _counts(review: Review, entry: ChecklistEntry) -> bool:
    """Who has a hand in the evidence cannot accept it; what they found wanting stays said."""
    return review.discounted_on is None or not _ticks_all(review, entry)


def _ticks_all(review: Review, entry: ChecklistEntry) -> bool:
    refuses = review.rejected or review.more_wanted
    return not refuses and entry.criteria <= review.ticked


def _bites(event: Event, today: date, since_day: date, since_instant: datetime) -> bool:
    """Whether an event re-opens what was settled at that day and instant."""
    happened = event.on_day <= today
    return happened and (since_day < event.on_day or since_instant < event.recorded_at)


def _flaw_at_a_gate(entry: ChecklistEntry, review: Review, today: date, visit: int) -> Flaw | None:
    ended = [_end_of(piece, last_day(entry, piece), today) for piece in entry.pieces]
    flaws = [*ended, *_stale(entry, review, today, visit)]
    return next((flaw for flaw in flaws if flaw is not None), None)


def _flaw_in_the_watch(
    entry: ChecklistEntry, review: Review, watched: WatchedList, today: date
) -> Flaw | None:
    pieces = _rests_on(entry, review)
    gone = [piece.withdrawn_on for piece in pieces if piece.withdrawn_on is not None]
    if gone or not pieces or len(pieces) < len(review.pieces):
        return Flaw(because=Because.WITHDRAWN, since=min(gone, default=None))
    for piece in pieces:
        if (end := piece.valid_until) is not None and end < today:
            return Flaw(because=Because.EXPIRED, since=end + _DAY)
    if any(_before_it_applied(entry, look) for look in _looks(entry, review)):
        return Flaw(because=Because.FACTS_CHANGED, since=entry.applicable_since)
    return next(_stale(entry, review, today, watched.visit), None)


def _before_it_applied(entry: ChecklistEntry, review: Review) -> bool:
    """By the instant where it is known: a day may hold the review and, later, the answer."""
    if entry.applicable_since_at is not None:
        return review.at < entry.applicable_since_at
    return entry.applicable_since is not None and review.on < entry.applicable_since


def _rests_on(entry: ChecklistEntry, review: Review) -> list[Piece]:
    """The evidence that a review names, as far as it is known."""
    named = set(review.pieces)
    return [piece for piece in (*entry.former, *entry.pieces) if piece.id in named]


def _end_of(piece: Piece, end: date | None, today: date) -> Flaw | None:
    if today < piece.effective_on:
        return Flaw(because=Because.NOT_YET_EFFECTIVE, since=None)
    if end is not None and end < today:
        return Flaw(because=Because.EXPIRED, since=end + _DAY)
    return None


def _stale(entry: ChecklistEntry, review: Review, today: date, visit: int) -> Iterator[Flaw]:
    """What makes a review no longer fresh, in the order in which it is told."""
    looks = _looks(entry, review)
    for event in entry.events:
        if any(_bites(event, today, look.on, look.at) for look in looks):
            yield Flaw(because=Because.EVENT, since=event.on_day)
    if entry.rechecked_each_gate and any(look.visit < visit for look in looks):
        yield Flaw(because=Because.NEW_VISIT, since=None)
    reworded = entry.text_changed_at
    if reworded is not None and any(look.at < reworded for look in looks):
        yield Flaw(because=Because.TEXT_CHANGED, since=entry.text_changed_on)


def _waiver_counts(waiver: GrantedWaiver, entry: ChecklistEntry, today: date) -> bool:
    cap = entry.waiver_max_days
    return (
        entry.waiver_allowed
        and entry.gate in waiver.gates
        and entry.gate not in waiver.used_up_for
        and waiver.starts <= today <= waiver.expires
        and (waiver.revoked_on is None or today < waiver.revoked_on)
        and waiver.discounted_on is None
        and (cap is None or waiver.expires - waiver.starts <= timedelta(days=cap))
        and not any(
            _bites(event, today, waiver.granted_on, waiver.granted_at) for event in entry.events
        )
    )


def _missed_renewal(entry: ChecklistEntry, watched: WatchedList, today: date) -> Flaw | None:
    """A report that falls due never lapses; it only makes a task."""
    if watched.live_since is None or entry.renew_is_report:
        return None
    due = renewal_due(entry, watched.live_since)
    if due is None or today <= (end := due + timedelta(days=entry.grace_days)):
        return None
    return Flaw(because=Because.RENEWAL_MISSED, since=end + _DAY)


def renewal_due(entry: ChecklistEntry, live_since: date) -> date | None:
    """When the proof falls due next, counted from going live or the last renewal since."""
    if entry.renew_every_days is None:
        return None
    last = max(_renewed_on(entry, live_since), default=live_since)
    return last + timedelta(days=entry.renew_every_days)


def renewal_lapses_from(entry: ChecklistEntry, live_since: date) -> tuple[date, ...]:
    """The days after the grace of each count: from going live, and from every renewal since."""
    if entry.renew_every_days is None:
        return ()
    allowed = timedelta(days=entry.renew_every_days + entry.grace_days) + _DAY
    return tuple(day + allowed for day in (live_since, *_renewed_on(entry, live_since)))


def renewals_due(entry: ChecklistEntry, live_since: date, until: date) -> tuple[date, ...]:
    """Every day through `until` on which the proof falls due, if each is given on its day."""
    due = renewal_due(entry, live_since)
    days = []
    while due is not None and entry.renew_every_days is not None and due <= until:
        days.append(due)
        due += timedelta(days=entry.renew_every_days)
    return tuple(days)


def ends_on(entry: ChecklistEntry, today: date, visit: int) -> date | None:
    """The last day of the evidence or waiver on which the entry's clearness rests, if any."""
    judged = status(entry, today, visit)
    if judged.waiver is not None:
        return judged.waiver.expires
    if judged.standing is not Standing.MET:
        return None
    ends = [piece.valid_until for piece in entry.pieces if piece.valid_until is not None]
    return min(ends, default=None)


def _renewed_on(entry: ChecklistEntry, live_since: date) -> list[date]:
    """The days of reviews that accepted something new: the same set ticked again renews nothing.

    New is a piece made since the last count, which no earlier accepted review has named.
    """
    stands = {
        one.evidence_digest for one in _reviews_by_set(entry).values() if _accepts(one, entry)
    }
    last, named, days = live_since, set[UUID](), list[date]()
    for review in sorted(entry.reviews, key=lambda review: review.at):
        pieces = _rests_on(entry, review)
        gone = any(piece.withdrawn_on is not None for piece in pieces)
        accepts = review.gate == entry.gate and _accepts(review, entry)
        if gone or not accepts or review.evidence_digest not in stands:
            continue
        new = any(piece.effective_on >= last and piece.id not in named for piece in pieces)
        named.update(review.pieces)
        if new and review.on >= last:
            last = review.on
            days.append(last)
    return days
