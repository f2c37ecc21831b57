"""A tracker without people: it says how the first administrator comes to be, until there is one."""

import shlex
from pathlib import Path

import httpx
import pytest

from tests.serving import assembled, client_of, living
from tracker.__main__ import main
from tracker.app import equip
from tracker.kernel.days import utc_now
from tracker.migrations.run import upgrade
from tracker.serve import first_words
from tracker.settings import Settings

HERE = Settings(database_url="sqlite+aiosqlite:///never-opened")


async def test_the_sign_in_page_of_an_empty_tracker_names_the_command_and_has_no_form(
    tmp_path: Path,
) -> None:
    settings = Settings(data_folder=tmp_path, work_in_web=False)
    await upgrade(settings.database)
    app = assembled()
    equip(app, settings, utc_now, prepared=True)

    async with living(app), client_of(app) as client:
        text = (await client.get("/sign-in")).text

    assert "tracker create-admin" in text
    assert "<form" not in text


async def test_where_people_are_the_sign_in_page_does_not_speak_of_the_first(
    client: httpx.AsyncClient,
) -> None:
    text = (await client.get("/sign-in")).text

    assert "create-admin" not in text
    assert '<form method="post" action="/sign-in"' in text


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        (".venv/bin/tracker", "  .venv/bin/tracker create-admin "),
        ("/opt/our tracker/tracker", "  '/opt/our tracker/tracker' create-admin "),
        ("/lib/tracker/__main__.py", "  python -m tracker create-admin "),
    ],
)
def test_the_console_gives_the_line_that_makes_the_first_administrator(
    called: str, shown: str
) -> None:
    told = first_words(HERE, called, peopled=False)

    assert told.startswith("The tracker answers on http://127.0.0.1:8000 ")
    assert shown in told
    assert "Sign in there" not in told


def test_the_line_on_the_console_is_one_that_the_command_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACKER_DATA_FOLDER", str(tmp_path / "data"))
    told = first_words(HERE, "tracker", peopled=False)
    line = next(line for line in told.splitlines() if "create-admin" in line)

    assert main(shlex.split(line)[1:]) == 0
    assert "/welcome/" in capsys.readouterr().out


def test_a_tracker_with_people_says_where_to_sign_in() -> None:
    proxied = Settings(base_url="https://tracker.example.org")

    assert "Sign in there; programs use http://127.0.0.1:8000/api." in first_words(
        HERE, "tracker", peopled=True
    )
    assert first_words(proxied, "tracker", peopled=True).splitlines()[1:] == [
        "People reach it at https://tracker.example.org.",
        "Sign in there; programs use https://tracker.example.org/api.",
    ]
