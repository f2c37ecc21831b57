"""Ratings are computed from facts, and none is better than what stands beside it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from tracker.gates.wire import ConditionView, GatesView
from tracker.kernel.actor import Role
from tracker.people.models import Organisation
from tracker.process.dossier import Lapse
from tracker.process.stages import Operation, Severity, Stage, Status
from tracker.process.tasks import Kind, Owner, Task, Thing
from tracker.process.unmet import FixKind
from tracker.process.working_days import days_late
from tracker.programme.models import Call, Programme
from tracker.projects.models import MoneyLine, MoneySource, MoneyState, Project
from tracker.reports.content import Dimension, Rating, RatingLine, Whom
from tracker.reports.facts import StatusFacts, Surroundings
from tracker.reports.ratings import ratings
from tracker.reports.waits import Wait

TODAY = date(2027, 3, 10)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
SOMEBODY = UUID(int=1)


def a_condition(due: date, number: int = 1) -> ConditionView:
    return ConditionView(
        id=UUID(int=number),
        decision_id=UUID(int=99),
        requirement=None,
        renews=False,
        text="Name who runs it.",
        owner_id=SOMEBODY,
        due=due,
        end=None,
        ended_by=None,
        replaces_id=None,
        times_replaced=0,
        version=1,
    )


def a_wait(kind: Kind, due: date, number: int = 1) -> Wait:
    """Something of the city's that is to be done by a day."""
    return Wait(
        task=Task(
            kind=kind,
            subject=str(number),
            owner=Owner(roles=(Role.CITY_CONTACT,)),
            since=TODAY - timedelta(days=30),
            due=due,
            fix=FixKind.REQUIREMENT,
            things=(Thing(id=str(UUID(int=number)), name="Example"),),
        ),
        whom=(Whom(person=None, words="Example city"),),
        days_late=days_late(due, TODAY),
        ahead=False,
    )


def a_duty(due: date, number: int = 1) -> Wait:
    return a_wait(Kind.CLOSING_DUTY, due, number)


def an_owed(due: date, number: int = 1) -> Wait:
    return a_wait(Kind.MEET_CONDITION, due, number)


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


def facts(
    status: Status = Status.ACTIVE, waits: tuple[Wait, ...] = (), **of_gates: Any
) -> StatusFacts:
    """A project in which nothing is planned, owed or recorded, apart from what is given."""
    project = Project(stage=Stage.PILOT, status=status, planned_ends={}, zone="Asia/Seoul")
    gates = GatesView(
        project="EXA-2027-01",
        stage=Stage.PILOT,
        status=status,
        status_text=status.value,
        operation=Operation.LIVE,
        suspend_or_restore_by=None,
        live_until=None,
        lapses=[],
        gates=[],
        motion_id=None,
        conditions=[],
        points=[],
        closing_duties=[],
    )
    around = Surroundings(
        project=project,
        city=Organisation(name="Example city"),
        call=Call(ceiling=100),
        programme=Programme(currency="KRW"),
        firms={},
        catalogue_version="",
    )
    return StatusFacts(
        around=around,
        project=project,
        now=datetime(2027, 3, 10, tzinfo=UTC),
        today=TODAY,
        gates=replace(gates, **of_gates),
        gate=None,
        asked=(),
        exempted=(),
        titles={"CP-ARC-01": "Segmented networks"},
        deliverables=[],
        waits=waits,
        measured=[],
        money=[sponsored(MoneyState.CONFIRMED, 100)],
        concerns=[],
        documents=(),
        last=None,
        entries=(),
        journal_seq=1,
    )


def rated(of: StatusFacts, dimension: Dimension = "Overall") -> RatingLine:
    lines = ratings(of, {}, {})
    return next(line for line in lines if line.dimension == dimension)


def test_overall_is_green_where_nothing_is_wrong_and_names_what_is_not_known() -> None:
    line = rated(facts())

    assert line.computed is Rating.GREEN
    assert line.evidence == (
        "The worst of the dimensions.",
        "Not known: Schedule, Scope, Compliance, Indicators.",
    )


@pytest.mark.parametrize(
    ("of", "rating", "why"),
    [
        (
            facts(waits=(an_owed(YESTERDAY), an_owed(TOMORROW))),
            Rating.RED,
            "1 condition is overdue; the first was due on 9 March 2027.",
        ),
        (
            facts(Status.STOPPED, waits=(a_duty(TODAY), a_duty(TOMORROW))),
            Rating.AMBER,
            "2 closing duties are open.",
        ),
        (
            facts(Status.STOPPED, waits=(a_duty(YESTERDAY), a_duty(TOMORROW))),
            Rating.RED,
            "1 closing duty is late; the first was due on 9 March 2027.",
        ),
        (facts(operation=Operation.SUSPENDED), Rating.AMBER, "The pilot is suspended."),
    ],
    ids=["an overdue condition", "open duties", "a late duty", "a suspended pilot"],
)
def test_overall_is_never_green_above(of: StatusFacts, rating: Rating, why: str) -> None:
    line = rated(of)

    assert line.computed is rating
    assert why in line.evidence


def test_a_condition_counts_through_its_day() -> None:
    assert rated(facts(waits=(an_owed(TODAY),))).computed is Rating.GREEN


@pytest.mark.parametrize("status", [Status.STOPPED, Status.WITHDRAWN, Status.COMPLETED])
def test_of_an_ended_project_only_what_it_owes_is_rated(status: Status) -> None:
    lines = ratings(facts(status), {}, {})

    assert {line.computed for line in lines} == {Rating.UNKNOWN}
    assert lines[-1].evidence == ("The project has ended and owes nothing.",)


@pytest.mark.parametrize(
    ("lines", "rating", "told"),
    [
        ([], Rating.UNKNOWN, "No sponsor's money is recorded."),
        ([("pledged", 90)], Rating.GREEN, "pledged is 90 %"),
        ([("received", 90)], Rating.GREEN, "received is 90 %"),
        ([("received", 60), ("confirmed", 60)], Rating.RED, "confirmed or received is 120 %"),
        ([("received", 90), ("pledged", 90)], Rating.GREEN, "received is 90 %"),
    ],
)
def test_money_counts_in_every_state(
    lines: list[tuple[str, int]], rating: Rating, told: str
) -> None:
    money = [sponsored(MoneyState(state), amount) for state, amount in lines]
    line = rated(replace(facts(), money=money), "Budget")

    assert line.computed is rating
    assert told in line.evidence[0]


def test_what_lapsed_is_named_by_its_requirement_and_conditions_are_counted() -> None:
    condition = a_condition(YESTERDAY)
    lapses = [a_lapse("CP-ARC-01"), a_lapse(str(condition.id))]
    line = rated(facts(conditions=[condition], lapses=lapses), "Compliance")

    assert line.evidence == ("G4 no longer holds: 1 overdue condition; Segmented networks.",)
