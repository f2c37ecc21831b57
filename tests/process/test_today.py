"""Whose today it is, at an instant at which the Pacific has two days."""

from datetime import UTC, date, datetime

import pytest
from msgspec import Struct

from tracker.process import today

INSTANT = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
SUNDAY, MONDAY, TUESDAY = date(2027, 1, 3), date(2027, 1, 4), date(2027, 1, 5)


class Place(Struct):
    zone: str


ANGELES, AUCKLAND = Place("America/Los_Angeles"), Place("Pacific/Auckland")


def test_the_one_organisation_that_owes_a_thing_has_its_day() -> None:
    assert today.owner_day([AUCKLAND], ANGELES, INSTANT) == MONDAY
    assert today.owner_day([ANGELES], AUCKLAND, INSTANT) == SUNDAY


def test_what_several_owe_or_nobody_has_the_projects_day() -> None:
    assert today.owner_day([AUCKLAND, AUCKLAND], ANGELES, INSTANT) == SUNDAY
    assert today.owner_day([], ANGELES, INSTANT) == SUNDAY


def test_a_project_and_a_call_have_the_day_of_their_own_zone() -> None:
    assert today.project_day(ANGELES, INSTANT) == SUNDAY
    assert today.call_day(AUCKLAND, INSTANT) == MONDAY


def test_a_day_can_be_reported_once_it_has_begun_at_either_end() -> None:
    assert today.reported_day(ANGELES, AUCKLAND, INSTANT) == MONDAY
    assert today.reported_day(AUCKLAND, ANGELES, INSTANT) == MONDAY
    assert today.reported_day(ANGELES, ANGELES, INSTANT) == SUNDAY


class Role(Struct):
    starts: date
    until: date | None = None


@pytest.mark.parametrize(
    ("role", "term"),
    [
        (Role(TUESDAY), today.Term.AHEAD),
        (Role(MONDAY), today.Term.RUNNING),
        (Role(SUNDAY, MONDAY), today.Term.RUNNING),
        (Role(SUNDAY, SUNDAY), today.Term.OVER),
    ],
)
def test_a_role_is_held_from_its_first_day_through_its_last(role: Role, term: today.Term) -> None:
    assert today.term_of(role, INSTANT) is term


def test_access_has_one_day_for_everybody_and_no_place_has_an_earlier_one_than_the_first() -> None:
    assert today.access_day(INSTANT) == MONDAY
    assert today.first_day_anywhere(INSTANT) == SUNDAY
