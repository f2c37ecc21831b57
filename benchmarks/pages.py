"""What is asked of the tracker, and of the references for the same."""

import json
from pathlib import Path

import httpx
from msgspec import Struct

from benchmarks.load import Answer, Next, again, request
from benchmarks.measure import Target
from benchmarks.seed import Seeded
from benchmarks.servers import Server

CLIENTS = 16
_A_PAGE = 50


class Page(Struct, frozen=True, kw_only=True):
    """An address of the tracker; `sql` is the reference by one statement, None if none says it."""

    name: str
    path: str
    sql: str | None = None


def pages(seeded: Seeded, rows: int) -> list[Page]:
    project = f"/api/projects/{seeded.code}"
    return [
        list_alone(rows),
        Page(name="project detail", path=project, sql=f"/sql/detail/{seeded.code}"),
        Page(
            name="checklist of a gate",
            path=f"{project}/checklist?gate=G4",
            sql=f"/sql/checklist/{seeded.code}",
        ),
        Page(name="readiness of a gate", path=f"{project}/gates/G4/readiness"),
    ]


def list_alone(rows: int) -> Page:
    return Page(name=f"list, 50 of {rows:,}", path="/api/projects?limit=50", sql="/sql/list")


def captured(page: Page, ours: Server, seeded: Seeded, folder: Path) -> str:
    """Keep what the tracker answers, so that a reference can answer the same; its name."""
    answer = httpx.get(ours.url + page.path, headers=_bearer(seeded))
    answer.raise_for_status()
    name = file_name(page)
    (folder / f"{name}.body").write_bytes(answer.content)
    return name


def file_name(page: Page) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in page.name)


def targets(page: Page, name: str, ours: Server, bare: Server, seeded: Seeded) -> list[Target]:
    """The tracker, the same bytes from a bare handler, and the page by one statement."""

    def asking(server: Server, path: str, what: str) -> Target:
        asked = again(request("GET", path, seeded.token))
        return Target(name=what, server=server, clients=[asked] * CLIENTS)

    found = [asking(ours, page.path, "ours"), asking(bare, f"/bytes/{name}", "bytes")]
    return found if page.sql is None else [*found, asking(bare, page.sql, "sql")]


def last_page(ours: Server, seeded: Seeded) -> Page:
    """The end of the list, reached as a reader reaches it: page after page."""
    path = last = "/api/projects?limit=200"
    with httpx.Client(base_url=ours.url, headers=_bearer(seeded)) as client:
        while True:
            page = client.get(path).raise_for_status().json()
            if len(page["items"]) >= _A_PAGE:
                last = path
            if page["next"] is None:
                return Page(name="last page", path=last.replace("limit=200", f"limit={_A_PAGE}"))
            path = f"/api/projects?limit=200&after={page['next']}"


def writing(ours: Server, bare: Server, seeded: Seeded) -> list[Target]:
    """A durable change of a project, each client at one of its own."""
    return [
        Target(
            name="ours",
            server=ours,
            clients=[
                _change(seeded, code, _version(ours, seeded, code)) for code in seeded.written
            ],
        ),
        Target(
            name="sql",
            server=bare,
            clients=[
                again(request("POST", f"/sql/write/{code}", seeded.token))
                for code in seeded.written
            ],
        ),
    ]


def _change(seeded: Seeded, code: str, version: int) -> Next:
    """A PATCH with the version that the answer before told, or that was read at first."""
    known = [version]

    def following(answer: Answer | None) -> bytes:
        if answer is not None:
            known[0] = int(answer.header(b"etag").strip(b'"'))
        body = json.dumps({"challenges": f"Example challenge {known[0]}"}).encode()
        match = f'If-Match: "{known[0]}"'
        return request("PATCH", f"/api/projects/{code}", seeded.token, body, [match])

    return following


def _version(ours: Server, seeded: Seeded, code: str) -> int:
    answer = httpx.get(f"{ours.url}/api/projects/{code}", headers=_bearer(seeded))
    answer.raise_for_status()
    return int(answer.json()["version"])


def _bearer(seeded: Seeded) -> dict[str, str]:
    return {"Authorization": f"Bearer {seeded.token}"}
