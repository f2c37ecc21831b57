"""The pages of acts on the checklist: facts, evidence, reviews, justifications, waivers."""

from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from tracker.compliance import api as compliance
from tracker.compliance import requirements_api as requirements
from tracker.compliance import waivers_api as waivers
from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.commands.evidence import NEEDS
from tracker.compliance.models import EvidenceForm
from tracker.compliance.queries import by_id, catalogue_of
from tracker.compliance.queries.facts import facts as facts_of
from tracker.compliance.queries.facts import version as version_of
from tracker.compliance.wire.checklist import ChecklistLine
from tracker.compliance.wire.facts import FactView
from tracker.kernel.saying import Filled
from tracker.pages import not_the_readers
from tracker.pages.act_pages import About, ActPage
from tracker.pages.act_subjects import at_project, line_of, project_of
from tracker.pages.choices import of_people_here
from tracker.pages.looking import Looking
from tracker.process import GATES
from tracker.process.stages import DutyRole
from tracker.projects import queries
from tracker.projects.wire import ProjectView
from tracker.studies import queries as studies
from tracker.web.fields import Ask, Option
from tracker.web.language import N_
from tracker.web.values import all_of, word_of
from tracker.web.words import word

_GATES = (
    *(Option(gate.id, f"{gate.id} {gate.title}") for gate in GATES),
    Option(CLOSING, N_("after the end")),
)
_UPLOADED = {"measure_file_id": Ask(upload=True)}
_OF_PROOF = {
    field: Ask(
        upload=field == "file_id",
        needed=Filled(
            N_("needed for: %(forms)s"),
            forms=all_of(word_of(form) for form in EvidenceForm if field in NEEDS[form]),
        ),
    )
    for field in sorted(frozenset[str]().union(*NEEDS.values()))
}


async def _about_fact(look: Looking, code: str, fact: str) -> About:
    asked = next((one for one in await facts_of(look, code) if one.fact == fact), None)
    known = ((N_("Question"), asked.question), (N_("Help"), asked.help)) if asked else ()
    there = {"answer": asked.answer, "reason": asked.reason or ""} if asked else {}
    label = N_("About the project")
    return at_project(await project_of(look, code), "/facts", label, known=known, there=there)


async def _about_facts(look: Looking, code: str) -> About:
    views = await facts_of(look, code)
    return about_facts(await project_of(look, code), views, await version_of(look, code))


def about_facts(project: ProjectView, facts: Sequence[FactView], version: int) -> About:
    """Every question, with the answer that stands; what was refused is to be answered anew."""
    standing = {
        one.fact: one.answer for one in facts if one.answer_id and one.confirmed is not False
    }
    helps = {f"answers.{one.fact}": Ask(help=one.help) for one in facts}
    return at_project(
        project,
        "/facts",
        N_("About the project"),
        there={"answers": standing},
        version=version,
        asks={
            "answers": Ask(
                keys=tuple(Option(one.fact, one.question) for one in facts),
                label=N_("Questions about the project"),
            ),
            "reason": Ask(help=N_("It is kept with each answer that you change.")),
            **helps,
        },
    )


async def _about_answer(look: Looking, answer_id: UUID) -> About:
    row = await by_id.fact_answer(look, answer_id)
    code = await queries.code_of(look.session, row.project_id)
    known = (
        (N_("Answer"), word(f"Answer.{row.answer.value}", "")),
        (N_("Reason"), row.reason),
    )
    return at_project(await project_of(look, code), "/facts", N_("About the project"), known=known)


async def _about_requirement(look: Looking, code: str, requirement: str) -> About:
    """What is asked, who checks it, and what may be chosen."""
    line, gate = await line_of(look, code, requirement, None)
    about = about_check(await project_of(look, code), line)
    asks = {**about.asks, **await _proof_asks(look, code, line)}
    asks["gate"] = Ask(options=_GATES, value=gate)
    asks["gates"] = Ask(options=_GATES, value=[gate])
    asks["action_owner"] = asks["seen_by"]
    return replace(about, asks=asks)


def about_check(project: ProjectView, line: ChecklistLine) -> About:
    """What a check of the proof for the gate of the line asks, and no more."""
    asked = [one for one in line.criteria if one.asked]
    return at_project(
        project,
        f"/requirements/{line.requirement}",
        line.requirement,
        known=(
            (N_("Requirement"), line.title),
            (N_("What is asked"), line.expects),
            (N_("Checked by"), word_of(line.verified_by)),
        ),
        asks={
            "gate": Ask(fixed=True, value=line.gate),
            "evidence_digest": Ask(fixed=True, value=line.set_digest),
            "criteria": Ask(
                options=tuple(Option(str(one.index), one.text) for one in asked),
                label=N_("What do you find?"),
            ),
            "comment": Ask(
                label=N_("What is missing"),
                help=N_("Whoever hands in the proof reads this."),
            ),
        },
    )


async def about_proof(look: Looking, project: ProjectView, line: ChecklistLine) -> About:
    """What a proof for the line may be."""
    return replace(about_check(project, line), asks=await _proof_asks(look, project.code, line))


async def _proof_asks(look: Looking, code: str, line: ChecklistLine) -> dict[str, Ask]:
    catalogue = await catalogue_of(look.session, await queries.get(look, code))
    kinds = catalogue.evidence_kinds
    return {
        "seen_by": Ask(options=await of_people_here(look, code)),
        "kind": Ask(options=tuple(Option(one, one.replace("_", " ")) for one in kinds)),
        "submission_id": replace(_OF_PROOF["submission_id"], options=await _versions(look, code)),
        "replaces_id": Ask(options=tuple(Option(str(one.id), one.title) for one in line.pieces)),
    }


async def _versions(look: Looking, code: str) -> tuple[Option, ...]:
    """What was handed in, whose pages may serve as proof."""
    project = await queries.get(look, code)
    sent = await studies.versions_of(look, project.id)
    return tuple(Option(str(one), f"{of} v{number}") for one, of, number in sent)


async def _about_piece(look: Looking, evidence_id: UUID) -> About:
    row = await by_id.evidence(look, evidence_id)
    code = await queries.code_of(look.session, row.project_id)
    return at_project(
        await project_of(look, code),
        f"/requirements/{row.requirement}",
        row.requirement,
        known=((N_("Proof"), row.title),),
    )


async def _about_justification(look: Looking, justification_id: UUID) -> About:
    row = await by_id.justification(look, justification_id)
    code = await queries.code_of(look.session, row.project_id)
    return at_project(
        await project_of(look, code),
        f"/requirements/{row.requirement}",
        row.requirement,
        known=((N_("Why it does not apply"), row.text),),
    )


async def _about_waiver(look: Looking, waiver_id: UUID) -> About:
    row = await by_id.waiver(look, waiver_id)
    code = await queries.code_of(look.session, row.project_id)
    return at_project(
        await project_of(look, code),
        f"/requirements/{row.requirement}",
        row.requirement,
        known=(
            (N_("Reason"), row.reason),
            (N_("What is done instead"), row.compensating_measure),
            (N_("The risk that stays"), row.residual_risk),
            (N_("Last day of the exception"), Filled("%(day)s", day=row.expires)),
        ),
    )


def duty_word(duty: DutyRole) -> str:
    """Who provides or checks, in the words of the roles."""
    return word_of(duty)


ANSWER_FACT = ActPage(
    handler=compliance.answer_fact,
    title=N_("Answer"),
    button=N_("Answer"),
    said=N_("The answer is on record; a No counts once the reviewer has confirmed it."),
    about=_about_fact,
)
ANSWER_FACTS = ActPage(
    handler=compliance.answer_facts,
    title=N_("Answer the questions"),
    button=N_("Record the answers"),
    said=N_("The answers are on record; a No counts once the reviewer has confirmed it."),
    about=_about_facts,
)
CHECK_FACT = ActPage(
    not_for=not_the_readers.checks_fact,
    handler=compliance.check_fact,
    title=N_("Check the answer"),
    button=N_("Check"),
    said=N_("Your check is on record."),
    about=_about_answer,
)
SUBMIT_EVIDENCE = ActPage(
    says_why=True,
    handler=requirements.submit_evidence,
    title=N_("Add a proof"),
    button=N_("Hand in"),
    said=N_("The proof is handed in and waits for a check."),
    about=_about_requirement,
    asks=_OF_PROOF,
)
REVIEW = ActPage(
    handler=requirements.review_requirement,
    title=N_("Check the proof"),
    button=N_("Check"),
    said=N_("Your check is on record."),
    lead=N_("Tick what the proof shows. Met follows from the ticks."),
    about=_about_requirement,
)
JUSTIFY = ActPage(
    handler=requirements.give_justification,
    title=N_("Say why it does not apply"),
    button=N_("Hand in"),
    said=N_("It counts once it was checked."),
    about=_about_requirement,
)
REQUEST_WAIVER = ActPage(
    handler=waivers.request_waiver,
    title=N_("Ask for an exception"),
    button=N_("Ask for the exception"),
    said=N_("The exception is asked for; each who has to agree is told."),
    about=_about_requirement,
    asks=_UPLOADED,
)
WITHDRAW_EVIDENCE = ActPage(
    not_for=not_the_readers.withdraws_evidence,
    handler=requirements.withdraw_evidence,
    title=N_("Withdraw the proof"),
    button=N_("Withdraw"),
    said=N_("The proof no longer counts; it stays on record."),
    about=_about_piece,
    ends=True,
)
CHECK_JUSTIFICATION = ActPage(
    not_for=not_the_readers.checks_justification,
    handler=requirements.check_justification,
    title=N_("Check why it does not apply"),
    button=N_("Check"),
    said=N_("Your check is on record."),
    about=_about_justification,
)
VOTE_ON_WAIVER = ActPage(
    not_for=not_the_readers.votes_on_waiver,
    handler=waivers.vote_on_waiver,
    title=N_("Agree to the exception, or not"),
    button=N_("Vote"),
    said=N_("Your vote is on record."),
    about=_about_waiver,
)
REVOKE_WAIVER = ActPage(
    handler=waivers.revoke_waiver,
    title=N_("Revoke the exception"),
    button=N_("Revoke"),
    said=N_("The exception has ended."),
    about=_about_waiver,
    ends=True,
)

OF_A_REQUIREMENT = (SUBMIT_EVIDENCE, REVIEW, REQUEST_WAIVER, JUSTIFY)
OF_A_PIECE = (WITHDRAW_EVIDENCE,)
OF_A_WAIVER = (VOTE_ON_WAIVER, REVOKE_WAIVER)
OF_A_JUSTIFICATION = (CHECK_JUSTIFICATION,)
OF_THE_FACTS = (ANSWER_FACTS,)
OF_A_FACT = (ANSWER_FACT,)
OF_AN_ANSWER = (CHECK_FACT,)
PAGES = (
    *OF_A_REQUIREMENT,
    *OF_A_PIECE,
    *OF_A_WAIVER,
    *OF_A_JUSTIFICATION,
    *OF_THE_FACTS,
    *OF_A_FACT,
    *OF_AN_ANSWER,
)
