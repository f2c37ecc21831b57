"""Robots, one for each person, that know what their list says and how its forms are filled.

They read `GET /api/me/tasks`, send the requests that a task names, and wait where there is none.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from tests.cast import add_member
from tests.tasks.forms import FORMS, Before, Form
from tests.tasks.truth import derived
from tracker.demo.acting import Acts
from tracker.demo.journey import Journey
from tracker.kernel.actor import CITY_ROLES, Role
from tracker.kernel.days import begin_of
from tracker.process.policy import Act, may
from tracker.process.tasks import Kind

Sessions = async_sessionmaker[AsyncSession]
Seen = Callable[[str, Any], Awaitable[None]]
MOST_ACTS = 1500
MOST_DAYS = 12
"""So often nobody has anything to do before a walk is called stuck."""


class Stuck(AssertionError):
    """Nobody has anything to do, and nothing lies ahead."""


class Robots(Acts):
    """Everybody of the cast; `code` is the project that they work on.

    `by_hand` is what somebody does whose task the tracker only names (True: it was done), `looks`
    is told every task that somebody finds, `leaves` says what nobody begins with yet.
    """

    def __init__(self, journey: Journey, sessions: Sessions, seed: int = 1) -> None:
        super().__init__(journey.acting, journey.cast, journey.clock)
        self.code = journey.code
        self.sessions = sessions
        self.chance = Random(seed)  # noqa: S311 - which robot comes first is no secret
        self.forms: dict[Kind, Form] = dict(FORMS)
        self.by_hand: dict[Kind, Callable[[str, Any], Awaitable[bool]]] = {
            Kind.MEET_CONDITION: self._hand_over,
            Kind.FILL_SEAT: self._name_somebody,
        }
        self.looks: Seen | None = None
        self.leaves: Callable[[Any], bool] = lambda _task: False
        self.handed_over: set[str] = set()
        self.gone: set[str] = set()
        self.done: list[tuple[str, str, str]] = []

    async def go(self, there: Callable[[], Awaitable[bool]]) -> None:
        """Everybody works on their list until it is so; time passes where nobody has anything."""
        idle = 0
        while idle < MOST_DAYS:
            before = len(self.done)
            while await self._one_round(there):
                pass
            if await there():
                return
            idle = idle + 1 if len(self.done) == before else 0
            await self._next_day()
        raise Stuck(f"on {idle} days nobody did anything: {await self.told()}, {self.done[-9:]}")

    async def up_to(self, kind: Kind, **detail: str) -> None:
        """Until somebody's list has such a task and nobody's has anything else to be done."""
        found: list[Any] = []

        def left(task: Any) -> bool:
            asked = task["kind"] == kind and detail.items() <= task["detail"].items()
            found.extend([task] if asked else [])
            return bool(asked)

        async def there() -> bool:
            return False

        before, self.leaves = self.leaves, left
        for _ in range(MOST_DAYS):
            while await self._one_round(there):
                found.clear()
            if found:
                break
            await self._next_day()
        self.leaves = before
        assert found, f"nobody came to {kind}: {await self.told()}"

    async def mine(self, who: str) -> list[Any]:
        """What the list of somebody says, of this project."""
        page = await self.see(who, "/me/tasks?limit=200")
        return [one for one in page["items"] if one["project"] == self.code]

    async def stands(self) -> Any:
        return await self.see("manager", f"/projects/{self.code}/gates")

    async def told(self) -> list[str]:
        """Everything that waits, by the generators, for the reader of a failed test."""
        project, found = await derived(self.sessions, self.code, self.clock())
        says = [f"{one.kind} {one.owner} {one.things} opens {one.opens}" for one in found.tasks]
        return [f"{project.stage} {project.status} {project.operation}", *says]

    async def _one_round(self, there: Callable[[], Awaitable[bool]]) -> bool:
        """Whether anybody did anything; who comes first is left to chance."""
        everybody = [one for one in self.cast.tokens if self._has_tasks(one)]
        self.chance.shuffle(everybody)
        busy = False
        for who in everybody:
            if await self._works(who):
                busy = True
                if await there():
                    return False
        return busy

    def _has_tasks(self, who: str) -> bool:
        return who not in self.gone and may(self.cast.actors[who], Act.TASK_SEE)

    async def _works(self, who: str) -> bool:
        """Down the list, which changes with each thing that is done."""
        waited: set[str] = set()
        busy = False
        while True:
            left = [one for one in await self.mine(who) if name_of(one) not in waited]
            if not left:
                return busy
            task = left[0]
            if self.looks is not None:
                await self.looks(who, task)
            if not self.leaves(task) and await self.does(who, task):
                busy = True
            else:
                waited.add(name_of(task))

    async def does(self, who: str, task: Any) -> bool:
        """All that one task on somebody's list asks; whether it could be done."""
        kind = Kind(task["kind"])
        self.clock.now += timedelta(seconds=1)
        if not task["steps"]:
            return kind in self.by_hand and await self.by_hand[kind](who, task)
        if kind is Kind.CONFIRM_CONDITION and task["things"][0]["id"] not in self.handed_over:
            return False
        one_for_all = kind in _AT_ONCE
        for thing in task["things"][:1] if one_for_all else task["things"]:
            await self._sends(who, task, thing)
        self.done.append((self.clock().date().isoformat(), who, task["what"]))
        assert len(self.done) < MOST_ACTS, self.done[-30:]
        again = [one for one in await self.mine(who) if is_the_same(one, task)]
        assert not again, f"done, and still there for {who}: {again}"
        return True

    async def _sends(self, who: str, task: Any, thing: Any) -> None:
        """The requests of the task, for one of its things."""
        *before, last = task["steps"]
        file_id = None
        for step in before:
            sent = await self._upload(who, step, f"Example of {thing['name']} at {self.clock()}")
            file_id = sent.json()["id"]
        at = Before(acts=self, who=who, task=task, thing=thing, file_id=file_id)
        body = await self.forms[Kind(task["kind"])](at)
        address = last["address"].removeprefix("/api").replace(task["things"][0]["id"], thing["id"])
        headers = await self._version(who, task, last["method"], address)
        answer = await self.send(who, last["method"], address, body, **headers)
        assert answer.is_success, (
            f"{who} cannot do what the list says, {task}: {last} {body} "
            f"{answer.status_code} {answer.text}"
        )

    async def _upload(self, who: str, step: Any, text: str) -> httpx.Response:
        client: Any = self.acting(who)
        headers = {"Content-Disposition": "attachment; filename=example.txt"}
        sent: httpx.Response = await client.request(
            step["method"], step["address"], content=text.encode(), headers=headers
        )
        assert sent.is_success, f"{who} cannot send a file: {sent.text}"
        return sent

    async def _version(self, who: str, task: Any, method: str, address: str) -> dict[str, str]:
        """Of what is changed: said in the task, or read where it is."""
        if "version" in task["detail"]:
            return {"If_Match": f'"{task["detail"]["version"]}"'}
        if method == "PATCH":
            read = address
        elif address.endswith("/decisions"):
            read = address.removesuffix("/decisions")
        else:
            return {}
        return {"If_Match": (await self.send(who, "GET", read)).headers["etag"]}

    async def _hand_over(self, _who: str, task: Any) -> bool:
        """Whoever owes a condition gives the proof to the office, once."""
        condition = task["things"][0]["id"]
        new = condition not in self.handed_over
        self.handed_over.add(condition)
        return new

    async def _name_somebody(self, _who: str, task: Any) -> bool:
        """One more person for each seat that nobody may fill; the administrator lets them in."""
        async with self.sessions.begin() as session:
            for seat in task["things"]:
                role, house = Role(seat["id"]), "secretariat"
                if role in CITY_ROLES:
                    house = "city"
                name = f"{role}{len(self.cast.tokens)}"
                await add_member(session, self.cast, name, house, role, self.clock())
        return True

    async def _next_day(self) -> None:
        """On to the next instant at which somebody may have something to do."""
        project, found = await derived(self.sessions, self.code, self.clock())
        opening = [begin_of(one.opens, project.zone) for one in found.tasks if one.opens]
        known = [found.until] if found.until is not None else []
        coming = [one for one in (*opening, *known) if one > self.clock.now]
        if not coming:
            raise Stuck(f"nobody has anything to do: {await self.told()}")
        self.clock.now = min(coming) + timedelta(minutes=1)


_AT_ONCE = frozenset({Kind.NAME_TIME_AFTER, Kind.APPOINT_FIRM})
"""Kinds whose things are fields of one form."""


def name_of(task: Any) -> str:
    return f"{task['kind']} {task['detail']} {[one['id'] for one in task['things']]}"


def is_the_same(one: Any, task: Any) -> bool:
    """Whether it still asks for what was done."""
    things = {thing["id"] for thing in task["things"]}
    return (
        one["kind"] == task["kind"]
        and one["detail"] == task["detail"]
        and one["opens"] is None
        and any(thing["id"] in things for thing in one["things"])
    )
