"""Every route by every actor: who is refused, how, and that a refusal shows and changes nothing."""

from collections import Counter
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.rights.cells import Cell, cells_of, told
from tests.rights.ground import CANARY, fingerprint, planted
from tests.rights.paper import reviewed
from tests.rights.readers import FORMER, GONE, STRANGERS, Reader, ask
from tracker.demo.journey import Journey
from tracker.kernel.database import for_system
from tracker.projects.models import Project
from tracker.settings import Settings
from tracker.web.guards import handlers_of

PAGE = reviewed()
pytestmark = [pytest.mark.giant, pytest.mark.at("pilot")]


def expected(reader: Reader, cell: Cell) -> set[int] | None:
    """The statuses that are right; None where the reader may, which other tests look at."""
    if cell.act is None:
        return None
    if reader.role is None or reader.name in GONE:
        return {303} if cell.is_page and cell.method == "GET" else {401}
    if reader.role not in PAGE[cell.act]:
        return {403}
    if reader.name in (*STRANGERS, *FORMER) and cell.names_a_project:
        return {404}
    return None


@pytest.mark.asvs("8.2.2", "8.3.1", "8.4.1")
async def test_the_matrix(
    app: Litestar,
    settings: Settings,
    readers: dict[str, Reader],
    journey: Journey,
    sessions: async_sessionmaker[AsyncSession],
    kind: str,
) -> None:
    async with sessions() as session:
        project_id = await session.scalar(
            for_system(select(Project.id).where(Project.code == journey.code), "a test")
        )
    assert project_id is not None
    ids = await planted(settings.database, project_id)
    cells = cells_of(handlers_of(app), ids, journey.code)
    before = await fingerprint(settings.database)
    wrong, seen = [], Counter[str]()

    for reader in readers.values():
        for cell in cells:
            right = expected(reader, cell)
            looks = reader.name in STRANGERS and cell.method == "GET" and cell.act is not None
            if right is None and not looks:
                continue
            answer = await ask(reader, cell, cell.path)
            seen[str(answer.status_code)] += 1
            if right is not None and answer.status_code not in right:
                wrong.append(f"{reader.name} {cell}: {answer.status_code}, not {right}")
            if CANARY in answer.text or journey.code in _shown(answer, cell):
                wrong.append(f"{reader.name} {cell}: shows what is not theirs")
            if right == {404}:
                absent = await ask(reader, cell, cell.absent)
                if told(absent.text) != told(answer.text):
                    wrong.append(f"{reader.name} {cell}: there and absent differ")

    print(f"{kind}: {sum(seen.values())} cells of {len(cells)} routes, {dict(seen)}")
    assert not wrong, "\n".join(wrong)
    assert await fingerprint(settings.database) == before
    assert sum(seen.values()) > 1500


def _shown(answer: httpx.Response, cell: Cell) -> Any:
    """What an answer shows beyond the address that was asked for."""
    return answer.text.replace(cell.path, "") if answer.status_code < 400 else ""
