"""ETags: the version of a row that two people may change."""

import re
from typing import Any

from litestar import Request

from tracker.kernel.errors import Stale
from tracker.web import forms
from tracker.web.language import N_
from tracker.web.pages import is_page
from tracker.web.problems import PreconditionMissing

_OURS = re.compile(r'"([1-9][0-9]{0,14})"')


def etag(version: int) -> dict[str, str]:
    """The header that names a row's version."""
    return {"ETag": f'"{version}"'}


def version_named(text: str) -> int:
    """The version that a form carries along."""
    named = _OURS.fullmatch(f'"{text}"')
    if named is None:
        raise Stale(N_("The form names no version of this; open it anew."))
    return int(named[1])


async def provide_version(request: Request[Any, Any, Any]) -> int:
    """The version named by `If-Match`: 428 without it, 412 where it is not one of ours."""
    given = request.headers.get("if-match")
    if given is None:
        raise PreconditionMissing(N_("Send `If-Match` with the ETag of what you read."))
    named = _OURS.fullmatch(given.strip())
    if named is None:
        raise Stale(N_("`If-Match` names no version of this; load it again."))
    return int(named[1])


async def version_to_replace(request: Request[Any, Any, Any], *, exists: bool) -> int | None:
    """For PUT: the version that is replaced; None where nothing is there and none was named.

    A form carries it in a field.
    """
    if is_page(request.scope):
        carried = forms.one(await forms.received(request), forms.VERSION)
        return version_named(carried) if carried or exists else None
    if not exists and "if-match" not in request.headers:
        return None
    return await provide_version(request)
