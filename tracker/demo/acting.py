"""Requests in somebody's name over the HTTP API, on days that a story sets."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tracker.demo.cast import Cast
from tracker.demo.client import Client, Reply
from tracker.demo.clock import Clock
from tracker.demo.texts import PLAIN, Telling
from tracker.process.today import project_day

Acting = Callable[[str], Client]


class StepRefused(RuntimeError):
    """The service refused what a story takes for granted."""


def took(answer: Reply, what: str) -> Reply:
    """The answer to something that has to work."""
    if not answer.is_success:
        raise StepRefused(f"{what}: {answer.text}")
    return answer


class Acts:
    """One project, whoever of the cast acts on it; `code` is known once it is proposed."""

    telling: Telling = PLAIN

    def __init__(self, acting: Acting, cast: Cast, clock: Clock) -> None:
        self.acting, self.cast, self.clock = acting, cast, clock
        self.code = ""
        self.proposal = ""
        self.call = ""

    async def send(
        self, who: str, method: str, path: str, json: Any = None, **headers: str
    ) -> Reply:
        """A request by somebody of the cast; headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.acting(who).request(method, f"/api{path}", json=json, headers=named)

    async def do(self, who: str, path: str, json: Any = None, **headers: str) -> Any:
        """A POST that has to work; its answer."""
        answer = await self.send(who, "POST", path, json, **headers)
        return took(answer, f"{path} by {who}").json()

    async def see(self, who: str, path: str) -> Any:
        answer = await self.send(who, "GET", path)
        return took(answer, f"{path} by {who}").json()

    def today(self) -> date:
        return project_day(self.cast, self.clock())

    def day(self, days: int) -> str:
        """A day from today, as the wire spells it."""
        return (self.today() + timedelta(days=days)).isoformat()
