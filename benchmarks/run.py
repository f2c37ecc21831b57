"""One run on one database: everything that is measured, as lines of the table."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from benchmarks import anew, pages, papers, turns
from benchmarks.load import again, load, request
from benchmarks.measure import Speed, Target, compare
from benchmarks.seed import Seeded, grow, seed, settings_for, settled
from benchmarks.servers import Server, reference, tracker
from benchmarks.statements import statements
from benchmarks.table import Line, share
from tracker.settings import Settings

FEW, MANY = 1_000, 100_000
_A_FEW = 50
BYTES, SQL = "same bytes", "one SQL statement"
Told = Callable[[str], None]


class Pace(Struct, frozen=True, kw_only=True):
    """How long and how often; `many` False leaves the hundred thousand out."""

    rounds: int
    seconds: float
    starts: int
    load_seconds: float
    many: bool


QUICK = Pace(rounds=1, seconds=0.4, starts=1, load_seconds=1, many=False)
FULL = Pace(rounds=3, seconds=2, starts=5, load_seconds=60, many=True)


async def run(database: str, url: str, folder: Path, pace: Pace, told: Told) -> list[Line]:
    """Every figure of one database; `told` hears what is going on."""
    told("driving a project to its pilot")
    settings = settings_for(folder, url)
    seeded = await seed(settings, FEW)
    lines: list[Line] = []
    told("doing the work of the day")
    await settled(settings)
    told("counting statements")
    counted = [*pages.pages(seeded, FEW), turns.my_turn(0)]
    counts = await statements(settings, seeded, counted)
    told("starting")
    lines += _starts(folder, url, pace)
    with tracker(folder, url) as ours:
        asked = pages.pages(seeded, FEW)
        names = {one.name: pages.captured(one, ours, seeded, folder) for one in asked}
        with reference(folder, url) as bare:
            lines += [_idle(ours, bare)]
            speeds = {}
            for page in asked:
                told(page.name)
                targets = pages.targets(page, names[page.name], ours, bare, seeded)
                speeds[page.name] = await compare(targets, pace.rounds, pace.seconds)
                lines += _page(page, speeds[page.name], counts[page.name], _floors(url))
            lines += anew.after_an_act(ours, seeded)
            told("durable change")
            changed = await compare(pages.writing(ours, bare, seeded), pace.rounds, pace.seconds)
            lines += [_write(changed, counts["durable change"], _floors(url))]
            told("reports")
            lines += await _reports(ours, seeded, pace)
            told("whose turn it is")
            lines += await _turns(
                url, settings, ours, bare, seeded, counts[turns.my_turn(0).name], pace
            )
            if pace.many:
                told("a hundred thousand projects")
                lines += await _growth(url, ours, bare, seeded, pace, speeds)
            told("memory under load")
            lines += [await _memory(ours, seeded, pace)]
    return [replace(one, database=database) for one in lines]


def _starts(folder: Path, url: str, pace: Pace) -> list[Line]:
    mine, theirs = list[float](), list[float]()
    for _ in range(pace.starts):
        with tracker(folder, url) as ours:
            mine.append(ours.started)
        with reference(folder, url) as bare:
            theirs.append(bare.started)
    ours_s, bare_s = median(mine), median(theirs)
    return [
        Line(
            what="cold start to the first 200",
            ours=f"{ours_s:.2f} s",
            reference=f"{bare_s:.2f} s (bare app)",
            ratio=f"{ours_s / bare_s:.2f} x",
            goal="2.5 x",
            met=ours_s / bare_s <= 2.5,
        )
    ]


def _idle(ours: Server, bare: Server) -> Line:
    mine, theirs = ours.memory(), bare.memory()
    return Line(
        what="memory, idle (PSS)",
        ours=f"{mine:.0f} MiB",
        reference=f"{theirs:.0f} MiB (bare app)",
        ratio=f"{mine / theirs:.2f} x",
        goal="2.0 x",
        met=mine / theirs <= 2.0,
    )


_FLOORS = {
    "sqlite": {"list": 40, "project": 30, "checklist": 25, "my turn": 35, "change": 20},
    "postgres": {"list": 40, "project": 30, "checklist": 15, "my turn": 35, "change": 15},
}
"""Per cent of what one statement of the raw driver does, by the first words of a line."""


def _floors(url: str) -> Mapping[str, int]:
    return _FLOORS["sqlite" if url.startswith("sqlite") else "postgres"]


def _page(
    page: pages.Page, speeds: Sequence[Speed], count: int, floors: Mapping[str, int]
) -> list[Line]:
    by_name = {one.name: one for one in speeds}
    ours = by_name["ours"]
    floor = next((of for word, of in floors.items() if page.name.startswith(word)), None)
    lines = []
    for name, words in (("bytes", BYTES), ("sql", SQL)):
        if name not in by_name:
            continue
        part = share(ours.per_second, by_name[name].per_second)
        goal = floor if name == "sql" else None
        lines.append(
            Line(
                what=page.name,
                ours=_speed(ours, count),
                reference=f"{_speed(by_name[name])}, {words}",
                ratio=f"{part:.0f} %",
                goal=f"{goal} %" if goal else "",
                met=part >= goal if goal else None,
            )
        )
    if page.name.startswith("list"):
        lines.append(_tail(ours))
    return lines


def _tail(ours: Speed) -> Line:
    return Line(
        what="list: p99 of p50, 16 connections",
        ours=f"{ours.p99:.1f} ms",
        reference=f"{ours.p50:.1f} ms",
        ratio=f"{ours.p99 / ours.p50:.1f} x",
        goal="4 x",
        met=ours.p99 / ours.p50 <= 4,
    )


def _write(speeds: Sequence[Speed], count: int, floors: Mapping[str, int]) -> Line:
    ours, raw = speeds
    part = share(ours.per_second, raw.per_second)
    return Line(
        what="durable change, 8 clients",
        ours=_speed(ours, count),
        reference=f"{_speed(raw)}, raw transaction",
        ratio=f"{part:.0f} %",
        goal=f"{floors['change']} %",
        met=part >= floors["change"],
    )


async def _reports(ours: Server, seeded: Seeded, pace: Pace) -> list[Line]:
    paper = await papers.report(ours, seeded, 3 * pace.rounds)
    quiet, busy = await papers.while_reporting(ours, seeded, pages.CLIENTS, pace.seconds * 2)
    return [
        Line(
            what="status report, read, frozen and drawn",
            ours=f"{paper.ours:.0f} ms",
            reference=f"{paper.reference:.0f} ms, python-docx alone",
            ratio=f"{paper.ours / paper.reference:.2f} x",
            goal="1.5 x",
            met=paper.ours / paper.reference <= 1.5,
        ),
        Line(
            what="list p99 while reports are made",
            ours=f"{busy.p99:.1f} ms",
            reference=f"{quiet.p99:.1f} ms, quiet",
            ratio=f"{busy.p99 / quiet.p99:.2f} x",
            goal="3 x",
            met=busy.p99 / quiet.p99 <= 3,
        ),
    ]


async def _turns(
    url: str,
    settings: Settings,
    ours: Server,
    bare: Server,
    seeded: Seeded,
    count: int,
    pace: Pace,
) -> list[Line]:
    """Reading tasks, deriving those of a project, and working while many are derived."""
    once = await turns.mending(settings, seeded, 4 * pace.rounds)
    tasks = await turns.filled(url, turns.PROJECTS if pace.many else _A_FEW)
    page = turns.my_turn(tasks)
    found = pages.targets(page, "", ours, bare, seeded)
    speeds = await compare([one for one in found if one.name != "bytes"], pace.rounds, pace.seconds)
    asked = found[0].clients
    stale = turns.PROJECTS if pace.many else _A_FEW
    read = await turns.meanwhile(url, ours, seeded, asked, pace.seconds, stale)
    return [
        *_page(page, speeds, count, _floors(url)),
        Line(
            what="deriving and keeping whose turn it is in a project",
            ours=f"{once.mending:.0f} ms, {once.statements} statements",
            reference=f"{once.readiness:.0f} ms, its readiness",
            ratio=f"{once.mending / once.readiness:.2f} x",
            goal="3 x",
            met=once.mending / once.readiness <= 3,
        ),
        Line(
            what=f"my turn, p95 while {stale:,} projects are derived anew",
            ours=f"{read[1].p95:.1f} ms",
            reference=f"{read[0].p95:.1f} ms, quiet",
            ratio=f"{read[1].p95 / read[0].p95:.2f} x",
            goal="1.2 x",
            met=read[1].p95 / read[0].p95 <= 1.2,
        ),
    ]


async def _growth(
    url: str,
    ours: Server,
    bare: Server,
    seeded: Seeded,
    pace: Pace,
    before: dict[str, list[Speed]],
) -> list[Line]:
    """The list at a hundred thousand, and its end held against its beginning."""
    await grow(url, FEW, MANY - FEW)
    page = pages.list_alone(MANY)
    few = next(found[0] for name, found in before.items() if name.startswith("list"))
    name = pages.file_name(pages.list_alone(FEW))
    many = await compare(pages.targets(page, name, ours, bare, seeded), pace.rounds, pace.seconds)
    last = pages.targets(pages.last_page(ours, seeded), name, ours, bare, seeded)[:1]
    first = pages.targets(page, name, ours, bare, seeded)[:1]
    ends = await compare(
        [_named(first[0], "first"), _named(last[0], "last")], pace.rounds, pace.seconds
    )
    return [
        *_page(page, many, 0, _floors(url))[:2],
        _times("list, CPU from 1,000 to 100,000 projects", many[0], few),
        _times("last page against the first, of 100,000", ends[1], ends[0]),
    ]


def _named(target: Target, name: str) -> Target:
    return Target(name=name, server=target.server, clients=target.clients)


def _times(what: str, now: Speed, before: Speed) -> Line:
    return Line(
        what=what,
        ours=f"{now.cpu:.2f} ms",
        reference=f"{before.cpu:.2f} ms",
        ratio=f"{now.cpu / before.cpu:.2f} x",
        goal="1.2 x",
        met=now.cpu / before.cpu <= 1.2,
    )


async def _memory(ours: Server, seeded: Seeded, pace: Pace) -> Line:
    asked = [again(request("GET", papers.LIST, seeded.token))] * pages.CLIENTS
    await load(ours.url, asked, min(2, pace.load_seconds))
    before = ours.memory()
    await load(ours.url, asked, pace.load_seconds)
    await asyncio.sleep(0.2)
    after = ours.memory()
    return Line(
        what=f"memory after {pace.load_seconds:.0f} s of load",
        ours=f"{after:.0f} MiB",
        reference=f"{before:.0f} MiB, before",
        ratio=f"{share(after, before) - 100:+.0f} %",
        goal="15 %",
        met=share(after, before) <= 115,
    )


def _speed(one: Speed, statements: int = 0) -> str:
    words = f"{one.per_second:,.0f}/s, {one.cpu:.2f} ms CPU"
    return f"{words}, {statements} statements" if statements else words
