"""What people did in a test and what they saw, printed when it fails."""

import re
from collections import deque
from collections.abc import Awaitable, Callable
from html import unescape
from urllib.parse import unquote_plus

import httpx
import pytest

_STEPS, _WIDE = 12, 500
_done: deque[tuple[str, httpx.Response]] = deque(maxlen=_STEPS)


def noting(who: str) -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook for a client: it keeps the last answers, and reads none of them."""

    async def note(answer: httpx.Response) -> None:
        _done.append((who, answer))

    return note


def pytest_runtest_setup() -> None:
    _done.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
    report: pytest.TestReport = yield
    if report.failed and _done:
        told = "\n".join(f"{_act(who, answer)}\n    {_seen(answer)}" for who, answer in _done)
        report.sections.append(("what was done and what was seen, the last of it", told))
    return report


def _act(who: str, answer: httpx.Response) -> str:
    asked = answer.request
    sent = unquote_plus(asked.content.decode(errors="replace")) if _is_read(asked) else ""
    return (
        f"{who or 'nobody'}: {asked.method} {asked.url.raw_path.decode()} {sent[:_WIDE]}".rstrip()
    )


def _seen(answer: httpx.Response) -> str:
    to = answer.headers.get("location", "")
    text = answer.text if _is_read(answer) else ""
    main = re.search(r"(?s)<main.*</main>", text)
    plain = unescape(re.sub(r"<[^>]+>", " ", main[0])) if main else text
    return f"{answer.status_code} {to} {' '.join(plain.split())[:_WIDE]}".rstrip()


def _is_read(message: httpx.Request | httpx.Response) -> bool:
    """Uploads and downloads may go by in a stream; what was not kept is not told."""
    kind = message.headers.get("content-type", "")
    return hasattr(message, "_content") and kind.startswith(("text/", "application/"))
