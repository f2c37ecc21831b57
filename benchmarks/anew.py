"""The first reading of a project after an act, which works out anew what is kept for the next."""

import time
from statistics import median

import httpx

from benchmarks.pages import Page, pages
from benchmarks.seed import Seeded
from benchmarks.servers import Server
from benchmarks.table import Line

_NAMES = ("checklist of a gate", "readiness of a gate")
_TIMES = 20


def after_an_act(ours: Server, seeded: Seeded) -> list[Line]:
    """One reader: milliseconds of the first answer after a change, beside those of the second."""
    asked = [one for one in pages(seeded, 0) if one.name in _NAMES]
    with httpx.Client(
        base_url=ours.url, headers={"Authorization": f"Bearer {seeded.token}"}
    ) as client:
        return [_line(client, seeded, page) for page in asked]


def _line(client: httpx.Client, seeded: Seeded, page: Page) -> Line:
    first, second = list[float](), list[float]()
    for number in range(_TIMES):
        _change(client, seeded, f"Example challenge {page.name} {number}")
        first.append(_milliseconds(client, page.path))
        second.append(_milliseconds(client, page.path))
    anew, kept = median(first), median(second)
    return Line(
        what=f"{page.name}, first after an act",
        ours=f"{anew:.1f} ms",
        reference=f"{kept:.1f} ms, the next",
        ratio=f"{anew / kept:.1f} x",
    )


def _change(client: httpx.Client, seeded: Seeded, challenges: str) -> None:
    where = f"/api/projects/{seeded.code}"
    etag = client.get(where).raise_for_status().headers["etag"]
    changed = client.patch(where, json={"challenges": challenges}, headers={"If-Match": etag})
    changed.raise_for_status()


def _milliseconds(client: httpx.Client, path: str) -> float:
    begun = time.perf_counter()
    client.get(path).raise_for_status()
    return 1_000 * (time.perf_counter() - begun)
