"""The style sheet, the script and the icons; their address has the digest of their content."""

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from msgspec import Struct

from tracker.kernel.errors import NotFound
from tracker.web.guards import Public

FOLDER = Path(__file__).parent / "static"
_KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}


class NotBuilt(RuntimeError):
    """The build hook has not run."""


class Asset(Struct, frozen=True, kw_only=True):
    digest: str
    kind: str
    plain: bytes
    packed: bytes


@cache
def assets() -> dict[str, Asset]:
    """The files by name; nothing but these is ever served from the package."""
    found = {path.name: _read(path) for path in sorted(FOLDER.glob("*")) if path.suffix in _KINDS}
    if "tracker.css" not in found:
        raise NotBuilt("The pages have no style sheet; install the package again (make install).")
    return found


def address(name: str) -> str:
    """The address of a file; it changes with the content, so that browsers may keep it."""
    return f"/static/{assets()[name].digest}/{name}"


def address_if_built(name: str) -> str:
    """The address of a file that pages do without; nothing where it was not built."""
    return address(name) if name in assets() else ""


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(
        digest=hashlib.sha256(content).hexdigest()[:12],
        kind=_KINDS[path.suffix],
        plain=content,
        packed=gzip.compress(content, 9, mtime=0),
    )


@get("/static/{digest:str}/{name:str}", guards=[Public("pages look the same for everybody")])
async def show_asset(
    request: Request[Any, Any, Any], digest: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """One of the package's files; browsers may keep it for a year."""
    asset = assets().get(name)
    if asset is None or asset.digest != digest:
        raise NotFound
    packs = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if packs:
        headers["Content-Encoding"] = "gzip"
    body = asset.packed if packs else asset.plain
    return Response(body, media_type=asset.kind, headers=headers)
