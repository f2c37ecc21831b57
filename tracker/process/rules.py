"""What gates ask beyond every move: selection, contract, deliverables (process.md, section 3)."""

from collections.abc import Callable, Iterator

from tracker.kernel.actor import Role
from tracker.process import sentences
from tracker.process.dossier import DeliverableFacts, Dossier
from tracker.process.stages import Stage
from tracker.process.unmet import Fix, FixKind, Unmet

Rule = Callable[[Dossier], Iterator[Unmet]]

_AGREEMENTS = {
    "contract": "The contract with the consultant is",
    "beneficiary_agreement": "The beneficiary agreement with the city is",
    "security_terms": "The security and privacy terms are",
}
_TITLES_OF_PLANS = {
    Stage.STUDY: "the study",
    Stage.PREPARATION: "the installation",
    Stage.DECISION: "the decision memo",
}


def proposal_is_submitted(dossier: Dossier) -> Iterator[Unmet]:
    if dossier.proposal is None or not dossier.proposal.submitted:
        yield missing(
            dossier,
            "proposal_is_submitted",
            "proposal",
            "Submitted proposal",
            "The proposal has not been submitted; the city submits it before the call closes.",
            Role.CITY_CONTACT,
            FixKind.PROPOSAL,
        )


def proposal_is_eligible(dossier: Dossier) -> Iterator[Unmet]:
    if dossier.proposal is None or dossier.proposal.eligible:
        return
    yield missing(
        dossier,
        "proposal_is_eligible",
        "eligibility",
        "Eligible proposal",
        "Nobody has checked whether the proposal is eligible; check it."
        if dossier.proposal.eligible is None
        else "The proposal was found not eligible; only an eligible one can be selected.",
        Role.OFFICER,
        FixKind.PROPOSAL,
    )


def scores_are_in(dossier: Dossier) -> Iterator[Unmet]:
    count = dossier.proposal.scores_missing if dossier.proposal is not None else 0
    if count:
        who = "1 committee member has" if count == 1 else f"{count} committee members have"
        yield missing(
            dossier,
            "scores_are_in",
            "scores",
            "Scores of the committee",
            f"{who} not given all scores; they score it or declare a conflict.",
            Role.COMMITTEE_MEMBER,
            FixKind.PROPOSAL,
        )


def call_has_a_place_left(dossier: Dossier) -> Iterator[Unmet]:
    if dossier.proposal is not None and dossier.proposal.places_left < 1:
        yield missing(
            dossier,
            "call_has_a_place_left",
            "places",
            "Place in the call",
            "Every place of the call is taken; hold the project as reserve, or add a place.",
            Role.MANAGER,
            FixKind.CALL,
        )


def agreements_are_on_file(dossier: Dossier) -> Iterator[Unmet]:
    for kind, claim in _AGREEMENTS.items():
        if kind not in dossier.contract.on_file:
            yield missing(
                dossier,
                "agreements_are_on_file",
                kind,
                kind.replace("_", " ").capitalize(),
                f"{claim} not on file, signed; record the signed paper.",
                Role.OFFICER,
                FixKind.AGREEMENTS,
            )


def study_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    yield from _accepted(dossier, "study_is_accepted", Stage.STUDY)


def study_is_accepted_without_pilot(dossier: Dossier) -> Iterator[Unmet]:
    """What the plan marks as needed only for a pilot is left out."""
    rule = "study_is_accepted_without_pilot"
    yield from _accepted(dossier, rule, Stage.STUDY, with_pilot=False)


def installation_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    yield from _accepted(dossier, "installation_is_accepted", Stage.PREPARATION)


def memo_is_accepted(dossier: Dossier) -> Iterator[Unmet]:
    yield from _accepted(dossier, "memo_is_accepted", Stage.DECISION)


def _accepted(
    dossier: Dossier, rule: str, stage: Stage, *, with_pilot: bool = True
) -> Iterator[Unmet]:
    required = [one for one in dossier.study.deliverables if one.stage is stage and one.required]
    if not required:
        title = _TITLES_OF_PLANS[stage]
        why = f"No required deliverable is planned for {title}; plan it."
        what = f"Plan of {title}"
        yield missing(dossier, rule, "plan", what, why, Role.OFFICER, FixKind.PROJECT)
    for deliverable in required:
        if deliverable.accepted_version is None and (with_pilot or not deliverable.only_for_pilot):
            yield _not_accepted(dossier, rule, deliverable)


def _not_accepted(dossier: Dossier, rule: str, deliverable: DeliverableFacts) -> Unmet:
    returned = deliverable.returned_on
    name = f"{deliverable.code} {deliverable.title}"
    if returned is not None:
        state = f"was returned on {sentences.written(returned)}; hand in a new version"
    elif deliverable.submitted_by:
        state = "is handed in and not accepted by everybody asked; accept or return it"
    else:
        state = "has not been handed in; hand it in"
    return Unmet(
        rule=rule,
        subject=deliverable.code,
        what=name,
        why=f"{name} {state}.",
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
