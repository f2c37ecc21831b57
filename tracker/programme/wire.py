"""What comes in and goes out about programmes, calls, committees and solutions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from tracker.kernel.by_name import shown
from tracker.kernel.text import (
    Amount,
    Count,
    Currency,
    Input,
    Line,
    LongText,
    OptionalText,
    ShortText,
    Zone,
    from_minor,
)
from tracker.process.stages import CallState
from tracker.programme.models import (
    Call,
    CommitteeSeat,
    Criterion,
    Programme,
    Solution,
)
from tracker.programme.rules import state_at

Instant = Annotated[datetime, Meta(tz=True)]
"""With its offset, such as 2027-03-01T09:00:00+09:00."""
Year = Annotated[int, Meta(ge=2010, le=2200)]


class NewProgramme(Input):
    """`currency` is that of its calls' ceilings."""

    label: Line
    currency: Currency


class ProgrammeChange(Input):
    label: Line


class ProgrammeView(Struct, frozen=True, kw_only=True):
    id: UUID
    label: str
    currency: str
    version: int

    @classmethod
    def of(cls, row: Programme) -> "ProgrammeView":
        return shown(cls, row)


class NewCall(Input):
    """`ceiling` is a decimal string in the programme's currency; `voting_day` a day in `zone`."""

    programme_id: UUID
    year: Year
    label: Line
    theme: ShortText
    places: Count
    opens_at: Instant
    closes_at: Instant
    voting_day: date
    quorum: Count = 2
    ceiling: Amount | None = None
    zone: Zone = "Asia/Seoul"


class CallChange(Input):
    """Left out means unchanged. Once a call is open: its label, a later closing or voting day, and
    more places, these also after the closing.
    """

    year: Year | UnsetType = UNSET
    label: Line | UnsetType = UNSET
    theme: ShortText | UnsetType = UNSET
    places: Count | UnsetType = UNSET
    opens_at: Instant | UnsetType = UNSET
    closes_at: Instant | UnsetType = UNSET
    voting_day: date | UnsetType = UNSET
    quorum: Count | UnsetType = UNSET
    ceiling: Amount | UnsetType | None = UNSET
    zone: Zone | UnsetType = UNSET


class NewCriterion(Input):
    """`weight` in percent of the total; points go from 0 to `scale_max`."""

    title: Line
    weight: Count
    scale_max: Count


class Criteria(Input):
    """All criteria of a call, in order; they take the place of those before."""

    criteria: Annotated[list[NewCriterion], Meta(max_length=50)]


class CriterionView(Struct, frozen=True, kw_only=True):
    id: UUID
    position: int
    title: str
    weight: int
    scale_max: int

    @classmethod
    def of(cls, row: Criterion) -> "CriterionView":
        return shown(cls, row)


class CallLine(Struct, frozen=True, kw_only=True):
    """A line of the list; `state` as it stands now, whatever was last done to the call."""

    id: UUID
    programme_id: UUID
    year: int
    label: str
    state: CallState
    opens_at: datetime
    closes_at: datetime
    voting_day: date
    zone: str
    version: int

    @classmethod
    def of(cls, row: Call, now: datetime, *, undecided: bool) -> "CallLine":
        return shown(
            cls,
            row,
            state=state_at(row.state, row.closes_at, now, undecided=undecided),
            opens_at=row.opens_at.astimezone(UTC),
            closes_at=row.closes_at.astimezone(UTC),
        )


class CallView(Struct, frozen=True, kw_only=True):
    """One call; `ceiling` is a decimal string in `currency`, `voting_day` a day in `zone`.

    Instants are UTC; `state` is as it stands now.
    """

    id: UUID
    programme_id: UUID
    year: int
    label: str
    theme: str
    ceiling: str | None
    currency: str
    places: int
    opens_at: datetime
    closes_at: datetime
    voting_day: date
    zone: str
    quorum: int
    state: CallState
    catalogue_id: UUID | None
    criteria: list[CriterionView]
    version: int

    @classmethod
    def of(
        cls, row: Call, state: CallState, currency: str, criteria: Sequence[Criterion]
    ) -> "CallView":
        return shown(
            cls,
            row,
            ceiling=None if row.ceiling is None else from_minor(row.ceiling, currency),
            currency=currency,
            opens_at=row.opens_at.astimezone(UTC),
            closes_at=row.closes_at.astimezone(UTC),
            state=state,
            criteria=[CriterionView.of(criterion) for criterion in criteria],
        )


class NewSeat(Input):
    """`organisation_id` says which membership counts where the person has several."""

    person_id: UUID
    organisation_id: UUID | None = None


class SeatView(Struct, frozen=True, kw_only=True):
    """Days are UTC; a seat with `until` has ended."""

    id: UUID
    call_id: UUID
    person_id: UUID
    organisation_id: UUID
    number: int
    starts: date
    until: date | None
    version: int

    @classmethod
    def of(cls, row: CommitteeSeat) -> "SeatView":
        return shown(cls, row)


class NewSolution(Input):
    """Something proven elsewhere: what it does, who provides it, where it was shown to work."""

    title: Line
    does: LongText
    origin_city_id: UUID | None = None
    provider: Line | None = None
    evidence: OptionalText = ""


class SolutionChange(Input):
    title: Line | UnsetType = UNSET
    does: LongText | UnsetType = UNSET
    origin_city_id: UUID | UnsetType | None = UNSET
    provider: Line | UnsetType | None = UNSET
    evidence: OptionalText | UnsetType = UNSET


class SolutionView(Struct, frozen=True, kw_only=True):
    id: UUID
    title: str
    origin_city_id: UUID | None
    provider: str | None
    does: str
    evidence: str
    version: int

    @classmethod
    def of(cls, row: Solution) -> "SolutionView":
        return shown(cls, row)
