"""Problem documents (RFC 9457), and the one place where errors get their status."""

import errno
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    ValidationException,
)
from litestar.openapi import ResponseSpec
from msgspec import Struct
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from tracker.kernel.database import is_busy
from tracker.kernel.errors import (
    Busy,
    Conflict,
    Forbidden,
    NoSpace,
    NotFound,
    Stale,
    TooLarge,
    TrackerError,
    Unfit,
    UnknownKind,
)
from tracker.kernel.saying import Filled, marked
from tracker.process.unmet import Refusal, Unmet
from tracker.web.body_timeout import BrokenOff, TooSlow
from tracker.web.failed_forms import given_back
from tracker.web.language import N_
from tracker.web.pages import is_page
from tracker.web.rendering import page, redirect
from tracker.web.request_checks import Misdirected
from tracker.web.validation_messages import placed
from tracker.web.visitor import Visitor, visitor_of

MEDIA_TYPE = "application/problem+json"


class FieldProblem(Struct, frozen=True):
    field: str
    message: str


class Problem(Struct, frozen=True, kw_only=True):
    """What an error answers with; `reasons` are unmet points or sentences."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    fields: tuple[FieldProblem, ...] = ()
    reasons: tuple[Unmet | str, ...] = ()


class Repeated(Exception):
    """The answer to this Idempotency-Key is known: say it again."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__()
        self.status, self.headers, self.body = status, headers, body


class PreconditionMissing(TrackerError):
    """`If-Match` is required here."""


TITLES = {
    400: ("unreadable", N_("The request cannot be read")),
    401: ("unauthenticated", N_("Sign in first")),
    403: ("forbidden", N_("Not yours to do")),
    404: ("not-found", N_("Nothing here")),
    405: ("method", N_("Not this way")),
    408: ("too-slow", N_("Too slow")),
    409: ("conflict", N_("The state of things forbids it")),
    412: ("stale", N_("Somebody changed it meanwhile")),
    413: ("too-large", N_("Too large")),
    415: ("media-type", N_("Not a kind that is taken")),
    421: ("misdirected", N_("Not this host")),
    422: ("unfit", N_("Against a rule")),
    428: ("precondition", N_("Say which version you mean")),
    500: ("internal", N_("Our fault")),
    503: ("busy", N_("Busy for a moment")),
    507: ("no-space", N_("No space left")),
}
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Stale, 412),
    (Unfit, 422),
    (Misdirected, 421),
    (BrokenOff, 400),
    (TooSlow, 408),
    (PreconditionMissing, 428),
    (TooLarge, 413),
    (UnknownKind, 415),
    (Busy, 503),
    (NoSpace, 507),
)


def problem(
    request_id: str,
    status: int,
    detail: str,
    *,
    fields: Sequence[FieldProblem] = (),
    reasons: Sequence[Unmet | str] = (),
) -> Problem:
    name, title = TITLES.get(status, TITLES[400 if status < 500 else 500])
    return Problem(
        type=f"/problems/{name}",
        title=title,
        status=status,
        detail=detail,
        request_id=request_id,
        fields=tuple(fields),
        reasons=tuple(reasons),
    )


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """The answer to a refusal that stays on record: not raised, so that its entry is committed."""
    status = 403 if refusal.four_eyes else 409
    return _response(
        problem(request_id(request), status, refusal.sentence, reasons=refusal.reasons)
    )


def made(wire: type[Any]) -> dict[int, ResponseSpec]:
    """For a route whose handler may answer with a refusal: the type of its other answer."""
    return {201: ResponseSpec(wire, generate_examples=False, description="Made")}


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Every raised error, as a problem document without internals."""
    request.scope["tracker_failed"] = True  # type: ignore[typeddict-unknown-key]
    if isinstance(error, Repeated):
        return Response(
            error.body, status_code=error.status, headers=error.headers, media_type=_json(error)
        )
    told = problem_of(error, request_id(request))
    if told.status == 500:
        request.app.state.report_crash(error, told.request_id)
    response = _page(request, told) if is_page(request.scope) else _response(told)
    if isinstance(error, MethodNotAllowedException):
        response.headers["Allow"] = (error.headers or {}).get("allow", "")
    return response


def _page(request: Request[Any, Any, Any], told: Problem) -> Response[Any]:
    """The same for people: what happened and where to go; to sign in, where that is enough."""
    if told.status == 401 and request.method == "GET":
        query = request.url.query
        asked = request.scope["path"] + (f"?{query}" if query else "")
        step = _next_step(visitor_of(request))
        return redirect(f"{step}?next={quote(asked, safe='')}" if asked != "/" else step)
    given = given_back(request.scope) if told.status >= 500 else None
    response = page(request, "problem.html", told.status, told=told, given=given)
    if told.status == 503:
        response.headers["Retry-After"] = "1"
    return response


def _next_step(visitor: Visitor | None) -> str:
    """Where somebody goes next to finish signing in."""
    if visitor is None:
        return "/sign-in"
    if visitor.owes_factor:
        return "/sign-in/second"
    return "/sign-in/role" if visitor.role is None else "/sign-in/authenticator"


def problem_of(error: Exception, rid: str) -> Problem:
    """The problem document of an error."""
    if isinstance(error, TrackerError):
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        fields = (FieldProblem(error.field, error.sentence),) if isinstance(error, Unfit) else ()
        return problem(rid, status, error.sentence, fields=fields)
    if isinstance(error, HTTPException):
        return _of_framework(error, rid)
    if isinstance(error, RecursionError | UnicodeError | msgspec.DecodeError):
        return problem(
            rid, 400, N_("The body is not JSON that can be read; check its nesting and UTF-8.")
        )
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return problem(
            rid, 507, N_("The disk is full; nothing was changed. Tell the administrator.")
        )
    return _of_database(error, rid) or problem(
        rid, 500, N_("Something went wrong here; nothing was changed. Report the request id.")
    )


def request_id(request: Request[Any, Any, Any]) -> str:
    """The request's id, made when it is first asked for."""
    scope: Any = request.scope
    return str(scope.setdefault("request_id", secrets.token_hex(8)))


def _of_database(error: Exception, rid: str) -> Problem | None:
    if isinstance(error, StaleDataError):
        return problem(rid, 412, N_("Somebody changed it meanwhile; load it again and repeat."))
    if isinstance(error, IntegrityError):
        return problem(
            rid, 409, N_("It collides with what was recorded a moment ago; load it again.")
        )
    if isinstance(error, PoolTimeout):
        return problem(rid, 503, N_("Too much is going on; try again in a moment."))
    if isinstance(error, DBAPIError):
        if "disk is full" in str(error.orig):
            return problem(rid, 507, N_("The disk is full; nothing was changed."))
        if error.connection_invalidated or is_busy(error):
            return problem(rid, 503, N_("The database is busy; try again in a moment."))
    return None


def _of_framework(error: HTTPException, rid: str) -> Problem:
    status = error.status_code
    if status >= 500:
        return problem(rid, 500, N_("Something went wrong here; nothing was changed."))
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        fields = tuple(_field(item) for item in error.extra)
        if any(item.get("source") == "path" for item in error.extra):
            return problem(rid, 404, N_("There is nothing here that you may see."))
        if fields:
            return problem(rid, 400, _at(fields[0]), fields=fields)
    if status == 404:
        return problem(rid, 404, N_("There is nothing here that you may see."))
    if status == 413:
        return problem(rid, 413, N_("The body is over the limit of this address; send less."))
    if status == 405:
        return problem(rid, 405, N_("This address does not take that method; `Allow` names those."))
    if status == 400:
        field = _field({"message": error.detail, "key": ""})
        return problem(rid, 400, _at(field), fields=(field,))
    return problem(rid, status, error.detail)


def _at(field: FieldProblem) -> Filled:
    return Filled("“%(field)s”: %(message)s", field=field.field, message=marked(field.message))


def _field(item: dict[str, Any]) -> FieldProblem:
    place, remedy = placed(str(item.get("message", "")), str(item.get("key") or ""))
    return FieldProblem(place or "body", remedy)


def _json(error: Repeated) -> str:
    return error.headers.get("content-type", "application/json")


def _response(told: Problem) -> Response[Any]:
    headers = {"Retry-After": "1"} if told.status == 503 else {}
    if told.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(told, status_code=told.status, media_type=MEDIA_TYPE, headers=headers)
