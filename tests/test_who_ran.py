"""What the command line leaves in the journal: which command, under which account."""

import json
import os
import pwd
import re
from typing import Any

import pytest
from sqlalchemy import select

from tests.serving import opened
from tracker import subcommands
from tracker.journal.models import JournalEntry
from tracker.kernel.account import account
from tracker.kernel.database import for_system
from tracker.settings import Settings
from tracker.work.models import Work

ADMIN = ("Example administrator", "admin@example.org", "Example secretariat")


async def entries(settings: Settings) -> list[tuple[str, Any]]:
    asked = for_system(
        select(JournalEntry.what, JournalEntry.detail).order_by(JournalEntry.seq), "a test"
    )
    async with opened(settings.database) as sessions, sessions() as session:
        return [(row.what, json.loads(row.detail)) for row in await session.execute(asked)]


async def test_an_entry_of_a_command_names_it_and_the_account_that_ran_it(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "LOGNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "somebody else")
    before = len(await entries(settings))

    await subcommands.create_admin(settings, *ADMIN)
    await subcommands.create_token(settings, ADMIN[1], "administrator", 7)

    found = (await entries(settings))[before:]
    account = pwd.getpwuid(os.getuid()).pw_name
    admin, token = [{"name": one, "account": account} for one in ("create-admin", "create-token")]
    assert [(what, detail["command"]) for what, detail in found] == [
        ("person.added", admin),
        ("membership.given", admin),
        ("token.issued", admin),
        ("token.issued", token),
    ]
    assert len(re.findall(r"^Token \(shown once\): trk_", capsys.readouterr().out, re.M)) == 2


async def test_whoever_gets_a_token_by_the_command_line_is_told(settings: Settings) -> None:
    await subcommands.create_admin(settings, *ADMIN)
    await subcommands.create_token(settings, ADMIN[1], "administrator", None)

    async with opened(settings.database) as sessions, sessions() as session:
        (letter,) = await session.scalars(select(Work.payload).where(Work.kind == "mail"))
    assert letter["to"] == ADMIN[1]
    assert "On the command line of the server, by its account" in letter["text"]


def test_an_account_without_a_name_is_known_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert account() == "4000000"
