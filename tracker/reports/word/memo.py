"""The gate decision memo, section by section (domain.md 5.4)."""

from tracker.reports.content import DecisionMemo, Mark, VoteRow
from tracker.reports.word.paper import Column, Paper
from tracker.reports.word.shared import (
    conditions,
    deliverables,
    indicators,
    matter,
    place,
    requirements,
    waivers,
)
from tracker.reports.wording import NOTHING, Names, day, moment, name

_SIGNED = "________________________________"


def decision_memo(memo: DecisionMemo, names: Names, label: str = "") -> bytes:
    """The memo as a Word file; the same content and names give the same bytes."""
    paper = Paper(matter(memo.heading, f"Decision memo {memo.gate}, round {memo.round}"), label)
    _front(paper, memo)
    paper.contents_here()
    _decision(paper, memo)
    _evidence(paper, memo, names)
    waivers(paper, memo.waivers, names)
    _funding(paper, memo)
    _options(paper, memo)
    conditions(paper, "Conditions", memo.conditions, names)
    _stale(paper, memo)
    _votes(paper, "Votes", memo.votes, "The record holds no vote.", memo, names)
    _votes(paper, "Dissent", memo.dissent, "Nobody voted against.", memo, names)
    _signatures(paper, memo, names)
    return paper.finished()


def _front(paper: Paper, memo: DecisionMemo) -> None:
    head = memo.heading
    paper.title(head.title, f"Decision memo · {memo.gate} {memo.gate_title} · {head.code}")
    if memo.taken_back_on is not None:
        paper.text(f"This decision was taken back on {day(memo.taken_back_on)}.", "Restricted")
    paper.facts(
        [
            ("Question", memo.question),
            ("Decision", memo.verdict),
            ("Leads to", memo.leads_to or "no other stage"),
            ("Decided by", memo.decider),
            ("Decided", moment(memo.decided_at, head.zone)),
            ("City", place(head)),
            ("Call", head.call),
            ("Checklist", f"catalogue {head.catalogue_version}"),
        ],
        "The decision in short",
    )


def _decision(paper: Paper, memo: DecisionMemo) -> None:
    paper.heading("Recommendation and grounds")
    paper.text(memo.grounds)


def _evidence(paper: Paper, memo: DecisionMemo, names: Names) -> None:
    paper.heading("Deliverables of the stage")
    deliverables(paper, memo.deliverables, names)
    paper.heading("Cybersecurity and privacy checklist")
    if memo.counts:
        paper.table(
            [Column("State", 80), Column("Number", 20, figures=True)],
            [(Mark(tone=row.tone, words=row.words), str(row.number)) for row in memo.counts],
            "Mandatory requirements of this move by state",
        )
        requirements(paper, memo.requirements, names)
        if memo.not_asked:
            told = f"The facts of the project do not ask: {'; '.join(memo.not_asked)}."
            paper.text(told, "Note")
    else:
        paper.text("This move asks no list.")
    indicators(paper, memo.indicators)
    if memo.readiness_areas:
        paper.heading("Readiness to scale")
        paper.table(
            [Column("Area", 40), Column("Evaluation", 60)],
            list(memo.readiness_areas),
            "Readiness in seven areas",
        )


def _funding(paper: Paper, memo: DecisionMemo) -> None:
    paper.heading("Cost and funding")
    if memo.funding:
        paper.bullets(memo.funding)
    else:
        paper.text("Nothing is recorded about cost and funding.")


def _options(paper: Paper, memo: DecisionMemo) -> None:
    paper.heading("Options")
    paper.table(
        [Column("Option", 50), Column("Points against it", 25, figures=True), Column("", 25)],
        [
            (
                row.words,
                NOTHING if row.unmet is None else str(row.unmet),
                "chosen" if row.chosen else "",
            )
            for row in memo.options
        ],
        "The verdicts that were open, and how much stood against each",
    )
    if memo.unmet:
        paper.text("What stood against the decision, and became a condition:")
        paper.bullets(memo.unmet)


def _stale(paper: Paper, memo: DecisionMemo) -> None:
    paper.heading("Earlier decisions whose grounds changed")
    if memo.stale:
        paper.bullets(memo.stale)
    else:
        paper.text("What the earlier decisions rested on is as it was.")


def _votes(
    paper: Paper,
    head: str,
    rows: tuple[VoteRow, ...],
    empty: str,
    memo: DecisionMemo,
    names: Names,
) -> None:
    paper.heading(head)
    if not rows:
        paper.text(empty)
        return
    paper.table(
        [
            Column("Seat", 22),
            Column("Person", 22),
            Column("Vote", 16),
            Column("Cast", 24),
            Column("Grounds", 34),
        ],
        [
            (
                row.seat,
                name(row.person, names),
                row.choice,
                _cast(row, memo),
                row.grounds or NOTHING,
            )
            for row in rows
        ],
        head,
    )


def _cast(row: VoteRow, memo: DecisionMemo) -> str:
    counted = moment(row.at, memo.heading.zone)
    if row.signed_on is None:
        return counted
    return f"By letter, signed on {day(row.signed_on)}; counted {counted}"


def _signatures(paper: Paper, memo: DecisionMemo, names: Names) -> None:
    paper.heading("Record and signatures")
    paper.facts(
        [
            ("Written down by", name(memo.decided_by, names)),
            ("Snapshot, SHA-256", memo.snapshot_sha256),
            ("Decision before, SHA-256", memo.prev_sha256),
            ("Journal", f"up to entry {memo.heading.journal_seq}"),
        ],
        "Where the sealed record is found",
    )
    paper.table(
        [Column("Seat", 24), Column("Name", 30), Column("Signature", 46)],
        [(row.seat, name(row.person, names), ("", _SIGNED)) for row in memo.votes],
        "Signature lines",
    )
