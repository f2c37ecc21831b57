"""Ratings are computed from facts, and none is better than what stands beside it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from tracker.kernel.actor import Role
from tracker.process import GATE_BY_ID
from tracker.process.dossier import Lapse
from tracker.process.stages import Operation, Severity, Stage, Status
from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.unmet import FixKind
from tracker.projects.models import MoneyLine, MoneySource, MoneyState, Project
from tracker.registers.models import Category, Concern
from tracker.registers.queries import Weighed
from tracker.registers.rules import Trend
from tracker.tasks.rated import Dimension, Rated, Rating
from tracker.tasks.rating_facts import RatingFacts
from tracker.tasks.ratings import ratings, turns

NOW = datetime(2027, 3, 10, tzinfo=UTC)
TODAY = date(2027, 3, 10)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def a_task(kind: Kind, due: date, number: int = 1) -> Task:
    """Something of the city's that is to be done by a day."""
    return Task(
        kind=kind,
        subject=str(number),
        owner=Owner(roles=(Role.CITY_CONTACT,)),
        since=TODAY - timedelta(days=30),
        due=due,
        fix=FixKind.REQUIREMENT,
        things=(Thing(id=str(UUID(int=number)), name="Example"),),
    )


def a_duty(due: date, number: int = 1) -> Task:
    return a_task(Kind.CLOSING_DUTY, due, number)


def an_owed(due: date, number: int = 1) -> Task:
    return a_task(Kind.MEET_CONDITION, due, number)


def a_lapse(subject: str) -> Lapse:
    return Lapse(
        gate="G4",
        subject=subject,
        why="It ended.",
        since=TODAY,
        severity=Severity.HIGH,
        owed_by=(Role.CITY_CONTACT,),
    )


def sponsored(state: MoneyState, amount: int) -> MoneyLine:
    return MoneyLine(source=MoneySource.SPONSOR, state=state, amount=amount, currency="KRW")


def a_risk(
    exposure: int, due: date = TOMORROW, response: str = "", of: Category = Category.DELIVERY
) -> Weighed:
    row = Concern(title="The poles are late", category=of, due=due, response=response)
    return Weighed(row=row, exposure=exposure, trend=Trend.NEW)


def facts(status: Status = Status.ACTIVE, **others: Any) -> RatingFacts:
    """A project in which nothing is planned, owed or recorded, apart from what is given."""
    ends = others.pop("planned_ends", {})
    nothing = RatingFacts(
        project=Project(stage=Stage.PILOT, status=status, planned_ends=ends, zone="Asia/Seoul"),
        now=NOW,
        today=TODAY,
        gate=None,
        tasks=(),
        operation=Operation.LIVE,
        asked=(),
        exempted=(),
        titles={"CP-ARC-01": "Segmented networks"},
        lapses=(),
        conditions=frozenset(),
        points=(),
        motion_at="",
        deliverables=[],
        measured=[],
        money=[sponsored(MoneyState.CONFIRMED, 100)],
        ceiling=100,
        currency="KRW",
        concerns=[],
    )
    return replace(nothing, **others)


def rated(of: RatingFacts, dimension: Dimension = "Overall") -> Rated:
    return next(one for one in ratings(of) if one.dimension == dimension)


def told(of: RatingFacts, dimension: Dimension = "Overall") -> tuple[str, ...]:
    return tuple(str(one.told(of.project, of.now)) for one in rated(of, dimension).reasons)


def test_overall_is_green_where_nothing_is_wrong() -> None:
    assert rated(facts()).rating is Rating.GREEN
    assert {one.dimension for one in ratings(facts()) if one.rating is Rating.UNKNOWN} == {
        "Schedule",
        "Scope",
        "Compliance",
        "Indicators",
        "Risks",
    }


@pytest.mark.parametrize(
    ("of", "rating", "why"),
    [
        (
            facts(tasks=(an_owed(YESTERDAY), an_owed(TOMORROW))),
            Rating.RED,
            "1 condition is overdue; it was due on 9 March 2027.",
        ),
        (
            facts(Status.STOPPED, tasks=(a_duty(TODAY), a_duty(TOMORROW))),
            Rating.AMBER,
            "2 closing duties are open.",
        ),
        (
            facts(Status.STOPPED, tasks=(a_duty(YESTERDAY), a_duty(TOMORROW))),
            Rating.RED,
            "1 closing duty is late; it was due on 9 March 2027.",
        ),
        (facts(operation=Operation.SUSPENDED), Rating.AMBER, "The pilot is suspended."),
    ],
    ids=["an overdue condition", "open duties", "a late duty", "a suspended pilot"],
)
def test_overall_is_never_green_above(of: RatingFacts, rating: Rating, why: str) -> None:
    assert rated(of).rating is rating
    assert why in told(of)


def test_a_condition_counts_through_its_day() -> None:
    assert rated(facts(tasks=(an_owed(TODAY),))).rating is Rating.GREEN


@pytest.mark.parametrize("status", [Status.STOPPED, Status.WITHDRAWN, Status.COMPLETED])
def test_of_an_ended_project_only_what_it_owes_is_rated(status: Status) -> None:
    of = facts(status)

    assert {one.rating for one in ratings(of)} == {Rating.UNKNOWN}
    assert told(of) == ("The project has ended and owes nothing.",)


@pytest.mark.parametrize(
    ("lines", "rating", "says"),
    [
        ([], Rating.UNKNOWN, "No sponsor's money is recorded."),
        ([("pledged", 90)], Rating.GREEN, "pledged is 90 %"),
        ([("received", 90)], Rating.GREEN, "confirmed or received is 90 %"),
        ([("received", 60), ("confirmed", 60)], Rating.RED, "confirmed or received is 120 %"),
        ([("received", 90), ("pledged", 90)], Rating.GREEN, "confirmed or received is 90 %"),
    ],
)
def test_money_counts_in_every_state(
    lines: list[tuple[str, int]], rating: Rating, says: str
) -> None:
    money = [sponsored(MoneyState(state), amount) for state, amount in lines]
    of = facts(money=money)

    assert rated(of, "Budget").rating is rating
    assert says in told(of, "Budget")[0]


def test_what_lapsed_is_named_by_its_requirement_and_conditions_are_counted() -> None:
    condition = str(UUID(int=7))
    of = facts(conditions=frozenset({condition}), lapses=(a_lapse("CP-ARC-01"), a_lapse(condition)))

    assert told(of, "Compliance") == (
        "G4 no longer holds; conditions overdue: 1.",
        "G4 no longer holds: Segmented networks",
    )


@pytest.mark.parametrize(
    ("risk", "rating"),
    [
        (a_risk(9), Rating.GREEN),
        (a_risk(9, due=YESTERDAY), Rating.AMBER),
        (a_risk(10), Rating.AMBER),
        (a_risk(10, response="A second supplier is asked."), Rating.GREEN),
        (a_risk(10, response="A second supplier is asked.", due=YESTERDAY), Rating.AMBER),
        (a_risk(10, due=YESTERDAY), Rating.RED),
        (a_risk(15, response="A second supplier is asked."), Rating.RED),
        (a_risk(25, of=Category.SECURITY), Rating.UNKNOWN),
    ],
)
def test_a_risk_weighs_by_its_exposure_its_answer_and_its_day(
    risk: Weighed, rating: Rating
) -> None:
    of = facts(concerns=[risk])

    assert rated(of, "Risks").rating is rating
    assert rated(of).rating is (rating if rating is not Rating.UNKNOWN else Rating.GREEN)


def test_how_late_something_is_is_told_as_of_the_day_on_which_it_is_read() -> None:
    planned = facts(gate=GATE_BY_ID["G5"], planned_ends={"pilot": YESTERDAY.isoformat()})

    assert told(planned, "Schedule") == ("G5 was planned for 9 March 2027 and is not decided.",)
    on_hold = facts(Status.ON_HOLD, gate=GATE_BY_ID["G5"], planned_ends={"pilot": "2027-03-09"})
    assert rated(on_hold, "Schedule").rating is Rating.UNKNOWN


def test_a_rating_is_worked_out_anew_on_the_day_on_which_it_may_turn() -> None:
    task = an_owed(date(2027, 3, 12))
    found = list(turns(facts(tasks=(task,), concerns=[a_risk(10, due=TOMORROW)])))

    assert TOMORROW in found
    assert datetime(2027, 3, 12, 15, tzinfo=UTC) in found  # the day after, in Seoul
    assert datetime(2027, 4, 2, 15, tzinfo=UTC) in found  # late by more than 15 working days
