"""Somebody who does by the forms of the pages what a program does over the API."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
from litestar import Litestar, Response

from tests.browsing import Form, browser_of
from tests.cast import Cast

ENDINGS = {"POST": "new", "PATCH": "edit", "PUT": "edit", "DELETE": "end"}


class Shown:
    """What an act on a page led to, with what the API's handler answered."""

    def __init__(self, status: int, said: str, content: Any) -> None:
        self.is_success = status == 303
        self.status_code = 201 if self.is_success else status
        self.text, self._content = said, content

    def json(self) -> Any:
        return msgspec.to_builtins(self._content)


def said_on(text: str) -> str:
    """What a page says at its top, without its marks."""
    summary = re.search(r'id="summary">(.*?)</div>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", summary[1] if summary else "").split())


class Clicking:
    """As the client of somebody in the cast; what is read, and files, go over the API."""

    def __init__(
        self, app: Litestar, cast: Cast, name: str, api: httpx.AsyncClient, answers: list[Any]
    ) -> None:
        self._app, self._cast, self._name = app, cast, name
        self._api, self._answers = api, answers

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        if method == "GET" or content is not None:
            return await self._api.request(
                method, path, json=json, content=content, headers=dict(headers or {})
            )
        shown = await self._done(f"{path.removeprefix('/api')}/{ENDINGS[method]}", json or {})
        answer = self._answers[-1] if self._answers else None
        if isinstance(answer, Response):
            answer = answer.content
        return Shown(*shown, answer)

    async def _done(self, page: str, json: Any) -> tuple[int, str]:
        """Fill the form of a page and send it; the status of the answer and what it says."""
        browser = await browser_of(self._app, self._cast, self._name)
        shown = await browser.open(page)
        assert shown.status_code == 200, f"{page}: {shown.text}"
        form = Form(shown.text)
        fields: dict[str, list[str]] = {}
        for name, value in form.fields:
            fields.setdefault(name, []).append(value)
        for name, values in flat(json).items():
            assert any(one == name or one.startswith(f"{name}.") for one in form.names) or (
                not values
            ), f"{page} has no field {name}"
            fields[name] = values
        self._answers.clear()
        sent = await browser.send(form.action, {**fields})
        if sent.headers.get("location", "").endswith("check=yes"):
            sent = await browser.fill(sent.headers["location"])
        return sent.status_code, said_on(sent.text)


def flat(value: Any, at: str = "") -> dict[str, list[str]]:
    """JSON by the names of a form's fields."""
    if isinstance(value, dict):
        pairs = [(str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        pairs = [(str(number), inner) for number, inner in enumerate(value)]
    elif isinstance(value, list):
        return {at: [str(one) for one in value]}
    elif isinstance(value, bool):
        return {at: ["yes"] if value else []}
    else:
        return {at: [] if value is None else [str(value)]}
    found: dict[str, list[str]] = {}
    for key, inner in pairs:
        found |= flat(inner, f"{at}.{key}" if at else key)
    return found
