"""SQL statements of each request, counted in an application of this process."""

import json
from collections.abc import Sequence
from typing import Any

import httpx

from benchmarks.pages import Page
from benchmarks.seed import Seeded
from tests.statements import counted
from tracker.app import create_app
from tracker.settings import Settings


async def statements(settings: Settings, seeded: Seeded, pages: Sequence[Page]) -> dict[str, int]:
    """By the page's name; `durable change` is a PATCH."""
    app: Any = create_app(settings.model_copy(update={"work_in_web": False}))
    headers = {"Authorization": f"Bearer {seeded.token}"}
    transport = httpx.ASGITransport(app=app)
    found = {}
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=transport, base_url="http://localhost", headers=headers
        ) as client,
    ):
        for page in pages:
            with counted(app) as sent:
                (await client.get(page.path)).raise_for_status()
            found[page.name] = len(sent)
        where = f"/api/projects/{seeded.written[0]}"
        etag = (await client.get(where)).headers["etag"]
        with counted(app) as sent:
            body = json.dumps({"challenges": "Example"})
            sending = {"If-Match": etag, "Content-Type": "application/json"}
            (await client.patch(where, content=body, headers=sending)).raise_for_status()
        found["durable change"] = len(sent)
    return found
