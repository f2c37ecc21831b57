"""Reviews and justifications: one person hands in, another one verifies."""

from uuid import UUID

from tracker.compliance import lists
from tracker.compliance.catalogue_checks import CLOSING, GATE_IDS
from tracker.compliance.commands.assurance import note_ground, note_requirements
from tracker.compliance.commands.on_record import (
    OpenRequirement,
    expect_provider,
    open_requirement,
)
from tracker.compliance.duties import ROLE_OF, may_sample, verifies_as
from tracker.compliance.entries import digest_of, reviewed
from tracker.compliance.models import (
    CheckOutcome,
    Justification,
    JustificationCheck,
    RequirementReview,
)
from tracker.compliance.queries.evidence import review_on_record
from tracker.compliance.record import EvidenceOnRecord
from tracker.compliance.wire.evidence import NewJustification, NewReview
from tracker.compliance.wire.facts import NewCheck
from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor
from tracker.kernel.by_name import made
from tracker.kernel.errors import Conflict, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.process.policy import Act
from tracker.process.stages import DutyRole
from tracker.process.unmet import Refusal
from tracker.projects.models import Project
from tracker.web.values import word_of


async def review_requirement(
    desk: Desk, project: Project, requirement_id: str, data: NewReview
) -> RequirementReview | Refusal:
    """Review exactly the evidence set that the reviewer saw, for one gate."""
    opened = await open_requirement(
        desk, Act.REQUIREMENT_REVIEW, project, requirement_id, data.gate
    )
    criteria = _criteria(opened, data.gate)
    pieces = opened.ground.record.pieces(requirement_id)
    verifies = _verifies_as(opened, desk.actor)
    verified_as = verifies or _samples_as(opened, desk.actor, data, criteria)
    if verified_as is None:
        return desk.refuse(
            "review.refused",
            project,
            _why_not(opened, desk.actor),
            requirement=requirement_id,
            gate=data.gate,
        )
    _expect_fit(data, criteria)
    _expect_current(opened, data, pieces)
    row = desk.add(
        made(
            RequirementReview,
            data,
            project_id=project.id,
            requirement=requirement_id,
            number=1 + len(opened.ground.record.reviews.get(requirement_id, ())),
            visit=project.visit,
            pieces=[str(piece.id) for piece in pieces],
            criteria=sorted(set(data.criteria)),
            by=desk.actor.person_id,
            verified_as=verified_as,
            sample=verifies is None,
        )
    )
    desk.record(
        "requirement.reviewed",
        row,
        requirement=requirement_id,
        gate=data.gate,
        ticked=row.criteria,
        rejected=data.rejected,
        more_wanted=data.more_wanted,
        verified_as=verified_as,
    )
    await desk.session.flush()
    after = reviewed(opened.ground, review_on_record(row))
    note_ground(desk, project, after, after.today)
    return row


async def give_justification(
    desk: Desk, project: Project, requirement_id: str, data: NewJustification
) -> Justification:
    """Say why a requirement does not apply; it counts once the verifier agrees."""
    opened = await open_requirement(desk, Act.JUSTIFICATION_GIVE, project, requirement_id)
    expect_provider(desk.actor, opened)
    row = desk.add(
        Justification(
            project_id=project.id,
            requirement=requirement_id,
            organisation_id=desk.actor.organisation_id,
            text=data.text,
            by=desk.actor.person_id,
        )
    )
    desk.record("justification.given", row, requirement=requirement_id)
    await desk.session.flush()
    return row


async def check_justification(
    desk: Desk, project: Project, justification: Justification, data: NewCheck
) -> JustificationCheck | Refusal:
    """The verifier agrees or not; nobody does who wrote it or handed in evidence."""
    opened = await open_requirement(
        desk, Act.JUSTIFICATION_CHECK, project, justification.requirement
    )
    verified_as = _verifies_as(opened, desk.actor)
    if verified_as is None:
        sentence = _why_not(opened, desk.actor)
        return desk.refuse("review.refused", justification, sentence, requirement=opened.id)
    if _is_checked(opened, justification.id):
        raise Conflict(N_("This justification is checked already; a change needs a new one."))
    row = desk.add(
        JustificationCheck(
            project_id=project.id,
            justification_id=justification.id,
            person_id=desk.actor.person_id,
            verified_as=verified_as,
            outcome=data.outcome,
            comment=data.comment,
        )
    )
    desk.record(
        "justification.checked",
        row,
        requirement=opened.id,
        agreed=data.outcome is CheckOutcome.CONFIRMED,
    )
    await desk.session.flush()
    await note_requirements(desk, project)
    return row


def _criteria(opened: OpenRequirement, gate: str) -> frozenset[int]:
    """The criteria asked at the gate, with those that apply to a pilot."""
    catalogue = opened.ground.catalogue
    if gate == CLOSING:
        listed = lists.closing_list(catalogue)
    elif gate in GATE_IDS:
        listed = lists.asked(catalogue, gate, field_work=True)
    else:
        raise Unfit(
            "gate",
            Filled(
                N_("Name one of %(gate_ids)s, or “closing” for the list at the end."),
                gate_ids=", ".join(GATE_IDS),
            ),
        )
    for one in listed:
        if one.requirement.id == opened.id:
            return one.criteria
    raise Unfit(
        "gate",
        Filled(
            N_("“%(title)s” is not asked at %(gate)s; name a gate that asks it."),
            title=opened.requirement.title,
            gate=gate,
        ),
    )


def _verifies_as(opened: OpenRequirement, actor: Actor) -> DutyRole | None:
    """The duty of the acting membership; bars count for all memberships of the person."""
    people = opened.ground.people
    person = people.person(actor.person_id)
    duty = verifies_as(opened.requirement, person, people.persons, opened.provided)
    return duty if duty is not None and ROLE_OF[duty] is actor.role else None


def _samples_as(
    opened: OpenRequirement, actor: Actor, data: NewReview, criteria: frozenset[int]
) -> DutyRole | None:
    """The duty as which somebody samples; None until another person accepted the same set."""
    requirement = opened.requirement
    sampler = requirement.sampled_by
    person = opened.ground.people.person(actor.person_id)
    if sampler is None or ROLE_OF[sampler] is not actor.role:
        return None
    if not may_sample(requirement, person, opened.provided):
        return None
    said = [
        review
        for review in opened.ground.record.reviews.get(requirement.id, ())
        if review.gate == data.gate
        and review.evidence_digest == data.evidence_digest
        and not review.sample
    ]
    if not said or said[-1].by == actor.person_id or said[-1].rejected or said[-1].more_wanted:
        return None
    return sampler if criteria <= said[-1].ticked else None


def _why_not(opened: OpenRequirement, actor: Actor) -> str:
    if actor.person_id in opened.provided.barred:
        return Filled(
            N_(
                "Whoever handed in, wrote, saw or asked for something under “%(title)s” does not "
                "verify it; somebody else has to."
            ),
            title=opened.requirement.title,
        )
    person = opened.ground.people.person(actor.person_id)
    by_organisation = opened.requirement.verified_by is DutyRole.REVIEWER
    if by_organisation and person.outside & opened.provided.organisations:
        return Filled(
            N_("Nobody of a providing organisation verifies “%(title)s”; the reviewer has to."),
            title=opened.requirement.title,
        )
    return Filled(
        N_("“%(title)s” is verified by others here; ask: %(duty)s."),
        title=opened.requirement.title,
        duty=word_of(opened.requirement.verified_by),
    )


def _expect_fit(data: NewReview, criteria: frozenset[int]) -> None:
    if not criteria.issuperset(data.criteria):
        known = ", ".join(str(index) for index in sorted(criteria))
        raise Unfit(
            "criteria",
            Filled(
                N_("Tick only what is asked at %(gate)s: %(known)s."), gate=data.gate, known=known
            ),
        )
    if data.rejected and data.more_wanted:
        raise Unfit("more_wanted", N_("Either reject it or ask for more, not both."))
    if (data.rejected or data.more_wanted) and not data.comment.strip():
        raise Unfit("comment", N_("Say what is wrong or missing, so that it can be mended."))


def _expect_current(
    opened: OpenRequirement, data: NewReview, pieces: tuple[EvidenceOnRecord, ...]
) -> None:
    if not pieces:
        raise Conflict(
            Filled(
                N_("Nothing is handed in for “%(title)s” yet; there is nothing to review."),
                title=opened.requirement.title,
            )
        )
    if digest_of(pieces) != data.evidence_digest:
        raise Conflict(
            Filled(
                N_(
                    "The evidence for “%(title)s” has changed since you read it; load the "
                    "checklist again and look at what is there now."
                ),
                title=opened.requirement.title,
            )
        )


def _is_checked(opened: OpenRequirement, justification_id: UUID) -> bool:
    justifications = opened.ground.record.justifications.get(opened.id, ())
    return any(one.id == justification_id and one.verified is not None for one in justifications)
