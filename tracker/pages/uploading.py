"""Files that come with a form: stored as uploads to their place, then named by their ids."""

from collections.abc import AsyncIterator, Collection, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import UploadFile
from msgspec import Struct

from tracker.files import kinds
from tracker.files.kinds import named_for
from tracker.files.storage import StoredBlob, too_large
from tracker.journal.desk import Desk
from tracker.kernel.errors import Unfit
from tracker.kernel.saying import Filled
from tracker.kernel.text import clean_name
from tracker.projects import commands, queries
from tracker.web.fields import Taken
from tracker.web.forms import Typed, uploads
from tracker.web.language import N_

_CHUNK = 256 * 1024


def taken(request: Request[Any, Any, Any]) -> Taken:
    """What a file may be here."""
    limit: int = request.app.state.settings.upload_limit
    return Taken(
        most=limit,
        head=kinds.HEAD,
        begins=kinds.BEGINNINGS,
        endings=kinds.TEXT_ENDINGS,
        said=Filled(_TAKEN, most=limit // (1024 * 1024)),
        too_large=too_large(limit),
        not_taken=kinds.NOT_TAKEN,
    )


_TAKEN = N_(
    "PDF, Word, Excel, PowerPoint, zip, pictures (PNG, JPEG, WebP, TIFF), or text as .txt, .md, "
    ".csv or .json; up to %(most)s MB each."
)


class Arrived(Struct, frozen=True, kw_only=True):
    """A file whose content is safely on disk; no row names it yet."""

    field: str
    name: str
    received: StoredBlob


async def receive(request: Request[Any, Any, Any], wanted: Collection[str]) -> list[Arrived]:
    """Every file of the form, before the transaction begins: nothing waits for a disk in it."""
    state = request.app.state
    arrived = []
    for field, files in uploads(request).items():
        if field not in wanted:
            raise Unfit(field, N_("Leave this file out; none is asked for here."))
        for file in files:
            name = clean_name(file.filename)
            if not name:
                raise Unfit(field, N_("Give the file a name, then choose it again."))
            limit: int = state.settings.upload_limit
            received = await state.files.receive(_pieces(file), name, limit)
            arrived.append(Arrived(field=field, name=name, received=received))
    return arrived


async def name_in(typed: Typed, desk: Desk, place: str | UUID, arrived: Sequence[Arrived]) -> None:
    """A row for each file, and its id among what was typed, as if it had been chosen there.

    `place`: the code of the project they belong to, or the id of the call.
    """
    if not arrived:
        return
    if isinstance(place, UUID):
        store = partial(commands.store_original, desk, place)
    else:
        project = await queries.lock(desk, place)
        store = partial(commands.store_file, desk, project)
    for one in arrived:
        row = await store(named_for(one.name, one.received.media_type), one.received)
        typed.setdefault(one.field, []).append(str(row.id))


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_CHUNK):
        yield piece
