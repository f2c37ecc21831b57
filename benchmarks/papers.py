"""The time of one status report, beside the same document by python-docx alone."""

import asyncio
import io
import time
from collections.abc import Callable
from statistics import median

import httpx
from docx import Document
from docx.document import Document as Made
from docx.shared import Inches
from docx.table import Table
from docx.text.paragraph import Paragraph
from msgspec import Struct

from benchmarks.load import Load, again, load, request
from benchmarks.seed import Seeded
from benchmarks.servers import Server

LIST = "/api/projects?limit=50"


class Paper(Struct, frozen=True, kw_only=True):
    """Milliseconds: frozen and drawn over HTTP, and the same text and tables by python-docx."""

    ours: float
    reference: float


async def report(ours: Server, seeded: Seeded, rounds: int) -> Paper:
    """One after the other in turn; data reading, freezing and the chart are part of ours."""
    headers = {"Authorization": f"Bearer {seeded.token}"}
    async with httpx.AsyncClient(base_url=ours.url, headers=headers, timeout=60) as client:
        path = f"/api/projects/{seeded.code}/reports"
        first = await client.post(path, json={})
        file = (await client.get(first.headers["location"])).content
        again_by_hand = _copier(file)
        mine, theirs = list[float](), list[float]()
        for _ in range(rounds):
            begun = time.perf_counter()
            made = await client.post(path, json={})
            (await client.get(made.headers["location"])).raise_for_status()
            mine.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            again_by_hand()
            theirs.append(time.perf_counter() - begun)
    return Paper(ours=1000 * median(mine), reference=1000 * median(theirs))


async def while_reporting(
    ours: Server, seeded: Seeded, clients: int, seconds: float
) -> tuple[Load, Load]:
    """The list, quiet and while one report after another is made and drawn."""
    asked = [again(request("GET", LIST, seeded.token))] * clients
    quiet = await load(ours.url, asked, seconds)
    stop = asyncio.Event()
    reporting = asyncio.create_task(_reports(ours, seeded, stop))
    busy = await load(ours.url, asked, seconds)
    stop.set()
    await reporting
    return quiet, busy


async def _reports(ours: Server, seeded: Seeded, stop: asyncio.Event) -> None:
    headers = {"Authorization": f"Bearer {seeded.token}"}
    async with httpx.AsyncClient(base_url=ours.url, headers=headers, timeout=60) as client:
        while not stop.is_set():
            made = await client.post(f"/api/projects/{seeded.code}/reports", json={})
            (await client.get(made.headers["location"])).raise_for_status()


def _copier(file: bytes) -> Callable[[], bytes]:
    """What writes the paragraphs, tables and pictures of a document again, cells taken once."""
    document = Document(io.BytesIO(file))
    blocks: list[str | list[list[str]]] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            blocks.append(block.text)
        elif isinstance(block, Table):
            blocks.append([[cell.text for cell in row.cells] for row in block.rows])
    pictures = [
        part.blob for part in document.part.package.iter_parts() if "image" in part.content_type
    ]

    def write() -> bytes:
        made: Made = Document()
        for block in blocks:
            if isinstance(block, str):
                made.add_paragraph(block)
                continue
            table = made.add_table(len(block), len(block[0]))
            cells = iter(table._cells)
            for row in block:
                for text in row:
                    next(cells).text = text
        for picture in pictures:
            made.add_picture(io.BytesIO(picture), width=Inches(6))
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()

    return write
