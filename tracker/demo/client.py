"""Requests to an application in this process, and what came back; the tests bring a client."""

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from litestar import Litestar
from litestar.types import HTTPRequestEvent, Message
from msgspec import Struct

from tracker.kernel.encoding import encoded


class Reply(Protocol):
    """What a story reads of an answer."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def is_success(self) -> bool: ...
    @property
    def text(self) -> str: ...
    def json(self) -> Any: ...


class Client(Protocol):
    """Somebody who may send requests; `json` or `content` is the body."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply: ...


class HttpAnswer(Struct, frozen=True):
    status_code: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status_code < 300

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Speaker(Struct, frozen=True):
    """The holder of a token, without the cost of a client that would speak to a network."""

    app: Litestar
    token: str

    async def request(
        self,
        method: str,
        url: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        told = {"host": "localhost", "authorization": f"Bearer {self.token}"}
        body = content or b""
        if json is not None:
            body, told["content-type"] = encoded(json), "application/json"
        if body:
            told["content-length"] = str(len(body))
        named = told | {name.lower(): text for name, text in (headers or {}).items()}
        return await self._send(method, url, named, body)

    async def _send(self, method: str, url: str, named: dict[str, str], body: bytes) -> HttpAnswer:
        path, _, query = url.partition("?")
        scope: Any = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), text.encode()) for name, text in named.items()],
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 0),
        }
        heard: list[Message] = []

        async def receive() -> HTTPRequestEvent:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            heard.append(message)

        await self.app(scope, receive, send)
        return _answer(heard)


def _answer(heard: list[Message]) -> HttpAnswer:
    start: Any = next(one for one in heard if one["type"] == "http.response.start")
    parts = [one["body"] for one in heard if one["type"] == "http.response.body"]
    headers = {name.decode().lower(): text.decode() for name, text in start["headers"]}
    return HttpAnswer(start["status"], headers, b"".join(parts))
