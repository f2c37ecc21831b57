"""Pages: templates filled with Structs and strings, in the reader's language and zone."""

import gzip
import secrets
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from litestar import Litestar, Request, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from tracker.process.policy import Act, may
from tracker.web import assets
from tracker.web.csrf import token_for
from tracker.web.demonstration import SAID
from tracker.web.events import event
from tracker.web.indentation import Unindented
from tracker.web.language import DEFAULT, N_, RIGHT_TO_LEFT, counted, filters, said
from tracker.web.navigation import entries_of, further_of
from tracker.web.visitor import Visitor
from tracker.web.words import word

NOTICE = "__Host-notice"
THEME = "__Host-theme"
THEMES = ("auto", "light", "dark")
HTML = "text/html"
_SMALLEST = 1024
"""Bytes below which packing an answer saves nothing."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept-Encoding, Cookie",
}


def environment(*packages: str) -> Environment:
    """Templates of these packages' folders `templates`; everything is escaped."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[Unindented],
    )
    made.filters.update(filters())
    made.globals |= {"asset": assets.address, "N_": N_}
    made.filters["event"] = event
    made.filters["below"] = below
    made.filters["word"] = lambda key: word(key, key.rpartition(".")[2])
    return made


def below(sentence: str, name: str) -> str:
    """The sentence below a name, without the name where it begins with it."""
    rest = sentence.removeprefix(name).lstrip(": ")
    return rest[:1].upper() + rest[1:]


def page(
    request: Request[Any, Any, Any], template: str, status: int = 200, **given: Any
) -> Response[bytes]:
    """A page for whoever asks; what `redirect` left to say is said on it once."""
    notice = unquote(request.cookies.get(NOTICE, "").strip('"'))
    nonce = secrets.token_urlsafe(16)
    text = rendered(
        request.app, request.scope, template, notice=notice or None, nonce=nonce, **given
    )
    body, headers = packed(text, request.headers.get("accept-encoding", ""))
    headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
    response = Response(body, status_code=status, media_type=HTML, headers=headers)
    if notice:
        response.set_cookie(_notice("", 0))
    return response


def packed(text: str, accepted: str) -> tuple[bytes, dict[str, str]]:
    """The bytes of a page and its headers; gzip where the browser takes that."""
    body, headers = text.encode(), dict(_HEADERS)
    if len(body) > _SMALLEST and "gzip" in accepted:
        body = gzip.compress(body, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return body, headers


def rendered(app: Litestar, scope: Any, template: str, **given: Any) -> str:
    """The text of a page."""
    visitor: Visitor | None = scope.get("visitor")
    actor = visitor.actor if visitor else None
    language = visitor.language if visitor else DEFAULT
    path = str(scope["path"])
    context = {
        "visitor": visitor,
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "zone": visitor.zone if visitor else "UTC",
        "theme": _theme(scope),
        "path": path,
        "entries": entries_of(actor.role if actor else None, path),
        "notified": actor is not None and may(actor, Act.NOTICE_SEE),
        "searches": actor is not None and may(actor, Act.PROJECT_SEE),
        "further": further_of(actor) if actor else (),
        "unseen": scope.get("tracker_unseen", 0),
        "other_roles": scope.get("tracker_other_roles", ()),
        "token": token_for(visitor.secret) if visitor else "",
        "mails": app.state.settings.sends_mail,
        "notice": None,
        "nonce": "",
        "crumbs": (),
        "demonstration": SAID if app.state.settings.demonstration else "",
        "_": said(language),
        "ngettext": counted(language),
    }
    made: Environment = app.state.templates
    text: str = made.get_template(template).render(context | given)
    return text


def redirect(to: str, notice: str = "") -> Response[Any]:
    """Answer 303, with a sentence that the next page shows at its top."""
    response: Response[Any] = Redirect(to, status_code=303)
    if notice:
        response.set_cookie(_notice(notice, 60))
    return response


def local(to: str) -> str:
    """The address if it is one of this site, else the front page."""
    plain = to.replace("\\", "/")
    ours = plain.startswith("/") and not plain.startswith("//") and plain.isprintable()
    return quote(to, safe="/?&=%:;,@+~-._!$'()*#") if ours else "/"


def _theme(scope: Any) -> str:
    """As the reader chose on this device; unknown words leave it to the device."""
    chosen = Request[Any, Any, Any](scope).cookies.get(THEME, "")
    return chosen if chosen in THEMES else THEMES[0]


def _notice(text: str, seconds: int) -> Cookie:
    return Cookie(
        key=NOTICE,
        value=quote(text),
        max_age=seconds,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
