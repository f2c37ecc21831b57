"""Rounds of load at the tracker and its references in turn: both see the same machine."""

from collections.abc import Sequence
from statistics import median

from msgspec import Struct

from benchmarks.load import Load, Next, load
from benchmarks.servers import Server

WARM_UP = 0.3


class Target(Struct, frozen=True, kw_only=True):
    """One of the things held against each other: which server, and what its clients ask."""

    name: str
    server: Server
    clients: Sequence[Next]


class Speed(Struct, frozen=True, kw_only=True):
    """Medians over the rounds; CPU in milliseconds a request, times in milliseconds."""

    name: str
    per_second: float
    cpu: float
    p50: float
    p99: float


async def compare(targets: Sequence[Target], rounds: int, seconds: float) -> list[Speed]:
    """Each target in every round, one after the other."""
    runs: dict[str, list[tuple[Load, float]]] = {one.name: [] for one in targets}
    for one in targets:
        await load(one.server.url, one.clients, WARM_UP)
    for _ in range(rounds):
        for one in targets:
            before = one.server.cpu_seconds()
            done = await load(one.server.url, one.clients, seconds)
            spent = 1000 * (one.server.cpu_seconds() - before) / done.requests
            runs[one.name].append((done, spent))
    return [_median(name, found) for name, found in runs.items()]


def _median(name: str, runs: Sequence[tuple[Load, float]]) -> Speed:
    return Speed(
        name=name,
        per_second=median(done.per_second for done, _ in runs),
        cpu=median(spent for _, spent in runs),
        p50=median(done.p50 for done, _ in runs),
        p99=median(done.p99 for done, _ in runs),
    )
