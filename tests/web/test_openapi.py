"""The description of the API is valid, whole, and its examples fit their types."""

from typing import Any

import httpx
import msgspec
from litestar import Litestar
from openapi_spec_validator import OpenAPIV31SpecValidator

from tracker.app import create_app
from tracker.settings import Settings
from tracker.web.examples import example
from tracker.web.openapi import answer_type, described, operations

APP = create_app(Settings(database_url="sqlite+aiosqlite:///never-opened"))
SCHEMA = described(APP)
FILES = ({}, {"type": "string"})
"""What is no JSON of ours: files, and a sealed snapshot as it was written."""
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
}
TYPES = {
    f"{method} {path} {side}": wire
    for path, method, handler in operations(APP)
    if f"{method} {path}" in OPERATIONS
    for side, wire in (
        ("asked", handler.parsed_data_field and handler.parsed_data_field.annotation),
        ("answered", answer_type(handler)),
    )
    if wire is not None
}


def test_the_description_is_openapi_3_1() -> None:
    assert SCHEMA["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(SCHEMA).iter_errors()] == []


async def test_it_is_served_to_anybody_as_it_is(app: Litestar, client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == msgspec.json.decode(msgspec.json.encode(described(app)))


def test_each_operation_says_what_it_does_who_may_and_how_it_fails() -> None:
    for name in OPERATIONS:
        _says_what_it_does(name)


def _says_what_it_does(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["summary"].endswith("."), name
    assert operation["tags"], name
    assert operation["description"].startswith(
        "Public" if operation["security"] == [] else "Act"
    ), name
    assert {"400", "421", "503"} <= operation["responses"].keys(), name
    assert ("401" in operation["responses"]) is (operation["security"] != []), name
    for status, answer in operation["responses"].items():
        assert status.startswith("2") or answer["$ref"].startswith("#/components/responses/"), name
        for content in answer.get("content", {}).values():
            assert "example" in content or content["schema"] in FILES, name
    for content in operation.get("requestBody", {}).get("content", {}).values():
        assert content["example"], name


def test_an_example_fits_its_type() -> None:
    for name, kind in TYPES.items():
        shown: Any = example(kind)
        assert msgspec.convert(shown, kind) is not None, name


def test_only_what_is_said_to_be_public_goes_without_a_token() -> None:
    public = {name for name, one in OPERATIONS.items() if one["security"] == []}
    assert public == {"GET /api/health", "GET /api/ready"}


def test_what_two_people_may_change_is_changed_with_if_match() -> None:
    asks = {
        name
        for name, one in OPERATIONS.items()
        if any(parameter["name"] == "If-Match" for parameter in one.get("parameters", ()))
    }

    assert {"PATCH /api/projects/{code}", "POST /api/motions/{motion_id}/decisions"} <= asks
    assert all({"412", "428"} <= OPERATIONS[name]["responses"].keys() for name in asks)


def test_an_upload_says_that_its_body_is_the_file() -> None:
    body = OPERATIONS["POST /api/projects/{code}/files"]["requestBody"]

    assert list(body["content"]) == ["application/octet-stream"]


def test_every_number_in_a_path_or_query_is_bounded() -> None:
    """2^53: what JSON readers hold exactly; both databases hold more."""
    unbounded = [
        f"{name}: {parameter['name']}"
        for name, operation in OPERATIONS.items()
        for parameter in operation.get("parameters", [])
        if "integer" in _types(parameter["schema"]) or "number" in _types(parameter["schema"])
        if not parameter["schema"].get("minimum", -(2**64)) >= -(2**53)
        or not parameter["schema"].get("maximum", 2**64) <= 2**53
    ]
    assert unbounded == []
    assert sum("limit" in str(one.get("parameters")) for one in OPERATIONS.values()) > 10


def _types(schema: dict[str, Any]) -> set[str]:
    return {schema.get("type", "")} | {one.get("type", "") for one in schema.get("oneOf", [])}


def test_each_operation_that_makes_something_shows_what() -> None:
    shown = {
        name: one["responses"]["201"]["content"]["application/json"]["schema"]
        for name, one in OPERATIONS.items()
        if "201" in one["responses"]
    }

    assert [name for name, schema in shown.items() if not schema] == []
    assert len(shown) > 40
