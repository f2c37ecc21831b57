"""Handing in evidence in one of its four forms, and taking it back."""

from datetime import timedelta

from tracker.compliance.commands.assurance import note_requirements
from tracker.compliance.commands.on_record import (
    OpenRequirement,
    expect_person,
    expect_provider,
    open_requirement,
)
from tracker.compliance.models import Evidence, EvidenceForm, EvidenceWithdrawal
from tracker.compliance.wire.evidence import NewEvidence, Reason
from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor, Role
from tracker.kernel.by_name import made
from tracker.kernel.errors import Conflict, Forbidden, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.process.policy import Act
from tracker.projects.commands import file_of_project
from tracker.projects.models import Project
from tracker.projects.queries.submissions import is_file_of_submission
from tracker.web.values import word_of

NEEDS = {
    EvidenceForm.FILE: frozenset({"file_id"}),
    EvidenceForm.PAGES: frozenset({"file_id", "pages", "submission_id"}),
    EvidenceForm.LINK: frozenset({"url"}),
    EvidenceForm.SEEN: frozenset({"seen_on", "kept_at", "page_count"}),
}
"""The fields that a piece of each form has."""
_MAY_HAVE = {
    EvidenceForm.FILE: frozenset[str](),
    EvidenceForm.PAGES: frozenset[str](),
    EvidenceForm.LINK: frozenset[str](),
    EvidenceForm.SEEN: frozenset({"seen_by", "seen_sha256"}),
}
_DESK = frozenset({Role.OFFICER, Role.MANAGER})
_DAY = timedelta(days=1)


async def submit_evidence(
    desk: Desk, project: Project, requirement_id: str, data: NewEvidence
) -> Evidence:
    """A new piece in the current set of a requirement, beside the others or in place of one."""
    opened = await open_requirement(desk, Act.EVIDENCE_SUBMIT, project, requirement_id)
    expect_provider(desk.actor, opened)
    _expect_days(data, opened)
    _expect_form(data)
    if data.kind not in opened.ground.catalogue.evidence_kinds:
        raise Unfit("kind", N_("Name a kind of proof that the catalogue of the project knows."))
    await _expect_files(desk, project, data)
    _expect_replaceable(desk.actor, opened, data)
    row = _row(desk, project, requirement_id, data)
    desk.record(
        "evidence.submitted",
        row,
        requirement=requirement_id,
        form=data.form,
        replaces=data.replaces_id,
    )
    await desk.session.flush()
    return row


async def withdraw_evidence(
    desk: Desk, project: Project, evidence: Evidence, data: Reason
) -> EvidenceWithdrawal:
    """Take a piece out of the set: by whose organisation handed it in, or the officer."""
    opened = await open_requirement(desk, Act.EVIDENCE_WITHDRAW, project, evidence.requirement)
    if not _is_theirs(desk.actor, evidence.organisation_id):
        raise Forbidden(N_("Only the organisation that handed it in, or an officer, withdraws it."))
    handed_in = opened.ground.record.evidence.get(evidence.requirement, ())
    if any(one.id == evidence.id and one.withdrawn_at is not None for one in handed_in):
        raise Conflict(N_("This evidence is withdrawn already."))
    row = desk.add(
        EvidenceWithdrawal(
            project_id=project.id,
            evidence_id=evidence.id,
            by=desk.actor.person_id,
            reason=data.reason,
        )
    )
    desk.record("evidence.withdrawn", row, requirement=evidence.requirement, evidence=evidence.id)
    await desk.session.flush()
    await note_requirements(desk, project)
    return row


def _expect_days(data: NewEvidence, opened: OpenRequirement) -> None:
    """Raises Unfit for days that cannot be.

    One day ahead is let through: whoever hands in may live further east than the project.
    """
    if data.effective_on > opened.ground.today + _DAY:
        raise Unfit("effective_on", N_("Give the day it was made or signed, not one to come."))
    if data.valid_until is not None and data.valid_until < data.effective_on:
        raise Unfit("valid_until", N_("Give a last day that is not before the first."))
    if data.seen_on is not None and data.seen_on > opened.ground.today + _DAY:
        raise Unfit("seen_on", N_("Give the day on which it was seen, not one to come."))


def _expect_form(data: NewEvidence) -> None:
    given = {
        name: value
        for name, value in (
            ("file_id", data.file_id),
            ("pages", data.pages),
            ("submission_id", data.submission_id),
            ("url", data.url),
            ("seen_by", data.seen_by),
            ("seen_on", data.seen_on),
            ("kept_at", data.kept_at),
            ("page_count", data.page_count),
            ("seen_sha256", data.seen_sha256),
        )
        if value is not None
    }
    needs, may_have = NEEDS[data.form], _MAY_HAVE[data.form]
    for missing in sorted(needs - given.keys()):
        raise Unfit(
            missing, Filled(N_("Proof of the form “%(form)s” needs it."), form=word_of(data.form))
        )
    for extra in sorted(given.keys() - needs - may_have):
        raise Unfit(
            extra,
            Filled(
                N_("Proof of the form “%(form)s” has no such thing; leave it out."),
                form=word_of(data.form),
            ),
        )


async def _expect_files(desk: Desk, project: Project, data: NewEvidence) -> None:
    if data.file_id is not None:
        file = await file_of_project(desk.session, project.id, data.file_id)
        foreign = file.organisation_id != desk.actor.organisation_id
        if desk.actor.role is Role.FIRM_MEMBER and foreign:
            raise Unfit("file_id", N_("Upload the file to this project first and name its id."))
        if data.submission_id is not None and not await is_file_of_submission(
            desk.session, project.id, data.submission_id, file.id
        ):
            raise Unfit(
                "submission_id", N_("Name the submission of this project that has the file in it.")
            )
    if data.seen_by is not None:
        await expect_person(desk.session, "seen_by", data.seen_by)


def _expect_replaceable(actor: Actor, opened: OpenRequirement, data: NewEvidence) -> None:
    if data.replaces_id is None:
        return
    for piece in opened.ground.record.pieces(opened.id):
        if piece.id == data.replaces_id and _is_theirs(actor, piece.organisation_id):
            return
    raise Unfit("replaces_id", N_("Name a current piece of this requirement that you handed in."))


def _is_theirs(actor: Actor, organisation_id: object) -> bool:
    return actor.role in _DESK or actor.organisation_id == organisation_id


def _row(desk: Desk, project: Project, requirement_id: str, data: NewEvidence) -> Evidence:
    seen_by = data.seen_by or desk.actor.person_id
    return desk.add(
        made(
            Evidence,
            data,
            project_id=project.id,
            requirement=requirement_id,
            organisation_id=desk.actor.organisation_id,
            seen_by=seen_by if data.form is EvidenceForm.SEEN else None,
            submitted_by=desk.actor.person_id,
        )
    )
