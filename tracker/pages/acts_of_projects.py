"""The pages of acts on a project as such: its data, people, papers, money, logs, its end."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from tracker.compliance import api as compliance
from tracker.consultants import api as consultants_api
from tracker.consultants import queries as consultants
from tracker.gates import duties_api, project_api
from tracker.gates.commands.closing import AFTER_THE_PROPOSAL, APPROVER_REVOKES
from tracker.kernel.actor import OrganisationKind, Role
from tracker.pages.act_pages import About, ActPage
from tracker.pages.act_subjects import about_project, at_project, project_of, whatever_it_is_about
from tracker.pages.choices import of_holders, of_organisations, of_people_here
from tracker.pages.looking import MOST, Looking
from tracker.process.policy import Act, Relation, relation
from tracker.process.stages import Stage
from tracker.projects import api as projects
from tracker.projects import assignments_api, papers_api, queries
from tracker.projects.wire import MoneyLineView
from tracker.registers import api as registers_api
from tracker.registers import queries as registers
from tracker.registers.models import Concern
from tracker.reports import api as reports
from tracker.web.fields import Ask, Option
from tracker.web.language import N_
from tracker.web.values import of_day, word_of
from tracker.web.words import word

_STAGES = tuple(Option(one.value, word(f"Stage.{one.value}", one.value)) for one in Stage)
_UPLOAD = {"file_id": Ask(upload=True)}


class Withdrawing(Struct, frozen=True, kw_only=True):
    """Who would end the project for the city, and in which stage."""

    role: Role
    stage: Stage


async def _about_withdrawing(look: Looking, code: str) -> About:
    about = await about_project(look, code)
    project = await project_of(look, code)
    thing = Withdrawing(role=look.actor.role, stage=project.stage)
    return replace(about, here=whatever_it_is_about(project, thing))


def not_theirs_any_more(one: Withdrawing) -> str | None:
    """The contact withdraws a proposal; a project only the approver."""
    early = one.stage is Stage.PROPOSAL
    return None if early or one.role is Role.CITY_APPROVER else AFTER_THE_PROPOSAL


def not_theirs_to_revoke(one: Withdrawing) -> str | None:
    return None if one.role is Role.CITY_APPROVER else APPROVER_REVOKES


async def _about_list(look: Looking) -> About:
    cities = await of_organisations(look.session, OrganisationKind.CITY)
    return About(
        subject="",
        back="/projects",
        crumbs=((N_("Projects"), "/projects"),),
        asks={"city_id": Ask(options=cities)},
    )


async def _about_people(look: Looking, code: str) -> About:
    kinds = (OrganisationKind.CITY, OrganisationKind.FIRM, OrganisationKind.SECRETARIAT)
    asks = {
        "organisation_id": Ask(options=await of_organisations(look.session, *kinds)),
        "person_id": Ask(options=await of_holders(look)),
    }
    return at_project(await project_of(look, code), "/people", N_("People"), asks=asks)


async def _about_firms(look: Looking, code: str) -> About:
    firms = await of_organisations(look.session, OrganisationKind.FIRM)
    row = await queries.get(look, code)
    agreed = await queries.agreements_page(look, row, None, MOST)
    papers = tuple(
        Option(str(one.id), of_day(word_of(one.kind), one.signed_on)) for one in agreed.items
    )
    asks = {"organisation_id": Ask(options=firms), "agreement_id": Ask(options=papers)}
    return at_project(await project_of(look, code), "/people", N_("People"), asks=asks)


async def _about_assignment(look: Looking, assignment_id: UUID) -> About:
    row = await queries.assignment(look, assignment_id)
    code = await queries.code_of(look.session, row.project_id)
    known = ((N_("Takes part as"), word(f"Capacity.{row.capacity.value}", "")),)
    project = await project_of(look, code)
    return at_project(project, "/people", N_("People"), known=known, version=row.version)


async def _about_appointment(look: Looking, appointment_id: UUID) -> About:
    row = await consultants.appointment(look, appointment_id)
    code = await queries.code_of(look.session, row.project_id)
    known = ((N_("Appointed as"), word(f"FirmCapacity.{row.capacity.value}", "")),)
    return at_project(await project_of(look, code), "/people", N_("People"), known=known)


async def _about_papers(look: Looking, code: str) -> About:
    asks = {"organisation_id": Ask(options=await of_organisations(look.session))}
    label = N_("Papers and money")
    return at_project(await project_of(look, code), "/papers", label, asks=asks)


async def _about_money(look: Looking, line_id: UUID) -> About:
    line = await queries.money_line(look, line_id)
    row = MoneyLineView.of(line)
    code = await queries.code_of(look.session, line.project_id)
    known = ((N_("Amount"), f"{row.amount} {row.currency}"),)
    return at_project(
        await project_of(look, code),
        "/papers",
        N_("Papers and money"),
        known=known,
        there={"state": row.state, "note": row.note},
        version=row.version,
    )


async def _about_logs(look: Looking, code: str) -> About:
    row = await queries.get(look, code)
    concerns = await registers.concerns(look, row, None, False, None, MOST)
    meetings = await registers.meetings(look, row, None, MOST)
    lessons = await registers.lessons(look, row, None, MOST)
    risks = tuple(Option(str(one.id), one.title) for one in concerns.items)
    held = tuple(Option(str(one.id), of_day(one.title, one.held_on)) for one in meetings.items)
    learned = tuple(Option(str(one.id), one.learned[:80]) for one in lessons.items)
    asks = {
        "owner_id": Ask(options=await of_people_here(look, code)),
        "from_risk_id": Ask(options=risks),
        "from_meeting_id": Ask(options=held),
        "replaces_id": Ask(options=held if _is_of_meetings(look) else learned),
        "parties": Ask(options=await of_organisations(look.session)),
    }
    return at_project(await project_of(look, code), "/logs", N_("Logs"), asks=asks)


def _is_of_meetings(look: Looking) -> bool:
    return "/meetings" in str(look.request.scope["path"])


async def _about_concern(look: Looking, concern_id: UUID) -> About:
    row = await registers.get(look, Concern, concern_id)
    code = await queries.code_of(look.session, row.project_id)
    return at_project(
        await project_of(look, code),
        "/logs",
        N_("Logs"),
        known=((word(f"ConcernKind.{row.kind.value}", ""), row.title),),
        there=row,
        asks={"owner_id": Ask(options=await of_people_here(look, code))},
        version=row.version,
    )


async def _about_reports(look: Looking, code: str) -> About:
    return at_project(await project_of(look, code), "/reports", N_("Reports"))


async def _about_deputies(look: Looking) -> About:
    """A city names among its own people, as does a reviewer; the desk among all."""
    anywhere = relation(look.actor, Act.DEPUTY_NAME) is Relation.ANY
    everybody = await of_holders(look, within=None if anywhere else look.actor.organisation_id)
    asks = {
        "person_id": Ask(label=N_("Who is represented"), options=everybody),
        "deputy_id": Ask(options=everybody),
        "organisation_id": Ask(options=await of_organisations(look.session)),
    }
    return About(subject="", back="/deputies", crumbs=((N_("Deputies"), "/deputies"),), asks=asks)


async def _about_deputy(look: Looking, deputy_id: UUID) -> About:
    row = await queries.deputy(look, deputy_id)
    crumbs = ((N_("Deputies"), "/deputies"),)
    known = ((N_("Role"), word(f"Role.{row.role.value}", "")),)
    return About(subject="", back="/deputies", crumbs=crumbs, known=known, version=row.version)


RECORD_PAST = ActPage(
    handler=projects.record_past_project,
    title=N_("Record a past project"),
    button=N_("Record"),
    said=N_("The past project is on record."),
    about=_about_list,
    to="/projects?status=past",
    asks={"stage": Ask(options=_STAGES)},
)
CHANGE = ActPage(
    handler=project_api.change_project,
    title=N_("Change the project's data"),
    button=N_("Save"),
    said=N_("Saved."),
    about=about_project,
    asks={"planned_ends": Ask(keys=_STAGES)},
)
WITHDRAW = ActPage(
    handler=duties_api.withdraw,
    title=N_("Withdraw from the project"),
    button=N_("Withdraw"),
    said=N_("The city has withdrawn. It can be taken back for some days."),
    about=_about_withdrawing,
    warning=N_("The project ends with this. The officer is told."),
    shut_by=not_theirs_any_more,
    ends=True,
)
REVOKE_WITHDRAWAL = ActPage(
    handler=duties_api.revoke_withdrawal,
    title=N_("Take the withdrawal back"),
    button=N_("Take it back"),
    said=N_("The project goes on."),
    about=_about_withdrawing,
    shut_by=not_theirs_to_revoke,
)
COMPLETE = ActPage(
    handler=duties_api.complete,
    title=N_("Complete the project"),
    button=N_("Complete"),
    said=N_("The project is completed."),
    about=about_project,
    warning=N_("The project ends with this."),
    ends=True,
)
RESUME = ActPage(
    handler=duties_api.resume,
    title=N_("Resume the project"),
    button=N_("Resume"),
    said=N_("The project goes on."),
    about=about_project,
)
REPORT_EVENT = ActPage(
    handler=compliance.report_event,
    title=N_("Report a change that asks for new checks"),
    button=N_("Report"),
    said=N_("It is on record; checks made before that day no longer count."),
    about=about_project,
)
ASSIGN = ActPage(
    handler=assignments_api.give_assignment,
    title=N_("Bring somebody into the project"),
    button=N_("Bring in"),
    said=N_("They have a part in the project."),
    about=_about_people,
)
END_ASSIGNMENT = ActPage(
    handler=assignments_api.end_assignment,
    title=N_("End the part in the project"),
    button=N_("End it"),
    said=N_("Their part has ended."),
    about=_about_assignment,
)
APPOINT = ActPage(
    handler=consultants_api.appoint_firm,
    title=N_("Appoint a firm"),
    button=N_("Appoint"),
    said=N_("The firm is appointed; its people see the project from its first day on."),
    about=_about_firms,
)
RELEASE = ActPage(
    handler=consultants_api.release_firm,
    title=N_("Release the firm"),
    button=N_("Release"),
    said=N_("The firm's access ends with that day."),
    about=_about_appointment,
)
RECORD_AGREEMENT = ActPage(
    handler=papers_api.record_agreement,
    title=N_("Put a signed paper on file"),
    button=N_("Put on file"),
    said=N_("The paper is on file."),
    about=_about_papers,
    asks=_UPLOAD,
)
RECORD_MONEY = ActPage(
    handler=papers_api.record_money,
    title=N_("Enter money"),
    button=N_("Enter"),
    said=N_("The money is entered."),
    about=_about_papers,
)
CHANGE_MONEY = ActPage(
    handler=papers_api.change_money,
    title=N_("How far the money has come"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_money,
)
RAISE_CONCERN = ActPage(
    handler=registers_api.raise_concern,
    title=N_("Raise a risk or an issue"),
    button=N_("Raise"),
    said=N_("It is in the log; its owner is told."),
    about=_about_logs,
)
CHANGE_CONCERN = ActPage(
    handler=registers_api.change_concern,
    title=N_("Change a risk or issue"),
    button=N_("Save"),
    said=N_("Saved."),
    about=_about_concern,
)
ASSESS_CONCERN = ActPage(
    handler=registers_api.assess_concern,
    title=N_("Assess it again"),
    button=N_("Assess"),
    said=N_("The assessment is added; earlier ones stay."),
    about=_about_concern,
)
CLOSE_CONCERN = ActPage(
    handler=registers_api.close_concern,
    title=N_("Close it"),
    button=N_("Close"),
    said=N_("It is closed."),
    about=_about_concern,
)
RECORD_LESSON = ActPage(
    handler=registers_api.record_lesson,
    title=N_("Record a lesson"),
    button=N_("Record"),
    said=N_("The lesson is recorded."),
    about=_about_logs,
)
RECORD_MEETING = ActPage(
    handler=registers_api.record_meeting,
    title=N_("Record a meeting"),
    button=N_("Record"),
    said=N_("The meeting is recorded."),
    about=_about_logs,
)
MAKE_REPORT = ActPage(
    handler=reports.make_report,
    title=N_("Make a status report"),
    button=N_("Make the report"),
    said=N_("The report is made and will not change any more."),
    about=_about_reports,
)
NAME_DEPUTY = ActPage(
    handler=assignments_api.name_deputy,
    title=N_("Name a deputy"),
    button=N_("Name the deputy"),
    said=N_("The deputy is named."),
    about=_about_deputies,
    asks={
        "role": Ask(
            options=tuple(
                Option(one.value, word(f"Role.{one.value}", ""))
                for one in (Role.OFFICER, Role.MANAGER, Role.REVIEWER, Role.CITY_APPROVER)
            )
        ),
        "project": Ask(help=N_("Its code, if it is for one project alone.")),
    },
)
END_DEPUTY = ActPage(
    handler=assignments_api.end_deputy,
    title=N_("End a deputy's part"),
    button=N_("End it"),
    said=N_("The deputy's part has ended."),
    about=_about_deputy,
)

OF_THE_LIST = (RECORD_PAST,)
OF_ONE = (CHANGE, WITHDRAW, REVOKE_WITHDRAWAL, COMPLETE, RESUME, REPORT_EVENT)
OF_PEOPLE = (ASSIGN, APPOINT)
OF_PAPERS = (RECORD_AGREEMENT, RECORD_MONEY)
OF_LOGS = (RAISE_CONCERN, RECORD_MEETING, RECORD_LESSON)
OF_A_CONCERN = (CHANGE_CONCERN, ASSESS_CONCERN, CLOSE_CONCERN)
OF_REPORTS = (MAKE_REPORT,)
OF_DEPUTIES = (NAME_DEPUTY,)
PAGES = (
    *OF_THE_LIST,
    *OF_ONE,
    *OF_PEOPLE,
    END_ASSIGNMENT,
    RELEASE,
    *OF_PAPERS,
    CHANGE_MONEY,
    *OF_LOGS,
    *OF_A_CONCERN,
    *OF_REPORTS,
    *OF_DEPUTIES,
    END_DEPUTY,
)
