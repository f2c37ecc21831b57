"""The smallest office: eight people take a project from G1 to G6, each with four eyes.

Officer and manager, an outside reviewer with a deputy, two people of the city, one of each firm.
The city's focal point is its security and privacy contact too; reviewers are the committee.
"""

from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import aliased

from tests.cast import add_hat
from tests.clock import Clock
from tests.serving import client_of
from tracker.compliance.catalogue import shipped
from tracker.compliance.models import Evidence, FactAnswer, FactCheck, RequirementReview
from tracker.demo.journey import Journey
from tracker.gates.models import Motion, Vote
from tracker.journal.models import JournalEntry
from tracker.kernel.actor import Role
from tracker.kernel.database import for_system
from tracker.pilots.models import Evaluation, EvaluationAcceptance
from tracker.projects.models.submissions import Submission
from tracker.studies.models import SubmissionReview

pytestmark = pytest.mark.giant

OFFICE = (
    "officer",
    "manager",
    "reviewer",
    "reviewer2",
    "city_contact",
    "city_approver",
    "consultant",
    "provider",
)
SECOND_ROLES = {
    "city_security": ("city_contact", "city", Role.CITY_SECURITY),
    "city_privacy": ("city_contact", "city", Role.CITY_PRIVACY),
    "committee1": ("reviewer", "secretariat", Role.COMMITTEE_MEMBER),
    "committee2": ("reviewer2", "secretariat", Role.COMMITTEE_MEMBER),
}
OTHER = aliased(Vote)
OFFICER_AND_CITY = {"manager": "officer", "city_approver": "city_approver"}


@pytest.fixture
async def office(journey: Journey, app: Litestar, clock: Clock) -> Journey:
    """The administrator deactivates everybody else; some have second roles."""
    clients: dict[str, httpx.AsyncClient] = {name: journey.acting(name) for name in OFFICE}
    for name in journey.cast.actors.keys() - {*OFFICE, "administrator"}:
        path = f"/persons/{journey.cast.person(name)}"
        gone = await journey.send("administrator", "DELETE", path, If_Match='"1"')
        assert gone.status_code == 204, gone.text
    both = replace(journey.cast, actors=dict(journey.cast.actors), tokens=dict(journey.cast.tokens))
    async with app.state.sessions.begin() as session:
        for name, (person, organisation, role) in SECOND_ROLES.items():
            hat = f"{name} too"
            await add_hat(session, both, hat, person, organisation, role, clock())
            clients[name] = client_of(app, both.tokens[hat])
            both.actors[name] = both.actors[person]
    journey.acting = clients.__getitem__
    journey.cast = both
    journey.verifiers = ("city_security", "city_privacy", "reviewer", "officer", "city_contact")
    journey.committee = ("committee1", "committee2")
    return journey


async def name_deputies(journey: Journey) -> None:
    """The manager stands in for the officer, the second reviewer for the first."""
    await journey.do(
        "manager",
        f"/projects/{journey.code}/assignments",
        {
            "organisation_id": str(journey.cast.organisations["secretariat"]),
            "capacity": "reviewer",
            "person_id": str(journey.cast.person("reviewer")),
        },
    )
    for role, deputy in (("officer", "manager"), ("reviewer", "reviewer2")):
        body = {
            "role": role,
            "person_id": str(journey.cast.person(role)),
            "deputy_id": str(journey.cast.person(deputy)),
            "project": journey.code,
        }
        await journey.do("manager", "/deputies", body)


async def to_the_pilot(journey: Journey) -> None:
    """G1 to G4; the officer moves each decision, so the manager sits for the officer."""
    await journey.to_proposal(yes=frozenset(fact.id for fact in shipped().facts))
    await journey.to_commissioning()
    await name_deputies(journey)
    await journey.to_study()
    await journey.study_done()
    await journey.plan(preparation=260)
    await journey.pass_gate("G3", OFFICER_AND_CITY, leads_to="preparation")
    await journey.preparation_done()
    await journey.plan(pilot=350)
    board = OFFICER_AND_CITY | {"reviewer2": "reviewer"}
    await journey.pass_gate("G4", board, leads_to="pilot")


async def to_the_roll_out(journey: Journey) -> None:
    """G5 and G6."""
    await journey.go_live()
    journey.clock.pass_days(30)
    await journey.evaluated()
    await journey.plan(decision=420)
    await journey.clear("G5")
    await journey.pass_gate(
        "G5", OFFICER_AND_CITY, leads_to="decision", operation_after="suspended"
    )
    await journey.to_follow_up()


async def test_eight_people_take_a_project_with_every_requirement_from_g1_to_g6(
    office: Journey, sessions: async_sessionmaker[AsyncSession]
) -> None:
    await to_the_pilot(office)
    await to_the_roll_out(office)

    gates = await office.gates()
    assert (gates["stage"], gates["status"], gates["lapses"]) == ("follow_up", "active", [])
    assert [line["standing"] for line in gates["gates"]] == ["passed"] * 6
    async with sessions() as session:
        pairs = await first_and_second_eyes(session)
        acted = await who_acted(session)
    assert len(pairs) > 150
    assert [pair for pair in pairs if pair[1] == pair[2]] == []
    assert acted == {office.cast.person(name) for name in (*OFFICE, "administrator")}


async def first_and_second_eyes(session: AsyncSession) -> list[tuple[str, UUID, UUID]]:
    """What was judged, who made it, who judged it; of decisions every voter and every two."""
    judged = {
        "evidence": select(Evidence.submitted_by, RequirementReview.by).join(
            RequirementReview, RequirementReview.requirement == Evidence.requirement
        ),
        "fact": select(FactAnswer.by, FactCheck.person_id).join(
            FactCheck, FactCheck.fact_answer_id == FactAnswer.id
        ),
        "deliverable": select(Submission.submitted_by, SubmissionReview.person_id).join(
            SubmissionReview, SubmissionReview.submission_id == Submission.id
        ),
        "evaluation": select(Evaluation.submitted_by, EvaluationAcceptance.person_id).join(
            EvaluationAcceptance, EvaluationAcceptance.evaluation_id == Evaluation.id
        ),
        "motion": select(Motion.moved_by, Vote.person_id).join(Vote, Vote.motion_id == Motion.id),
        "seats": select(Vote.person_id, OTHER.person_id).join(
            OTHER, and_(OTHER.motion_id == Vote.motion_id, OTHER.seat > Vote.seat)
        ),
    }
    return [
        (thing, first, second)
        for thing, asked in judged.items()
        for first, second in await session.execute(for_system(asked, "a test"))
    ]


async def who_acted(session: AsyncSession) -> set[UUID]:
    """Since the cast was filled in, which nobody did."""
    asked = select(JournalEntry.person_id).where(JournalEntry.person_id.is_not(None)).distinct()
    return set(await session.scalars(for_system(asked, "a test")))
