"""The project status report and its restricted annex, section by section (domain.md 5.2)."""

from datetime import date

from tracker.reports.content import ChangeRow, LogRow, Mark, RatingLine, StatusReport
from tracker.reports.word import chart
from tracker.reports.word.paper import Column, FileProperties, Paper
from tracker.reports.word.shared import (
    conditions,
    deliverables,
    indicators,
    matter,
    place,
    requirements,
    waivers,
)
from tracker.reports.wording import NOTHING, RATING_MARKS, Names, day, moment, money, name, whom

_NOT_THE_LAW = (
    "“Met” means that the programme's requirement was shown to its reviewer. "
    "It does not say that a law is complied with."
)


def status_report(report: StatusReport, names: Names, label: str = "") -> bytes:
    """The report as a Word file; the same content and names give the same bytes."""
    paper = Paper(_matter(report, "Status report"), label)
    _front(paper, report, names)
    paper.contents_here()
    _ratings(paper, report, names)
    _gates(paper, report)
    waivers(paper, report.waivers, names)
    conditions(paper, "Open conditions", report.conditions, names)
    paper.heading("Deliverables")
    deliverables(paper, report.deliverables, names)
    _requirements(paper, report, names)
    indicators(paper, report.indicators)
    _chart(paper, report)
    _money(paper, report)
    _risks(paper, report, names)
    _asks(paper, report, names)
    _waits(paper, report, names)
    _work(paper, report)
    _annex(paper, report)
    return paper.finished()


def restricted_annex(report: StatusReport, names: Names, label: str = "") -> bytes:
    """The open weaknesses, apart: for the secretariat's officers and reviewers and the city."""
    paper = Paper(_matter(report, "Restricted annex: open weaknesses"), label)
    head = report.heading
    paper.title("Open weaknesses", f"{head.code} · annex to status report {head.number}")
    paper.text("Restricted: do not pass on outside the project's officers and city.", "Restricted")
    paper.text(f"As of {moment(head.as_of, head.zone)}. Made by {_author(report, names)}.", "Note")
    paper.heading("Weaknesses that are open")
    if not report.weaknesses:
        paper.text("No requirement of the watched lists is open.")
    else:
        paper.table(
            [
                Column("Requirement", 26),
                Column("Severity", 11),
                Column("What is missing", 46),
                Column("Due", 17),
            ],
            [
                (
                    (row.requirement, row.title),
                    row.severity,
                    (row.what, row.why),
                    day(row.due),
                )
                for row in report.weaknesses
            ],
            "Open weaknesses with severity and due day",
        )
    paper.heading("Risks and issues of security and privacy")
    if report.restricted_risks:
        _log(paper, report.restricted_risks, names)
    else:
        paper.text("No such risk or issue is open.")
    return paper.finished()


def _matter(report: StatusReport, kind: str) -> FileProperties:
    return matter(report.heading, f"{kind} {report.heading.number}")


def _author(report: StatusReport, names: Names) -> str:
    """The operator at the command line is nobody on record."""
    author = report.heading.author
    return "the operator" if author is None else name(author, names)


def _front(paper: Paper, report: StatusReport, names: Names) -> None:
    head = report.heading
    paper.title(head.title, f"Status report {head.number} · {head.code}")
    paper.facts(
        [
            ("City", place(head)),
            ("Call", (head.call, head.theme) if head.theme else head.call),
            ("Consulting company", head.consultant or "none appointed"),
            ("Solution provider", head.provider or "none appointed"),
            ("Stage", f"{head.stage} ({head.status})"),
            ("Period", f"{day(report.period_from)} to {day(report.period_to)}"),
            ("As of", moment(head.as_of, head.zone)),
            ("Made by", _author(report, names)),
            ("Checklist", f"catalogue {head.catalogue_version}" if head.catalogue_version else "-"),
        ],
        "The project and this report",
    )
    for words in (report.foreword, report.summary):
        if words:
            paper.text(words)


def _ratings(paper: Paper, report: StatusReport, names: Names) -> None:
    paper.heading("Ratings")
    paper.table(
        [
            Column("Dimension", 18),
            Column("Before", 16),
            Column("Now", 16),
            Column("What it rests on", 50),
        ],
        [
            (
                line.dimension,
                RATING_MARKS[line.previous] if line.previous else NOTHING,
                RATING_MARKS[line.override.rating if line.override else line.computed],
                _grounds(line, names),
            )
            for line in report.ratings
        ],
        "Ratings by dimension: the last report's, this one's, and the facts",
    )
    paper.text(
        "Computed from the record; where an officer rates otherwise, both are named.", "Note"
    )


def _grounds(line: RatingLine, names: Names) -> tuple[str, ...]:
    if line.override is None:
        return line.evidence or (NOTHING,)
    computed = RATING_MARKS[line.computed].words
    other = f"Computed: {computed}. {name(line.override.by, names)} rates otherwise: "
    return (other + line.override.reason, *line.evidence)


def _gates(paper: Paper, report: StatusReport) -> None:
    paper.heading("Stages and gates")
    paper.table(
        [
            Column("Gate", 46),
            Column("Planned", 18),
            Column("Decided", 18),
            Column("Standing", 24),
        ],
        [
            (f"{row.gate}  {row.title}", day(row.planned), day(row.decided), row.standing)
            for row in report.gates
        ],
        "The six gates with planned and actual days",
    )


def _requirements(paper: Paper, report: StatusReport, names: Names) -> None:
    paper.heading("Cybersecurity and privacy checklist")
    if not report.next_gate:
        paper.text("No gate lies ahead, so no list is asked.")
        return
    paper.text(f"Mandatory requirements of {report.next_gate}:")
    paper.table(
        [Column("State", 80), Column("Number", 20, figures=True)],
        [(Mark(tone=row.tone, words=row.words), str(row.number)) for row in report.counts],
        "Mandatory requirements of the next gate by state",
    )
    requirements(paper, report.open_requirements, names)
    paper.text(_NOT_THE_LAW, "Note")


def _chart(paper: Paper, report: StatusReport) -> None:
    drawn = chart.drawable(report.indicators)
    if not drawn:
        return
    titles = "; ".join(f"{row.code}: {row.title} ({row.unit})" for row in drawn)
    paper.figure(
        chart.picture(drawn),
        chart.WIDTH_MM,
        "Line charts of the readings, with baseline and target. "
        + " ".join(_course(row.code, row.points[0][1], row.points[-1][1]) for row in drawn),
        f"Confirmed readings. {titles}. Dotted: baseline. Dashed: target.",
    )


def _course(code: str, first: float, last: float) -> str:
    return f"{code} went from {first:g} to {last:g}."


def _money(paper: Paper, report: StatusReport) -> None:
    paper.heading("Money")
    if not report.money:
        paper.text("No money is recorded.")
        return
    paper.table(
        [
            Column("Source", 31),
            Column("Pledged", 23, figures=True),
            Column("Confirmed", 23, figures=True),
            Column("Received", 23, figures=True),
        ],
        [
            (row.source, money(row.pledged), money(row.confirmed), money(row.received))
            for row in report.money
        ],
        "Money by source and state",
    )
    paper.text("Amounts are added up within a currency, never across.", "Note")


def _risks(paper: Paper, report: StatusReport, names: Names) -> None:
    paper.heading("Risks and issues")
    apart = len(report.restricted_risks)
    if not report.risks and not apart:
        paper.text("No risk or issue is open.")
    if report.risks:
        _log(paper, report.risks, names)
    if apart:
        more = "more is" if apart == 1 else "more are"
        paper.text(f"{apart} {more} about security or privacy and told in the restricted annex.")


def _log(paper: Paper, rows: tuple[LogRow, ...], names: Names) -> None:
    paper.table(
        [
            Column("What", 46),
            Column("Weight", 14),
            Column("Trend", 12),
            Column("Owner", 18),
            Column("Due", 18),
        ],
        [
            ((row.title, row.kind), row.weight, row.trend, name(row.owner, names), day(row.due))
            for row in rows
        ],
        "Open risks and issues, gravest first",
    )


def _asks(paper: Paper, report: StatusReport, names: Names) -> None:
    paper.heading("Decisions needed")
    if not report.asks:
        paper.text("No decision is waited for.")
        return
    paper.table(
        [Column("What", 36), Column("From whom", 24), Column("By", 18), Column("If it waits", 22)],
        [
            (row.what, whom(row.whom, names), _by(row.by, row.days_late), row.consequence)
            for row in report.asks
        ],
        "Decisions needed, from whom and by when",
    )


def _waits(paper: Paper, report: StatusReport, names: Names) -> None:
    paper.heading("Waited for")
    if not report.waits:
        paper.text("Nobody is waited for.")
        return
    paper.table(
        [Column("What", 42), Column("For whom", 24), Column("Since", 16), Column("By", 18)],
        [
            (row.what, whom(row.whom, names), day(row.since), _by(row.due, row.days_late))
            for row in report.waits
        ],
        "What waits, for whom, since when and by when; the most urgent first",
    )


def _by(due: date | None, days_late: int) -> tuple[str, ...]:
    if not days_late:
        return (day(due),)
    return (day(due), f"{days_late} working day{'s' * (days_late > 1)} late")


def _work(paper: Paper, report: StatusReport) -> None:
    for head, lines, empty in (
        ("Done in this period", report.done, "Nothing was handed in, accepted or decided."),
        ("Planned next", report.planned, "Nothing is due in the coming period."),
    ):
        paper.heading(head)
        if lines:
            paper.bullets(lines)
        else:
            paper.text(empty)


def _annex(paper: Paper, report: StatusReport) -> None:
    paper.heading("Change log")
    if report.changes:
        paper.table(
            [Column("Entries", 14, figures=True), Column("Day", 20), Column("What changed", 66)],
            [(_entries(row), day(row.on), row.words) for row in report.changes],
            "Changes since the last report, from the journal",
        )
    else:
        paper.text("Nothing changed since the last report.")
    paper.heading("Documents")
    if report.files:
        paper.table(
            [
                Column("File", 34),
                Column("Handed in as", 24),
                Column("Received", 18),
                Column("SHA-256", 34),
            ],
            [(row.name, row.what, day(row.received), row.sha256) for row in report.files],
            "Documents of this project with their digests",
        )
    else:
        paper.text("No document was handed in.")


def _entries(row: ChangeRow) -> str:
    return str(row.first) if row.first == row.last else f"{row.first}\N{EN DASH}{row.last}"
