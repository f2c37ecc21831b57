"""Every route that acts on a project or a call, in states in which its act is shut: 409, nothing
changes. What is shut where is read off the table, so that a new act is asked from its first day.

Pages of acts call the same handlers.
"""

from collections import Counter
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from tests.clock import Clock
from tests.rights.cells import Cell, cells_of
from tests.rights.ground import fingerprint, planted
from tests.rights.readers import OWN, Reader, ask
from tracker.demo.journey import Journey
from tracker.kernel.database import for_system
from tracker.process.policy import POLICY, Act
from tracker.process.shut import why_shut
from tracker.process.stages import CallState, Operation, Stage, Status
from tracker.process.state_rows import Always, Case, InCall
from tracker.process.states import STATES
from tracker.programme.models import Call
from tracker.projects.models import Project
from tracker.settings import Settings
from tracker.web.guards import handlers_of

pytestmark = [pytest.mark.giant, pytest.mark.at("pilot")]

STAGES = sorted(Stage, key=lambda one: one is not Stage.PILOT)
"""First the one in which most is done."""
HANGING = {"submission", "time_request"}
ON_RECORD = {Act.GATE_VOTE, Act.GATE_DECIDE, Act.VOTE_COMPARE}
"""Refused on record, by all that the motion rests on: tests/gates/test_lapsed_motions.py."""
READ = {Act.CHECKLIST_SEE, Act.FACT_SEE, Act.GATE_SEE}
"""Reading, which tests/projects/test_past.py asks."""
PARTS = {Act.PILOT_GO_LIVE, Act.PILOT_SUSPEND, Act.PILOT_RESTORE, Act.PILOT_SWITCH_OFF}
"""Together one route, that of `pilot.operate`."""
OF_COMMITTEE = {Act.CONFLICT_DECLARE, Act.SCORE_GIVE}
"""The committee sees a project only while it is being selected."""


class At(Struct, frozen=True, kw_only=True):
    """Where the project is put, or its call."""

    code: str
    status: Status = Status.ACTIVE
    stage: Stage = Stage.PILOT
    operation: Operation = Operation.NEVER
    call: CallState = CallState.CLOSED


def shut_places(act: Act, code: str) -> list[At]:
    """One place for each sentence that the table says to the act, whatever it is about."""
    if isinstance(STATES[act], InCall):
        return [At(code=code, call=one) for one in CallState if why_shut(act, one)]
    found: dict[str, At] = {}
    for status, stage, operation in product(Status, STAGES, Operation):
        at = At(code=code, status=status, stage=stage, operation=operation)
        why = [why_shut(act, at, case) for case in (None, *Case)]
        if all(why):
            found.setdefault(f"{why[0]}", at)
    return list(found.values())


def cells_by_act(app: Litestar, ids: dict[str, Any], code: str) -> dict[Act, list[Cell]]:
    """What is done over the API and may be shut."""
    found: dict[Act, list[Cell]] = {}
    for cell in cells_of(handlers_of(app), ids, code):
        if cell.act is None or cell.act in ON_RECORD or isinstance(STATES[cell.act], Always):
            continue
        if cell.method != "GET" and not cell.is_page:
            found.setdefault(cell.act, []).append(_filled(cell, code))
    return found


def _filled(cell: Cell, code: str) -> Cell:
    """What the example of a body leaves open: what the equipment does, whose deputy it is."""
    if cell.json is not None and "becomes" in cell.json:
        return replace(cell, json=cell.json | {"becomes": "live"})
    if cell.json is not None and "deputy_id" in cell.json:
        return replace(cell, json=cell.json | {"project": code, "organisation_id": None})
    return cell


def who(act: Act, readers: dict[str, Reader]) -> Reader:
    """Somebody of the project whose role may; a withdrawal is taken back by the approver."""
    if act is Act.WITHDRAWAL_REVOKE:
        return readers["city_approver"]
    return next(readers[name] for name in OWN if readers[name].role in POLICY[act])


async def test_an_act_is_refused_wherever_the_table_shuts_it(
    app: Litestar,
    settings: Settings,
    readers: dict[str, Reader],
    journey: Journey,
    sessions: async_sessionmaker[AsyncSession],
    clock: Clock,
) -> None:
    async with sessions() as session:
        asked = select(Project.id, Project.call_id).where(Project.code == journey.code)
        project_id, call_id = (await session.execute(for_system(asked, "a test"))).one()
    ids = await planted(settings.database, project_id, HANGING) | {"call": call_id}
    wrong, seen = [], Counter[Act]()

    for act, cells in cells_by_act(app, ids, journey.code).items():
        reader, right = who(act, readers), (404, 409) if act in OF_COMMITTEE else (409,)
        for at in shut_places(act, journey.code):
            await put(settings.database, project_id, call_id, at, clock)
            before = await fingerprint(settings.database)
            for cell in cells:
                answer = await ask(reader, cell, cell.path)
                seen[act] += 1
                if answer.status_code not in right:
                    wrong.append(f"{reader.name} {cell} at {at}: {answer.status_code}")
            if await fingerprint(settings.database) != before:
                wrong.append(f"{act} at {at}: something changed")

    assert not wrong, "\n".join(wrong)
    shuts = {act for act, row in STATES.items() if not isinstance(row, Always)}
    assert set(seen) == shuts - ON_RECORD - READ - PARTS


async def put(url: str, project_id: UUID, call_id: UUID, at: At, clock: Clock) -> None:
    """Where no act would bring it: the rows have to stand there, not to have got there."""
    engine = create_async_engine(url)
    now = clock()
    over = at.call in (CallState.CLOSED, CallState.DECIDED)
    async with engine.begin() as connection:
        await connection.execute(
            update(Project)
            .where(Project.id == project_id)
            .values(status=at.status, stage=at.stage, operation=at.operation)
        )
        await connection.execute(
            update(Call)
            .where(Call.id == call_id)
            .values(
                state=at.call,
                opens_at=now - timedelta(days=9),
                closes_at=now + timedelta(days=-1 if over else 1),
            )
        )
    await engine.dispose()
