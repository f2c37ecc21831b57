"""Clients that look at pages: as a browser sends forms, with the session of somebody."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx
from litestar import Litestar

from tests.cast import Cast
from tests.serving import hooks_of
from tracker.journal.desk import SystemDesk
from tracker.people.authentication import COOKIE
from tracker.people.commands import sessions
from tracker.people.commands.sessions import SessionAsked

ORIGIN = "http://localhost"


class Form(HTMLParser):
    """The fields of a page's main form, as a browser would send them untouched."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action, self.fields = "", list[tuple[str, str]]()
        self.turbo = True
        self.names = set[str]()
        self._in_main, self._select, self._area = False, "", ""
        self._chosen: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._in_main = True
        if not self._in_main:
            return
        if tag == "form" and not self.action:
            self.action = given.get("action", "")
            self.turbo = given.get("data-turbo") != "false"
        name = given.get("name", "")
        if tag in ("input", "select", "textarea") and name:
            self.names.add(name)
        if tag == "input" and name and given.get("type") != "file":
            ticked = "checked" in given or given.get("type") not in ("checkbox", "radio")
            if ticked:
                self.fields.append((name, given.get("value", "")))
        if tag == "select":
            self._select, self._chosen = name, None
        if tag == "option" and self._select and (self._chosen is None or "selected" in given):
            self._chosen = given.get("value", "")
        if tag == "textarea":
            self._area = name
            self.fields.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[-1] = (self._area, self.fields[-1][1] + data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._in_main = False
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self.fields.append((self._select, self._chosen or ""))
            self._select = ""


class Browser:
    """Opens pages and sends their forms, without scripts."""

    def __init__(self, app: Litestar, cookie: str | None = None, who: str = "") -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url=ORIGIN,
            headers={"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN},
            event_hooks=hooks_of(who),
        )
        self.cookies: dict[str, str] = {COOKIE: cookie} if cookie else {}

    async def open(self, path: str) -> httpx.Response:
        return self._noted(await self.client.get(path, headers=self._headers()))

    async def send(
        self, path: str, fields: dict[str, str | list[str]] | None = None, **headers: str
    ) -> httpx.Response:
        """Post a form as it is."""
        body = urlencode(fields or {}, doseq=True)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await self.client.post(
            path, content=body, headers=self._headers() | kind | headers
        )
        return self._noted(answer)

    async def fill(
        self, path: str, fields: dict[str, str | list[str]] | None = None
    ) -> httpx.Response:
        """Open the page, fill its form and send it, as a person does."""
        shown = await self.open(path)
        assert shown.status_code == 200, shown.text
        form = Form(shown.text)
        filled: dict[str, str | list[str]] = {}
        for name, value in form.fields:
            known = filled.get(name)
            filled[name] = value if known is None else [*_listed(known), value]
        answer = await self.send(form.action or path, filled | (fields or {}))
        assert answer.status_code != 200 or not form.turbo, "Turbo shows no answer but a redirect"
        return answer

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _noted(self, answer: httpx.Response) -> httpx.Response:
        for header in answer.headers.get_list("set-cookie"):
            found = re.match(r"([^=]+)=([^;]*)", header)
            assert found is not None
            if "Max-Age=0" in header:
                self.cookies.pop(found[1], None)
            else:
                self.cookies[found[1]] = found[2].strip('"')
        return answer


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


async def browser_of(app: Litestar, cast: Cast, name: str) -> Browser:
    """A browser in which this member of the cast has signed in with both factors."""
    actor, now = cast.actors[name], app.state.clock()
    asked = SessionAsked(
        person_id=actor.person_id,
        membership_id=actor.membership_id,
        proven_at=now,
        second=True,
        remembered=False,
        device="test",
    )
    async with app.state.sessions.begin() as session:
        secret = await sessions.begin(SystemDesk(session, now), asked)
    return Browser(app, secret, name)
