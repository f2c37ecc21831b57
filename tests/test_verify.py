"""`tracker verify` names what somebody with the database and the folder in hand has changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from tracker import subcommands
from tracker.__main__ import main
from tracker.files.models import StoredFile
from tracker.gates.snapshot import hash_of
from tracker.journal.models import JournalEntry
from tracker.kernel import triggers
from tracker.migrations.run import upgrade
from tracker.migrations.tables import METADATA
from tracker.people.models import Person
from tracker.projects.models.decisions import Decision
from tracker.settings import Settings

pytestmark = pytest.mark.at("study")
Told = tuple[int, str, list[str]]  # exit code, standard output, lines of standard error


@pytest.fixture
def verified(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Callable[[], Any]:
    async def verify() -> Told:
        capsys.readouterr()
        code = await subcommands.verify(settings)
        told = capsys.readouterr()
        return code, told.out, told.err.splitlines()

    return verify


@pytest.fixture
def tampering(settings: Settings) -> Callable[[Callable[[Connection], Any]], Any]:
    """Runs a change past the triggers, which are all in their place again afterwards."""

    def past_the_triggers(connection: Connection, change: Callable[[Connection], Any]) -> Any:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            return change(connection)
        for table in triggers.append_only(METADATA):
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
        changed = change(connection)
        triggers.install(connection, METADATA)
        return changed

    async def tamper(change: Callable[[Connection], Any]) -> Any:
        engine = create_async_engine(settings.database)
        async with engine.begin() as connection:
            changed = await connection.run_sync(past_the_triggers, change)
        await engine.dispose()
        return changed

    return tamper


async def test_an_untouched_tracker_is_sound(verified: Any) -> None:
    code, out, err = await verified()

    assert (code, err) == (0, [])
    assert out == "Journal, 2 decisions and 3 files are sound.\n"


_SEVENTH = JournalEntry.seq == 7
ENTRIES: dict[str, tuple[Any, str]] = {
    "changed": (
        update(JournalEntry).where(_SEVENTH).values(detail="{}", role="manager"),
        "Journal entry 7: its content was changed.",
    ),
    "deleted": (delete(JournalEntry).where(_SEVENTH), "Journal entry 7: entry 7 is missing."),
    "two changed": (
        update(JournalEntry).where(JournalEntry.seq.in_([9, 31])).values(what="x.y"),
        "Journal entry 9: its content was changed.",
    ),
    "changed and hashed anew": (
        update(JournalEntry).where(_SEVENTH).values(hash="e" * 64),
        "Journal entry 7: its content was changed.",
    ),
}

_COLUMNS = ", ".join(f'"{one.name}"' for one in JournalEntry.__table__.columns if one.name != "seq")


FORGED = {
    "before the first": (
        "INSERT INTO entry (seq, "
        + _COLUMNS
        + ") SELECT 0, "
        + _COLUMNS.replace('"prev"', "'a'")
        + " FROM entry WHERE seq = 7",
        "Journal entry 0: the journal begins with entry 1.",
    ),
    "below nothing": (
        "INSERT INTO entry (seq, "
        + _COLUMNS
        + ") SELECT -3, "
        + _COLUMNS.replace('"prev"', "'a'")
        + " FROM entry WHERE seq = 7",
        "Journal entry -3: the journal begins with entry 1.",
    ),
}
ONLY_SQLITE_HOLDS = {
    "text that is not UTF-8": "UPDATE entry SET detail = CAST(x'ff7b' AS TEXT) WHERE seq = 7",
    "a number for an instant": 'UPDATE entry SET "at" = 5 WHERE seq = 7',
    "words for an instant": "UPDATE entry SET \"at\" = 'noon' WHERE seq = 7",
    "a number for an id": "UPDATE entry SET person_id = 5 WHERE seq = 7",
    "words for an id": "UPDATE entry SET object_id = 'someone' WHERE seq = 7",
}


@pytest.mark.parametrize("case", FORGED)
async def test_an_entry_put_before_the_first_is_named(
    verified: Any, tampering: Any, case: str
) -> None:
    sql, sentence = FORGED[case]
    await tampering(lambda connection: connection.execute(text(sql)))

    code, _, err = await verified()

    assert (code, err[0]) == (1, sentence)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", ONLY_SQLITE_HOLDS)
async def test_an_entry_that_cannot_be_read_is_named(
    verified: Any, tampering: Any, case: str
) -> None:
    sql = ONLY_SQLITE_HOLDS[case]
    await tampering(lambda connection: connection.exec_driver_sql(sql))

    code, _, err = await verified()

    assert (code, err[0]) == (1, "Journal entry 7: it cannot be read.")


@pytest.mark.differs
@pytest.mark.parametrize("case", ENTRIES)
async def test_the_first_broken_entry_of_the_journal_is_named(
    verified: Any, tampering: Any, case: str
) -> None:
    change, sentence = ENTRIES[case]
    await tampering(lambda connection: connection.execute(change))

    code, out, err = await verified()

    assert (code, out) == (1, "")
    assert err == [
        sentence,
        "Decisions and files were not held against a journal that is broken.",
    ]


async def test_a_journal_cut_behind_an_act_misses_its_decision(
    verified: Any, tampering: Any
) -> None:
    newest = await tampering(lambda connection: _decision(connection, "G2"))

    def cut(connection: Connection) -> None:
        decided = select(func.max(JournalEntry.seq)).where(JournalEntry.what == "gate.decided")
        connection.execute(
            delete(JournalEntry).where(JournalEntry.seq >= decided.scalar_subquery())
        )

    await tampering(cut)

    assert await verified() == (1, "", [f"Decision {newest.id}: the journal does not know of it."])


# Decisions

COLUMNS: dict[str, Any] = {
    "gate": "G5",
    "round": 7,
    "visit": 7,
    "verdict": "conditions",
    "leads_to": "pilot",
    "scaling": "expansion",
    "grounds": "Other grounds",
    "partner": "Example lender",
    "silent_city": ["2027-03-01"],
    "prev_sha256": "f" * 64,
    "supersedes_id": select(Decision.id).where(Decision.gate == "G2").scalar_subquery(),
    "decided_at": func.current_timestamp(),
    "decided_on": func.current_date(),
    "decided_by": select(Person.id).where(Person.email == "observer@example.org").scalar_subquery(),
}


def test_every_column_of_a_decision_is_tried() -> None:
    sealed = {"id", "created_at", "project_id", "motion_id", "snapshot", "snapshot_sha256"}

    assert set(COLUMNS) | sealed == set(Decision.__table__.columns.keys())


@pytest.mark.parametrize("column", COLUMNS)
async def test_a_decision_changed_in_one_column_is_named(
    verified: Any, tampering: Any, column: str
) -> None:
    row = await tampering(lambda connection: _decision(connection, "G1"))
    change = update(Decision).where(Decision.id == row.id).values({column: COLUMNS[column]})
    await tampering(lambda connection: connection.execute(change))

    code, _, err = await verified()

    gate = COLUMNS["gate"] if column == "gate" else "G1"
    number = COLUMNS["round"] if column == "round" else row.round
    assert code == 1
    assert err == [
        f"Decision {row.id} ({gate}, round {number}): its {column} is not what its snapshot says."
    ]


@pytest.mark.parametrize(
    ("resealed", "why"),
    [(False, "its snapshot was changed"), (True, "the journal has another seal")],
)
async def test_a_decision_with_another_snapshot_is_named(
    verified: Any, tampering: Any, resealed: bool, why: str
) -> None:
    row = await tampering(lambda connection: _decision(connection, "G1"))
    values = {"snapshot": row.snapshot.replace("Example", "Forged")}
    assert values["snapshot"] != row.snapshot
    if resealed:
        values["snapshot_sha256"] = hash_of(values["snapshot"].encode())
    change = update(Decision).where(Decision.id == row.id).values(values)
    await tampering(lambda connection: connection.execute(change))

    code, _, err = await verified()

    assert code == 1
    assert err == [f"Decision {row.id} (G1, round {row.round}): {why}."]


@pytest.mark.parametrize("gate", ["G1", "G2"])
async def test_a_decision_taken_out_is_missed(verified: Any, tampering: Any, gate: str) -> None:
    row = await tampering(lambda connection: _decision(connection, gate))
    await tampering(
        lambda connection: connection.execute(delete(Decision).where(Decision.id == row.id))
    )

    assert await verified() == (1, "", [f"Decision {row.id}: the journal has it, and it is gone."])


# Files


def _changed(blob: Path) -> None:
    content = blob.read_bytes()
    blob.unlink()  # the prepared places share it
    blob.write_bytes(b"X" + content[1:])


@pytest.mark.parametrize("damage", [_changed, Path.unlink])
async def test_a_file_whose_content_is_changed_or_gone_is_named(
    verified: Any, tampering: Any, settings: Settings, damage: Callable[[Path], None]
) -> None:
    row = await tampering(_second_file)
    damage(settings.files_folder / row.sha256[:2] / row.sha256)

    assert await verified() == (
        1,
        "",
        [f"File {row.id}: its content is missing or changed (sha256 {row.sha256})."],
    )


async def test_a_file_exchanged_for_another_is_named(verified: Any, tampering: Any) -> None:
    row = await tampering(_second_file)

    def exchange(connection: Connection) -> None:
        another = select(StoredFile.sha256, StoredFile.size).where(StoredFile.id != row.id)
        sha256, size = connection.execute(another.limit(1)).one()
        change = update(StoredFile).where(StoredFile.id == row.id)
        connection.execute(change.values(sha256=sha256, size=size))

    await tampering(exchange)

    assert await verified() == (1, "", [f"File {row.id}: the journal has another hash."])


async def test_a_file_taken_out_of_the_list_is_missed(verified: Any, tampering: Any) -> None:
    row = await tampering(_second_file)
    change = delete(StoredFile).where(StoredFile.id == row.id)
    await tampering(lambda connection: connection.execute(change))

    assert await verified() == (
        1,
        "",
        [f"File {row.id}: the journal has it, and its row is gone."],
    )


async def test_every_broken_file_is_named_after_the_first_broken_decision(
    verified: Any, tampering: Any, settings: Settings
) -> None:
    row = await tampering(lambda connection: _decision(connection, "G2"))
    change = update(Decision).where(Decision.id == row.id).values(grounds="Other grounds")
    await tampering(lambda connection: connection.execute(change))
    for blob in settings.files_folder.glob("??/*"):
        blob.unlink()

    _, _, err = await verified()

    assert [line.split()[0] for line in err] == ["Decision", "File", "File", "File"]


# What keeps the rows as they are


async def test_a_missing_trigger_is_told(verified: Any, settings: Settings) -> None:
    engine = create_async_engine(settings.database)
    async with engine.begin() as connection:
        on = " ON decision" if engine.dialect.name == "postgresql" else ""
        await connection.exec_driver_sql(f"DROP TRIGGER decision_no_update{on}")
    await engine.dispose()

    assert await verified() == (
        1,
        "",
        ["Table decision: the triggers that keep its rows as they are, are missing."],
    )


@pytest.mark.parametrize("command", [["verify"], ["create-token", "a@example.org", "officer"]])
def test_a_database_that_is_not_there_is_told_and_not_made(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TRACKER_DATA_FOLDER", str(tmp_path / "nowhere"))

    assert main(command) == 2

    assert capsys.readouterr().err == (
        f"There is no database at {tmp_path / 'nowhere' / 'tracker.sqlite'}; "
        "run `tracker migrate`.\n"
    )
    assert not (tmp_path / "nowhere").exists()


def _decision(connection: Connection, gate: str) -> Any:
    return connection.execute(select(Decision.__table__).where(Decision.gate == gate)).one()


def _second_file(connection: Connection) -> Any:
    asked = select(StoredFile.__table__).order_by(StoredFile.id).offset(1).limit(1)
    return connection.execute(asked).one()


HOLLOW = {
    "sqlite": (
        "DROP TRIGGER decision_no_update",
        "CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT 1; END",
    ),
    "postgres": (
        "CREATE FUNCTION hollow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE OR REPLACE TRIGGER decision_no_update BEFORE UPDATE ON decision "
        "FOR EACH ROW EXECUTE FUNCTION hollow()",
    ),
}


async def test_a_hollow_trigger_of_the_same_name_is_told_and_made_anew(
    verified: Any, settings: Settings, kind: str
) -> None:
    engine = create_async_engine(settings.database)
    async with engine.begin() as connection:
        for statement in HOLLOW[kind]:
            await connection.exec_driver_sql(statement)
    await engine.dispose()

    code, _, err = await verified()
    assert code == 1
    assert err == ["Table decision: the triggers that keep its rows as they are, are missing."]

    await upgrade(settings.database)
    assert (await verified())[0] == 0


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
async def test_a_hollow_function_is_told(verified: Any, settings: Settings) -> None:
    engine = create_async_engine(settings.database)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION tracker_refuse_change() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
    await engine.dispose()

    code, _, err = await verified()

    assert (code, len(err)) == (1, len(triggers.append_only(METADATA)))
