"""What a motion was voted on: process.md, section 2, and case A."""

from datetime import date

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.process.builders import (
    DAY,
    TODAY,
    a_condition,
    a_deliverable,
    a_dossier,
    a_justification,
    a_panel,
    a_piece,
    a_project,
    a_proposal,
    a_review,
    a_rework_point,
    a_waiver,
    an_entry,
    an_evaluation,
    an_event,
    an_indicator,
    an_open_entry,
    compliance,
    nobody,
    record,
)
from tracker.process import GATE_BY_ID, unmet
from tracker.process.digest import changed, digest, grounds, parts, stale
from tracker.process.dossier import PilotFacts, StudyFacts
from tracker.process.stages import Operation, Stage, Verdict


class Promise(Struct, frozen=True):
    subject: str
    due: date


def digest_of(dossier, verdict=Verdict.PASS, leads_to=Stage.PILOT, conditions=()):
    return digest(dossier, verdict, leads_to, conditions)


def what_changed(dossier, **changes):
    before = parts(dossier, Verdict.PASS, Stage.PILOT, ())
    after = parts(replace(dossier, **changes), Verdict.PASS, Stage.PILOT, ())
    return changed(before, after)


def studied(costs=2, installation=2):
    return StudyFacts(
        deliverables=(
            a_deliverable("D07", accepted_version=costs),
            a_deliverable("P01", stage=Stage.PREPARATION, accepted_version=installation),
            a_deliverable("P05", stage=Stage.DECISION),
        )
    )


def test_only_what_a_decision_goes_on_resting_on_makes_it_stale():
    before = a_dossier()
    sealed = parts(before, Verdict.PASS, Stage.PILOT, ())
    later = compliance(an_entry(set_digest="another"), an_entry("CP-GOV-01"))

    def changed_to(facts=before.compliance, study=before.study):
        return stale(sealed, grounds(facts, study, Stage.PREPARATION))

    assert changed_to() == ()
    assert changed_to(study=studied(costs=3)) == ()
    assert changed_to(study=studied(installation=3)) == ("accepted deliverables",)
    assert changed_to(later) == (ENTRY, "CP-GOV-01 at G4")
    assert changed_to(compliance()) == (ENTRY,)


ENTRY = "CP-ARC-06 at G4"


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"project": a_project(planned_end=TODAY)}, "planned end of the next stage"),
        ({"project": a_project(operation=Operation.LIVE)}, "operation"),
        ({"record": record(a_condition())}, "open conditions"),
        ({"record": record(points=(a_rework_point(),))}, "rework points"),
        ({"study": studied(installation=3)}, "accepted deliverables"),
        ({"study": studied(costs=3)}, "accepted deliverables of other stages"),
        (
            {
                "pilot": PilotFacts(
                    indicators=(an_indicator(),), evaluation=an_evaluation(digest="another")
                )
            },
            "evaluation",
        ),
        (
            {"compliance": compliance(an_entry(), catalogue_sha256="another")},
            "requirements catalogue",
        ),
        (
            {"compliance": compliance(an_entry(), facts=(("cloud", "no"),))},
            "facts about the project",
        ),
        ({"compliance": compliance()}, ENTRY),
        ({"compliance": compliance(an_entry(), an_entry("CP-GOV-01"))}, "CP-GOV-01 at G4"),
        ({"compliance": compliance(an_entry(pieces=(a_piece(valid_until=TODAY),)))}, ENTRY),
        ({"compliance": compliance(an_entry(set_digest="another"))}, ENTRY),
        ({"compliance": compliance(an_entry(reviews=(a_review(id=nobody(201)),)))}, ENTRY),
        ({"compliance": compliance(an_entry(waivers=(a_waiver(),)))}, ENTRY),
        ({"compliance": compliance(an_entry(justification=a_justification()))}, ENTRY),
        ({"compliance": compliance(an_entry(events=(an_event(TODAY),)))}, ENTRY),
    ],
)
def test_each_part_that_changes_is_named(changes, part):
    assert what_changed(a_dossier(), **changes) == (part,)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"version": 2}, "version of the proposal"),
        ({"content_sha256": "another"}, "version of the proposal"),
        ({"submitted": False}, "version of the proposal"),
        ({"eligible": False}, "eligibility of the proposal"),
        ({"scores_sha256": "another"}, "scores of the committee"),
    ],
)
def test_what_the_committee_judges_is_part_of_what_it_votes_on(changes, part):
    before = a_dossier("G1")

    assert what_changed(before, proposal=a_proposal(**changes)) == (part,)


@pytest.mark.parametrize(
    "changes",
    [
        {"today": TODAY + 400 * DAY},
        {"panel": a_panel(candidates=(), movers=frozenset())},
        {"pilot": PilotFacts(indicators=(), evaluation=an_evaluation())},
    ],
)
def test_neither_the_day_nor_seats_nor_single_readings_change_the_digest(changes):
    dossier = a_dossier()

    assert what_changed(dossier, **changes) == ()
    assert digest_of(replace(dossier, **changes)) == digest_of(dossier)


def test_the_end_of_follow_up_is_counted_from_the_decision_and_changes_no_digest():
    dossier = a_dossier("G6", Stage.FOLLOW_UP)
    later = replace(dossier, project=replace(dossier.project, planned_end=TODAY + 700 * DAY))

    assert digest_of(later) == digest_of(dossier)


def test_an_evaluation_counts_once_it_is_locked():
    draft = PilotFacts(indicators=(), evaluation=an_evaluation(accepted=False))
    other = PilotFacts(indicators=(), evaluation=an_evaluation(accepted=False, digest="another"))

    assert what_changed(a_dossier(pilot=draft), pilot=other) == ()


@pytest.mark.parametrize(
    "motion",
    [
        {"verdict": Verdict.CONDITIONS},
        {"leads_to": Stage.DECISION},
        {"conditions": (Promise("CP-ARC-06", TODAY),)},
    ],
)
def test_another_motion_has_another_digest(motion):
    assert digest_of(a_dossier(), **motion) != digest_of(a_dossier())


def test_the_order_in_which_rows_were_read_changes_nothing():
    one, two = an_event(TODAY), an_event(TODAY - DAY)
    conditions = (Promise("A", TODAY), Promise("B", TODAY))

    there = a_dossier(compliance=compliance(an_entry(events=(one, two))))
    back = a_dossier(compliance=compliance(an_entry(events=(two, one))))

    assert digest_of(there, conditions=conditions) == digest_of(back, conditions=conditions[::-1])


def test_a_new_waiver_is_another_digest_and_an_ended_one_is_refused():
    """Case A: the decision falls in the night in which the waiver ends."""
    waiver = a_waiver(starts=date(2027, 3, 2), expires=date(2027, 3, 31))
    dossier = a_dossier(
        today=date(2027, 3, 31),
        compliance=compliance(an_open_entry(waivers=(waiver,), waiver_max_days=30)),
    )
    midnight = replace(dossier, today=date(2027, 4, 1))
    again = a_waiver(id=nobody(301), number=2, starts=date(2027, 4, 2), expires=date(2027, 5, 1))
    renewed = compliance(an_open_entry(waivers=(waiver, again), waiver_max_days=30))

    before = unmet(GATE_BY_ID["G4"], dossier, Verdict.CONDITIONS, Stage.PILOT)
    (after,) = unmet(GATE_BY_ID["G4"], midnight, Verdict.CONDITIONS, Stage.PILOT)

    assert before == ()
    assert "Protected links: waiver ended 31 March 2027" in after.why
    assert digest_of(midnight) == digest_of(dossier)
    assert what_changed(midnight, compliance=renewed) == (ENTRY,)
