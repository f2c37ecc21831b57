"""Uploads as people's programs send them."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx

CODE = "KLA-2027-01"


async def send(
    client: httpx.AsyncClient,
    content: bytes | AsyncIterator[bytes],
    name: str = "notes.txt",
    code: str = CODE,
    **headers: str,
) -> httpx.Response:
    """An upload with an encoded name; other headers are written with underscores."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    asked = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"} | named
    return await client.post(f"/api/projects/{code}/files", content=content, headers=asked)


async def stored(
    client: httpx.AsyncClient, content: bytes, name: str = "notes.txt", code: str = CODE
) -> Any:
    """What an upload that has to work answers."""
    answer = await send(client, content, name, code)
    assert answer.status_code == 201, answer.text
    return answer.json()
