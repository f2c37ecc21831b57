"""What gates ask about the pilot: what it needs, how it ran, what comes after (process.md, 3)."""

from collections.abc import Iterator

from tracker.kernel.actor import Role
from tracker.kernel.saying import N_, Filled
from tracker.process.dossier import Dossier
from tracker.process.rules import missing
from tracker.process.stages import IN_THE_STREET, Operation
from tracker.process.unmet import Fix, FixKind, Unmet

MOST_EXTENSIONS = 2
FIRST_PILOT = "first_pilot"
CHANGES = frozenset({"scope", "site", "supplier", "contract", "release", FIRST_PILOT})
_IN_THE_STREET = {
    Operation.LIVE: N_(
        "The equipment is live; switch it off with proof, or hand it over to a named unit of "
        "the city."
    ),
    Operation.SUSPENDED: N_(
        "The equipment is suspended; switch it off with proof, or hand it over to a named unit "
        "of the city."
    ),
}


def time_after_is_provided_for(dossier: Dossier) -> Iterator[Unmet]:
    """An owner and money for the time after the pilot, before anything goes live."""
    named = {
        "owner_after": (
            dossier.project.owner_after,
            N_("An owner for the time after the pilot"),
            N_("An owner for the time after the pilot is not named; the city names it."),
        ),
        "funding_after": (
            dossier.project.funding_after,
            N_("The money for the time after the pilot"),
            N_("The money for the time after the pilot is not named; the city names it."),
        ),
    }
    for subject, (value, what, why) in named.items():
        if not value:
            yield missing(
                dossier,
                "time_after_is_provided_for",
                subject,
                what,
                why,
                Role.CITY_CONTACT,
                FixKind.PROJECT,
            )


def indicators_have_baselines(dossier: Dossier) -> Iterator[Unmet]:
    """At least one indicator is defined, and each has its value before the pilot."""
    rule, owner = "indicators_have_baselines", Role.OFFICER
    if not dossier.pilot.indicators:
        why = N_("No indicator is defined, so the pilot could not be judged; define them.")
        yield missing(dossier, rule, "indicators", N_("Indicators"), why, owner, FixKind.PROJECT)
    for indicator in dossier.pilot.indicators:
        if not indicator.has_baseline:
            name = f"{indicator.code} {indicator.title}"
            yield Unmet(
                rule=rule,
                subject=indicator.code,
                what=Filled(N_("Baseline of %(indicator)s"), indicator=name),
                why=Filled(
                    N_(
                        "Indicator %(indicator)s has no baseline; "
                        "record the value before the pilot."
                    ),
                    indicator=name,
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
            N_("Removal of what was installed"),
            N_("Equipment is installed; a condition has to name who removes it, and by when."),
            Role.CITY_CONTACT,
            FixKind.OPERATION,
        )


def pilot_went_live(dossier: Dossier) -> Iterator[Unmet]:
    """At least once."""
    if not dossier.project.went_live:
        yield missing(
            dossier,
            "pilot_went_live",
            "went_live",
            N_("Pilot in operation"),
            N_(
                "The pilot never went live; "
                "go live, or have G4 taken back and decide without a pilot."
            ),
            Role.OFFICER,
            FixKind.OPERATION,
        )


def evaluation_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    """It is handed in by the consultant, and accepted by officer and city."""
    evaluation = dossier.pilot.evaluation
    if evaluation is None or not evaluation.accepted:
        why = (
            N_("The pilot has no evaluation; the consultant hands it in.")
            if evaluation is None
            else N_(
                "The evaluation is not accepted; "
                "officer and city accept it, or the consultant hands in another."
            )
        )
        yield Unmet(
            rule="evaluation_is_accepted",
            subject="evaluation",
            what=N_("Evaluation of the pilot"),
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
        why = N_(
            "The decision has to say whether operation is off, suspended, or live until a day."
        )
    elif dossier.project.operation is not Operation.LIVE:
        why = N_("The equipment is not live, so the decision can only leave it suspended or off.")
    elif move.live_until is None or move.live_until < today:
        why = N_("The decision has to say until which day operation stays live, today or later.")
    else:
        return
    subject, what = "operation_after", N_("Operation after the pilot")
    rule = "operation_after_is_said"
    yield missing(dossier, rule, subject, what, why, Role.OFFICER, FixKind.MOTION)


def pilot_approval_is_in_force(dossier: Dossier) -> Iterator[Unmet]:
    """A decision at G4 that led to the pilot has not been taken back."""
    if not dossier.project.g4_in_force:
        yield missing(
            dossier,
            "pilot_approval_is_in_force",
            "g4",
            N_("Pilot approved at G4"),
            N_(
                "No G4 decision to pilot is in force, so there is nothing to extend; pass G4 first."
            ),
            Role.OFFICER,
            FixKind.PROJECT,
        )


def equipment_is_live_or_suspended(dossier: Dossier) -> Iterator[Unmet]:
    """Else there is nothing to extend."""
    if dossier.project.operation not in IN_THE_STREET:
        yield missing(
            dossier,
            "equipment_is_live_or_suspended",
            "operation",
            N_("Equipment in the street"),
            N_(
                "Nothing is live or suspended, so there is nothing to extend; "
                "prepare a pilot instead."
            ),
            Role.OFFICER,
            FixKind.OPERATION,
        )


def an_extension_is_left(dossier: Dossier) -> Iterator[Unmet]:
    """At most two of them for one decision at G4."""
    if dossier.project.extensions >= MOST_EXTENSIONS:
        yield missing(
            dossier,
            "an_extension_is_left",
            "extensions",
            N_("Extension of the pilot"),
            Filled(
                N_(
                    "The pilot was extended %(times)s times, at most %(most)s are possible; "
                    "evaluate it and decide."
                ),
                times=dossier.project.extensions,
                most=MOST_EXTENSIONS,
            ),
            Role.OFFICER,
            FixKind.PROJECT,
        )


def operation_is_off_or_handed_over(dossier: Dossier) -> Iterator[Unmet]:
    """To a unit of the city that is named."""
    project = dossier.project
    if project.operation in IN_THE_STREET and not project.handed_over_to:
        yield missing(
            dossier,
            "operation_is_off_or_handed_over",
            "operation",
            N_("Operation off or handed over"),
            _IN_THE_STREET[project.operation],
            Role.CITY_CONTACT,
            FixKind.OPERATION,
        )


def changes_are_said(dossier: Dossier) -> Iterator[Unmet]:
    """Scope, site, supplier, contract or release; or a first pilot, where none went live."""
    said = frozenset(dossier.move.changes)
    unknown = said - CHANGES
    if said and not unknown and not (FIRST_PILOT in said and dossier.project.went_live):
        return
    subject, what = "changes", N_("What changes")
    if unknown:
        why: str = Filled(
            N_("%(changes)s is no change that can be named; name another."),
            changes=", ".join(sorted(unknown)),
        )
    elif said:
        why = N_("A pilot went live before, so this is no first pilot; say what changes instead.")
    else:
        why = N_(
            "The decision has to say what changes: scope, site, supplier, contract or release."
        )
    yield missing(dossier, "changes_are_said", subject, what, why, Role.OFFICER, FixKind.MOTION)
