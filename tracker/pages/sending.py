"""Files sent in parts, which go on after a cut: the core of tus 1.0.0 with creation (0051).

The page's script sends them while a form is filled in; without it they come with the form.
"""

import base64
import binascii
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, head, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from tracker.files import kept
from tracker.files.kinds import named_for
from tracker.files.models import KeptFile
from tracker.files.parts import Parts
from tracker.files.storage import too_large
from tracker.journal.desk import Desk
from tracker.kernel.errors import Conflict, TooLarge, Unfit, UnknownKind
from tracker.kernel.saying import N_
from tracker.kernel.text import clean_name
from tracker.process.policy import Act
from tracker.web.body_timeout import BrokenOff, TooSlow
from tracker.web.guards import Requires
from tracker.web.language import translated
from tracker.web.visitor import visitor_of

LARGEST_PART = 16 * 1024 * 1024
_ITS_OWN = Requires(Act.ME_SEE)
_SAYS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
_OFFSET, _LENGTH = "upload-offset", "upload-length"
_STREAMS = {"streams_body": True}


@post("/uploads", guards=[_ITS_OWN], opt=_STREAMS)
async def begin_upload(
    request: Request[Any, Any, Any], desk: NamedDependency[Desk]
) -> Response[None]:
    """Room for a file of `Upload-Length` bytes that belongs to a form; the answer says where."""
    told, size = _metadata(request), _number(request, _LENGTH)
    limit: int = request.app.state.settings.upload_limit
    if size > limit:
        raise TooLarge(too_large(limit))
    name = clean_name(told.get("filename", ""))
    if not name or not size:
        raise Unfit("file", N_("Name the file, and choose one with content."))
    row = desk.add(
        KeptFile(
            person_id=desk.actor.person_id,
            place=told.get("place", "")[:500],
            field=told.get("field", "")[:80],
            name=name,
            size=size,
            received=0,
            sha256=None,
            media_type=None,
            touched_at=desk.now,
        )
    )
    await desk.session.flush()
    await kept.make_room(desk.session, desk.actor.person_id)
    return _answer(201, Location=f"/uploads/{row.id}")


@head("/uploads/{upload_id:uuid}", guards=[_ITS_OWN])
async def show_upload(upload_id: FromPath[UUID], desk: NamedDependency[Desk]) -> Response[None]:
    """How much of it has come: the rest is sent from there on."""
    row = await kept.own(desk.session, desk.actor.person_id, upload_id)
    return _answer(200, **{"Upload-Offset": row.received, "Upload-Length": row.size})


@patch(
    "/uploads/{upload_id:uuid}",
    guards=[_ITS_OWN],
    opt=_STREAMS,
    request_max_body_size=LARGEST_PART,
)
async def add_to_upload(
    request: Request[Any, Any, Any], upload_id: FromPath[UUID], desk: NamedDependency[Desk]
) -> Response[Any]:
    """The next bytes, from `Upload-Offset` on; what is acknowledged is on the disk."""
    state, parts = request.app.state, Parts(request.app.state.files)
    async with state.reads() as session:
        await kept.own(session, desk.actor.person_id, upload_id)
    async with parts.held(upload_id) as file:
        async with state.reads() as session:
            row = await kept.own(session, desk.actor.person_id, upload_id)
        offset = _number(request, _OFFSET)
        if offset != row.received or row.sha256 is not None:
            raise Conflict(N_("Ask where this upload stands, and send the rest from there."))
        size = await parts.add(file, offset, _until_cut(request), row.size)
        async with state.sessions.begin() as session:
            await kept.grew(session, upload_id, size, desk.now)
    if size < row.size:
        return _answer(204, **{"Upload-Offset": size})
    return await _whole(request, desk, row)


async def _whole(request: Request[Any, Any, Any], desk: Desk, row: KeptFile) -> Response[Any]:
    """All of it is there: what it is, or why it is not taken."""
    try:
        blob = await Parts(request.app.state.files).known(row.id, row.name)
    except (UnknownKind, Unfit) as error:
        await kept.give_up(desk.session, row.id)
        visitor = visitor_of(request)
        told = translated(str(error), visitor.language) if visitor else str(error)
        return Response(told, status_code=415, media_type="text/plain", headers=_SAYS)
    name = named_for(row.name, blob.media_type)
    await kept.is_whole(desk.session, row.id, name, blob)
    about = {"File-Name": quote(name), "File-SHA256": blob.sha256}
    return _answer(204, **{"Upload-Offset": row.size}, **about)


def _answer(status: int, **headers: object) -> Response[None]:
    told = {name: str(value) for name, value in headers.items()}
    return Response(None, status_code=status, headers=_SAYS | told)


async def _until_cut(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    """The bytes that came, also where the line broke before the last."""
    try:
        async for chunk in request.stream():
            yield chunk
    except (BrokenOff, TooSlow):
        return


def _number(request: Request[Any, Any, Any], header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Unfit(header.title(), N_("Give a whole number of bytes."))
    return int(text)


def _metadata(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Names and values of `Upload-Metadata`."""
    found = {}
    for pair in request.headers.get("upload-metadata", "").split(","):
        name, _, coded = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(coded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Unfit("Upload-Metadata", N_("Encode each value in base64.")) from None
    return found


HANDLERS = (begin_upload, show_upload, add_to_upload)
