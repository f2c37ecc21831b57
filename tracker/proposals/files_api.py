"""The download of a file: it stands here because only proposals know what the committee reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from tracker.journal.desk import Desk
from tracker.kernel.actor import Actor
from tracker.process.policy import Act
from tracker.projects.files_api import as_attachment
from tracker.proposals import committee_queries
from tracker.web.guards import Requires


@get("/files/{file_id:uuid}", guards=[Requires(Act.FILE_READ)])
async def read_file(
    file_id: FromPath[UUID],
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    now: NamedDependency[datetime],
) -> Stream:
    """The file as an attachment; a committee member reads what was handed in with a version."""
    async with request.app.state.reads() as looking:
        row = await committee_queries.readable_file(Desk(looking, now, actor), file_id)
    return await as_attachment(request, row, now)
