"""Who may not vote, and who may sit in a seat (process.md, section 2). Bars follow the person."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from uuid import UUID

from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.saying import N_, Filled
from tracker.process.dossier import Candidate, Dossier, Hands
from tracker.process.entry import ChecklistEntry
from tracker.process.panel import Ballot, CountedVote, Seat
from tracker.process.stages import Severity, Stage, Verdict
from tracker.process.status import Because, status
from tracker.process.working_days import working_days_between

NEVER_PASSED_ON = frozenset({"B4", "B6"})


class Bar(StrEnum):
    """A bar holds for administrators too, and through every role and account of the person."""

    MOVED = "B1"
    SUBMITTED = "B2"
    VERIFIED_LAST = "B3"
    SITS_ALREADY = "B4"
    CONFLICTED = "B5"
    NOT_IN_ROLE = "B6"

    @property
    def sentence(self) -> str:
        return _SENTENCES[self]


_SENTENCES = {
    Bar.MOVED: N_("Whoever moves a decision does not vote on it; somebody else has to sit."),
    Bar.SUBMITTED: N_(
        "Whoever handed in or asked for something that the gate rests on does not vote on it; "
        "somebody else has to sit."
    ),
    Bar.VERIFIED_LAST: N_(
        "Whoever was last to verify a critical entry of this list does not vote on it; "
        "somebody else has to sit."
    ),
    Bar.SITS_ALREADY: N_("One person fills one seat; somebody else has to fill this one."),
    Bar.CONFLICTED: N_(
        "Whoever declared a conflict of interest does not vote; somebody else has to."
    ),
    Bar.NOT_IN_ROLE: N_(
        "Only an active holder of the role, or a deputy named beforehand, may sit."
    ),
}


def hands_on(dossier: Dossier) -> Hands:
    """Compute it once where many persons are asked about.

    Who may take a decision back is judged by what that decision rested on, not by the list of
    the stage that it led to.
    """
    if dossier.panel.taken_back is not None:
        return dossier.panel.taken_back
    return Hands(contributed=contributors(dossier), verified_last=last_verifiers(dossier))


def bars(
    person: UUID,
    dossier: Dossier,
    mover: UUID | None,
    seated_elsewhere: frozenset[UUID],
    hands: Hands | None = None,
) -> frozenset[Bar]:
    """Every bar that holds for this person; `mover` None asks before anybody has moved."""
    hands = hands or hands_on(dossier)
    held = {
        Bar.MOVED: person == mover,
        Bar.SUBMITTED: person in hands.contributed,
        Bar.VERIFIED_LAST: person in hands.verified_last,
        Bar.SITS_ALREADY: person in seated_elsewhere,
        Bar.CONFLICTED: any(row.conflicted for row in _rows(dossier, person)),
        Bar.NOT_IN_ROLE: not any(_rows(dossier, person)),
    }
    return frozenset(bar for bar, holds in held.items() if holds)


def contributors(dossier: Dossier) -> frozenset[UUID]:
    """B2: who handed in or asked for what the gate rests on."""
    found: set[UUID] = set()
    for deliverable in dossier.study.deliverables:
        if deliverable.stage is dossier.project.stage:
            found |= deliverable.submitted_by
    if dossier.project.stage is Stage.PILOT and dossier.pilot.evaluation is not None:
        found |= dossier.pilot.evaluation.submitted_by
    for entry in dossier.compliance.asked:
        if entry.applicable:
            found.update(_behind(entry, dossier))
    return frozenset(found)


def last_verifiers(dossier: Dossier) -> frozenset[UUID]:
    """B3: who was last to verify a critical entry of the list, however the entry stands now."""
    found = set()
    for entry in dossier.compliance.asked:
        if entry.severity is not Severity.CRITICAL or not entry.applicable:
            continue
        reviews = [review for review in entry.reviews if review.gate == entry.gate]
        if reviews:
            found.add(max(reviews, key=lambda review: review.at).by)
        judged = status(entry, dossier.today, dossier.project.visit)
        if judged.because is Because.JUSTIFIED and entry.justification is not None:
            found.add(entry.justification.verified_by)
    return frozenset(found)


def obstacles(
    seat: Seat,
    person: UUID,
    dossier: Dossier,
    mover: UUID | None,
    sitting: Mapping[str, UUID],
    opened_on: date,
) -> tuple[str, ...]:
    """Why this person may not sit in this seat, one sentence each; `sitting` is seat to person."""
    rows = _rows_in(dossier, seat.name, person)
    if not rows:
        return (Bar.NOT_IN_ROLE.sentence,)
    told = [_against(row, seat, dossier, mover, sitting, opened_on) for row in rows]
    return min(told, key=len)


def _against(
    row: Candidate,
    seat: Seat,
    dossier: Dossier,
    mover: UUID | None,
    sitting: Mapping[str, UUID],
    opened_on: date,
) -> tuple[str, ...]:
    hands = hands_on(dossier)
    elsewhere = frozenset(who for name, who in sitting.items() if name != seat.name)
    found = [bar.sentence for bar in sorted(bars_of(row, dossier, mover, elsewhere, hands))]
    if sitting.get(seat.name, row.person_id) != row.person_id:
        found.append(N_("This seat is taken: one person has voted in it."))
    if row.role is Role.COMMITTEE_MEMBER and not row.scores_in:
        found.append(N_("A committee member votes once all their own scores are in."))
    if not row.holder and not _holders_leave_it(seat, dossier, mover, elsewhere, opened_on):
        found.append(
            Filled(
                N_(
                    "A deputy sits only while every holder is barred or absent, or has been "
                    "silent for %(days)s working days."
                ),
                days=dossier.terms.silent_working_days,
            )
        )
    return tuple(found)


def in_own_right(seat: str, person: UUID, dossier: Dossier) -> bool:
    """As a holder, a delegate or a deputy of this seat, not for a city that stays silent."""
    return bool(_rows_in(dossier, seat, person))


def may_sit_for_a_silent_city(
    seat: Seat,
    person: UUID,
    dossier: Dossier,
    mover: UUID,
    sitting: Mapping[str, UUID],
    opened_on: date,
    reminders: int,
    verdict: Verdict,
) -> bool:
    """Hold and stop do without a silent city: a manager who does not sit yet sits for it."""
    waited = working_days_between(opened_on, dossier.today)
    return (
        verdict in (Verdict.HOLD, Verdict.STOP)
        and seat.role in CITY_ROLES
        and seat.name not in sitting
        and waited >= dossier.terms.city_silent_working_days
        and reminders >= dossier.terms.city_reminders
        and any(row.role is Role.MANAGER for row in _rows(dossier, person))
        and not bars(person, dossier, mover, frozenset(sitting.values()))
    )


def bars_of(
    row: Candidate,
    dossier: Dossier,
    mover: UUID | None,
    seated_elsewhere: frozenset[UUID],
    hands: Hands,
) -> frozenset[Bar]:
    """The bars of somebody who would sit, with those of whoever delegated to them."""
    own = bars(row.person_id, dossier, mover, seated_elsewhere, hands)
    if row.also_barred_as is None:
        return own
    passed_on = bars(row.also_barred_as, dossier, mover, frozenset(), hands)
    return own | frozenset(bar for bar in passed_on if bar not in NEVER_PASSED_ON)


def committee_members(
    dossier: Dossier, mover: UUID | None, hands: Hands | None = None
) -> frozenset[UUID]:
    """Who may vote at G1: no conflict, no bar, all own scores in."""
    hands = hands or hands_on(dossier)
    return frozenset(
        row.person_id
        for row in dossier.panel.candidates
        if row.role is Role.COMMITTEE_MEMBER
        and row.scores_in
        and not bars_of(row, dossier, mover, frozenset(), hands)
    )


def ballot(dossier: Dossier, mover: UUID, votes: tuple[CountedVote, ...]) -> Ballot:
    """The votes with all that the panel's agreement is counted from."""
    return Ballot(
        votes=votes,
        members=committee_members(dossier, mover),
        quorum=dossier.panel.quorum,
        voting_day=dossier.panel.voting_day,
        today=dossier.today,
    )


def _behind(entry: ChecklistEntry, dossier: Dossier) -> Iterator[UUID]:
    yield from entry.submitters
    for piece in entry.pieces:
        yield from piece.authors
    if entry.justification is not None:
        yield entry.justification.by
    judged = status(entry, dossier.today, dossier.project.visit)
    if judged.waiver is not None:
        yield judged.waiver.requested_by


def _holders_leave_it(
    seat: Seat,
    dossier: Dossier,
    mover: UUID | None,
    elsewhere: frozenset[UUID],
    opened_on: date,
) -> bool:
    """Whoever is gone or away is no candidate, so an empty seat is open to its deputies."""
    waited = working_days_between(opened_on, dossier.today)
    if waited >= dossier.terms.silent_working_days:
        return True
    hands = hands_on(dossier)
    holders = [row for row in dossier.panel.candidates if row.seat == seat.name and row.holder]
    return all(bars_of(row, dossier, mover, elsewhere, hands) for row in holders)


def _rows(dossier: Dossier, person: UUID) -> list[Candidate]:
    return [row for row in dossier.panel.candidates if row.person_id == person]


def _rows_in(dossier: Dossier, seat: str, person: UUID) -> list[Candidate]:
    """In their own right first, then by a delegation, then as a deputy."""
    rows = [row for row in _rows(dossier, person) if row.seat == seat]
    return sorted(rows, key=lambda row: (not row.holder, row.also_barred_as is not None))
