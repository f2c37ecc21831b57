"""The list of a gate: what it shows to whom, and what gates read of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import Cast
from tests.clock import Clock
from tests.compliance.steps import (
    CODE,
    answer_fact,
    ask_waiver,
    change,
    checklist,
    deny,
    hand_in,
    line,
    review,
    vote,
)
from tests.serving import opened
from tracker.compliance import catalogue as catalogues
from tracker.compliance import commands, queries
from tracker.compliance.commands.catalogues import approve_upgrade, propose_upgrade
from tracker.journal.desk import Desk, SystemDesk
from tracker.journal.models import JournalEntry
from tracker.kernel.canonical import canonical, sha256_of
from tracker.kernel.database import for_system
from tracker.kernel.errors import Conflict, Forbidden
from tracker.kernel.ids import uuid7
from tracker.process.dossier import ComplianceFacts
from tracker.process.stages import Level, Operation, Stage, Status
from tracker.programme.models import PublishedCatalogue as Published
from tracker.projects.models import OperationChange, Project, StageVisit

Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SHOW", "SAVEPOINT", "RELEASE")


@contextmanager
def counting(app: Litestar) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().upper().startswith(_NOT_COUNTED):
            statements.append(statement)

    engine = app.state.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


async def facts(
    sessions: Sessions, project: Project, clock: Clock, **changes: Any
) -> ComplianceFacts:
    asked: dict[str, Any] = {
        "asked_gate": "G3",
        "outcome": None,
        "become": None,
        "field_work": False,
    }
    async with sessions() as session:
        on = await queries.ground_of(SystemDesk(session, clock()), project)
        return queries.facts_on(on, project, **(asked | changes))


async def test_what_is_read_for_a_list_does_not_grow_with_what_is_on_record(
    project: Project,
    app: Litestar,
    acting: Acting,
    cast: Cast,
    sessions: Sessions,
    clock: Clock,
) -> None:
    city = acting("city_contact")
    await checklist(city)  # a process reads the text of a catalogue once
    await answer_fact(city, "cloud", "no")
    with counting(app) as little:
        await checklist(city)
    with counting(app) as again:
        await checklist(city)
    with counting(app) as little_facts:
        await facts(sessions, project, clock, become="adapt")
    for requirement in ("CP-GOV-01", "CP-PRIV-02", "CP-PRIV-04", "CP-DAT-01"):
        for number in range(3):
            await hand_in(city, requirement, title=f"Example {number}")
        await review(acting("reviewer"), requirement)
    waiver = (await ask_waiver(city, cast, "CP-GOV-04")).json()["id"]
    await vote(acting("reviewer"), waiver)
    await answer_fact(city, "cloud", "yes")

    with counting(app) as much:
        await checklist(city)
    with counting(app) as much_facts:
        await facts(sessions, project, clock, become="adapt")

    assert len(little) == len(much) <= 9
    assert len(again) == 3, "who asks, the project, and whether anything happened"
    assert len(little_facts) == len(much_facts) <= 6


async def test_the_list_says_what_is_open_why_who_owes_it_and_what_comes_next(
    project: Project, city: httpx.AsyncClient
) -> None:
    entry = await line(city, "CP-GOV-01")

    assert (entry["standing"], entry["because"]) == ("not_started", "no_evidence")
    assert entry["why"].startswith("Project security and privacy profile: nothing")
    assert entry["owed_by"] == ["city_contact", "firm_member"]
    assert entry["verified_by"] == "reviewer"
    assert entry["next"]["who"] == ["city", "consultant"]
    assert [one["asked"] for one in entry["criteria"]] == [True] * 3


async def test_the_list_has_all_mandatory_entries_while_no_fact_is_answered(
    project: Project, officer: httpx.AsyncClient
) -> None:
    shown = await checklist(officer, "G3")

    mandatory = [one for one in shown["entries"] if one["level"] == "mandatory"]
    assert len(mandatory) == 26
    assert not shown["clear"]
    assert shown["catalogue_sha256"] == catalogues.shipped().sha256


@pytest.mark.parametrize(
    ("changes", "gate"),
    [
        ({"stage": Stage.STUDY}, "G3"),
        ({"stage": Stage.PILOT}, "G5"),
        ({"stage": Stage.FOLLOW_UP}, "closing"),
        ({"status": Status.STOPPED}, "closing"),
    ],
)
async def test_without_a_gate_the_one_ahead_is_shown(
    project: Project,
    city: httpx.AsyncClient,
    sessions: Sessions,
    changes: dict[str, Any],
    gate: str,
) -> None:
    await change(sessions, project, **changes)

    answer = await city.get(f"/api/projects/{CODE}/checklist")

    assert answer.json()["gate"] == gate


async def test_the_closing_list_asks_its_own_criteria(
    project: Project, city: httpx.AsyncClient
) -> None:
    entry = await line(city, "CP-SUP-02", "closing")

    assert entry["criteria"][5]["asked"]
    assert not (await line(city, "CP-SUP-02", "G3"))["criteria"][5]["asked"]


async def test_a_firm_sees_the_entries_that_it_provides_for(
    project: Project, acting: Acting
) -> None:
    shown = {one["requirement"] for one in (await checklist(acting("provider")))["entries"]}

    assert "CP-ARC-03" in shown
    assert "CP-GOV-01" not in shown


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("city_approver", 200),
        ("reviewer", 200),
        ("observer", 403),
        ("committee1", 403),
        ("administrator", 403),
        ("other_city_contact", 404),
        ("other_firm_member", 404),
    ],
)
async def test_the_list_is_for_the_parties(
    project: Project, acting: Acting, who: str, status: int
) -> None:
    answer = await acting(who).get(f"/api/projects/{CODE}/checklist?gate=G3")

    assert answer.status_code == status


@pytest.mark.parametrize("query", ["gate=G7", "gate=G6&outcome=fame"])
async def test_an_unknown_gate_or_outcome_is_told(
    project: Project, city: httpx.AsyncClient, query: str
) -> None:
    assert (await city.get(f"/api/projects/{CODE}/checklist?{query}")).status_code == 422


async def test_a_catalogue_is_published_once_and_read_by_its_version(
    project: Project, city: httpx.AsyncClient, sessions: Sessions, clock: Clock
) -> None:
    async with sessions.begin() as session:
        await commands.publish_shipped(SystemDesk(session, clock()))
    version = catalogues.shipped().catalogue.version

    listed = (await city.get("/api/catalogues")).json()["items"]
    shown = await city.get(f"/api/catalogues/{version}")

    assert [one["version"] for one in listed] == [version]
    assert sha256_of(shown.json()["source"]) == listed[0]["sha256"]
    assert (await city.get("/api/catalogues/9.9.9")).status_code == 404
    asked = select(JournalEntry.what).where(JournalEntry.what == "catalogue.published")
    async with sessions() as session:
        assert len((await session.scalars(for_system(asked, "a test"))).all()) == 1


async def test_a_version_published_with_another_text_stops_the_start(
    database_url: str, clock: Clock
) -> None:
    async with opened(database_url) as sessions, sessions() as session:
        session.add(
            Published(
                id=uuid7(clock()),
                created_at=clock(),
                version=catalogues.shipped().catalogue.version,
                sha256="0" * 64,
                source="{}",
                published_at=clock(),
                published_by=None,
            )
        )
        await session.flush()

        with pytest.raises(Conflict, match="published with another text"):
            await commands.publish_shipped(SystemDesk(session, clock()))


async def test_an_upgrade_takes_two_persons_and_re_opens_what_it_rewords(
    project: Project, acting: Acting, cast: Cast, sessions: Sessions, clock: Clock
) -> None:
    city = acting("city_contact")
    for requirement in ("CP-PRIV-02", "CP-DAT-01"):
        await hand_in(city, requirement)
        await review(acting("reviewer"), requirement)
    clock.pass_days(1)
    async with sessions.begin() as session:
        newer = await _reworded(session, "CP-DAT-01", clock)
        there = await session.get_one(Project, project.id, execution_options=_MARK)
        manager, reviewer = cast.actors["manager"], cast.actors["reviewer"]
        upgrade = await propose_upgrade(Desk(session, clock(), manager), there, newer.id, "Example")
        with pytest.raises(Forbidden):
            await approve_upgrade(Desk(session, clock(), manager), there, upgrade)
        await approve_upgrade(Desk(session, clock(), reviewer), there, upgrade)
        with pytest.raises(Conflict):
            await approve_upgrade(Desk(session, clock(), reviewer), there, upgrade)

    reworded = await line(city, "CP-DAT-01")

    assert (reworded["standing"], reworded["because"]) == ("lapsed", "text_changed")
    assert (await line(city, "CP-PRIV-02"))["standing"] == "met"


async def test_facts_for_a_gate_hold_the_list_the_conditions_and_the_answers(
    project: Project, acting: Acting, sessions: Sessions, clock: Clock
) -> None:
    await deny(acting("city_contact"), acting("reviewer"), "cloud")
    await answer_fact(acting("city_contact"), "payments", "no")

    found = await facts(sessions, project, clock, become="extend")

    assert len(found.asked) == 31
    assert {entry.gate for entry in found.become_conditions} == {"G6"}
    answers = dict(found.facts)
    assert (answers["cloud"], answers["payments"], answers["watching"]) == (
        "no",
        "no_unconfirmed",
        "unknown",
    )
    assert found.watched == ()


@pytest.mark.parametrize(
    ("operation", "stage", "gates"),
    [
        (Operation.NEVER, Stage.DECISION, ["G5"]),
        (Operation.LIVE, Stage.DECISION, ["G5", "G4"]),
        (Operation.OFF, Stage.FOLLOW_UP, []),
    ],
)
async def test_what_is_in_the_street_is_watched_beside_the_present_visit(
    project: Project,
    sessions: Sessions,
    clock: Clock,
    operation: Operation,
    stage: Stage,
    gates: list[str],
) -> None:
    clock.pass_days(1)
    await _went_through(sessions, project, clock)
    project.operation, project.stage, project.visit = operation, stage, 3

    watched = (await facts(sessions, project, clock)).watched

    assert [one.gate for one in watched] == gates
    assert all(entry.level is Level.MANDATORY for one in watched for entry in one.entries)
    if operation is Operation.LIVE:
        assert [(one.visit, str(one.live_since)) for one in watched] == [
            (2, "2027-01-05"),
            (1, "2027-01-05"),
        ]


_MARK = for_system(select(Project), "a test").get_execution_options()


async def _reworded(session: AsyncSession, requirement: str, clock: Clock) -> Published:
    """A version that says one requirement in other words."""
    source = catalogues.shipped().model_copy().source
    source = source | {"catalogue": source["catalogue"] | {"version": "9.0.0"}}
    source["requirements"] = [
        one | {"statement": "Other words."} if one["id"] == requirement else one
        for one in source["requirements"]
    ]
    text = canonical(source).decode()
    row = Published(
        id=uuid7(clock()),
        created_at=clock(),
        version="9.0.0",
        sha256=sha256_of(source),
        source=text,
        published_at=clock(),
        published_by=None,
    )
    session.add(row)
    await session.flush()
    return row


async def _went_through(sessions: Sessions, project: Project, clock: Clock) -> None:
    now = clock()
    async with sessions.begin() as session:
        for number, stage, asked in ((2, Stage.PILOT, "G4"), (3, Stage.DECISION, "G5")):
            session.add(
                StageVisit(
                    id=uuid7(now),
                    created_at=now,
                    project_id=project.id,
                    number=number,
                    stage=stage,
                    entered_on=now.date(),
                    decision_id=None,
                    asked=asked,
                    left_visit=number - 1,
                )
            )
        session.add(
            OperationChange(
                id=uuid7(now),
                created_at=now,
                project_id=project.id,
                becomes=Operation.LIVE,
                on_day=now.date(),
                by=None,
                seconded_by=None,
                reason="Example",
                proof_file_id=None,
            )
        )
