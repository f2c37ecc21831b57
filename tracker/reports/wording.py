"""Days, moments, figures and names as an English reader expects them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from tracker.kernel.text import from_minor
from tracker.process.stages import Stage, Verdict
from tracker.reports.content import Mark, Money, Tone, Whom
from tracker.tasks.rated import Rating

LOCALE = "en_GB"
NOTHING = "\N{EN DASH}"
Names = Mapping[UUID, str]

STAGES = {
    Stage.PROPOSAL: "Proposal",
    Stage.COMMISSIONING: "Contract",
    Stage.STUDY: "Study",
    Stage.PREPARATION: "Preparing the pilot",
    Stage.PILOT: "Pilot",
    Stage.DECISION: "Decision",
    Stage.FOLLOW_UP: "Afterwards",
}
VERDICTS = {
    Verdict.PASS: Mark(tone=Tone.OK, words="Yes"),
    Verdict.CONDITIONS: Mark(tone=Tone.WARN, words="Yes, with conditions"),
    Verdict.REWORK: Mark(tone=Tone.STOP, words="Changes asked"),
    Verdict.HOLD: Mark(tone=Tone.WAIT, words="Not now"),
    Verdict.STOP: Mark(tone=Tone.STOP, words="Stop"),
}
RATING_MARKS = {
    Rating.GREEN: Mark(tone=Tone.OK, words="Green"),
    Rating.AMBER: Mark(tone=Tone.WARN, words="Amber"),
    Rating.RED: Mark(tone=Tone.STOP, words="Red"),
    Rating.UNKNOWN: Mark(tone=Tone.IDLE, words="Not known"),
}


def day(value: date | None) -> str:
    """`7 April 2026`, or a dash where there is no day."""
    return NOTHING if value is None else format_date(value, "d MMMM y", locale=LOCALE)


def moment(value: datetime, zone: str) -> str:
    """`20 November 2026, 18:00 in Kampala (15:00 UTC)`."""
    there = value.astimezone(ZoneInfo(zone))
    clock = format_time(there, "HH:mm", locale=LOCALE)
    place = zone.rpartition("/")[2].replace("_", " ")
    if there.utcoffset() == value.utcoffset():
        return f"{day(there.date())}, {clock} UTC"
    world = format_time(value, "HH:mm", locale=LOCALE)
    return f"{day(there.date())}, {clock} in {place} ({world} UTC)"


def figure(value: float | None) -> str:
    """At most three decimals, grouped by thousands; a dash where there is no figure."""
    return NOTHING if value is None else format_decimal(value, "#,##0.###", locale=LOCALE)


def percent(share: float | None) -> str:
    """A share of 1 in whole per cent."""
    return NOTHING if share is None else f"{round(share * 100)} %"


def money(amounts: tuple[Money, ...]) -> tuple[str, ...]:
    """One line a currency: `KRW 110,000,000`."""
    lines = []
    for amount in amounts:
        decimal = from_minor(amount.amount, amount.currency)
        places = ".00" if "." in decimal else ""
        lines.append(
            f"{amount.currency} {format_decimal(decimal, f'#,##0{places}', locale=LOCALE)}"
        )
    return tuple(lines) or (NOTHING,)


def named(names: Sequence[str]) -> str:
    """The first of them, and how many more there are: `One; another and 4 more`."""
    more = len(names) - _MOST_NAMED
    return "; ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


_MOST_NAMED = 5


def name(person: UUID | None, names: Names) -> str:
    """The person's name today; nobody where no person acted, and an erased person has none."""
    if person is None:
        return NOTHING
    return names.get(person, "a person no longer on record")


def whom(waited_for: Iterable[Whom], names: Names) -> tuple[str, ...]:
    """One line for each house: `Amara Example or Bo Example, Example City`, a firm, or a role."""
    by_house: dict[str, list[str]] = {}
    for one in waited_for:
        persons = by_house.setdefault(one.words, [])
        if one.person is not None:
            persons.append(name(one.person, names))
    lines = tuple(
        f"{' or '.join(persons)}, {house}" if persons else house
        for house, persons in by_house.items()
    )
    return lines or (NOTHING,)
