"""The pages of acts on deliverables: planning, handing in, reviewing."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from tracker.kernel.actor import OrganisationKind, Role
from tracker.kernel.saying import Filled, written
from tracker.pages import not_the_readers, thing_states
from tracker.pages.act_pages import About, ActPage
from tracker.pages.act_subjects import at_project, project_of, whatever_it_is_about
from tracker.pages.choices import of_organisations
from tracker.pages.looking import Looking
from tracker.pages.project_tabs import crumbs_of
from tracker.process.stages import Stage
from tracker.projects import queries
from tracker.studies import api as studies_api
from tracker.studies import queries as studies
from tracker.studies.models import Deliverable
from tracker.studies.more_time import effect_on_gate
from tracker.studies.templates import templates
from tracker.studies.wire import DeliverableView, RemarkView
from tracker.web.fields import Ask, Option
from tracker.web.language import N_
from tracker.web.words import word

_ACCEPTORS = tuple(
    Option(role.value, word(f"Role.{role.value}", ""))
    for role in (
        Role.OFFICER,
        Role.MANAGER,
        Role.REVIEWER,
        Role.CITY_CONTACT,
        Role.CITY_SECURITY,
        Role.CITY_PRIVACY,
        Role.CITY_APPROVER,
    )
)
_STAGES = tuple(Option(one.value, word(f"Stage.{one.value}", "")) for one in Stage)


async def _about_plan(look: Looking, code: str) -> About:
    firms = await of_organisations(look.session, OrganisationKind.FIRM)
    asks = {
        "template": Ask(options=tuple(Option(one.name, one.title) for one in templates().values())),
        "organisation_id": Ask(options=firms),
    }
    return at_project(await project_of(look, code), "/deliverables", N_("Plan"), asks=asks)


async def _about_deliverable(look: Looking, deliverable_id: UUID) -> About:
    return await _at_deliverable(look, await _deliverable(look, deliverable_id))


async def _about_handing_in(look: Looking, deliverable_id: UUID) -> About:
    """With each open remark, to be answered with this version."""
    row = await studies.deliverable(look, deliverable_id)
    about = await _at_deliverable(look, await studies.view(look, row))
    still_open = [one for one in await studies.remarks(look, row) if one.settled_by is None]
    answers = Ask(
        keys=_as_options(still_open),
        label=N_("Answers to remarks"),
        help=N_("What is left empty stays open, and goes with this version."),
    )
    return replace(
        about, asks=dict(about.asks) | {"answers": answers if still_open else Ask(hidden=True)}
    )


def _as_options(remarks: Iterable[RemarkView]) -> tuple[Option, ...]:
    return tuple(
        Option(
            str(one.id),
            Filled(
                N_("%(number)s, %(place)s: %(text)s") if one.place else N_("%(number)s: %(text)s"),
                number=one.number,
                place=one.place,
                text=one.text,
            ),
        )
        for one in remarks
    )


async def _deliverable(look: Looking, deliverable_id: UUID) -> DeliverableView:
    return await studies.view(look, await studies.deliverable(look, deliverable_id))


async def _at_deliverable(look: Looking, row: DeliverableView) -> About:
    code = await queries.code_of(look.session, row.project_id)
    project = await project_of(look, code)
    firms = await of_organisations(look.session, OrganisationKind.FIRM)
    return About(
        subject=f"{project.code} {project.title}",
        project=code,
        back=f"/deliverables/{row.id}",
        crumbs=crumbs_of(code, project.title, (row.code, f"/deliverables/{row.id}")),
        known=((N_("Deliverable"), f"{row.code} {row.title}"), (N_("Asked"), row.minimum_content)),
        there=row,
        asks={"organisation_id": Ask(options=firms)},
        version=row.version,
        here=whatever_it_is_about(project, row),
    )


async def _about_version(look: Looking, submission_id: UUID) -> About:
    row = await studies.submission_view(look.session, await studies.submission(look, submission_id))
    stored = await studies.deliverable(look, row.deliverable_id)
    planned = await studies.view(look, stored)
    about = await _at_deliverable(look, planned)
    project = await project_of(look, about.project)
    own = [
        one
        for one in await studies.remarks(look, stored)
        if one.settled_by is None
        and (one.by == look.actor.person_id or one.role is look.actor.role)
    ]
    return About(
        subject=about.subject,
        back=about.back,
        crumbs=about.crumbs,
        known=(*about.known, (N_("Version"), str(row.number)), (N_("Note"), row.note)),
        asks={
            "settled": Ask(
                options=_as_options(own),
                label=N_("Your remarks that this version settles"),
                help=N_("The others stay open. Who accepts it as it is settles them all."),
            )
            if own
            else Ask(hidden=True),
        },
        here=whatever_it_is_about(
            project, thing_states.VersionNow(deliverable=planned, version=row)
        ),
    )


async def _about_time(look: Looking, deliverable_id: UUID) -> About:
    """With what the gate waits for: after which day it would be late."""
    row = await studies.deliverable(look, deliverable_id)
    return await _at_day(look, row, row.due)


async def _about_answer(look: Looking, request_id: UUID) -> About:
    """With what was asked, why, and what it does to the gate."""
    request, row = await studies.time_request(look, request_id)
    about = await _at_day(look, row, request.wanted)
    asked = ((N_("Asked for"), written(request.wanted)), (N_("Why"), request.reason))
    return replace(about, known=(*asked, *about.known))


async def _at_day(look: Looking, row: Deliverable, day: date | None) -> About:
    """`day`: that of which the effect on the gate is told."""
    planned = await studies.view(look, row)
    about = await _at_deliverable(look, planned)
    project = await queries.get(look, about.project)
    known = [(N_("Due"), written(row.due))] if row.due is not None else []
    if day is not None:
        known.append((N_("The gate"), effect_on_gate(project, row, day)))
    return replace(
        about,
        known=(*about.known[:1], *known),
        here=whatever_it_is_about(
            await project_of(look, about.project), await time_now(look, row, planned)
        ),
    )


async def time_now(
    look: Looking, row: Deliverable, planned: DeliverableView
) -> thing_states.TimeNow:
    """A deliverable with the request for more time that waits for an answer."""
    asked = await studies.waiting_request(look.session, row)
    return thing_states.TimeNow(deliverable=planned, asked=asked)


PLAN_ONE = ActPage(
    handler=studies_api.plan_deliverable,
    title=N_("Plan a deliverable"),
    button=N_("Plan"),
    said=N_("The deliverable is planned."),
    about=_about_plan,
    asks={"acceptors": Ask(options=_ACCEPTORS), "stage": Ask(options=_STAGES)},
)
PLAN_ALL = ActPage(
    handler=studies_api.plan_from_template,
    title=N_("Make the plan from a template"),
    button=N_("Make the plan"),
    said=N_("The plan is made; dates fall on working days."),
    about=_about_plan,
)
CHANGE = ActPage(
    handler=studies_api.change_deliverable,
    title=N_("Change the deliverable"),
    button=N_("Save"),
    said=N_("Saved."),
    lead=N_("A due day that was given moves only with a reason."),
    about=_about_deliverable,
)
SUBMIT = ActPage(
    handler=studies_api.submit,
    title=N_("Hand in a version"),
    button=N_("Hand in"),
    said=N_("It is handed in. This is your receipt; it stays on the page of the deliverable."),
    about=_about_handing_in,
    asks={"files": Ask(upload=True)},
    checked=True,
    to="/submissions/{answer.id}/receipt",
    shut_by=thing_states.has_no_room,
    not_for=not_the_readers.hands_in,
    says_why=True,
)
REVIEW = ActPage(
    handler=studies_api.review_submission,
    title=N_("Accept it, or ask for changes"),
    button=N_("Put on record"),
    said=N_("Your answer is on record."),
    about=_about_version,
    asks={
        "remarks": Ask(
            label=N_("New remarks"),
            help=N_("One for each thing to be changed, with its place, such as page 12, table 4."),
        ),
        "comments": Ask(label=N_("On the whole")),
    },
    shut_by=thing_states.is_accepted,
    not_for=not_the_readers.reviews_version,
)

ASK_FOR_TIME = ActPage(
    handler=studies_api.ask_for_time,
    title=N_("Ask for more time"),
    button=N_("Ask"),
    said=N_("The officer is asked; whose turn it is stands below."),
    lead=N_("Until it is answered the day stays as it is. The reason is kept with the day."),
    about=_about_time,
    shut_by=thing_states.has_no_day,
    not_for=not_the_readers.asks_for_time,
)
ANSWER_FOR_TIME = ActPage(
    handler=studies_api.answer_for_time,
    title=N_("Answer who asks for more time"),
    button=N_("Put on record"),
    said=N_("Your answer is on record, and whoever asked is told."),
    about=_about_answer,
    shut_by=thing_states.is_answered,
    not_for=not_the_readers.answers_for_time,
)

OF_THE_PLAN = (PLAN_ALL, PLAN_ONE)
OF_A_DELIVERABLE = (SUBMIT, CHANGE)
OF_A_VERSION = (REVIEW,)
OF_ITS_DAY = (ASK_FOR_TIME,)
OF_A_REQUEST = (ANSWER_FOR_TIME,)
PAGES = (*OF_THE_PLAN, *OF_A_DELIVERABLE, *OF_A_VERSION, *OF_ITS_DAY, *OF_A_REQUEST)
