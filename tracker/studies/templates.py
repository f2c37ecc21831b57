"""Templates of deliverables as data: what, by whom, so many weeks after kick-off.

From the programme's usual course of a study and of a pilot. The shares of payment are proposals,
to be agreed in each contract.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from tracker.kernel.actor import Role
from tracker.process.stages import Stage
from tracker.process.working_days import working_day_after
from tracker.studies.models import OwnerCapacity

WORKING_DAYS_A_WEEK = 5
_CONSULTANT = OwnerCapacity.CONSULTING_COMPANY
_PROVIDER = OwnerCapacity.SOLUTION_PROVIDER
_OFFICER = (Role.OFFICER,)
_CITY = (Role.CITY_CONTACT,)
_BOTH = (Role.OFFICER, Role.CITY_CONTACT)


class Entry(Struct, frozen=True, kw_only=True):
    """One deliverable of a template, due `weeks` after kick-off.

    `every` and `until`: again every so many weeks, through that week, numbered. `pay` is a share
    of the contract in per cent.
    """

    code: str
    title: str
    weeks: int
    acceptors: tuple[Role, ...]
    content: str
    owner: OwnerCapacity = _CONSULTANT
    stage: Stage = Stage.STUDY
    pay: int | None = None
    only_for_pilot: bool = False
    every: int | None = None
    until: int | None = None


class Template(Struct, frozen=True, kw_only=True):
    """Some deliverables with one day of kick-off; `begins` is the stage that they begin in."""

    name: str
    title: str
    begins: Stage
    entries: tuple[Entry, ...]


def each(template: Template) -> Iterator[Entry]:
    """The entries one by one: what comes again has a number behind its code."""
    for entry in template.entries:
        if entry.every is None or entry.until is None:
            yield entry
            continue
        weeks = range(entry.weeks, entry.until + 1, entry.every)
        for number, week in enumerate(weeks, 1):
            title = f"{entry.title} {number}"
            yield replace(entry, code=f"{entry.code}-{number}", title=title, weeks=week)


def due_on(kick_off: date, weeks: int) -> date:
    """Five working days a week, by the secretariat's calendar; kick-off itself is week 0."""
    return working_day_after(kick_off, weeks * WORKING_DAYS_A_WEEK)


STUDY_26_WEEKS = Template(
    name="study_26_weeks",
    title="Study of 26 weeks",
    begins=Stage.STUDY,
    entries=(
        Entry(
            code="D00",
            title="Kick-off minutes, work plan, contact list",
            weeks=1,
            acceptors=_OFFICER,
            content="Dates, roles, language, communication plan.",
        ),
        Entry(
            code="D01",
            title="Inception report",
            weeks=3,
            acceptors=_BOTH,
            pay=20,
            content="Scope, method, stakeholder map, data request, risk register, approach to "
            "security and privacy.",
        ),
        Entry(
            code="D02",
            title="Site visit report",
            weeks=6,
            acceptors=_OFFICER,
            content="People met, sites, photos, gaps in the data.",
        ),
        Entry(
            code="D03",
            title="As-is analysis",
            weeks=8,
            acceptors=_CITY,
            content="Environment, law and policy, infrastructure, process, organisation, data.",
        ),
        Entry(
            code="D04",
            title="Benchmarking",
            weeks=8,
            acceptors=_OFFICER,
            content="At least three cases, among them the solution to be replicated.",
        ),
        Entry(
            code="D05",
            title="To-be model and requirements",
            weeks=11,
            acceptors=_CITY,
            content="Service, data, architecture, interfaces, security requirements.",
        ),
        Entry(
            code="D06",
            title="Interim report and interim seminar",
            weeks=12,
            acceptors=_BOTH,
            pay=30,
            content="D03 to D05 in one, decisions needed.",
        ),
        Entry(
            code="D07",
            title="Cost-benefit analysis",
            weeks=15,
            acceptors=_OFFICER,
            content="Capital and running costs, net present value, internal rate of return, "
            "benefit-cost ratio, sensitivity, assumptions.",
        ),
        Entry(
            code="D08",
            title="Financing plan",
            weeks=16,
            acceptors=_CITY,
            content="Sources, terms, the city's share.",
        ),
        Entry(
            code="D09",
            title="Roadmap and organisation plan",
            weeks=17,
            acceptors=_CITY,
            content="Phases, owners, procurement route, skills.",
        ),
        Entry(
            code="D10",
            title="Privacy impact and security plan",
            weeks=17,
            acceptors=(Role.REVIEWER,),
            content="Data protection impact assessment, data inventory, risk treatment, retention.",
        ),
        Entry(
            code="D11",
            title="Pilot plan",
            weeks=18,
            acceptors=_BOTH,
            only_for_pilot=True,
            content="Sites, indicators with baseline and target, acceptance tests, exit and "
            "disposal of data; written with the solution provider.",
        ),
        Entry(
            code="D12",
            title="Draft final report",
            weeks=20,
            acceptors=_BOTH,
            pay=30,
            content="All chapters, comment log.",
        ),
        Entry(
            code="D13",
            title="Final report",
            weeks=24,
            acceptors=_BOTH,
            pay=15,
            content="In English with a summary in the local language; executive summary, comment "
            "log closed.",
        ),
        Entry(
            code="D14",
            title="Dissemination seminar",
            weeks=26,
            acceptors=_OFFICER,
            content="Slides, attendance, feedback.",
        ),
    ),
)


def _of_the_long_study(code: str, weeks: int) -> Entry:
    found = next(entry for entry in STUDY_26_WEEKS.entries if entry.code == code)
    return replace(found, weeks=weeks)


STUDY_16_WEEKS = Template(
    name="study_16_weeks",
    title="Study of 16 weeks within a calendar year",
    begins=Stage.STUDY,
    entries=(
        _of_the_long_study("D01", 2),
        _of_the_long_study("D06", 8),
        _of_the_long_study("D12", 12),
        _of_the_long_study("D13", 15),
    ),
)

PILOT_12_WEEKS = Template(
    name="pilot_12_weeks",
    title="Pilot of 12 weeks",
    begins=Stage.PREPARATION,
    entries=(
        Entry(
            code="P01",
            title="Installation and acceptance record",
            weeks=0,
            owner=_PROVIDER,
            stage=Stage.PREPARATION,
            acceptors=_CITY,
            content="Test results, inventory, handover of credentials.",
        ),
        Entry(
            code="P02",
            title="Pilot readings and incident log, month",
            weeks=4,
            every=4,
            until=12,
            owner=_PROVIDER,
            stage=Stage.PILOT,
            acceptors=_CITY,
            content="Readings of the indicators with their quality.",
        ),
        Entry(
            code="P03",
            title="Training and handover",
            weeks=10,
            owner=_PROVIDER,
            stage=Stage.PILOT,
            acceptors=_CITY,
            content="Manuals, attendance.",
        ),
        Entry(
            code="P04",
            title="Pilot evaluation report",
            weeks=14,
            stage=Stage.PILOT,
            acceptors=_BOTH,
            pay=5,
            content="Results against targets, costs, feedback of users, lessons.",
        ),
        Entry(
            code="P05",
            title="Scaling decision memo",
            weeks=18,
            owner=OwnerCapacity.CITY,
            stage=Stage.DECISION,
            acceptors=_OFFICER,
            content="Context, results, costs and benefits, options, conditions, what is asked.",
        ),
    ),
)

TEMPLATES = {one.name: one for one in (STUDY_26_WEEKS, STUDY_16_WEEKS, PILOT_12_WEEKS)}
