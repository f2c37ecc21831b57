"""What gates ask about the pilot: what it needs, how it ran, what comes after (process.md, 3)."""

from collections.abc import Iterator

from tracker.kernel.actor import Role
from tracker.process.dossier import Dossier
from tracker.process.rules import missing
from tracker.process.stages import IN_THE_STREET, Operation
from tracker.process.unmet import Fix, FixKind, Unmet

MOST_EXTENSIONS = 2
FIRST_PILOT = "first_pilot"
CHANGES = frozenset({"scope", "site", "supplier", "contract", "release", FIRST_PILOT})


def time_after_is_provided_for(dossier: Dossier) -> Iterator[Unmet]:
    """An owner and money for the time after the pilot, before anything goes live."""
    named = {
        "owner_after": ("An owner for the time after the pilot", dossier.project.owner_after),
        "funding_after": ("The money for the time after the pilot", dossier.project.funding_after),
    }
    for subject, (title, value) in named.items():
        if not value:
            yield missing(
                dossier,
                "time_after_is_provided_for",
                subject,
                title,
                f"{title} is not named; the city names it.",
                Role.CITY_CONTACT,
                FixKind.PROJECT,
            )


def indicators_have_baselines(dossier: Dossier) -> Iterator[Unmet]:
    rule, owner = "indicators_have_baselines", Role.OFFICER
    if not dossier.pilot.indicators:
        why = "No indicator is defined, so the pilot could not be judged; define them."
        yield missing(dossier, rule, "indicators", "Indicators", why, owner, FixKind.PROJECT)
    for indicator in dossier.pilot.indicators:
        if not indicator.has_baseline:
            yield Unmet(
                rule=rule,
                subject=indicator.code,
                what=f"Baseline of {indicator.code} {indicator.title}",
                why=(
                    f"Indicator {indicator.code} {indicator.title} has no baseline; "
                    "record the value before the pilot."
                ),
                owed_by=(owner, Role.CITY_CONTACT),
                since=None,
                fix=Fix(kind=FixKind.INDICATOR, id=str(indicator.id)),
            )


def installed_equipment_is_removed(dossier: Dossier) -> Iterator[Unmet]:
    """Without a pilot after all, a condition says who removes what was installed, and by when."""
    if dossier.project.installed:
        yield missing(
            dossier,
            "installed_equipment_is_removed",
            "removal",
            "Removal of what was installed",
            "Equipment is installed; a condition has to name who removes it, and by when.",
            Role.CITY_CONTACT,
            FixKind.OPERATION,
        )


def pilot_went_live(dossier: Dossier) -> Iterator[Unmet]:
    if not dossier.project.went_live:
        yield missing(
            dossier,
            "pilot_went_live",
            "went_live",
            "Pilot in operation",
            "The pilot never went live; go live, or have G4 taken back and decide without a pilot.",
            Role.OFFICER,
            FixKind.OPERATION,
        )


def evaluation_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    evaluation = dossier.pilot.evaluation
    if evaluation is None or not evaluation.accepted:
        why = (
            "The pilot has no evaluation; the consultant hands it in."
            if evaluation is None
            else "The evaluation is not accepted; officer and city accept it or return it."
        )
        yield Unmet(
            rule="evaluation_is_accepted",
            subject="evaluation",
            what="Evaluation of the pilot",
            why=why,
            owed_by=(Role.FIRM_MEMBER,)
            if evaluation is None
            else (Role.OFFICER, Role.CITY_CONTACT),
            since=None,
            fix=Fix(kind=FixKind.EVALUATION, id=str(dossier.project.id)),
        )


def operation_after_is_said(dossier: Dossier) -> Iterator[Unmet]:
    """Off, suspended, or live until which day; what is not live does not come alive by a vote."""
    move, today = dossier.move, dossier.today
    if move.operation_after in (Operation.OFF, Operation.SUSPENDED):
        return
    if move.operation_after is not Operation.LIVE:
        why = "The decision has to say whether operation is off, suspended, or live until a day."
    elif dossier.project.operation is not Operation.LIVE:
        why = "The equipment is not live, so the decision can only leave it suspended or off."
    elif move.live_until is None or move.live_until < today:
        why = "The decision has to say until which day operation stays live, today or later."
    else:
        return
    subject, what = "operation_after", "Operation after the pilot"
    rule = "operation_after_is_said"
    yield missing(dossier, rule, subject, what, why, Role.OFFICER, FixKind.MOTION)


def pilot_approval_is_in_force(dossier: Dossier) -> Iterator[Unmet]:
    if not dossier.project.g4_in_force:
        yield missing(
            dossier,
            "pilot_approval_is_in_force",
            "g4",
            "Pilot approved at G4",
            "No G4 decision to pilot is in force, so there is nothing to extend; pass G4 first.",
            Role.OFFICER,
            FixKind.PROJECT,
        )


def equipment_is_live_or_suspended(dossier: Dossier) -> Iterator[Unmet]:
    if dossier.project.operation not in IN_THE_STREET:
        yield missing(
            dossier,
            "equipment_is_live_or_suspended",
            "operation",
            "Equipment in the street",
            "Nothing is live or suspended, so there is nothing to extend; prepare a pilot instead.",
            Role.OFFICER,
            FixKind.OPERATION,
        )


def an_extension_is_left(dossier: Dossier) -> Iterator[Unmet]:
    if dossier.project.extensions >= MOST_EXTENSIONS:
        yield missing(
            dossier,
            "an_extension_is_left",
            "extensions",
            "Extension of the pilot",
            f"The pilot was extended {dossier.project.extensions} times, at most "
            f"{MOST_EXTENSIONS} are possible; evaluate it and decide.",
            Role.OFFICER,
            FixKind.PROJECT,
        )


def operation_is_off_or_handed_over(dossier: Dossier) -> Iterator[Unmet]:
    project = dossier.project
    if project.operation in IN_THE_STREET and not project.handed_over_to:
        yield missing(
            dossier,
            "operation_is_off_or_handed_over",
            "operation",
            "Operation off or handed over",
            f"The equipment is {project.operation.value}; switch it off with proof, or hand it "
            "over to a named unit of the city.",
            Role.CITY_CONTACT,
            FixKind.OPERATION,
        )


def changes_are_said(dossier: Dossier) -> Iterator[Unmet]:
    """Scope, site, supplier, contract or release; or a first pilot, where none went live."""
    said = frozenset(dossier.move.changes)
    unknown = said - CHANGES
    if said and not unknown and not (FIRST_PILOT in said and dossier.project.went_live):
        return
    subject, what = "changes", "What changes"
    if unknown:
        why = f"{', '.join(sorted(unknown))} is no change that can be named; name another."
    elif said:
        why = "A pilot went live before, so this is no first pilot; say what changes instead."
    else:
        why = "The decision has to say what changes: scope, site, supplier, contract or release."
    yield missing(dossier, "changes_are_said", subject, what, why, Role.OFFICER, FixKind.MOTION)
