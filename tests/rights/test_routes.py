"""Wall 1: every route says what it requires, or why it is public, and bounds its body."""

from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, get

from tracker.app import create_app
from tracker.process.policy import Act
from tracker.process.states import STATES
from tracker.settings import Settings
from tracker.web.guards import Public, Requires, UnguardedRoute, handlers_of, refuse_unguarded

ROUTES = sorted(
    handlers_of(create_app(Settings(database_url="sqlite+aiosqlite:///never-opened"))),
    key=lambda route: (route[0], *sorted(route[1].http_methods)),
)


def test_the_application_does_not_start_with_a_route_without_a_policy() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(UnguardedRoute, match="/forgotten"):
        refuse_unguarded(Litestar([forgotten], openapi_config=None))


def test_a_route_has_one_policy_and_not_two() -> None:
    @get("/twice", guards=[Public("one"), Public("two")])
    async def twice() -> None: ...

    with pytest.raises(UnguardedRoute, match="/twice"):
        refuse_unguarded(Litestar([twice], openapi_config=None))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_an_act_without_a_row_of_states_is_refused_by_its_guard(
    officer: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(STATES, Act.PROJECT_SEE)

    answer = await officer.get("/api/projects")

    assert (answer.status_code, "does not know yet" in answer.text) == (403, True)


def test_a_route_has_a_policy_and_a_limit() -> None:
    for path, handler in ROUTES:
        policies = [g for g in handler.resolve_guards() if isinstance(g, Requires | Public)]
        limit = handler.resolve_request_max_body_size()
        takes_files = handler.opt.get("streams_body") or handler.opt.get("takes_files")

        assert len(policies) == 1, path
        assert limit is not None, path
        assert limit <= 1024 * 1024 or takes_files, path


COMING_IN = {
    "/account",
    "/account/authenticator",
    "/account/identities/{provider_id:uuid}",
    "/account/identities/{provider_id:uuid}/end",
    "/account/invitations/{invitation_id:uuid}/accept",
    "/account/invitations/{invitation_id:uuid}/decline",
    "/account/password",
    "/account/sessions/{session_id:uuid}",
    "/menu",
    "/sign-in",
    "/sign-in/again",
    "/sign-in/again/elsewhere",
    "/sign-in/authenticator",
    "/sign-in/forgotten",
    "/sign-in/organisation",
    "/sign-in/returned",
    "/sign-in/role",
    "/sign-in/second",
    "/sign-out",
    "/welcome/{secret:str}",
    "/welcome/{secret:str}/elsewhere",
}
"""Pages of somebody who is not in yet, or of whatever session they have; each looks at it."""


def test_only_these_routes_are_public() -> None:
    public = {
        path
        for path, handler in ROUTES
        if any(isinstance(guard, Public) for guard in handler.resolve_guards())
    }

    assert {path for path in public if not path.startswith("/api/schema")} == {
        "/api/health",
        "/api/ready",
        "/api/openapi.json",
        "/static/{digest:str}/{name:str}",
        *COMING_IN,
    }


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_every_other_route_refuses_who_has_no_token(
    app: Litestar, client: httpx.AsyncClient
) -> None:
    for path, handler in handlers_of(app):
        if any(isinstance(guard, Public) for guard in handler.resolve_guards()):
            continue
        for method in handler.http_methods:
            if path.startswith("/api/"):
                answer = await client.request(method, _some(path), json={})
                assert answer.status_code == 401, (method, path, answer.text)
            else:
                own = {"Sec-Fetch-Site": "same-origin"}
                answer = await client.request(method, _some(path), data={}, headers=own)
                assert answer.status_code == (303 if method == "GET" else 401), (method, path)


def _some(path: str) -> str:
    """A path with something of the right type for each parameter."""
    parts = []
    for part in path.split("/"):
        kind = part.strip("{}").partition(":")[2]
        parts.append({"uuid": str(uuid4()), "int": "1", "date": "2027-01-04"}.get(kind, part))
    return "/".join(part.replace("{", "").replace("}", "").replace(":", "") for part in parts)
