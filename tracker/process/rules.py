"""What gates ask beyond every move: selection, contract, deliverables (process.md, section 3)."""

from collections.abc import Callable, Iterator

from tracker.kernel.actor import Role
from tracker.kernel.saying import N_, Filled
from tracker.process.dossier import DeliverableFacts, Dossier
from tracker.process.stages import Stage
from tracker.process.unmet import Fix, FixKind, Unmet

Rule = Callable[[Dossier], Iterator[Unmet]]

_AGREEMENTS = {
    "contract": (
        N_("Contract"),
        N_("The contract with the consultant is not on file, signed; record the signed paper."),
    ),
    "beneficiary_agreement": (
        N_("Beneficiary agreement"),
        N_(
            "The beneficiary agreement with the city is not on file, signed; "
            "record the signed paper."
        ),
    ),
    "security_terms": (
        N_("Security terms"),
        N_("The security and privacy terms are not on file, signed; record the signed paper."),
    ),
}
_PLANS = {
    Stage.STUDY: (
        N_("Plan of the study"),
        N_("No required deliverable is planned for the study; plan it."),
    ),
    Stage.PREPARATION: (
        N_("Plan of the installation"),
        N_("No required deliverable is planned for the installation; plan it."),
    ),
    Stage.DECISION: (
        N_("Plan of the decision memo"),
        N_("No required deliverable is planned for the decision memo; plan it."),
    ),
}
"""What is missing and why, where no deliverable of a stage is planned."""


def proposal_is_submitted(dossier: Dossier) -> Iterator[Unmet]:
    """The city hands it in before the call closes."""
    if dossier.proposal is None or not dossier.proposal.submitted:
        yield missing(
            dossier,
            "proposal_is_submitted",
            "proposal",
            N_("Submitted proposal"),
            N_("The proposal has not been submitted; the city submits it before the call closes."),
            Role.CITY_CONTACT,
            FixKind.PROPOSAL,
        )


def proposal_is_eligible(dossier: Dossier) -> Iterator[Unmet]:
    """An officer has checked it."""
    if dossier.proposal is None or dossier.proposal.eligible:
        return
    yield missing(
        dossier,
        "proposal_is_eligible",
        "eligibility",
        N_("Eligible proposal"),
        N_("Nobody has checked whether the proposal is eligible; check it.")
        if dossier.proposal.eligible is None
        else N_("The proposal was found not eligible; only an eligible one can be selected."),
        Role.OFFICER,
        FixKind.PROPOSAL,
    )


def scores_are_in(dossier: Dossier) -> Iterator[Unmet]:
    """Every member of the committee has given all scores, or has declared a conflict."""
    count = dossier.proposal.scores_missing if dossier.proposal is not None else 0
    if count:
        why = (
            N_("1 committee member has not given all scores; they score it or declare a conflict.")
            if count == 1
            else Filled(
                N_(
                    "%(count)s committee members have not given all scores; "
                    "they score it or declare a conflict."
                ),
                count=count,
            )
        )
        yield missing(
            dossier,
            "scores_are_in",
            "scores",
            N_("Scores of the committee"),
            why,
            Role.COMMITTEE_MEMBER,
            FixKind.PROPOSAL,
        )


def call_has_a_place_left(dossier: Dossier) -> Iterator[Unmet]:
    """Fewer projects of the call are selected than it has places."""
    if dossier.proposal is not None and dossier.proposal.places_left < 1:
        yield missing(
            dossier,
            "call_has_a_place_left",
            "places",
            N_("Place in the call"),
            N_("Every place of the call is taken; hold the project as reserve, or add a place."),
            Role.MANAGER,
            FixKind.CALL,
        )


def agreements_are_on_file(dossier: Dossier) -> Iterator[Unmet]:
    """Contract, beneficiary agreement, security and privacy terms: each signed and recorded."""
    for kind, (what, why) in _AGREEMENTS.items():
        if kind not in dossier.contract.on_file:
            yield missing(
                dossier,
                "agreements_are_on_file",
                kind,
                what,
                why,
                Role.OFFICER,
                FixKind.AGREEMENTS,
            )


def study_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    """Every required deliverable of the study."""
    yield from _accepted(dossier, "study_is_accepted", Stage.STUDY)


def study_is_accepted_without_pilot(dossier: Dossier) -> Iterator[Unmet]:
    """The same, without what the plan marks as needed only for a pilot."""
    rule = "study_is_accepted_without_pilot"
    yield from _accepted(dossier, rule, Stage.STUDY, with_pilot=False)


def installation_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    """Every required deliverable of the preparation."""
    yield from _accepted(dossier, "installation_is_accepted", Stage.PREPARATION)


def memo_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    """Every required deliverable of the decision."""
    yield from _accepted(dossier, "memo_is_accepted", Stage.DECISION)


def _accepted(
    dossier: Dossier, rule: str, stage: Stage, *, with_pilot: bool = True
) -> Iterator[Unmet]:
    required = [one for one in dossier.study.deliverables if one.stage is stage and one.required]
    if not required:
        what, why = _PLANS[stage]
        yield missing(dossier, rule, "plan", what, why, Role.OFFICER, FixKind.PROJECT)
    for deliverable in required:
        if deliverable.accepted_version is None and (with_pilot or not deliverable.only_for_pilot):
            yield _not_accepted(dossier, rule, deliverable)


def _not_accepted(dossier: Dossier, rule: str, deliverable: DeliverableFacts) -> Unmet:
    returned = deliverable.returned_on
    name = f"{deliverable.code} {deliverable.title}"
    if returned is not None:
        why = Filled(
            N_("%(name)s was returned on %(day)s; hand in a new version."), name=name, day=returned
        )
    elif deliverable.submitted_by:
        why = Filled(
            N_("%(name)s is handed in and not accepted by everybody asked; accept or return it."),
            name=name,
        )
    else:
        why = Filled(N_("%(name)s has not been handed in; hand it in."), name=name)
    return Unmet(
        rule=rule,
        subject=deliverable.code,
        what=name,
        why=why,
        owed_by=deliverable.owed_by,
        since=max(returned or dossier.project.stage_since, dossier.project.stage_since),
        fix=Fix(kind=FixKind.DELIVERABLE, id=str(deliverable.id)),
    )


def missing(
    dossier: Dossier, rule: str, subject: str, what: str, why: str, owed_by: Role, kind: FixKind
) -> Unmet:
    """A point that is mended on the project, or on what it has one of."""
    return Unmet(
        rule=rule,
        subject=subject,
        what=what,
        why=why,
        owed_by=(owed_by,),
        since=None,
        fix=Fix(kind=kind, id=str(dossier.project.id)),
    )
