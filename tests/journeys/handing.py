"""Who has what to do after an act, read from front pages: each hand-over is one line of a test.

`await handing.does("consultant", HAND_IN, asks={"officer": ACCEPT})` says: the consultant does what
their list asks, and then the front page of the officer has that row, its link leads to where they
do it, and whoever looks on reads the same: the consultant, the city and the officer in charge.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.browsing import browser_of
from tests.cast import ORGANISATIONS, PEOPLE, Cast
from tests.journeys.fronts import Front, front_of
from tests.notifications.conftest import Minute
from tests.tasks.forms import Before
from tests.tasks.possible import why_not_offered
from tests.tasks.robots import Robots
from tracker.demo.journey import Journey
from tracker.kernel.actor import CITY_ROLES
from tracker.process.tasks import KINDS, Kind
from tracker.web.words import word

Said = str | tuple[str, ...]
"""Sentences of rows, or of news."""
By = Mapping[str, Said]
"""Sentences by whose they are."""


class Handing:
    """Each look adds to `wrong` what somebody would read wrongly.

    Whether a page lets somebody do it is looked at once for each kind of task and person.
    """

    def __init__(
        self,
        app: Litestar,
        cast: Cast,
        journey: Journey,
        sessions: async_sessionmaker[AsyncSession],
        minute: Minute,
    ) -> None:
        self.app, self.cast, self.journey, self.minute = app, cast, journey, minute
        self.robots = Robots(journey, sessions)
        self.onlookers = ("city_contact", "officer")
        self.wrong: list[str] = []
        self._offered: set[tuple[str, str]] = set()
        self._read: dict[tuple[str, str], Any] = {}
        self._step = ""

    async def does(self, who: str, what: str, *, form: Any = None, **then: Any) -> None:
        """Somebody does what a row of their list asks, `form` being what they type."""
        self.robots.code = self.journey.code
        self._read.clear()
        task = await self._task(who, what)
        assert task is not None, f"{who} is not asked: {what}; but {await self.asked(who)}"
        kind = Kind(task["kind"])
        usual = self.robots.forms.get(kind)
        if form is not None:
            self.robots.forms[kind] = _typed(form)
        assert await self.robots.does(who, task), f"{who} has no form for it: {what}"
        if form is not None and usual is not None:
            self.robots.forms[kind] = usual
        await self.after(f"{who}: {what}", by=who, done=what, **then)

    async def after(
        self,
        what: str,
        *,
        by: str,
        asks: By | None = None,
        done: Said = (),
        gone: By | None = None,
        hidden: Collection[str] = (),
        news: By | None = None,
    ) -> None:
        """Look at the front pages of everybody concerned, when the poller has had its minute.

        `asks`: who has which row; `done`: what `by` is asked for no more, `gone`: what others are;
        `hidden`: onlookers who may not know of it; `news`: who is told what.
        """
        self._step = what
        self._read.clear()
        asked, no_more, told = _by(asks), _by(gone), _by(news)
        no_more[by] = (*no_more.get(by, ()), *_all(done))
        await self.minute()
        everybody = dict.fromkeys([by, *asked, *no_more, *self.onlookers, *told])
        fronts = {who: await self._front(who) for who in everybody}
        for who, said in asked.items():
            for one in said:
                await self._is_theirs(who, one, fronts[who])
                for onlooker in dict.fromkeys([by, *self.onlookers]):
                    if one not in asked.get(onlooker, ()):
                        self._reads(onlooker, one, who, fronts[onlooker], onlooker in hidden)
        for who, said in no_more.items():
            for one in said:
                if fronts[who].own(one):
                    self._note(f"{who} is still asked: {one}")
        for who, said in told.items():
            await self._is_told(who, said)
        for who in everybody:
            await self._has_no_old_notice(who)

    def all_right(self) -> None:
        assert not self.wrong, "\n".join(["", *self.wrong])

    async def _front(self, who: str) -> Front:
        """The front page; of a city, at this project."""
        city = self.cast.actors[who].role in CITY_ROLES
        browser = await browser_of(self.app, self.cast, who)
        shown = await browser.open(f"/?project={self.journey.code}" if city else "/")
        assert shown.status_code == 200, shown.text
        return front_of(shown.text, codes=not city)

    async def _task(self, who: str, what: str) -> Any:
        return next((one for one in await self._list(who, "tasks") if one["what"] == what), None)

    async def thing(self, who: str, what: str) -> str:
        """The id of what somebody's row is about."""
        self._read.clear()
        task = await self._task(who, what)
        assert task is not None, what
        found: str = task["things"][0]["id"]
        return found

    async def asked(self, who: str) -> list[str]:
        self._read.clear()
        return [one["what"] for one in await self._list(who, "tasks")]

    async def _is_theirs(self, who: str, what: str, front: Front) -> None:
        row, task = front.own(what), await self._task(who, what)
        if row is None or task is None:
            self._note(f"{who} is not asked: {what}; but {[one.what for one in front.mine]}")
            return
        if row.href != task["page"]:
            self._note(f"{who}, {what}: leads to {row.href}, not to {task['page']}")
        if (who, task["kind"]) not in self._offered:
            self._offered.add((who, task["kind"]))
            browser = await browser_of(self.app, self.cast, who)
            if why := await why_not_offered(browser, task):
                self._note(f"{who}, {what}: {why}")
        if KINDS[Kind(task["kind"])].told.at_once and task["kind"] not in await self._open(who):
            self._note(f"{who} has no notice: {what}")

    def _reads(self, who: str, what: str, whose: str, front: Front, hidden: bool) -> None:
        """Somebody who looks on reads that it waits, and for whom by name, house or role."""
        if hidden:
            if front.said(what) in front.text:
                self._note(f"{who} reads what is not for them: {what}")
            return
        names = front.waits(what)
        if not names:
            mine = "; it is theirs" if front.own(what) else f"; but {front.others}"
            self._note(f"{who} does not read that {whose} is asked: {what}{mine}")
        elif not any(self._means(name, whose) for name in names):
            self._note(f"{who} reads {names} in place of {whose}: {what}")

    def _means(self, name: str, whose: str) -> bool:
        house, role = PEOPLE[whose]
        known = (f"Example {whose}", str(word(f"Role.{role.value}", "")), ORGANISATIONS[house][1])
        return any(one in name for one in known)

    async def _is_told(self, who: str, said: Collection[str]) -> None:
        texts = [one["text"] for one in await self._notices(who)]
        for what in said:
            if not any(what in text for text in texts):
                self._note(f"{who} is not told: {what}; but {texts[:5]}")

    async def _open(self, who: str) -> set[str]:
        """The kinds of tasks of which somebody has a notice that is not settled."""
        return {
            one["what"]
            for one in await self._notices(who)
            if one["what"] in set(Kind) and one["settled_at"] is None
        }

    async def _has_no_old_notice(self, who: str) -> None:
        """Of what is done and nobody's turn any more, in a project that they may see or did."""
        seen = await self.journey.send(who, "GET", f"/projects/{self.journey.code}/tasks")
        known = seen.json() if seen.is_success else []
        old = await self._open(who) - {one["kind"] for one in known}
        if old:
            self._note(f"{who} has notices of what is over: {sorted(old)}")

    async def _notices(self, who: str) -> list[Any]:
        found = await self._list(who, "notices")
        return [one for one in found if one["project"] == self.journey.code]

    async def _list(self, who: str, what: str) -> list[Any]:
        """Somebody's own, read once a look."""
        if (who, what) not in self._read:
            path = {"tasks": "/me/tasks?limit=200", "notices": "/notices?limit=200"}[what]
            self._read[who, what] = (await self.journey.see(who, path))["items"]
        found: list[Any] = self._read[who, what]
        return found

    def _note(self, what: str) -> None:
        self.wrong.append(f"{self._step}: {what}")


def _typed(form: Any) -> Callable[[Before], Awaitable[Any]]:
    async def typed(_at: Before) -> Any:
        return form

    return typed


def _all(said: Said) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def _by(said: By | None) -> dict[str, tuple[str, ...]]:
    return {who: _all(what) for who, what in (said or {}).items()}
