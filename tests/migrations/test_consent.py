"""What revision 0023 makes of invitations and links that were sent before it."""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select
from sqlalchemy.ext.asyncio import create_async_engine

from tests.kernel.test_triggers import any_row
from tests.migrations.test_run import fresh_url as fresh_url
from tracker.accounts.models import Invitation, MailLink
from tracker.identity.models import Membership, Organisation, Person
from tracker.migrations.run import config, upgrade

SENT = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
_AT = sa.DateTime(timezone=True)
_OLD = {
    "id": sa.Uuid(),
    "created_at": _AT,
    "version": sa.Integer(),
    "person_id": sa.Uuid(),
}
OLD_INVITATION = sa.table(
    "invitation",
    *(sa.column(name, kind) for name, kind in _OLD.items()),
    sa.column("organisation_id", sa.Uuid()),
    sa.column("membership_id", sa.Uuid()),
    sa.column("role", sa.String()),
)
OLD_LINK = sa.table(
    "mail_link",
    *(sa.column(name, kind) for name, kind in _OLD.items()),
    sa.column("kind", sa.String()),
    sa.column("hash", sa.String()),
    sa.column("expires_at", _AT),
)


async def test_an_earlier_invitation_counts_as_accepted_and_its_link_is_its_persons(
    fresh_url: str,
) -> None:
    firm, person, membership = uuid4(), uuid4(), uuid4()
    engine = create_async_engine(fresh_url)

    def as_it_was(connection: Connection) -> None:
        scripts = ScriptDirectory.from_config(config())
        before = scripts.get_revision("0023_consent").down_revision
        command.upgrade(config(connection), str(before))
        common = {"created_at": SENT, "version": 1, "person_id": person}
        held = {"organisation_id": firm, "kind": "firm", "role": "firm_member"}
        for table, row in (
            (Organisation, {"id": firm, "kind": "firm"}),
            (Person, {"id": person, "name": "Stored", "email": "old@example.org"}),
            (Membership, {"id": membership, "person_id": person} | held),
        ):
            connection.execute(insert(table.__table__).values(any_row(table.__table__) | row))
        row = common | {"organisation_id": firm, "membership_id": membership}
        connection.execute(
            insert(OLD_INVITATION).values(row | {"id": uuid4(), "role": "firm_member"})
        )
        link = {"id": uuid4(), "kind": "invitation", "hash": "x", "expires_at": SENT}
        connection.execute(insert(OLD_LINK).values(common | link))

    async with engine.begin() as connection:
        await connection.run_sync(as_it_was)
    await upgrade(fresh_url)

    async with engine.connect() as connection:
        one = (await connection.execute(select(Invitation.__table__))).one()
        link = (await connection.execute(select(MailLink.__table__))).one()
        until = await connection.scalar(select(Membership.until))
    await engine.dispose()
    assert (one.name, one.email, one.until) == ("Stored", "old@example.org", until)
    assert one.accepted_at == one.expires_at == SENT
    assert (one.person_id, one.membership_id, one.declined_at) == (person, membership, None)
    assert (link.person_id, link.invitation_id) == (person, None)
