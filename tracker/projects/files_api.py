"""Uploads to a project, stored whole before the session is touched, and how a file goes out."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from tracker.files.kinds import named_for
from tracker.files.models import StoredFile
from tracker.files.storage import Damaged, StoredBlob, too_large
from tracker.journal.desk import Desk, SystemDesk
from tracker.kernel.errors import TooLarge, Unfit
from tracker.kernel.saying import N_
from tracker.kernel.text import clean_name
from tracker.process.policy import Act
from tracker.process.shut import refuse_if_shut
from tracker.projects import commands, queries
from tracker.projects.wire import FileView
from tracker.web.guards import Requires
from tracker.web.session import claim_key

UPLOAD_CEILING = 2 * 1024**3
_ENCODED = re.compile(r"filename\*\s*=\s*UTF-8'[^']*'([^;]+)", re.IGNORECASE)
_PLAIN = re.compile(r'filename\s*=\s*(?:"([^"]+)"|([^";]+))', re.IGNORECASE)


@post(
    "/projects/{code:str}/files",
    guards=[Requires(Act.FILE_UPLOAD)],
    request_max_body_size=UPLOAD_CEILING,
    opt={"streams_body": True},
)
async def upload_file(
    code: FromPath[str], request: Request[Any, Any, Any], desk: NamedDependency[Desk]
) -> Response[FileView]:
    """Store the raw body as a file; its name comes in Content-Disposition."""
    async with request.app.state.reads() as looking:
        refuse_if_shut(Act.FILE_UPLOAD, await queries.get(desk.within(looking), code))
    name, received = await receive(request)
    await claim_key(request, desk.session, f"{received.sha256} {name}".encode())
    project = await queries.lock(desk, code)
    row = await commands.store_file(desk, project, name, received)
    return answer_of(row)


async def receive(request: Request[Any, Any, Any]) -> tuple[str, StoredBlob]:
    """The raw body, safely on disk, and its name with the ending of what it is."""
    state = request.app.state
    name = _name_of(request)
    limit: int = state.settings.upload_limit
    announced = int(request.headers.get("content-length") or 0)
    if announced > limit:
        raise TooLarge(too_large(limit))
    received = await state.files.receive(request.stream(), name, limit, announced)
    return named_for(name, received.media_type), received


def answer_of(row: StoredFile) -> Response[FileView]:
    """What the upload of this file is answered with."""
    headers = {"Location": f"/api/files/{row.id}"}
    return Response(FileView.of(row), status_code=201, headers=headers)


async def as_attachment(request: Request[Any, Any, Any], row: StoredFile, now: datetime) -> Stream:
    """A file that the actor may read, its content checked against its hash first."""
    state = request.app.state
    try:
        pieces: AsyncIterator[bytes] = await state.files.read(row.sha256, row.size)
    except Damaged:
        async with state.sessions.begin() as session:
            await commands.report_damaged(SystemDesk(session, now), row)
        raise
    return Stream(pieces, media_type=row.media_type, headers=_headers(row))


def _headers(row: StoredFile) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name, safe='')}",
        "Content-Length": str(row.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "ETag": f'"{row.sha256}"',
    }


def _name_of(request: Request[Any, Any, Any]) -> str:
    """The encoded name before the plain one, as RFC 6266 has it; a plain one may be raw UTF-8."""
    header = request.headers.get("content-disposition", "")
    given = ""
    if encoded := _ENCODED.search(header):
        given = unquote(encoded[1])
    elif plain := _PLAIN.search(header):
        given = _as_sent(plain[1] or plain[2])
    if name := clean_name(given):
        return name
    raise Unfit(
        "Content-Disposition", N_("Name the file: `attachment; filename*=UTF-8''report.pdf`.")
    )


def _as_sent(text: str) -> str:
    """Headers are read as Latin-1, whatever was sent."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
