"""What is said in a story, apart from the steps that say it: the texts of one project."""

from typing import Literal

from msgspec import Struct, field


class Figure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An indicator with its baseline, its target, and a reading for each month of the pilot.

    A reading in words says why none is reported.
    """

    code: str
    title: str
    definition: str
    unit: str
    direction: Literal["up", "down", "maintain"]
    baseline: float
    method: str
    target: float | None = None
    must_have: bool = False
    source: str = "Example counts at three sites"
    quality: str = "accurate_measurement"
    readings: tuple[float | str, ...] = ()


class PaperTale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A deliverable: what it is called, what it has to contain, what is said when handing it in."""

    title: str
    content: str = "Example content"
    note: str = ""


class ConcernTale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A risk or an issue, assessed as often as there are grades of its likelihood."""

    title: str
    why: tuple[str, ...]
    grades: tuple[int, ...]
    kind: Literal["risk", "issue"] = "risk"
    category: str = "technology"
    impact: int = 4
    owner: str = "provider"
    response: str = ""
    from_meeting: bool = False
    outcome: str = ""


class MeetingTale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    title: str
    place: str
    agreed: str


class LessonTale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    category: str
    happened: str
    learned: str
    recommendation: str


class IncidentTale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: str
    text: str


class AskedTale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A remark on a first version; `answer` comes with the second."""

    text: str
    place: str = ""
    answer: str = ""


class Instead(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a requirement is waived, and what is done instead."""

    reason: str = "Example reason"
    measure: str = "Example measure"
    risk: str = "Example risk"
    action: str = "Example action"


SEARCH_TIME = Figure(
    code="I1",
    title="Example search time",
    definition="Minutes from arrival to parked",
    unit="min",
    direction="down",
    must_have=True,
    baseline=12.5,
    method="Counted at three sites",
)


class Telling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One project in words. Left out: a plain text that says it is an example.

    `facts` are those answered yes, with the reason; `no_because` gives reasons for the others.
    `grounds` are those of motions by gate, `points` the scores of the committee in turn.
    """

    title: str = "Example smart parking"
    short: str = "Example"
    challenges: str = "Example challenge"
    answers: dict[str, str] = field(default_factory=lambda: {"need": "Example"})
    sdg_tags: tuple[str, ...] = ()
    eligibility: str = "Complete."
    points: tuple[int, ...] = (4,)
    remarks: tuple[str, ...] = ()
    facts: dict[str, str] = {}
    no_because: dict[str, str] = {}
    money: dict[str, str] = {}
    papers: dict[str, PaperTale] = {}
    owner_after: str = "Example parking unit"
    funding_after: str = "Example budget line"
    site: str = ""
    figures: tuple[Figure, ...] = (SEARCH_TIME,)
    grounds: dict[str, str] = {}
    go_live: str = "Example go-live"
    switched_off: str = "Example end"
    findings: str = "Example findings"
    readiness: dict[str, str] = {}
    waiver: Instead = Instead()
    comments: dict[str, str] = {}
    asked: tuple[AskedTale, ...] = ()
    more_time: str = "Example reason"
    incidents: tuple[IncidentTale, ...] = ()
    meetings: tuple[MeetingTale, ...] = ()
    concerns: tuple[ConcernTale, ...] = ()
    lessons: tuple[LessonTale, ...] = ()
    check_ins: dict[int, str] = {}
    ending: str = "Example end"
    condition_met: str = "Seen in the quarterly report of the unit, page 12."
    partner: str = ""

    def paper(self, code: str) -> PaperTale:
        """A deliverable by its code; those of a month share the text of all months."""
        return self.papers.get(code) or PaperTale(title=f"Example {code}")

    def points_of(self, number: int) -> int:
        """What a member of the committee gives, counted from nought."""
        return self.points[number % len(self.points)]


PLAIN = Telling()


class Edition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call in words: how many days it is open, and what proposals are scored on."""

    label: str = ""
    theme: str = "Example theme"
    places: int = 2
    days: int = 30
    criteria: dict[str, int] = field(default_factory=lambda: {"Need": 100})

    def labelled(self, year: int) -> str:
        return self.label.format(year=year) if self.label else f"Example call {year}"


PLAIN_EDITION = Edition()
