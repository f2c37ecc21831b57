"""What is typed is kept while it is typed, by the page's script, until it is sent."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from tracker.pages.looking import Looking
from tracker.process.policy import Act
from tracker.web import drafts, forms
from tracker.web.guards import Requires
from tracker.web.rendering import local, redirect


@post("/drafts", guards=[Requires(Act.ME_SEE)], status_code=204)
async def keep_draft(request: Request[Any, Any, Any], look: NamedDependency[Looking]) -> None:
    """Keep what stands in the fields of the form at `_path`, of its person alone."""
    await _keep(request, look)


@post("/drafts/shown", guards=[Requires(Act.ME_SEE)])
async def show_draft(
    request: Request[Any, Any, Any], look: NamedDependency[Looking]
) -> Response[Any]:
    """Keep it as well, and go on to `_show`, where is shown what would come of it."""
    typed = await _keep(request, look)
    return redirect(local(forms.one(typed, "_show")))


async def _keep(request: Request[Any, Any, Any], look: Looking) -> forms.Typed:
    typed = await forms.received(request)
    path = forms.one(typed, "_path")[:500]
    await drafts.keep(look.session, look.actor.person_id, path, forms.packed(typed), look.now)
    return typed


HANDLERS = (keep_draft, show_draft)
