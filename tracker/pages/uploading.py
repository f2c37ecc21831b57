"""Files that come with a form: kept with its draft at once, stored when the act is done.

So what was sent is not to be chosen again, whatever else is wrong with the form.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import UploadFile
from msgspec import Struct, field
from msgspec.structs import replace

from tracker.files import kept, kinds
from tracker.files.kinds import named_for
from tracker.files.models import KeptFile
from tracker.files.parts import Parts
from tracker.files.storage import StoredBlob, too_large
from tracker.journal.desk import Desk
from tracker.kernel.errors import Conflict, TooLarge, TrackerError, Unfit, UnknownKind
from tracker.kernel.ids import uuid7
from tracker.kernel.saying import Filled, marked
from tracker.kernel.text import clean_name
from tracker.projects import commands, queries
from tracker.web import assets, drafts
from tracker.web.fields import Ask, Option, Taken
from tracker.web.forms import Typed, packed, uploads
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
        script=assets.address_if_built("uploads.js"),
    )


_TAKEN = N_(
    "PDF, Word, Excel, PowerPoint, zip, pictures (PNG, JPEG, WebP, TIFF), or text as .txt, .md, "
    ".csv or .json; up to %(most)s MB each."
)


Asked = Mapping[str, bool]
"""The fields of a form that take files; whether they take several."""


class Sent(Struct, kw_only=True):
    """The files that came with a form: those that are kept now, and why others are not."""

    kept: list[KeptFile] = field(default_factory=list)
    refused: dict[str, Filled] = field(default_factory=dict)

    def refuse(self, name: str, file: str, why: str) -> None:
        """Beside what was said of other files of the same field."""
        said = Filled(N_("%(file)s was not taken. %(why)s"), file=file, why=marked(why))
        before = self.refused.get(name)
        both = (
            Filled(N_("%(one)s %(other)s"), one=before, other=said) if before is not None else said
        )
        self.refused[name] = both


async def keep(
    request: Request[Any, Any, Any], desk: Desk, place: str, typed: Typed, asked: Asked
) -> Sent:
    """Keep the good ones among the files of the form, and what was typed with their ids in it.

    In a transaction of its own, which ends before that of the act begins.
    """
    sent = Sent()
    for name, files in uploads(request).items():
        for file in files:
            if name not in asked:
                sent.refuse(name, file.filename, N_("Leave this file out; none is asked for here."))
            else:
                await _keep_one(request, desk, place, sent, name, file)
    if sent.kept:
        _name(typed, sent.kept, asked)
        person_id = desk.actor.person_id
        async with request.app.state.sessions.begin() as session:
            session.add_all(sent.kept)
            await session.flush()
            await kept.make_room(session, person_id)
            await drafts.keep(session, person_id, place, packed(typed), desk.now)
            session.expunge_all()
    scope: Any = request.scope
    scope["tracker_uploads"] = {}  # nothing of the form is to be chosen again
    return sent


async def _keep_one(
    request: Request[Any, Any, Any],
    desk: Desk,
    place: str,
    sent: Sent,
    field_name: str,
    file: UploadFile,
) -> None:
    state, part = request.app.state, uuid7(desk.now)
    parts, name = Parts(state.files), clean_name(file.filename)
    if not name:
        sent.refuse(field_name, file.filename, N_("Give the file a name, then choose it again."))
        return
    try:
        async with parts.held(part) as handle:
            await parts.add(handle, 0, _pieces(file), state.settings.upload_limit)
        blob = await parts.known(part, name)
    except (TooLarge, UnknownKind, Unfit) as error:
        await parts.drop(part)
        sent.refuse(field_name, name, str(error))
        return
    sent.kept.append(
        KeptFile(
            id=part,
            created_at=desk.now,
            person_id=desk.actor.person_id,
            place=place,
            field=field_name,
            name=named_for(name, blob.media_type),
            size=blob.size,
            received=blob.size,
            sha256=blob.sha256,
            media_type=blob.media_type,
            touched_at=desk.now,
        )
    )


def _name(typed: Typed, files: Collection[KeptFile], asked: Asked) -> None:
    """Put the ids where they would stand if they had been ticked; of one file, the newest."""
    for one in files:
        if not asked[one.field]:
            typed[one.field] = []
        typed.setdefault(one.field, []).append(str(one.id))


class Whole(Struct, frozen=True, kw_only=True):
    """A kept file whose content has become a blob; no row names it yet."""

    part: UUID
    name: str
    field: str
    blob: StoredBlob


async def receive(
    request: Request[Any, Any, Any], desk: Desk, typed: Typed, asked: Asked
) -> list[Whole]:
    """The kept files that the form names, as blobs, before the transaction of the act begins."""
    ids = {one for name in asked for one in _ids(typed.get(name, ()))}
    async with request.app.state.reads() as session:
        rows = await kept.named(session, desk.actor.person_id, ids)
    parts, found = Parts(request.app.state.files), []
    for row in rows.values():
        blob = StoredBlob(sha256=row.sha256 or "", size=row.size, media_type=row.media_type or "")
        try:
            await parts.store(row.id, blob)
        except TrackerError as error:
            raise Unfit(row.field, str(error)) from None
        found.append(Whole(part=row.id, name=row.name, field=row.field, blob=blob))
    return found


def _ids(texts: Collection[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


async def name_in(typed: Typed, desk: Desk, place: str | UUID, waiting: Collection[Whole]) -> None:
    """A row for each file, whose id takes the place of the kept one's among what was typed.

    `place`: the code of the project they belong to, or the id of the call.
    """
    if not waiting:
        return
    if isinstance(place, UUID):
        store = partial(commands.store_original, desk, place)
    else:
        project = await queries.lock(desk, place)
        store = partial(commands.store_file, desk, project)
    still = await kept.named(desk.session, desk.actor.person_id, [one.part for one in waiting])
    if len(still) < len(waiting):
        raise Conflict(N_("Another window used these files meanwhile; open this page anew."))
    for one in waiting:
        row = await store(one.name, one.blob)
        typed[one.field] = [
            str(row.id) if text == str(one.part) else text for text in typed[one.field]
        ]


def offered(asks: Mapping[str, Ask], files: Collection[KeptFile]) -> dict[str, Ask]:
    """The fields, with what is kept for those for files among what may be ticked."""
    more = {
        name: replace(ask, options=(*(ask.options or ()), *map(_option, _of(files, name))))
        for name, ask in asks.items()
        if ask.upload
    }
    return {**asks, **more}


def _of(files: Collection[KeptFile], name: str) -> list[KeptFile]:
    return [one for one in files if one.field == name]


def _option(one: KeptFile) -> Option:
    return Option(str(one.id), one.name, size=one.size, sha256=one.sha256 or "")


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_CHUNK):
        yield piece
