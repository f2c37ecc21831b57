"""Every document of the demo once the worker has looked at it: each is made, none tells a code."""

import io
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from litestar import Litestar

from tests import sentences as plain
from tests.serving import client_of, living
from tracker.app import equip
from tracker.kernel.days import utc_now
from tracker.reports.api import WORD
from tracker.scheduling.poller import tick
from tracker.settings import Settings
from tracker.web.guards import handlers_of

KINDS = {"report", "annex", "memo"}
PROPOSED = "&stage=proposal"

ALONE = re.compile(r"[A-Z]+(-[A-Z0-9]+)+|\d{4}-\d\d-\d\dT[\d:]+Z|")
"""Left out: a code that stands in a cell of its own, and the properties of a file."""


async def test_every_document_is_made_and_tells_neither_ids_nor_code_names(
    assembled: Litestar, demo_copy: Path
) -> None:
    token = json.loads((demo_copy / "demo.json").read_bytes())["tokens"]["officer"]
    settings = Settings(data_folder=demo_copy, free_space_floor=0, work_in_web=False)
    equip(assembled, settings, utc_now)
    async with living(assembled), client_of(assembled, token) as officer:
        while await tick(assembled.state.place):
            pass
        files = {name: file async for name, file in documents(officer)}
        said = {name: texts async for name, texts in sentences(officer)}

    told = {name: list(texts_of(file)) for name, file in files.items()} | said
    assert {name.split()[1] for name in files} == KINDS
    assert len(files) > 30
    assert len(said) > 5
    wrong = [wrong for name, texts in told.items() for wrong in wrong_in(name, texts)]
    assert not wrong, "\n".join(wrong)


def test_the_documents_above_are_of_every_kind(assembled: Litestar) -> None:
    drawn = {route.fn.__name__ for _, route in handlers_of(assembled) if route.media_type == WORD}

    assert drawn == {f"{kind}_file" for kind in KINDS}


async def documents(officer: httpx.AsyncClient) -> AsyncIterator[tuple[str, bytes]]:
    """Each by its project and its kind; reports begin with the selection, of past ones are none."""
    for project in await followed(officer):
        code = project["code"]
        if project["stage"] != "proposal":
            made = await officer.post(f"/api/projects/{code}/reports", json={})
            assert made.status_code == 201, made.text
            path = made.headers["location"]
            yield f"{code} report", await file_of(officer, path)
            yield f"{code} annex", await file_of(officer, path.replace(".docx", "/annex.docx"))
        for one in await seen(officer, f"/projects/{code}/decisions"):
            memo = await file_of(officer, f"/api/decisions/{one['id']}/memo.docx")
            yield f"{code} memo {one['gate']} {one['round']}", memo


async def sentences(officer: httpx.AsyncClient) -> AsyncIterator[tuple[str, list[str]]]:
    """What the API says of a project's gates, its end and of what is in the way."""
    for project in await followed(officer):
        path = f"/api/projects/{project['code']}/gates"
        gates = (await officer.get(path)).json()
        texts = [gates["status_text"], *(duty["what"] for duty in gates["closing_duties"])]
        points = gates["lapses"]
        for gate in (one["gate"] for one in gates["gates"] if one["standing"] == "here"):
            asked = await officer.get(f"{path}/{gate}/readiness?verdict=pass")
            assert asked.status_code == 200, asked.text
            points += asked.json()["unmet"]
            texts += [point["what"] for point in asked.json()["unmet"]]
        yield f"{project['code']} gates", [*texts, *(point["why"] for point in points)]


async def followed(officer: httpx.AsyncClient) -> list[Any]:
    """All projects but those known from public sources only."""
    lists = await seen(officer, "/projects"), await seen(officer, "/projects", PROPOSED)
    return [one for found in lists for one in found if one["status"] != "past"]


async def seen(officer: httpx.AsyncClient, path: str, asked: str = "") -> list[Any]:
    answer = await officer.get(f"/api{path}?limit=200{asked}")
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def file_of(officer: httpx.AsyncClient, path: str) -> bytes:
    answer = await officer.get(path)
    assert answer.status_code == 200, f"{path}: {answer.text}"
    return answer.content


def wrong_in(name: str, texts: list[str]) -> Iterator[str]:
    for text in texts:
        if not ALONE.fullmatch(text):
            yield from (f"{name}: {one}" for one in plain.wrong_in(text))


def texts_of(file: bytes) -> Iterator[str]:
    """Paragraphs of body, tables, headers and footers, what stands for pictures, properties."""
    with ZipFile(io.BytesIO(file)) as parts:
        for part in parts.namelist():
            if part.startswith("docProps/") and part.endswith(".xml"):
                yield from (text for text in xml_of(parts, part).itertext() if text.strip())
            if part.startswith("word/") and part.endswith(".xml"):
                yield from _paragraphs(xml_of(parts, part))


def _paragraphs(root: Any) -> Iterator[str]:
    for paragraph in root.iter(qn("w:p")):
        yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
    for drawn in root.iter(qn("wp:docPr")):
        yield f"{drawn.get('title', '')} {drawn.get('descr', '')}"
    for table in root.iter(qn("w:tblDescription"), qn("w:tblCaption")):
        yield table.get(qn("w:val"))


def xml_of(parts: ZipFile, name: str) -> Any:
    return parse_xml(parts.read(name))
