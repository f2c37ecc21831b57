"""A small model of the process, written from process.md and not from the code it is held against.

It knows one project with three requirements and says, of everything that people try, whether it
works and where the project stands afterwards. Days are in the project's zone; `tick` counts steps,
so that of two things of one day the later is known.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct, field

DAY = timedelta(days=1)
GATE_OF = {
    "proposal": "G1",
    "commissioning": "G2",
    "study": "G3",
    "preparation": "G4",
    "pilot": "G5",
    "decision": "G6",
}
STAGE_OF = {gate: stage for stage, gate in GATE_OF.items()}
FORWARD, BACK = ("pass", "conditions"), ("rework",)
WAYS = {
    ("G1", "commissioning"): ("G1", FORWARD),
    ("G2", "study"): ("G2", FORWARD),
    ("G3", "preparation"): ("G3", FORWARD),
    ("G3", "decision"): ("G3", FORWARD),
    ("G4", "pilot"): ("G4", FORWARD),
    ("G4", "decision"): (None, FORWARD),
    ("G5", "decision"): ("G5", FORWARD),
    ("G5", "pilot"): ("G4", FORWARD),
    ("G6", "follow_up"): ("G6", FORWARD),
    ("G6", "preparation"): (None, BACK),
    ("G6", "pilot"): ("G4", BACK),
}
"""Gate and destination: the list asked, and the verdicts that lead there."""

SEATS = {
    "G2": ("manager",),
    "G3": ("officer", "city_approver"),
    "G4": ("officer", "reviewer", "city_approver"),
    "G5": ("officer", "city_approver"),
    "G6": ("city_approver", "manager"),
}
COMMITTEE = ("committee1", "committee2", "committee3")
HOLDERS = {
    "manager": ("manager", "manager2"),
    "officer": ("officer", "officer2"),
    "reviewer": ("reviewer", "reviewer2"),
    "city_approver": ("city_approver", "city_approver2"),
    **{f"committee_{number}": (who,) for number, who in enumerate(COMMITTEE, 1)},
}
CLOSED = ("not_selected", "stopped", "referred", "withdrawn")
VOTING_DAYS, LAPSING_DAYS, REVOCABLE_DAYS = 45, 30, 30


class Requirement(Struct, frozen=True):
    id: str
    severity: str
    gates: tuple[str, ...]
    each_gate: bool = False
    waivable: bool = False
    valid_days: int | None = None
    events: tuple[str, ...] = ()


RED = Requirement("CP-RED-1", "critical", ("G1", "G2", "G3", "G4", "G5", "G6"))
SOFT = Requirement(
    "CP-SOFT-1",
    "high",
    ("G3", "G4", "G5", "G6"),
    each_gate=True,
    waivable=True,
    events=("major_release",),
)
AGED = Requirement("CP-AGED-1", "medium", ("G4",), valid_days=40)
REQUIREMENTS = {one.id: one for one in (RED, SOFT, AGED)}


class Piece(Struct):
    id: str
    day: date
    withdrawn: bool = False


class Review(Struct, frozen=True):
    requirement: str
    gate: str
    visit: int
    pieces: frozenset[str]
    accepts: bool
    by: str
    tick: int


class Waiver(Struct):
    requirement: str
    gates: tuple[str, ...]
    expires: date
    by: str
    tick: int
    uses: list[tuple[str, int]] = field(default_factory=list)


class Condition(Struct):
    id: str
    due: date
    decision: str
    renews: str | None
    ended: bool = False


class Point(Struct):
    id: str
    decision: str
    answered: bool = False
    confirmed: bool = False


class Visit(Struct, frozen=True):
    number: int
    stage: str
    asked: str | None = None
    left: int = 0


class Decision(Struct):
    id: str
    gate: str
    verdict: str
    leads_to: str | None
    visit: int
    supersedes: str | None
    tick: int
    barred: frozenset[str]
    taken_back: bool = False


class Motion(Struct):
    """Each condition: whether it renews, by when, and the expected point that it stands for."""

    id: str
    gate: str
    verdict: str
    leads_to: str | None
    supersedes: str | None
    mover: str
    conditions: list[tuple[bool, date, str | None]]
    visit: int
    opened: int
    operation_after: str | None
    live_until: date | None
    rests_on: str = ""
    city_spoke: bool = False
    votes: dict[str, tuple[str, bool]] = field(default_factory=dict)


class Project(Struct):
    """Where the project stands, and all that this rests on.

    `delivered`: for each stage the version accepted and the visit on which it was handed in;
    `evaluation` likewise its id and visit, once officer and city have accepted it.
    """

    day: date
    voting_day: date
    tick: int = 0
    stage: str = "proposal"
    status: str = "active"
    status_day: date = date.min
    operation: str = "never"
    live_until: date | None = None
    visit: int = 1
    visits: list[Visit] = field(default_factory=lambda: [Visit(1, "proposal")])
    decisions: list[Decision] = field(default_factory=list)
    motion: Motion | None = None
    pieces: dict[str, list[Piece]] = field(
        default_factory=lambda: {one: [] for one in REQUIREMENTS}
    )
    reviews: list[Review] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    events: list[tuple[str, int]] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    evaluation: tuple[str, int] | None = None
    delivered: dict[str, tuple[int, int]] = field(default_factory=dict)
    lives: list[int] = field(default_factory=list)
    consents: set[str] = field(default_factory=set)
    lapsed_since: dict[tuple[str, str], date] = field(default_factory=dict)

    def in_force(self) -> list[Decision]:
        return [one for one in self.decisions if not one.taken_back]

    def to_take_back(self) -> Decision | None:
        """The newest moving or closing decision in force."""
        found = [one for one in self.in_force() if one.leads_to or one.verdict == "stop"]
        return found[-1] if found else None

    def approval(self) -> Decision | None:
        """The newest decision of G4 in force that led to the pilot."""
        led = [one for one in self.in_force() if (one.gate, one.leads_to) == ("G4", "pilot")]
        return led[-1] if led else None

    def extensions(self) -> int:
        approval = self.approval()
        since = approval.tick if approval else self.tick
        return sum(
            one.leads_to == "pilot" and one.gate in ("G5", "G6") and one.tick > since
            for one in self.in_force()
        )

    def went_live(self) -> bool:
        approval = self.approval()
        return approval is not None and any(tick > approval.tick for tick in self.lives)

    def current(self, requirement: str) -> frozenset[str]:
        return frozenset(one.id for one in self.pieces[requirement] if not one.withdrawn)

    def review_of(self, requirement: str, gate: str) -> Review | None:
        """The latest of exactly this set, for exactly this gate."""
        return self._latest(requirement, gate).get(self.current(requirement))

    def met(self, requirement: Requirement, gate: str) -> bool:
        """By the first clock: on the day of a gate."""
        review, current = self.review_of(requirement.id, gate), self.current(requirement.id)
        if review is None or not review.accepts or not current:
            return False
        oldest = min(one.day for one in self.pieces[requirement.id] if one.id in current)
        aged = requirement.valid_days is not None and self.day > oldest + timedelta(
            days=requirement.valid_days
        )
        moved_on = requirement.each_gate and review.visit < self.visit
        return not aged and not moved_on and not self._reopened(requirement, review.tick)

    def waived_by(self, requirement: Requirement, gate: str) -> Waiver | None:
        counting = [one for one in self.waivers if self._counts(one, requirement, gate)]
        return max(counting, key=lambda one: one.expires, default=None)

    def clear(self, requirement: Requirement, gate: str) -> bool:
        return self.met(requirement, gate) or self.waived_by(requirement, gate) is not None

    def watched(self) -> Iterator[tuple[str, int]]:
        """The lists that are watched, each with the visit that its decision ended."""
        over = self.stage == "follow_up" or self.status in CLOSED
        present = next(one for one in self.visits if one.number == self.visit)
        if not over and present.asked is not None:
            yield present.asked, present.left
        street = [one for one in self.visits if one.asked == "G4"]
        installed = self.operation in ("live", "suspended")
        if installed and street and (over or street[-1] != present):
            yield "G4", street[-1].left

    def lapses(self) -> dict[tuple[str, str], str]:
        """What has lapsed today, with its severity."""
        found, uncovered = {}, set()
        for gate, left in self.watched():
            for requirement in asked_at(gate):
                if not self._clear_in_the_watch(requirement, gate, left):
                    uncovered.add(requirement.id)
                    if requirement.severity in ("critical", "high"):
                        found[gate, requirement.id] = requirement.severity
        for one in self.open_conditions():
            overdue = one.due < self.day and self.stage != "follow_up"
            if overdue and (one.renews is None or one.renews in uncovered):
                gate = next(row.gate for row in self.decisions if row.id == one.decision)
                found[gate, one.id] = "high"
        return found

    def open_conditions(self) -> list[Condition]:
        standing = {one.id for one in self.in_force()}
        return [one for one in self.conditions if not one.ended and one.decision in standing]

    def open_points(self) -> list[Point]:
        standing = {one.id for one in self.in_force()}
        return [one for one in self.points if not one.confirmed and one.decision in standing]

    def end_of_day(self) -> None:
        """Remember since when each lapse runs."""
        found = self.lapses()
        self.lapsed_since = {key: self.lapsed_since.get(key, self.day) for key in found}

    def is_overdue(self) -> bool:
        """Whether "suspend or restore" was due before today, or the time that was given is up."""
        found = self.lapses()
        time_is_up = self.live_until is not None and self.live_until < self.day
        return time_is_up or any(
            _working_days_after(self.lapsed_since.get(key, self.day), 1 if how == "critical" else 5)
            < self.day
            for key, how in found.items()
        )

    def used_up(self, waiver: Waiver) -> set[str]:
        """The gates passed with it whose stage the project has entered again since."""
        return {
            gate
            for gate, number in waiver.uses
            for visit in self.visits
            if visit.number > number and visit.stage == STAGE_OF[gate]
        }

    def _latest(self, requirement: str, gate: str) -> dict[frozenset[str], Review]:
        found: dict[frozenset[str], Review] = {}
        for one in self.reviews:
            if (one.requirement, one.gate) == (requirement, gate):
                found[one.pieces] = one
        return found

    def _reopened(self, requirement: Requirement, tick: int) -> bool:
        names = (*requirement.events, requirement.id)
        return any(kind in names and at > tick for kind, at in self.events)

    def _counts(self, waiver: Waiver, requirement: Requirement, gate: str) -> bool:
        return (
            waiver.requirement == requirement.id
            and gate in waiver.gates
            and self.day <= waiver.expires
            and gate not in self.used_up(waiver)
            and not self._reopened(requirement, waiver.tick)
        )

    def newest_review(self, requirement: str, gate: str) -> Review | None:
        """The last word for this gate, of whichever set."""
        said = [one for one in self.reviews if (one.requirement, one.gate) == (requirement, gate)]
        return said[-1] if said else None

    def _clear_in_the_watch(self, requirement: Requirement, gate: str, left: int) -> bool:
        """By the second clock: age ends nothing, nor does evidence that nobody has judged yet."""
        gone = {one.id for one in self.pieces[requirement.id] if one.withdrawn}
        newest = self.newest_review(requirement.id, gate)
        stands = (
            newest is not None
            and newest.accepts
            and not newest.pieces & gone
            and not (requirement.each_gate and newest.visit < left)
            and not self._reopened(requirement, newest.tick)
        )
        return stands or self.waived_by(requirement, gate) is not None


def asked_at(gate: str | None) -> list[Requirement]:
    return [one for one in REQUIREMENTS.values() if gate in one.gates]


def _working_days_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= day.weekday() < 5
    return day
