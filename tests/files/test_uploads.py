"""Uploads over HTTP: who, what, how much, under which name."""

import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.builders import a_project
from tests.cast import Cast
from tests.clock import Clock
from tests.files import contents
from tests.files.sending import CODE, send, stored
from tracker.files.models import StoredFile
from tracker.files.storage import FileStore
from tracker.journal.models import JournalEntry
from tracker.kernel.database import for_system
from tracker.process.stages import Status
from tracker.projects.models import Project
from tracker.settings import Settings

pytestmark = pytest.mark.usefixtures("project")
Acting = Callable[[str], httpx.AsyncClient]
Sessions = async_sessionmaker[AsyncSession]
LIMIT = 50 * 1024 * 1024


async def test_an_upload_answers_with_what_was_stored_and_is_journalled(
    officer: httpx.AsyncClient, sessions: Sessions, settings: Settings, cast: Cast
) -> None:
    content = contents.a_word_document()

    answer = await send(officer, content, "보고서 1.docx")

    assert answer.status_code == 201, answer.text
    told = answer.json()
    sha256 = hashlib.sha256(content).hexdigest()
    assert answer.headers["location"] == f"/api/files/{told['id']}"
    assert (told["name"], told["size"], told["sha256"]) == ("보고서 1.docx", len(content), sha256)
    assert told["media_type"].endswith("wordprocessingml.document")
    assert (settings.files_folder / sha256[:2] / sha256).read_bytes() == content
    entry = (await _journal(sessions, "file.stored"))[0]
    assert str(entry.object_id) == told["id"]
    assert entry.person_id == cast.person("officer")
    assert sha256 in entry.detail


@pytest.mark.parametrize(
    ("content", "name"),
    [(contents.PROGRAM, "report.pdf"), (contents.PAGE, "report.pdf"), (b"Example", "report")],
)
async def test_a_kind_that_is_not_taken_is_refused_with_a_sentence_and_leaves_nothing(
    officer: httpx.AsyncClient, sessions: Sessions, settings: Settings, content: bytes, name: str
) -> None:
    answer = await send(officer, content, name, Content_Type="application/pdf")

    assert answer.status_code == 415
    assert answer.json()["detail"].startswith("Send PDF, Word, Excel, PowerPoint, zip")
    await _nothing_is_left(sessions, settings)


async def test_an_empty_file_is_refused(
    officer: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    answer = await send(officer, b"")

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "file"
    await _nothing_is_left(sessions, settings)


async def test_just_under_fifty_megabytes_is_taken_and_one_byte_more_is_not(
    officer: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    over = await send(officer, b"x" * (LIMIT + 1))
    await _nothing_is_left(sessions, settings)
    at_most = await send(officer, b"x" * LIMIT)

    assert over.status_code == 413
    assert "50 MB" in over.json()["detail"]
    assert at_most.status_code == 201
    assert at_most.json()["size"] == LIMIT


async def test_an_upload_without_a_declared_length_is_cut_at_the_limit(
    officer: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024 * 1024
            yield b"x" * 1024 * 1024

    answer = await send(officer, endless())

    assert answer.status_code == 413
    assert "50 MB" in answer.json()["detail"]
    assert sent <= LIMIT + 2 * 1024 * 1024
    await _nothing_is_left(sessions, settings)


async def test_chunks_without_a_declared_length_make_one_file(officer: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for number in range(100):
            yield f"Line {number}\n".encode()

    answer = await send(officer, chunks())

    content = "".join(f"Line {number}\n" for number in range(100)).encode()
    assert answer.status_code == 201
    assert answer.json()["sha256"] == hashlib.sha256(content).hexdigest()


async def test_a_name_that_contradicts_its_content_gets_the_contents_suffix(
    officer: httpx.AsyncClient,
) -> None:
    answer = await send(officer, contents.a_pdf(), "page.html")

    assert answer.json()["name"] == "page.html.pdf"
    shown = await officer.get(answer.headers["location"])
    assert "page.html.pdf" in shown.headers["content-disposition"]


class Disk(NamedTuple):
    free: int


async def test_an_upload_that_would_fill_the_disk_is_refused_before_it_is_taken(
    officer: httpx.AsyncClient,
    app: Litestar,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk that nobody else writes to: 16 MiB, less what lies in the folder."""

    def usage(folder: Path) -> Disk:
        lies = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        return Disk(free=16 * 1024 * 1024 - lies)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    app.state.files = FileStore(settings.files_folder, 0)
    taken = 0

    async def unannounced() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(40):
            taken += 1
            yield b"x" * 1024 * 1024

    small = await send(officer, b"Example")
    announced = await send(officer, b"x" * (40 * 1024 * 1024))
    creeping = await send(officer, unannounced())

    assert (small.status_code, announced.status_code, creeping.status_code) == (201, 507, 507)
    assert taken < 40
    assert len([path for path in settings.files_folder.rglob("*") if path.is_file()]) == 1


async def test_the_folder_of_the_files_is_on_disk_once_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync = os.fsync

    def noted(handle: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{handle}"))
        sync(handle)

    monkeypatch.setattr(os, "fsync", noted)

    async def content() -> AsyncIterator[bytes]:
        yield b"Example"

    await FileStore(tmp_path / "files", 0).receive(content(), "notes.txt", LIMIT)

    assert synced[0] == str(tmp_path)
    assert str(tmp_path / "files") in synced


NAMES = {
    "attachment; filename=plain.txt": "plain.txt",
    'attachment; filename="with space; and semicolon.txt"': "with space; and semicolon.txt",
    "attachment; filename*=UTF-8''%EC%84%9C%EC%9A%B8.txt": "서울.txt",
    "attachment; filename*=utf-8'ko'%EC%84%9C%EC%9A%B8.txt": "서울.txt",
    "attachment; filename=seoul.txt; filename*=UTF-8''%EC%84%9C%EC%9A%B8.txt": "서울.txt",
    "attachment; filename=서울.txt": "서울.txt",
    "attachment; filename=../../../etc/passwd.txt": "passwd.txt",
    "attachment; filename*=UTF-8''..%2F..%2Fetc%2Fcron.txt": "cron.txt",
    "attachment; filename*=UTF-8''C%3A%5CUsers%5Cexample%5Creport.txt": "report.txt",
    "attachment; filename*=UTF-8''a%00b%0D%0ASet-Cookie%3A%20x.txt": "abSet-Cookie: x.txt",
    "attachment; filename*=UTF-8''%E2%80%AEfdp.txt": "fdp.txt",
    "attachment; filename*=UTF-8''%E2%81%A6a%E2%80%8B%EF%BB%BFb.txt": "ab.txt",
    "attachment; filename*=UTF-8''e%CC%81t%C3%A9.txt": "été.txt",
    "attachment; filename*=UTF-8''%20.hidden.txt%20.": "hidden.txt",
    f"attachment; filename={'long' * 100}.txt": ("long" * 100)[-196:] + ".txt",
}


@pytest.mark.parametrize("header", NAMES)
async def test_a_name_is_kept_without_folders_or_characters_that_deceive(
    officer: httpx.AsyncClient, settings: Settings, header: str
) -> None:
    before = _outside(settings)

    answer = await officer.post(
        f"/api/projects/{CODE}/files",
        content=b"Example",
        headers={"Content-Disposition": header.encode()},  # type: ignore[dict-item]
    )

    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == NAMES[header]
    assert _outside(settings) == before


@pytest.mark.parametrize(
    "header",
    [
        "attachment",
        "attachment; filename=",
        'attachment; filename=""',
        "attachment; filename=../..",
        "attachment; filename*=UTF-8''%E2%80%AE%00",
        "attachment; filename*=UTF-16''a.txt",
    ],
)
async def test_an_upload_without_a_name_is_told_how_to_give_one(
    officer: httpx.AsyncClient, header: str
) -> None:
    answer = await officer.post(
        f"/api/projects/{CODE}/files",
        content=b"Example",
        headers={"Content-Disposition": header},
    )

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "Content-Disposition"
    assert "filename*=UTF-8''" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["administrator", "committee1", "observer"])
async def test_who_hands_nothing_in_uploads_nothing(acting: Acting, who: str) -> None:
    answer = await send(acting(who), b"Example")

    assert answer.status_code == 403


async def test_a_foreign_project_takes_uploads_no_more_than_an_absent_one(
    stranger: httpx.AsyncClient, sessions: Sessions, settings: Settings
) -> None:
    foreign, absent = [await send(stranger, b"Example", code=code) for code in (CODE, "ZZX-1")]

    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert _told(foreign) == _told(absent)
    await _nothing_is_left(sessions, settings)


async def test_nobody_uploads_without_a_token(client: httpx.AsyncClient) -> None:
    assert (await send(client, b"Example")).status_code == 401


async def test_a_past_project_takes_no_file(
    officer: httpx.AsyncClient, sessions: Sessions, cast: Cast, clock: Clock, project: Project
) -> None:
    async with sessions.begin() as session:
        await a_project(
            session,
            cast,
            clock(),
            code="KLA-2020-01",
            status=Status.PAST,
            call_id=project.call_id,
        )

    answer = await send(officer, b"Example", code="KLA-2020-01")

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("This is a past project, read-only")


async def test_an_upload_sent_again_with_its_key_is_one_file(
    officer: httpx.AsyncClient, sessions: Sessions
) -> None:
    first, again = [await send(officer, b"Example", Idempotency_Key="k1") for _ in range(2)]
    other = await send(officer, b"Exampl3", Idempotency_Key="k1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert other.status_code == 422
    assert other.json()["fields"][0]["field"] == "Idempotency-Key"
    async with sessions() as session:
        counted = for_system(select(func.count()).select_from(StoredFile), "a test")
        assert await session.scalar(counted) == 1


async def test_a_slow_upload_with_a_key_keeps_nobody_from_writing(
    officer: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    between: list[httpx.Response] = []

    async def slow() -> AsyncIterator[bytes]:
        yield b"Example "
        firm = {"kind": "firm", "name": "Example firm meanwhile"}
        between.append(await manager.post("/api/organisations", json=firm))
        yield b"content"

    answer = await send(officer, slow(), Idempotency_Key="k1")

    assert between[0].status_code == 201, between[0].text
    assert answer.status_code == 201


async def test_a_file_that_is_damaged_on_disk_is_mended_by_the_same_upload(
    officer: httpx.AsyncClient, settings: Settings
) -> None:
    first = await stored(officer, b"Example content")
    blob = settings.files_folder / first["sha256"][:2] / first["sha256"]
    blob.chmod(0o600)
    blob.write_bytes(b"Something else!")

    again = await stored(officer, b"Example content")

    for made in (first, again):
        shown = await officer.get(f"/api/files/{made['id']}")
        assert shown.content == b"Example content"
    aside = blob.with_name(f"{blob.name}.damaged")
    assert aside.read_bytes() == b"Something else!"


async def _journal(sessions: Sessions, what: str) -> list[Any]:
    asked = select(JournalEntry.object_id, JournalEntry.person_id, JournalEntry.detail).where(
        JournalEntry.what == what
    )
    async with sessions() as session:
        return list(await session.execute(for_system(asked, "a test")))


async def _nothing_is_left(sessions: Sessions, settings: Settings) -> None:
    assert await _journal(sessions, "file.stored") == []
    assert [path for path in settings.files_folder.rglob("*") if path.is_file()] == []


def _outside(settings: Settings) -> set[Path]:
    """Everything in the data folder that is neither a blob nor the database."""
    return {
        path
        for path in settings.data_folder.rglob("*")
        if path.is_file()
        and path.parent.parent != settings.files_folder
        and not path.name.startswith("tracker.sqlite")
    }


def _told(answer: httpx.Response) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name != "request_id"}
