"""ETags: the version of a row that two people may change."""

from typing import Any

from litestar import Request

from tracker.kernel.errors import Stale
from tracker.web.problems import PreconditionMissing


def etag(version: int) -> dict[str, str]:
    """The header that names a row's version."""
    return {"ETag": f'"{version}"'}


async def provide_version(request: Request[Any, Any, Any]) -> int:
    """The version named by `If-Match`: 428 without it, 412 where it is not one of ours."""
    given = request.headers.get("if-match")
    if given is None:
        raise PreconditionMissing("Send `If-Match` with the ETag of what you read.")
    digits = given.strip().strip('"')
    if not digits.isdecimal() or len(digits) > 15:
        raise Stale("`If-Match` names no version of this; load it again.")
    return int(digits)


async def version_to_replace(request: Request[Any, Any, Any], *, exists: bool) -> int | None:
    """For PUT: the version that is replaced; None where nothing is there and none was named."""
    if not exists and "if-match" not in request.headers:
        return None
    return await provide_version(request)
