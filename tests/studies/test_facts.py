"""What gates are told of deliverables."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.studies.builders import a_deliverable, a_review, a_version
from tracker.journal.desk import Desk, SystemDesk
from tracker.kernel.actor import Role
from tracker.kernel.errors import Unfit
from tracker.process.dossier import DeliverableFacts
from tracker.process.stages import Stage
from tracker.projects.models import Project
from tracker.studies import commands, queries
from tracker.studies.models import Outcome, OwnerCapacity

Sessions = async_sessionmaker[AsyncSession]


async def facts(session: AsyncSession, project: Project) -> tuple[DeliverableFacts, ...]:
    here = (project.stage, frozenset({project.visit}))
    desk = SystemDesk(session, project.created_at)
    (found,) = await queries.facts_of_visits(desk, project, [here])
    return found.deliverables


async def the_only_fact(session: AsyncSession, project: Project) -> DeliverableFacts:
    (fact,) = await facts(session, project)
    return fact


async def test_what_nobody_handed_in_is_owed_by_its_owner(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now)
        await a_deliverable(
            session, project, clock.now, owner_capacity=OwnerCapacity.CITY, due=date(2027, 5, 1)
        )

        fact = await the_only_fact(session, project)

    assert fact.owed_by == (Role.CITY_CONTACT,)
    assert (fact.accepted_version, fact.submitted_by, fact.returned_on) == (None, frozenset(), None)
    assert fact.due == date(2027, 5, 1)


async def test_a_deliverable_is_accepted_once_every_acceptor_role_accepted_the_newest_version(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now)
        row = await a_deliverable(
            session, project, clock.now, acceptors=["officer", "city_contact"]
        )
        first = await a_version(session, cast, row, 1, clock.now)
        await a_review(session, cast, first, "officer", clock.now)
        await a_review(session, cast, first, "city_contact", clock.now, outcome=Outcome.RETURNED)
        returned = await the_only_fact(session, project)
        second = await a_version(session, cast, row, 2, clock.now)
        await a_review(session, cast, second, "officer", clock.now)
        half = await the_only_fact(session, project)
        clock.pass_days(2)
        with_conditions = Outcome.ACCEPTED_WITH_CONDITIONS
        await a_review(session, cast, second, "city_contact", clock.now, outcome=with_conditions)
        whole = await the_only_fact(session, project)

    assert (returned.accepted_version, returned.returned_on) == (None, date(2027, 1, 4))
    assert (half.accepted_version, half.accepted_on, half.returned_on) == (None, None, None)
    assert (whole.accepted_version, whole.accepted_on) == (2, date(2027, 1, 6))
    assert whole.submitted_by == {cast.person("consultant")}


async def test_the_day_of_acceptance_is_the_projects(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    clock.set(2027, 3, 31, hour=16)
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now, zone="Asia/Seoul")
        row = await a_deliverable(session, project, clock.now)
        version = await a_version(session, cast, row, 1, clock.now)
        await a_review(session, cast, version, "officer", clock.now)

        fact = await the_only_fact(session, project)

    assert fact.accepted_on == date(2027, 4, 1)


async def test_what_a_gate_returned_counts_again_only_in_a_new_version(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now)
        row = await a_deliverable(session, project, clock.now)
        first = await a_version(session, cast, row, 1, clock.now)
        await a_review(session, cast, first, "officer", clock.now)
        clock.pass_days(1)
        officer = cast.actors["officer2"]
        await commands.return_deliverable(
            Desk(session, clock.now, officer), project, row.id, "Prices"
        )
        returned = await the_only_fact(session, project)
        second = await a_version(session, cast, row, 2, clock.now)
        await a_review(session, cast, second, "officer", clock.now)
        again = await the_only_fact(session, project)

    assert (returned.accepted_version, returned.returned_on) == (None, date(2027, 1, 5))
    assert (again.accepted_version, again.returned_on) == (2, None)


async def test_in_a_new_visit_only_what_was_handed_in_there_counts(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now, stage=Stage.PREPARATION)
        row = await a_deliverable(session, project, clock.now, stage=Stage.PREPARATION)
        other = await a_deliverable(session, project, clock.now, code="D99", stage=Stage.STUDY)
        for one in (row, other):
            first = await a_version(session, cast, one, 1, clock.now)
            await a_review(session, cast, first, "officer", clock.now)

        project.visit = 3
        nothing, study = await facts(session, project)
        second = await a_version(session, cast, row, 2, clock.now, by="provider", visit=3)
        officer = cast.actors["officer2"]
        await commands.return_deliverable(
            Desk(session, clock.now, officer), project, row.id, "Site"
        )
        returned, _ = await facts(session, project)
        project.visit = 1
        again, _ = await facts(session, project)

    assert second.number == 2
    assert (nothing.accepted_version, nothing.submitted_by) == (None, frozenset())
    assert (nothing.ever_accepted, study.accepted_version) == (True, 1)
    assert (returned.returned_on, returned.submitted_by) == (
        date(2027, 1, 4),
        {cast.person("provider")},
    )
    assert (again.accepted_version, again.returned_on) == (1, None)


async def test_who_handed_in_a_version_that_was_returned_is_named_too(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now)
        row = await a_deliverable(session, project, clock.now)
        first = await a_version(session, cast, row, 1, clock.now, by="provider")
        await a_review(session, cast, first, "officer", clock.now, outcome=Outcome.RETURNED)
        await a_version(session, cast, row, 2, clock.now)

        fact = await the_only_fact(session, project)

    assert fact.submitted_by == {cast.person("provider"), cast.person("consultant")}


async def test_a_gate_returns_only_what_belongs_to_its_project(
    sessions: Sessions, cast: Cast, clock: Clock
) -> None:
    async with sessions.begin() as session:
        project = await a_project(session, cast, clock.now)
        other = await a_project(
            session, cast, clock.now, code="KLA-2027-02", call_id=project.call_id
        )
        row = await a_deliverable(session, other, clock.now)

        with pytest.raises(Unfit):
            await commands.return_deliverable(
                Desk(session, clock.now, cast.actors["officer"]), project, row.id, "Prices"
            )
