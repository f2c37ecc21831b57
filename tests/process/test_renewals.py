"""What falls due in the next stage: process.md, section 6, and case B."""

from datetime import date

import pytest

from tests.process.builders import (
    DAY,
    TODAY,
    a_dossier,
    a_project,
    a_review,
    a_watched_list,
    an_entry,
    compliance,
)
from tracker.kernel.actor import Role
from tracker.process.renewals import renewals
from tracker.process.stages import Level, Operation, Stage

END = TODAY + 200 * DAY


def due(dossier):
    return [(one.requirement, one.due) for one in renewals(dossier)]


def before_a_pilot(*entries, gate="G4", leads_to=Stage.PILOT, watched=(), **project):
    project = a_project(gate, leads_to, **({"planned_end": END} | project))
    asked = compliance(*entries, watched=watched)
    return a_dossier(gate, leads_to, project=project, compliance=asked)


def test_before_the_first_go_live_the_days_are_counted_from_today():
    access = an_entry("CP-IAM-03", renew_every_days=90)

    found = renewals(before_a_pilot(an_entry("CP-GOV-01"), access))

    assert [one.due for one in found] == [TODAY + 90 * DAY, TODAY + 180 * DAY]
    assert {one.requirement for one in found} == {"CP-IAM-03"}
    assert {one.owed_by for one in found} == {(Role.FIRM_MEMBER,)}


@pytest.mark.parametrize(
    "changes",
    [{"applicable": False}, {"level": Level.CONDITION}, {"renew_every_days": None}],
)
def test_only_mandatory_entries_that_apply_and_are_renewed_are_listed(changes):
    entry = an_entry("CP-IAM-03", **({"renew_every_days": 90} | changes))

    assert due(before_a_pilot(entry)) == []


def test_in_an_extension_the_days_are_counted_from_the_last_renewal_since_going_live():
    live = date(2027, 4, 1)
    access = an_entry("CP-IAM-03", renew_every_days=90, reviews=(a_review(on=date(2027, 4, 20)),))
    watched = (a_watched_list(access, live_since=live),)

    dossier = before_a_pilot(
        access, gate="G5", watched=watched, operation=Operation.LIVE, planned_end=date(2027, 10, 30)
    )

    assert due(dossier) == [("CP-IAM-03", date(2027, 7, 19)), ("CP-IAM-03", date(2027, 10, 17))]


def test_what_is_watched_goes_on_falling_due_in_the_decision():
    access = an_entry("CP-IAM-03", renew_every_days=90, reviews=())
    watched = (a_watched_list(access, live_since=TODAY),)

    dossier = before_a_pilot(gate="G5", leads_to=Stage.DECISION, watched=watched)

    assert due(dossier) == [("CP-IAM-03", TODAY + 90 * DAY), ("CP-IAM-03", TODAY + 180 * DAY)]


@pytest.mark.parametrize(
    ("gate", "leads_to"),
    [("G3", Stage.PREPARATION), ("G6", Stage.FOLLOW_UP), ("G4", Stage.DECISION)],
)
def test_where_nothing_will_be_live_nothing_falls_due(gate, leads_to):
    entry = an_entry("CP-IAM-03", gate=gate, renew_every_days=30)

    assert due(before_a_pilot(entry, gate=gate, leads_to=leads_to)) == []


def test_without_a_planned_end_nothing_is_listed():
    entry = an_entry("CP-IAM-03", renew_every_days=90)

    assert due(before_a_pilot(entry, planned_end=None)) == []
