"""The service killed in the midst of writes and uploads; started again, it has kept its word.

`KILL_ROUNDS=50 pytest -s tests/test_kill.py` is the long run; `KILL_SEED` repeats one.
"""

import asyncio
import hashlib
import os
import random
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from msgspec import Struct, field
from sqlalchemy import func, select

from tests import postgres
from tests.child import Child, environment, start
from tests.files.sending import send
from tests.office import furnished
from tests.serving import opened
from tracker.files.models import StoredFile
from tracker.kernel.database import for_system
from tracker.people.models import Organisation

pytestmark = pytest.mark.long

ROUNDS = int(os.environ.get("KILL_ROUNDS", "3"))
SEED = int(os.environ.get("KILL_SEED", secrets.randbelow(10**6)))
WRITERS, UPLOADERS = 4, 3


class Sent(Struct):
    """A request that may have had its effect; its key makes it safe to send again."""

    key: str
    name: str
    content: bytes = b""


class Ledger(Struct):
    """What was acknowledged, noted before the next request went out, and what was left open."""

    firms: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    open: list[Sent] = field(default_factory=list)
    retried: int = 0
    slowest: float = 0.0


@pytest.fixture
def address(kind: str, tmp_path: Path) -> Iterator[str]:
    if kind == "postgres":
        yield asyncio.run(postgres.create_database("killed"))
        asyncio.run(postgres.drop_database("killed"))
    else:
        yield f"sqlite+aiosqlite:///{tmp_path / 'tracker.sqlite'}"


def test_nothing_acknowledged_is_lost_when_the_service_is_killed(
    kind: str, address: str, tmp_path: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - chance, not a secret
    print(f"{kind}: seed {SEED}")
    token = asyncio.run(furnished(address)).tokens["officer"]
    ledger = Ledger()

    child = start(tmp_path, address)
    try:
        for number in range(ROUNDS):
            asyncio.run(_work_until_killed(child, token, ledger, chance, number))
            child = start(tmp_path, address)
            ledger.slowest = max(ledger.slowest, child.took)
            asyncio.run(_send_again(child, token, ledger))
            asyncio.run(_everything_is_there(child, token, ledger))
            _verify_is_clean(tmp_path, address)
    finally:
        child.stop()

    print(
        f"{kind}: killed {ROUNDS} times; {len(ledger.firms)} writes and {len(ledger.files)} "
        f"uploads acknowledged, {ledger.retried} of them on a second try; 0 lost; "
        f"slowest start {ledger.slowest:.1f} s"
    )
    assert ledger.retried > 0, "no kill met a request on its way"
    asyncio.run(_nothing_is_there_twice(address, ledger))


async def _work_until_killed(
    child: Child, token: str, ledger: Ledger, chance: random.Random, number: int
) -> None:
    """Everybody writes; at a moment of chance there is no service any more."""
    wait = chance.uniform(0.15, 0.75)
    async with _client(child, token) as client:
        workers = [
            *(_write(client, ledger, f"{number}-{worker}") for worker in range(WRITERS)),
            *(_upload(client, ledger, chance, f"{number}-{worker}") for worker in range(UPLOADERS)),
        ]
        working = asyncio.gather(*workers)
        await asyncio.sleep(wait)
        child.kill()
        await working


async def _write(client: httpx.AsyncClient, ledger: Ledger, worker: str) -> None:
    for count in range(10_000):
        sent = Sent(key=f"w{worker}-{count}", name=f"Example firm {worker} {count}")
        if not await _tried(ledger, sent, lambda sent=sent: _add_firm(client, ledger, sent)):
            return


async def _upload(
    client: httpx.AsyncClient, ledger: Ledger, chance: random.Random, worker: str
) -> None:
    for count in range(10_000):
        content = chance.randbytes(chance.randint(1_000, 450_000)).hex().encode()
        sent = Sent(key=f"u{worker}-{count}", name=f"{worker}-{count}.txt", content=content)
        if not await _tried(ledger, sent, lambda sent=sent: _add_file(client, ledger, sent)):
            return


async def _tried(ledger: Ledger, sent: Sent, act: Callable[[], Awaitable[bool]]) -> bool:
    """Whether the service still answers; what it left unanswered is kept for a second try."""
    with suppress(httpx.TransportError):
        if await act():
            return True
    ledger.open.append(sent)
    return False


async def _add_firm(client: httpx.AsyncClient, ledger: Ledger, sent: Sent) -> bool:
    firm = {"kind": "firm", "name": sent.name}
    headers = {"Idempotency-Key": sent.key}
    answer = await client.post("/api/organisations", json=firm, headers=headers)
    if answer.status_code == 503:  # busy, and it says so
        return False
    assert answer.status_code == 201, answer.text
    ledger.firms[answer.json()["id"]] = sent.name
    return True


async def _add_file(client: httpx.AsyncClient, ledger: Ledger, sent: Sent) -> bool:
    answer = await send(client, _pieces(sent.content), sent.name, Idempotency_Key=sent.key)
    if answer.status_code == 503:
        return False
    assert answer.status_code == 201, answer.text
    ledger.files[answer.json()["id"]] = hashlib.sha256(sent.content).hexdigest()
    return True


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(content), 65_536):
        yield content[at : at + 65_536]


async def _send_again(child: Child, token: str, ledger: Ledger) -> None:
    async with _client(child, token) as client:
        for sent in ledger.open:
            act = _add_file if sent.content else _add_firm
            assert await act(client, ledger, sent), f"{sent.key} found the service busy"
    ledger.retried += len(ledger.open)
    ledger.open.clear()


async def _everything_is_there(child: Child, token: str, ledger: Ledger) -> None:
    async with _client(child, token) as client:
        for firm, name in ledger.firms.items():
            shown = await client.get(f"/api/organisations/{firm}")
            assert shown.status_code == 200, f"firm {firm} was lost: {shown.text}"
            assert shown.json()["name"] == name
        for file_id, sha256 in ledger.files.items():
            content = await client.get(f"/api/files/{file_id}")
            assert content.status_code == 200, f"file {file_id} was lost: {content.text}"
            assert hashlib.sha256(content.content).hexdigest() == sha256


def _verify_is_clean(folder: Path, address: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tracker", "verify"],
        env=environment(folder, address),
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.endswith("files are sound.\n")


async def _nothing_is_there_twice(address: str, ledger: Ledger) -> None:
    """By a second way: the rows are those acknowledged, each once, and no others."""
    async with opened(address) as sessions, sessions() as session:
        named = select(Organisation.id).where(Organisation.name.startswith("Example firm "))
        firms = set(await session.scalars(named))
        files = for_system(select(StoredFile.id), "a test")
        assert firms == {UUID(firm) for firm in ledger.firms}
        assert set(await session.scalars(files)) == {UUID(file_id) for file_id in ledger.files}
        names = select(func.count(func.distinct(Organisation.name))).where(
            Organisation.id.in_(firms)
        )
        assert await session.scalar(names) == len(firms)


def _client(child: Child, token: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=child.url, headers=headers, timeout=30)
