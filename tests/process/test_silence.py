"""A city that says nothing stops neither hold nor stop: process.md, section 2."""

from datetime import date

import pytest

from tests.process.builders import (
    APPROVER,
    DAY,
    MANAGER,
    SECOND_OFFICER,
    a_candidate,
    a_dossier,
    a_panel,
    candidates_at,
    nobody,
)
from tracker.kernel.actor import Role
from tracker.process import GATE_BY_ID
from tracker.process.bars import (
    may_sit_for_a_silent_city,
)
from tracker.process.stages import Verdict

SOMEBODY = nobody(77)


def seat(gate, name):
    return GATE_BY_ID[gate].decided_by.seat(name)


SILENT_SINCE = date(2027, 5, 3)
AFTER_TWENTY = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("changes", "sits"),
    [
        ({}, True),
        ({"verdict": Verdict.STOP}, True),
        ({"verdict": Verdict.PASS}, False),
        ({"verdict": Verdict.REWORK}, False),
        ({"reminders": 1}, False),
        ({"person": SECOND_OFFICER}, False),
        ({"person": SOMEBODY}, False),
        ({"mover": MANAGER}, False),
        ({"sitting": {"officer": MANAGER}}, False),
        ({"sitting": {"city_approver": APPROVER}}, False),
        ({"seat": "officer"}, False),
        ({"today": AFTER_TWENTY - DAY}, False),
    ],
)
def test_only_hold_and_stop_do_without_a_city_that_stays_silent(changes, sits):
    asked = {
        "verdict": Verdict.HOLD,
        "reminders": 2,
        "person": MANAGER,
        "mover": SECOND_OFFICER,
        "sitting": {},
        "seat": "city_approver",
        "today": AFTER_TWENTY,
    } | changes
    rows = (*candidates_at("G4"), a_candidate("officer", MANAGER, Role.MANAGER, holder=False))
    dossier = a_dossier(panel=a_panel(candidates=rows), today=asked["today"])

    may = may_sit_for_a_silent_city(
        seat("G4", asked["seat"]),
        asked["person"],
        dossier,
        asked["mover"],
        asked["sitting"],
        SILENT_SINCE,
        asked["reminders"],
        asked["verdict"],
    )

    assert may is sits
