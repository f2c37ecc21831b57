"""The second role of docs/running.md: it serves, and cannot touch what is on record."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from tests.cast import Cast
from tests.clock import Clock
from tests.second_role import as_role
from tests.serving import client_of, living
from tracker.app import create_app
from tracker.kernel import triggers
from tracker.migrations.revision import WrongSchema
from tracker.migrations.run import upgrade
from tracker.migrations.tables import METADATA
from tracker.settings import Settings

pytestmark = [
    pytest.mark.differs,
    pytest.mark.at("study"),
    pytest.mark.parametrize("kind", ["postgres"], indirect=True),
]


async def test_the_second_role_serves_and_cannot_change_an_act(
    database_url: str, role: str, settings: Settings, cast: Cast, clock: Clock
) -> None:
    url = as_role(role, database_url)
    app = create_app(settings.model_copy(update={"database_url": url}), clock)

    async with living(app), client_of(app, cast.tokens["manager"]) as manager:
        made = await manager.post("/api/programmes", json={"label": "Example", "currency": "KRW"})
        changed = await manager.patch(
            f"/api/programmes/{made.json()['id']}",
            json={"label": "Other"},
            headers={"If-Match": '"1"'},
        )
    assert changed.status_code == 200, changed.text

    engine = create_async_engine(url)
    for table in triggers.append_only(METADATA):
        for change in (f"DELETE FROM {table}", f"DROP TRIGGER {table}_no_update ON {table}"):
            async with engine.connect() as connection:
                with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                    await connection.execute(text(change))
    await engine.dispose()


async def test_a_role_that_may_make_no_table_is_told_who_migrates(
    database_url: str, role: str
) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("DROP TRIGGER vote_no_update ON vote")
    await engine.dispose()

    with pytest.raises(WrongSchema, match="the owner run `tracker migrate`"):
        await upgrade(as_role(role, database_url))
