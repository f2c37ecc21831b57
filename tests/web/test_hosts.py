"""The service answers for its own names only (security.md F15, F25)."""

import httpx
import pytest
from litestar import Litestar

from tests.serving import client_of, living
from tests.web.test_problems import told
from tracker.app import create_app
from tracker.settings import Settings
from tracker.web.request_checks import name_of


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8103", "[::1]:1"])
async def test_its_own_names_are_taken_with_any_port(client: httpx.AsyncClient, host: str) -> None:
    answer = await client.get("/api/health", headers={"Host": host})
    assert answer.status_code == 200


@pytest.mark.asvs("3.5.4")
@pytest.mark.parametrize(
    "host",
    ["evil.example.org", "localhost.evil.example.org", "evil.example.org:80", "", "a@localhost"],
)
async def test_another_name_is_421(client: httpx.AsyncClient, host: str) -> None:
    told(await client.get("/api/health", headers={"Host": host}), 421)


async def test_two_hosts_are_421(client: httpx.AsyncClient) -> None:
    twice = [("Host", "localhost"), ("Host", "localhost")]
    told(await client.get("/api/health", headers=twice), 421)


async def test_a_forwarded_host_changes_nothing(client: httpx.AsyncClient) -> None:
    forwarded = {"Host": "evil.example.org", "X-Forwarded-Host": "localhost"}
    told(await client.get("/api/health", headers=forwarded), 421)


async def test_an_installation_names_its_own(settings: Settings, app: Litestar) -> None:
    named = settings.model_copy(update={"allowed_hosts": ("pilots.example.org",)})
    other = create_app(named)
    async with living(other), client_of(other) as client:
        for host, status in (("pilots.example.org:443", 200), ("other.example.org", 421)):
            answer = await client.get("/api/health", headers={"Host": host})
            assert answer.status_code == status


@pytest.mark.parametrize(
    ("host", "name"),
    [("a.b:80", "a.b"), ("A.b", "a.b"), ("[::1]:80", "[::1]"), ("[::1]", "[::1]"), (":80", ":80")],
)
def test_a_port_is_no_part_of_the_name(host: str, name: str) -> None:
    assert name_of(host) == name
