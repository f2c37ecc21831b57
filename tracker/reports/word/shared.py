"""Sections that more than one document has."""

from collections.abc import Sequence

from tracker.reports.content import (
    ConditionRow,
    DeliverableRow,
    Heading,
    IndicatorRow,
    RequirementRow,
    WaiverRow,
)
from tracker.reports.word.paper import Column, FileProperties, Paper
from tracker.reports.wording import NOTHING, Names, day, figure, name, percent, whom


def matter(head: Heading, kind: str) -> FileProperties:
    """What the file says about itself, and the lines at the edges of each page."""
    return FileProperties(
        title=f"{kind}: {head.title}",
        subject=f"{head.code}, {head.city}",
        left=f"{head.code} · {head.title}",
        right=kind,
        foot=f"Record of the pilot tracker up to journal entry {head.journal_seq}",
        made_at=head.as_of,
    )


def place(head: Heading) -> str:
    return f"{head.city}, {head.country}" if head.country else head.city


def deliverables(paper: Paper, rows: Sequence[DeliverableRow], names: Names) -> None:
    if not rows:
        paper.text("No deliverable is planned.")
        return
    paper.table(
        [
            Column("Deliverable", 30),
            Column("First due", 15),
            Column("Due", 15),
            Column("Handed in", 16),
            Column("State", 18),
            Column("Days late", 8, figures=True),
            Column("Whose move", 22),
        ],
        [
            (
                (f"{row.code}  {row.title}", row.owner),
                day(row.original_due),
                day(row.due),
                (f"{day(row.submitted)}", f"version {row.version}") if row.submitted else NOTHING,
                row.state,
                str(row.days_late) if row.days_late else NOTHING,
                whom(row.whose_move, names),
            )
            for row in rows
        ],
        "Deliverables with due days, state and whose move it is",
    )
    paper.text("Days late are working days past the last day of whoever has the move.", "Note")


def requirements(paper: Paper, rows: Sequence[RequirementRow], names: Names) -> None:
    if not rows:
        paper.text("No mandatory requirement of this list is open.")
        return
    paper.table(
        [
            Column("Requirement", 44),
            Column("State", 24),
            Column("Owed by", 18),
            Column("Since", 16),
        ],
        [
            ((row.requirement, row.title), row.state, whom(row.owed_by, names), day(row.since))
            for row in rows
        ],
        "Mandatory requirements, their state and who owes them",
    )


def waivers(paper: Paper, rows: Sequence[WaiverRow], names: Names) -> None:
    """Always printed, also when there is none."""
    paper.heading("Exceptions in force")
    if not rows:
        paper.text("No requirement is waived.")
        return
    paper.table(
        [
            Column("Requirement", 30),
            Column("Gates", 9),
            Column("Measure instead", 30),
            Column("Through", 15),
            Column("Agreed by", 20),
        ],
        [
            (
                (row.requirement, row.title),
                ", ".join(row.gates),
                row.measure,
                day(row.expires),
                tuple(name(person, names) for person in row.agreed_by),
            )
            for row in rows
        ],
        "Waived requirements with the measure instead, the last day and who agreed",
    )


def conditions(paper: Paper, head: str, rows: Sequence[ConditionRow], names: Names) -> None:
    paper.heading(head)
    if not rows:
        paper.text("There is none.")
        return
    paper.table(
        [
            Column("Gate", 8),
            Column("Condition", 44),
            Column("Owner", 18),
            Column("Due", 16),
            Column("State", 18),
        ],
        [(row.gate, row.text, name(row.owner, names), day(row.due), row.state) for row in rows],
        "Conditions with owner and due day",
    )


def indicators(paper: Paper, rows: Sequence[IndicatorRow]) -> None:
    paper.heading("Indicators")
    if not rows:
        paper.text("No indicator is defined.")
        return
    paper.table(
        [
            Column("Indicator", 26),
            Column("Baseline", 14, figures=True),
            Column("Target", 12, figures=True),
            Column("Reading", 15, figures=True),
            Column("Attained", 14, figures=True),
            Column("Quality", 19),
            Column("State", 18),
        ],
        [
            (
                (f"{row.code}  {row.title}", f"{row.unit}{', must-have' * row.must_have}"),
                figure(row.baseline),
                figure(row.target),
                (row.gap,) if row.actual is None else (figure(row.actual), day(row.read_on)),
                percent(row.attainment),
                row.quality or NOTHING,
                row.state,
            )
            for row in rows
        ],
        "Indicators with baseline, target and the newest confirmed reading",
    )
