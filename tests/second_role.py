"""The role that serves, as docs/running.md makes it: neither owner nor superuser."""

import asyncio
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

_PAGE = Path(__file__).parent.parent / "docs" / "running.md"


@pytest.fixture
def role(database_url: str) -> Iterator[str]:
    """A role with the rights that the page gives, under a name of this test's own."""
    name = f"tracker_service_{secrets.token_hex(4)}"
    blocks = re.findall(r"```sql\n(.*?)```", _PAGE.read_text(), re.DOTALL)
    assert len(blocks) == 2
    asyncio.run(_run(database_url, [one.replace("tracker_service", name) for one in blocks]))
    yield name
    asyncio.run(_run(database_url, [f"DROP OWNED BY {name}", f"DROP ROLE {name}"]))


async def _run(url: str, scripts: list[str]) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        for script in scripts:
            await raw.execute(script)
    await engine.dispose()


def as_role(role: str, url: str) -> str:
    named = make_url(url).set(username=role, password="another secret")
    return named.render_as_string(hide_password=False)
