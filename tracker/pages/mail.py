"""How mail is set up, and the letters that are not out."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from tracker.mail import queries as mail
from tracker.pages import acts_of_mail as acts
from tracker.pages.links import links, links_of
from tracker.pages.looking import Looking
from tracker.process.policy import Act
from tracker.web.guards import Requires
from tracker.web.language import N_
from tracker.web.rendering import page


@get("/mail", guards=[Requires(Act.MAIL_KEEP)])
async def show_mail_page(
    request: Request[Any, Any, Any],
    look: NamedDependency[Looking],
    after: FromQuery[str | None] = None,
) -> Response[Any]:
    """Whether mail goes out, and what of it did not."""
    shown = await mail.set_up(look.session, request.app.state.settings)
    return page(
        request,
        "mail.html",
        mail=shown,
        letters=await mail.letters(look.session, after, 50),
        acts=links(look.actor, acts.OF_MAIL) if shown.server else (),
        of_letter=links_of(look, acts.OF_A_LETTER, "work_id"),
        crumbs=((N_("Settings"), "/settings"), (N_("Mail"), "")),
    )


HANDLERS = (show_mail_page,)
