"""The pages of acts on programmes, calls, solutions and proposals."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from tracker.gates import duties_api
from tracker.kernel.actor import OrganisationKind, Role
from tracker.pages import thing_states
from tracker.pages.act_pages import About, ActPage, Here, ToHandIn, what_is_there
from tracker.pages.act_subjects import at_proposal
from tracker.pages.choices import of_holders, of_organisations, of_programmes, of_solutions
from tracker.pages.looking import Looking
from tracker.programme import api as programme_api
from tracker.programme import queries as programme
from tracker.programme.wire import SolutionView
from tracker.projects import queries
from tracker.proposals import api as proposals_api
from tracker.proposals import call_queries, calls_api
from tracker.proposals import committee_api as committee
from tracker.proposals import paper_api as paper
from tracker.proposals import queries as proposals
from tracker.web.fields import Ask, Option
from tracker.web.language import N_
from tracker.web.words import word

CALLS = (N_("Calls"), "/calls")
PROPOSALS = (N_("Proposals"), "/proposals")
TO_HAND_IN = N_("needed to hand it in")
QUESTIONS = (
    Option("need", N_("What does your city need, and for whom?")),
    Option("owner", N_("Who in the city owns the project?")),
    Option("operating_unit", N_("Which unit will operate it?")),
    Option("readiness", N_("What is there already: network, data, staff, law?")),
    Option("cofunding_cash", N_("What does the city pay in cash?")),
    Option("cofunding_in_kind", N_("What does the city give in kind?")),
)
"""What every call asks until calls bring forms of their own; answers under other keys stay."""


async def _about_calls(look: Looking) -> About:
    asks = {
        "programme_id": Ask(options=await of_programmes(look)),
        "origin_city_id": Ask(options=await of_organisations(look.session, OrganisationKind.CITY)),
    }
    return About(subject="", back="/calls", crumbs=(CALLS,), asks=asks)


async def _about_programme(look: Looking, programme_id: UUID) -> About:
    row = await programme.programme(look.session, programme_id)
    return About(
        subject=row.label,
        back="/calls",
        crumbs=(CALLS,),
        there={"label": row.label},
        version=row.version,
    )


async def _about_call(look: Looking, call_id: UUID) -> About:
    """A call, and what may be chosen for it."""
    row = await call_queries.view_of(look, await programme.call(look.session, call_id))
    there: dict[str, Any] = {name: getattr(row, name) for name in row.__struct_fields__}
    asks = {
        "person_id": Ask(options=await of_holders(look, Role.COMMITTEE_MEMBER)),
        "organisation_id": Ask(
            options=await of_organisations(
                look.session, OrganisationKind.SECRETARIAT, OrganisationKind.PARTNER
            )
        ),
        "solution_id": Ask(options=await of_solutions(look)),
    }
    return About(
        subject=row.label,
        back=f"/calls/{call_id}",
        crumbs=(CALLS, (row.label, f"/calls/{call_id}")),
        known=((N_("Theme"), row.theme),),
        there=there,
        asks=asks,
        version=row.version,
        here=Here(at=row.state),
    )


async def _about_paper(look: Looking, call_id: UUID) -> About:
    about = await _about_call(look, call_id)
    cities = await of_organisations(look.session, OrganisationKind.CITY)
    asks = {**about.asks, "city_id": Ask(options=cities)}
    return replace(about, call_id=call_id, asks=asks)


async def _about_solution(look: Looking, solution_id: UUID) -> About:
    row = SolutionView.of(await programme.solution(look.session, solution_id))
    cities = await of_organisations(look.session, OrganisationKind.CITY)
    return About(
        subject=row.title,
        back="/calls",
        crumbs=(CALLS,),
        there=row,
        asks={"origin_city_id": Ask(options=cities)},
        version=row.version,
    )


async def _about_seat(look: Looking, seat_id: UUID) -> About:
    row = await programme.seat(look.session, seat_id)
    return About(
        subject=f"{row.number}",
        back=f"/calls/{row.call_id}",
        crumbs=(CALLS, (N_("Call"), f"/calls/{row.call_id}")),
        version=row.version,
    )


async def _about_proposal(look: Looking, proposal_id: UUID) -> About:
    row = await proposals.view(look, proposal_id)
    there: dict[str, Any] = {name: getattr(row, name) for name in row.__struct_fields__}
    named = await queries.files_named(look, row.files)
    files = tuple(Option(str(one.id), one.name, one.size, one.sha256) for one in named)
    return About(
        subject=f"{row.project} {row.title}",
        project=row.project,
        back=f"/proposals/{proposal_id}",
        crumbs=(PROPOSALS, (row.title, f"/proposals/{proposal_id}")),
        there=there,
        asks={
            "solution_id": Ask(options=await of_solutions(look)),
            "files": Ask(upload=True, options=files),
        },
        version=row.version,
        here=await at_proposal(look, row),
    )


async def _about_draft(look: Looking, proposal_id: UUID) -> About:
    """A draft with everything in it, and where each part is changed."""
    about = await _about_proposal(look, proposal_id)
    edit, given = f"/proposals/{proposal_id}/edit", what_is_there(about, "answers")
    solutions = {one.value: one.label for one in about.asks["solution_id"].options or ()}
    chosen = solutions.get(str(what_is_there(about, "solution_id")), "")
    texts = [
        ("title", N_("Title"), what_is_there(about, "title")),
        ("challenges", word("challenges", ""), what_is_there(about, "challenges")),
        ("solution_id", word("solution_id", ""), chosen),
        *((f"answers.{one.value}", one.label, given.get(one.value)) for one in QUESTIONS),
    ]
    answers = [
        ToHandIn(name=name, label=label, texts=(text,) if text else (), href=f"{edit}#{name}")
        for name, label, text in texts
    ]
    files = about.asks["files"].options or ()
    attached = ToHandIn(name="files", label=N_("Files"), files=files, href=f"{edit}#files")
    return replace(about, answers=(*answers, attached))


async def _about_scores(look: Looking, proposal_id: UUID) -> About:
    """One row for each criterion of the call, in its order."""
    row = await proposals.view(look, proposal_id)
    call = await call_queries.view_of(look, await programme.call(look.session, row.call_id))
    asks: dict[str, Ask] = {"scores": Ask(rows=len(call.criteria))}
    for number, one in enumerate(call.criteria):
        at = f"scores.{number}"
        asks[f"{at}.criterion_id"] = Ask(fixed=True, value=one.id)
        asks[f"{at}.points"] = Ask(label=f"{one.title}: 0 - {one.scale_max} ({one.weight} %)")
    return About(
        subject=f"{row.project} {row.title}",
        back=f"/proposals/{proposal_id}",
        crumbs=(PROPOSALS, (row.title, f"/proposals/{proposal_id}")),
        asks=asks,
        here=await at_proposal(look, row),
    )


ADD_PROGRAMME = ActPage(
    handler=programme_api.add_programme,
    title=N_("Add a programme"),
    button=N_("Add"),
    said=N_("The programme is added."),
    about=_about_calls,
)
CHANGE_PROGRAMME = ActPage(
    handler=programme_api.change_programme,
    title=N_("Rename the programme"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_programme,
)
DRAFT_CALL = ActPage(
    handler=programme_api.draft_call,
    title=N_("Draft a call"),
    button=N_("Save the draft"),
    said=N_("The call is drafted. Set its criteria, then open it."),
    about=_about_calls,
)
CHANGE_CALL = ActPage(
    handler=calls_api.change_call,
    title=N_("Change the call"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_call,
)
SET_CRITERIA = ActPage(
    handler=programme_api.set_criteria,
    title=N_("Set the criteria"),
    button=N_("Save"),
    said=N_("The criteria are set."),
    lead=N_("The weights add up to 100. Once the call is open they stay."),
    about=_about_call,
)
OPEN_CALL = ActPage(
    handler=programme_api.open_call,
    title=N_("Open the call"),
    button=N_("Open"),
    said=N_("The call is open; cities can hand in proposals."),
    about=_about_call,
)
CLOSE_CALL = ActPage(
    shut_by=thing_states.was_closed,
    handler=calls_api.close_call,
    title=N_("Close the call"),
    button=N_("Close"),
    said=N_("The call is closed."),
    about=_about_call,
    ends=True,
)
GIVE_SEAT = ActPage(
    handler=committee.give_seat,
    title=N_("Seat a committee member"),
    button=N_("Seat"),
    said=N_("They sit on the committee of this call."),
    about=_about_call,
)
END_SEAT = ActPage(
    handler=committee.end_seat,
    title=N_("End a seat"),
    button=N_("End it"),
    said=N_("The seat has ended."),
    about=_about_seat,
)
ADD_SOLUTION = ActPage(
    handler=programme_api.add_solution,
    title=N_("Add a proven solution"),
    button=N_("Add"),
    said=N_("The solution is added."),
    about=_about_calls,
)
CHANGE_SOLUTION = ActPage(
    handler=programme_api.change_solution,
    title=N_("Change the solution"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_solution,
)
START_PROPOSAL = ActPage(
    shut_by=thing_states.has_not_begun,
    says_why=True,
    handler=proposals_api.start_proposal,
    title=N_("Start a proposal"),
    button=N_("Start"),
    said=N_("Your draft is kept. Only your city sees it until you hand it in."),
    lead=N_("It may be unfinished; it is checked when you hand it in."),
    about=_about_call,
    asks={"challenges": Ask(needed=TO_HAND_IN), "answers": Ask(keys=QUESTIONS)},
    to="/proposals",
)
CHANGE_PROPOSAL = ActPage(
    shut_by=thing_states.takes_no_version,
    handler=proposals_api.change_proposal,
    title=N_("Write the proposal"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_proposal,
    asks={
        "title": Ask(needed=TO_HAND_IN),
        "challenges": Ask(needed=TO_HAND_IN),
        "answers": Ask(keys=QUESTIONS),
        "files": Ask(upload=True),
    },
)
SUBMIT_PROPOSAL = ActPage(
    shut_by=thing_states.takes_no_version,
    says_why=True,
    handler=proposals_api.submit_proposal,
    title=N_("Hand in the proposal"),
    button=N_("Hand in"),
    said=N_("The proposal is handed in. Until the call closes you may withdraw and correct it."),
    about=_about_draft,
    checked=True,
    to="/proposals/{proposal_id}/receipt",
)
WITHDRAW_PROPOSAL = ActPage(
    handler=duties_api.withdraw_proposal,
    title=N_("Withdraw the proposal"),
    button=N_("Withdraw"),
    said=N_("The proposal is withdrawn. Until the call closes you may hand it in again."),
    about=_about_proposal,
    ends=True,
)
CHECK_ELIGIBILITY = ActPage(
    shut_by=thing_states.is_not_handed_in,
    handler=committee.check_eligibility,
    title=N_("Check the eligibility"),
    button=N_("Put on record"),
    said=N_("The check is on record."),
    about=_about_proposal,
)
DECLARE_CONFLICT = ActPage(
    shut_by=thing_states.is_not_handed_in,
    handler=committee.declare_conflict,
    title=N_("Declare a conflict of interest"),
    button=N_("Declare"),
    said=N_("It is on record; you no longer see this proposal."),
    about=_about_proposal,
    to="/",
)
SCORE = ActPage(
    shut_by=thing_states.is_not_handed_in,
    says_why=True,
    handler=committee.give_scores,
    title=N_("Score the proposal"),
    button=N_("Hand in the scores"),
    said=N_("Your scores are in; you see those of the others now."),
    about=_about_scores,
)

RECORD_PROPOSAL = ActPage(
    shut_by=thing_states.has_not_begun,
    handler=paper.record_proposal,
    title=N_("Record a proposal on paper"),
    button=N_("Hand in for the city"),
    said=N_("The proposal is handed in for its city, with the original."),
    to="/proposals/{answer.proposal_id}/receipt",
    lead=N_(
        "Type what the city wrote and attach its letter or form. It counts as the city's, and "
        "you count as having handed it in."
    ),
    about=_about_paper,
    asks={"original_id": Ask(upload=True), "answers": Ask(keys=QUESTIONS)},
)

OF_CALLS = (DRAFT_CALL, ADD_PROGRAMME, ADD_SOLUTION)
OF_A_CALL = (
    CHANGE_CALL,
    SET_CRITERIA,
    OPEN_CALL,
    CLOSE_CALL,
    GIVE_SEAT,
    START_PROPOSAL,
    RECORD_PROPOSAL,
)
OF_A_PROPOSAL = (
    CHANGE_PROPOSAL,
    SUBMIT_PROPOSAL,
    WITHDRAW_PROPOSAL,
    CHECK_ELIGIBILITY,
    SCORE,
    DECLARE_CONFLICT,
)
PAGES = (
    *OF_CALLS,
    *OF_A_CALL,
    CHANGE_PROGRAMME,
    CHANGE_SOLUTION,
    END_SEAT,
    *OF_A_PROPOSAL,
)
