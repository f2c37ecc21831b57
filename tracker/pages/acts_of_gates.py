"""The pages of acts at a gate: asking, voting, deciding, and what a decision leaves to do."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from tracker.compliance.queries import by_id, catalogues
from tracker.gates import api as gates
from tracker.gates import duties_api, letters_api, upgrades_api
from tracker.gates import queries as gate_queries
from tracker.pages import not_the_readers
from tracker.pages.act_pages import About, ActPage
from tracker.pages.act_subjects import (
    about_condition,
    about_letter,
    about_motion,
    about_point,
    at_project,
    project_of,
)
from tracker.pages.choices import of_people_here
from tracker.pages.looking import MOST, Looking
from tracker.pages.not_the_readers import MotionNow
from tracker.pages.projects import gates_view
from tracker.process import GATE_BY_ID
from tracker.process.pilot_rules import FIRST_PILOT
from tracker.process.policy import Act, may
from tracker.process.shut import why_shut
from tracker.process.stages import Operation, Verdict
from tracker.process.state_rows import Case
from tracker.projects import queries
from tracker.web.fields import Ask, Option
from tracker.web.language import N_
from tracker.web.values import of_day
from tracker.web.words import word

_ADAPTED = tuple(
    Option(one, label)
    for one, label in (
        ("scope", N_("Scope")),
        ("site", N_("Site")),
        ("supplier", N_("Supplier")),
        ("contract", N_("Contract")),
        ("release", N_("Release")),
        (FIRST_PILOT, N_("Nothing: it is the first pilot")),
    )
)


_ABOUT: dict[Verdict, tuple[Case | None, ...]] = {
    Verdict.PASS: (None,),
    Verdict.CONDITIONS: (None,),
    Verdict.REWORK: (None, Case.TAKE_BACK, Case.OPEN_CONDITIONS),
    Verdict.HOLD: (None, Case.TAKE_BACK),
    Verdict.STOP: (None, Case.STOP, Case.TAKE_BACK),
}
"""What a motion for each verdict may be about, as the table of states knows it apart."""


async def _about_gate(look: Looking, code: str, gate: str) -> About:
    project = await project_of(look, code)
    view = await gates_view(look, project)
    owners = await of_people_here(look, code)
    stages = {way.to for way in GATE_BY_ID[gate].ways} if gate in GATE_BY_ID else set()
    decided = [one for line in (view.gates if view else ()) for one in line.decisions]
    asks: dict[str, Ask] = {
        "owner_id": Ask(options=owners),
        "leads_to": Ask(
            options=tuple(
                Option(one.value, word(f"Stage.{one.value}", "")) for one in sorted(stages)
            )
        ),
        "scaling": Ask(hidden=True) if gate != "G6" else Ask(),
        "supersedes": Ask(
            options=tuple(
                Option(str(one.id), of_day(one.gate, one.decided_at.date())) for one in decided
            )
        ),
        "voids": Ask(options=_open_conditions(view)),
        "replaces": Ask(options=_open_conditions(view)),
        "changes": Ask(options=_ADAPTED) if gate == "G6" else Ask(hidden=True),
        "operation_after": Ask() if gate == "G5" else Ask(hidden=True),
        "live_until": Ask() if gate == "G5" else Ask(hidden=True),
        "new_end": Ask() if gate in ("G5", "G6") else Ask(hidden=True),
        "resubmit_until": Ask() if gate == "G1" else Ask(hidden=True),
    }
    possible = [
        one
        for one, cases in _ABOUT.items()
        if any(why_shut(Act.GATE_MOVE, project, case) is None for case in cases)
    ]
    if len(possible) < len(Verdict):
        asks["verdict"] = Ask(
            options=tuple(Option(one.value, word(f"Verdict.{one.value}", "")) for one in possible)
        )
    return at_project(project, f"/gates/{gate}", gate, asks=asks)


def _open_conditions(view: Any) -> tuple[Option, ...]:
    rows = view.conditions if view is not None else ()
    return tuple(Option(str(one.id), one.text[:80]) for one in rows if one.end is None)


_BECOMES = {
    Operation.LIVE: (Act.PILOT_GO_LIVE, Act.PILOT_RESTORE),
    Operation.SUSPENDED: (Act.PILOT_SUSPEND,),
    Operation.OFF: (Act.PILOT_SWITCH_OFF,),
}
"""What the equipment may be made to do, and the acts that do it."""


async def _about_operation(look: Looking, code: str) -> About:
    project = await project_of(look, code)
    may_become = tuple(
        Option(one.value, word(f"Operation.{one.value}", ""))
        for one, acts in _BECOMES.items()
        if any(may(look.actor, act) and why_shut(act, project) is None for act in acts)
    )
    return at_project(project, "/pilot", N_("Pilot"), asks={"becomes": Ask(options=may_become)})


async def _about_upgrade(look: Looking, upgrade_id: UUID) -> About:
    row = await by_id.upgrade(look, upgrade_id)
    code = await queries.code_of(look.session, row.project_id)
    return at_project(
        await project_of(look, code),
        "/decisions",
        N_("Decisions"),
        known=((N_("Reason"), row.reason),),
    )


async def _about_new_upgrade(look: Looking, code: str) -> About:
    shown = await catalogues.page(look.session, None, MOST)
    versions = tuple(Option(one.version, one.version) for one in shown.items)
    return at_project(
        await project_of(look, code),
        "/decisions",
        N_("Decisions"),
        asks={"catalogue": Ask(options=versions)},
    )


async def _about_vote(look: Looking, motion_id: UUID) -> About:
    """Of the seats, those that the reader may fill or has filled."""
    about = await about_motion(look, motion_id)
    now = about.here.thing if about.here is not None else None
    if not isinstance(now, MotionNow) or now.turns is None:
        return about
    person = look.actor.person_id
    own = {seat for seat, persons in now.turns.seats.items() if person in persons}
    cast = await gate_queries.votes(look.session, motion_id)
    own.update(vote.seat for vote in cast if vote.person_id == person)
    seats = about.asks["seat"].options or ()
    mine = tuple(one for one in seats if one.value in own)
    return replace(about, asks={**about.asks, "seat": Ask(options=mine or seats)})


ASK = ActPage(
    cases=(Case.STOP, Case.TAKE_BACK, Case.OPEN_CONDITIONS),
    says_why=True,
    handler=gates.create_motion,
    title=N_("Ask for the decision"),
    button=N_("Ask for the decision"),
    said=N_("The panel is asked. Each seat votes for itself."),
    lead=N_("Everybody on the panel sees what you ask, why, and what is open."),
    about=_about_gate,
)
VOTE = ActPage(
    not_for=not_the_readers.votes,
    says_why=True,
    handler=gates.create_vote,
    title=N_("Vote"),
    button=N_("Vote"),
    said=N_("Your vote is cast. It may be changed until the decision."),
    about=_about_vote,
)
DECIDE = ActPage(
    not_for=not_the_readers.decides,
    says_why=True,
    handler=gates.create_decision,
    title=N_("Decide"),
    button=N_("Decide"),
    said=N_("It is decided and sealed."),
    lead=N_("The panel has spoken. With this the decision is made as it was asked."),
    warning=N_(
        "The decision is sealed with everything it rests on, and told to the city, the office and "
        "the committee."
    ),
    about=about_motion,
)
RECORD_VOTE = ActPage(
    not_for=not_the_readers.takes_letters,
    says_why=True,
    handler=letters_api.record_letter,
    title=N_("Record a vote by letter"),
    button=N_("Record it"),
    said=N_("The letter is on record. It counts once somebody else has compared it."),
    lead=N_(
        "Type what the signed letter says, and attach it. You do not vote on this motion then."
    ),
    about=about_motion,
    asks={"file_id": Ask(upload=True)},
)
COMPARE_VOTE = ActPage(
    not_for=not_the_readers.takes_letters,
    says_why=True,
    handler=letters_api.compare_letter,
    title=N_("Compare the letter"),
    button=N_("It says the same"),
    said=N_("The letter counts as a vote."),
    lead=N_("Open the original and hold it against what is recorded."),
    warning=N_("With this the letter counts as the vote of whoever signed it."),
    about=about_letter,
)
DELEGATE = ActPage(
    not_for=not_the_readers.delegates,
    handler=gates.delegate_seat,
    title=N_("Hand your seat to somebody"),
    button=N_("Hand it over"),
    said=N_("They vote in your place at this motion."),
    about=about_motion,
)
REMIND = ActPage(
    not_for=not_the_readers.reminds,
    handler=gates.remind_seat,
    title=N_("Nudge"),
    button=N_("Nudge"),
    said=N_("It is on record that the seat was reminded."),
    about=about_motion,
)
WITHDRAW_MOTION = ActPage(
    not_for=not_the_readers.withdraws,
    handler=gates.withdraw_motion,
    title=N_("Withdraw the question"),
    button=N_("Withdraw"),
    said=N_("The question is withdrawn."),
    about=about_motion,
    ends=True,
)
END_CONDITION = ActPage(
    not_for=not_the_readers.confirms_condition,
    handler=duties_api.end_condition,
    title=N_("The condition is met"),
    button=N_("Confirm"),
    said=N_("The condition has ended."),
    about=about_condition,
)
ANSWER_POINT = ActPage(
    not_for=not_the_readers.answers_point,
    handler=duties_api.answer_point,
    title=N_("Answer the point"),
    button=N_("Answer"),
    said=N_("The answer is on record; another person confirms it."),
    about=about_point,
)
CONFIRM_POINT = ActPage(
    not_for=not_the_readers.confirms_point,
    handler=duties_api.confirm_point,
    title=N_("Confirm the answer"),
    button=N_("Confirm"),
    said=N_("The point is settled."),
    about=about_point,
)
HAND_OVER_POINT = ActPage(
    handler=duties_api.hand_over_point,
    title=N_("Hand the point to somebody else"),
    button=N_("Hand over"),
    said=N_("Somebody else owes the point now."),
    about=about_point,
)
OPERATE = ActPage(
    says_why=True,
    handler=duties_api.operate,
    title=N_("Change what the equipment does"),
    button=N_("Put on record"),
    said=N_("It is on record."),
    about=_about_operation,
    asks={"proof_file_id": Ask(upload=True)},
)
PROPOSE_UPGRADE = ActPage(
    handler=upgrades_api.propose_upgrade,
    title=N_("Propose a newer catalogue"),
    button=N_("Propose"),
    said=N_("The upgrade is proposed; a second person approves it."),
    about=_about_new_upgrade,
)
APPROVE_UPGRADE = ActPage(
    not_for=not_the_readers.approves_upgrade,
    handler=upgrades_api.approve_upgrade,
    title=N_("Approve the newer catalogue"),
    button=N_("Approve"),
    said=N_("The project is judged by the newer catalogue from now on."),
    about=_about_upgrade,
)
REVERSE_UPGRADE = ActPage(
    handler=upgrades_api.reverse_upgrade,
    title=N_("Undo the upgrade"),
    button=N_("Undo"),
    said=N_("The upgrade is undone."),
    about=_about_upgrade,
)

OF_A_GATE = (ASK,)
OF_A_MOTION = (VOTE, DECIDE, RECORD_VOTE, DELEGATE, REMIND, WITHDRAW_MOTION)
OF_A_LETTER = (COMPARE_VOTE,)
OF_A_CONDITION = (END_CONDITION,)
OF_A_POINT = (ANSWER_POINT, CONFIRM_POINT, HAND_OVER_POINT)
OF_AN_UPGRADE = (APPROVE_UPGRADE, REVERSE_UPGRADE)
OF_ALL = (PROPOSE_UPGRADE,)
PAGES = (
    *OF_A_GATE,
    *OF_A_MOTION,
    *OF_A_LETTER,
    *OF_A_CONDITION,
    *OF_A_POINT,
    OPERATE,
    *OF_ALL,
    *OF_AN_UPGRADE,
)
