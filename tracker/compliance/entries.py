"""Builds the entries of a list from what is on record: what a gate sees of a requirement."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from tracker.compliance import facts as facts_
from tracker.compliance.catalogue import Catalogue, Requirement
from tracker.compliance.catalogue_changes import Rewording
from tracker.compliance.catalogue_checks import GATE_IDS
from tracker.compliance.duties import (
    ROLE_OF,
    Provided,
    needs_sample,
    owed_by_roles,
    provider_roles,
)
from tracker.compliance.facts import Counted
from tracker.compliance.lists import AskedEntry, applicable_since, applies
from tracker.compliance.people import People
from tracker.compliance.record import (
    EventOnRecord,
    EvidenceOnRecord,
    JustificationOnRecord,
    Record,
    ReviewOnRecord,
    VisitOnRecord,
    WaiverOnRecord,
)
from tracker.kernel.actor import Role
from tracker.kernel.by_name import shown
from tracker.kernel.canonical import sha256_of
from tracker.process.entry import (
    ChecklistEntry,
    Event,
    GrantedWaiver,
    Piece,
    Review,
    VerifiedJustification,
)
from tracker.process.stages import DutyRole, Stage
from tracker.process.today import project_day

RECHECKED_AT_GATES = "gate"
SENT_BACK = "rework"
"""The re-check event of a decision that sends a requirement back; its source is that requirement.
"""

_AS_EVER = Rewording(at=None, meanwhile=())

STAGE_OF_GATE: Mapping[str, Stage] = dict(zip(GATE_IDS, Stage, strict=False))
"""The stage that stands before a gate; after the last gate comes follow-up."""


class Ground(Struct, frozen=True, kw_only=True):
    """All that entries are put together from, for one project on one day.

    `listed` keeps the lists that were asked for: by gate, outcome and field work.
    """

    catalogue: Catalogue
    record: Record
    facts: dict[str, Counted]
    yes_since: dict[str, datetime | None]
    people: People
    reworded: Mapping[tuple[str, str], Rewording]
    today: date
    listed: dict[tuple[str, str | None, bool], tuple[ChecklistEntry, ...]] = field(
        default_factory=dict
    )


def ground(
    catalogue: Catalogue,
    record: Record,
    people: People,
    reworded: Mapping[tuple[str, str], Rewording],
    today: date,
) -> Ground:
    facts = facts_.of_project(catalogue, record.answers)
    return Ground(
        catalogue=catalogue,
        record=record,
        facts=facts,
        yes_since=facts_.yes_since(facts),
        people=people,
        reworded=reworded,
        today=today,
    )


def reviewed(ground: Ground, review: ReviewOnRecord) -> Ground:
    """The ground as it is after one more review."""
    before = ground.record.reviews
    theirs = (*before.get(review.requirement, ()), review)
    record = replace(ground.record, reviews={**before, review.requirement: theirs})
    return replace(ground, record=record, listed={})


def provided_for(ground: Ground, requirement_id: str) -> Provided:
    """Who has worked on a requirement, and for which organisations: they may not verify it."""
    theirs = {piece.organisation_id for piece in ground.record.evidence.get(requirement_id, ())}
    return Provided(
        barred=frozenset(ground.record.hands_on(requirement_id)),
        organisations=ground.people.outside | theirs,
    )


def entry_of(ground: Ground, listed: AskedEntry, gate: str) -> ChecklistEntry:
    """One entry of the list of a gate, or of the closing list (`closing`)."""
    requirement, entry, record = listed.requirement, listed.entry, ground.record
    current = record.pieces(requirement.id)
    current_ids = {piece.id for piece in current}
    handed_in = record.evidence.get(requirement.id, ())
    digest = digest_of(current)
    words = ground.reworded.get((requirement.id, entry.gate), _AS_EVER)
    reworded = words.at
    reviews = tuple(_reviews(requirement, record, gate, words))
    waivers = tuple(_waivers(requirement, record, gate))
    justification = _justification(ground, requirement)
    applies_from = applicable_since(requirement, entry, ground.yes_since)
    return ChecklistEntry(
        requirement=requirement.id,
        title=requirement.title,
        gate=gate,
        level=entry.level,
        severity=requirement.severity,
        expects=entry.expects,
        applicable=applies(requirement, entry, frozenset(ground.yes_since)),
        applicable_since=project_day(record, applies_from) if applies_from is not None else None,
        applicable_since_at=applies_from,
        criteria=listed.criteria,
        evidence_validity_days=requirement.evidence_validity_days,
        renew_every_days=requirement.renew_every_days,
        renew_is_report=(requirement.renew_as or ground.catalogue.defaults.renew_as) == "report",
        grace_days=(
            ground.catalogue.defaults.grace_days
            if requirement.grace_days is None
            else requirement.grace_days
        ),
        rechecked_each_gate=RECHECKED_AT_GATES in requirement.recheck_on,
        pieces=tuple(_piece(piece, record) for piece in current),
        set_digest=digest,
        former=tuple(_piece(piece, record) for piece in handed_in if piece.id not in current_ids),
        reviews=reviews,
        review_begun=any(
            one.evidence_digest == digest and (one.more_wanted or one.sample_wanted)
            for one in reviews
        ),
        events=tuple(
            Event(
                kind=event.kind,
                on_day=event.on_day,
                recorded_at=event.at,
                recorded_on=project_day(record, event.at),
            )
            for event in record.events
            if _concerns(event, requirement)
        ),
        waivers=waivers,
        waiver_allowed=requirement.waiver.allowed,
        waiver_max_days=requirement.waiver.max_days,
        justification=justification,
        text_changed_at=reworded,
        text_changed_on=project_day(record, reworded) if reworded is not None else None,
        provided_by=provider_roles(requirement, entry, ground.people.held),
        verified_by=requirement.verified_by,
        owed_by=owed_by_roles(requirement, entry, ground.people.held),
        checked_by=_checked_by(requirement, reviews, digest, ground),
        submitters=_submitters(current, justification),
    )


def digest_of(pieces: Iterable[EvidenceOnRecord]) -> str:
    """The digest of an evidence set; a review counts only for the set that has its digest."""
    return sha256_of(sorted([str(piece.id), piece_digest(piece)] for piece in pieces))


@lru_cache(maxsize=4096)
def piece_digest(piece: EvidenceOnRecord) -> str:
    """The digest of a piece: of its content or place and its days, not of who handed it in."""
    return sha256_of(
        {
            "form": piece.form,
            "file": piece.file_sha256,
            "pages": piece.pages,
            "submission": piece.submission_id,
            "url": piece.url,
            "seen_by": piece.seen_by,
            "seen_on": piece.seen_on,
            "kept_at": piece.kept_at,
            "page_count": piece.page_count,
            "seen_sha256": piece.seen_sha256,
            "effective_on": piece.effective_on,
            "valid_until": piece.valid_until,
        }
    )


def granted_at(requirement: Requirement, waiver: WaiverOnRecord) -> datetime | None:
    """The instant of the last agreement; None while one of the approvers has not agreed."""
    approvers = requirement.waiver.approver
    if not requirement.waiver.allowed or not approvers or is_rejected(waiver):
        return None
    agreed = {vote.role: vote.at for vote in waiver.votes}
    if not set(approvers) <= agreed.keys():
        return None
    return max(agreed[role] for role in approvers)


def is_rejected(waiver: WaiverOnRecord) -> bool:
    return any(not vote.in_favour for vote in waiver.votes)


def used_up_for(waiver: WaiverOnRecord, visits: Iterable[VisitOnRecord]) -> frozenset[str]:
    """The gates passed with it whose stage the project has entered again since."""
    entered = [(visit.number, visit.stage) for visit in visits]
    return frozenset(
        gate
        for gate, used_in in waiver.uses
        if any(number > used_in and stage is STAGE_OF_GATE[gate] for number, stage in entered)
    )


def newest_check(grounds: Iterable[JustificationOnRecord]) -> JustificationOnRecord | None:
    """The justification that the verifier answered last, also where the answer was no."""
    answered = [(one.checked_at, one.id, one) for one in grounds if one.checked_at is not None]
    return max(answered)[2] if answered else None


def _concerns(event: EventOnRecord, requirement: Requirement) -> bool:
    """Whether an event re-opens the requirement: by the catalogue, or sent back by a gate."""
    sent_back = event.kind == SENT_BACK and event.source == requirement.id
    return sent_back or event.kind in requirement.recheck_on


def _piece(piece: EvidenceOnRecord, record: Record) -> Piece:
    gone = piece.withdrawn_at
    return shown(
        Piece,
        piece,
        digest=piece_digest(piece),
        withdrawn_on=project_day(record, gone) if gone is not None else None,
    )


def verifier(requirement: Requirement, ground: Ground) -> DutyRole:
    """The role that verifies today; what bars people may move it to another one."""
    if requirement.verified_by in ground.people.held or requirement.verify_fallback is None:
        return requirement.verified_by
    return requirement.verify_fallback


def _checked_by(
    requirement: Requirement, reviews: Sequence[Review], digest: str, ground: Ground
) -> tuple[Role, ...]:
    """The role that looks next: the sampler once somebody accepted this set, else the verifier."""
    newest = next((one for one in reversed(reviews) if one.evidence_digest == digest), None)
    samples = newest is not None and newest.sample_wanted and requirement.sampled_by is not None
    duty = requirement.sampled_by if samples else verifier(requirement, ground)
    return (ROLE_OF[duty],) if duty in ROLE_OF else ()


def _wants_sample(requirement: Requirement, review: ReviewOnRecord) -> bool:
    """An acceptance that a sample must follow counts once the sampler accepts too."""
    if review.rejected or review.more_wanted:
        return False
    return needs_sample(requirement, review.verified_as)


def _discounted_on(record: Record, requirement: str, people: Iterable[UUID]) -> date | None:
    """The day from which reviews of these people count no more; None if they do."""
    hands = record.hands_on(requirement)
    first = min((hands[person] for person in people if person in hands), default=None)
    return project_day(record, first) if first is not None else None


def _reviews(
    requirement: Requirement, record: Record, gate: str, words: Rewording
) -> Iterator[Review]:
    """Reviews for this gate, without those of other words that an upgrade brought for a while."""
    for review in record.reviews.get(requirement.id, ()):
        others = any(start <= review.at < end for start, end in words.meanwhile)
        if review.gate == gate and not others:
            yield Review(
                id=review.id,
                gate=review.gate,
                visit=review.visit,
                evidence_digest=review.evidence_digest,
                pieces=review.pieces,
                ticked=review.ticked,
                rejected=review.rejected,
                more_wanted=review.more_wanted,
                sample_wanted=_wants_sample(requirement, review),
                sample=review.sample,
                by=review.by,
                at=review.at,
                on=project_day(record, review.at),
                discounted_on=_discounted_on(record, requirement.id, {review.by}),
            )


def _waivers(requirement: Requirement, record: Record, gate: str) -> Iterator[GrantedWaiver]:
    granted = [
        (at, waiver)
        for waiver in record.waivers.get(requirement.id, ())
        if gate in waiver.gates and (at := granted_at(requirement, waiver)) is not None
    ]
    granted.sort(key=lambda pair: (pair[0], pair[1].id))
    for number, (at, waiver) in enumerate(granted, start=1):
        revoked = waiver.revoked_at
        yield GrantedWaiver(
            id=waiver.id,
            number=number,
            gates=waiver.gates,
            starts=waiver.starts,
            expires=waiver.expires,
            granted_at=at,
            granted_on=project_day(record, at),
            requested_by=waiver.requested_by,
            used_up_for=used_up_for(waiver, record.visits),
            revoked_on=project_day(record, revoked) if revoked is not None else None,
            discounted_on=_discounted_on(
                record, requirement.id, (vote.person_id for vote in waiver.votes)
            ),
        )


def _justification(ground: Ground, requirement: Requirement) -> VerifiedJustification | None:
    """Any fact may be what its text rests on, also of a requirement that always applies."""
    newest = newest_check(ground.record.justifications.get(requirement.id, ()))
    if newest is None or not newest.verified:
        return None
    if newest.checked_by is None or newest.checked_at is None:
        return None
    changes = [
        change
        for fact in ground.facts.values()
        for change in (*fact.changes, *fact.answered_anew)
        if change > newest.checked_at
    ]
    first = min(changes, default=None)
    return VerifiedJustification(
        id=newest.id,
        by=newest.by,
        verified_by=newest.checked_by,
        facts_unchanged=first is None,
        facts_changed_on=project_day(ground.record, first) if first is not None else None,
    )


def _submitters(
    current: Iterable[EvidenceOnRecord], justification: VerifiedJustification | None
) -> frozenset[UUID]:
    """Authors of the current evidence and of the justification; not who requested a waiver."""
    authors = {justification.by} if justification is not None else set()
    return frozenset({one for piece in current for one in piece.authors} | authors)
