"""What is typed is kept while it is typed, by the page's script, until it is sent."""

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from tracker.pages.looking import Looking
from tracker.process.policy import Act
from tracker.web import drafts, forms
from tracker.web.guards import Requires


@post("/drafts", guards=[Requires(Act.ME_SEE)], status_code=204)
async def keep_draft(request: Request[Any, Any, Any], look: NamedDependency[Looking]) -> None:
    """Keep what stands in the fields of the form at `_path`, of its person alone."""
    typed = await forms.received(request)
    path = forms.one(typed, "_path")[:500]
    await drafts.keep(look.session, look.actor.person_id, path, forms.packed(typed), look.now)


HANDLERS = (keep_draft,)
