"""What every act on a requirement reads first, under the project's lock."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from tracker.compliance.catalogue import Requirement
from tracker.compliance.catalogue_checks import CLOSING
from tracker.compliance.commands.assurance import note_ground
from tracker.compliance.commands.suspension import settle_operation
from tracker.compliance.duties import Provided, provider_roles
from tracker.compliance.entries import Ground, provided_for
from tracker.compliance.facts import Counted, of_project
from tracker.compliance.facts import version as version_of
from tracker.compliance.people import People
from tracker.compliance.queries.catalogues import catalogue_of
from tracker.compliance.queries.claims import claims
from tracker.compliance.queries.lists import ground_of
from tracker.compliance.queries.people import people_of
from tracker.journal.desk import AnyDesk
from tracker.kernel.actor import Actor
from tracker.kernel.errors import Forbidden, NotFound, Unfit
from tracker.kernel.saying import N_, Filled
from tracker.people.models import Person
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.process.stages import DutyRole, Stage
from tracker.process.state_rows import Case
from tracker.process.today import project_day
from tracker.projects.models import Project
from tracker.web.values import any_of

STANDS_IN = {DutyRole.OFFICER: DutyRole.MANAGER}


class OpenRequirement(Struct, frozen=True, kw_only=True):
    """A requirement and everything on record about the project."""

    ground: Ground
    requirement: Requirement
    provided: Provided

    @property
    def id(self) -> str:
        return self.requirement.id


class OpenFacts(Struct, frozen=True, kw_only=True):
    """The facts of a project as they count, and who has which duty."""

    facts: dict[str, Counted]
    version: int
    people: People


async def open_requirement(
    desk: AnyDesk, act: Act, project: Project, requirement_id: str, gate: str | None = None
) -> OpenRequirement:
    """What an act on a requirement rests on; `gate`: the one that the act is about, if it is one.

    Raises Conflict where the act is shut now, NotFound for a requirement that the project's
    catalogue does not have.
    """
    refuse_if_shut(act, project, Case.CLOSING_LIST)
    ground = await open_ground(desk, project)
    requirement = ground.catalogue.by_id.get(requirement_id)
    if requirement is None:
        raise NotFound
    if gate not in (None, CLOSING) or not any(entry.closing for entry in requirement.gates):
        refuse_if_shut(act, project)
    provided = provided_for(ground, requirement_id)
    return OpenRequirement(ground=ground, requirement=requirement, provided=provided)


async def open_ground(desk: AnyDesk, project: Project) -> Ground:
    """The ground of a project; lapses and the suspension by rule are written down first."""
    today = project_day(project, desk.now)
    await settle_operation(desk, project, today)
    ground = await ground_of(desk, project)
    note_ground(desk, project, ground, today)
    return ground


async def open_facts(desk: AnyDesk, act: Act, project: Project) -> OpenFacts:
    """As `open_ground` for an act on facts; before the first gate only the facts are read.

    Raises Conflict where the act is shut now.
    """
    refuse_if_shut(act, project)
    if project.stage is not Stage.PROPOSAL:
        ground = await open_ground(desk, project)
        version = version_of(ground.record.answers)
        return OpenFacts(facts=ground.facts, version=version, people=ground.people)
    catalogue = await catalogue_of(desk.session, project)
    answers = (await claims(desk.session, project.id)).answers
    return OpenFacts(
        facts=of_project(catalogue, answers),
        version=version_of(answers),
        people=await people_of(desk.session, project.id, project_day(project, desk.now)),
    )


def expect_provider(actor: Actor, opened: OpenRequirement) -> None:
    """Raises Forbidden unless the actor may provide; a manager may do an officer's part."""
    theirs = opened.ground.people.duties_as(actor)
    provide: set[DutyRole] = set()
    for entry in opened.requirement.gates:
        provide |= set(provider_roles(opened.requirement, entry, opened.ground.people.held))
    provide |= {STANDS_IN[duty] for duty in provide if duty in STANDS_IN}
    if theirs.isdisjoint(provide):
        raise Forbidden(
            Filled(
                N_("“%(title)s” is provided by others in this project; ask: %(who)s."),
                title=opened.requirement.title,
                who=any_of(sorted(provide)),
            )
        )


async def expect_person(session: AsyncSession, field: str, person_id: UUID) -> None:
    if await session.get(Person, person_id) is None:
        raise Unfit(field, N_("Name the id of a person whom the tracker knows."))
