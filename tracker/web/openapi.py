"""The description of the API: what Litestar reads off the routes, and what it cannot know."""

from collections.abc import Iterator
from http import HTTPStatus
from types import NoneType
from typing import Any, get_args, get_origin

import msgspec
from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from tracker.kernel.encoding import encoded
from tracker.process.policy import POLICY
from tracker.web.examples import example
from tracker.web.guards import Public, Requires
from tracker.web.problems import MEDIA_TYPE, TITLES, Problem

_JSON = "application/json"
_API = "/api/"
_OWN = "/api/schema"
"""The framework's own routes, which show the same without what is added here."""
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_REPEATABLE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "1 to 200 printable characters; the same request again has one effect.",
    "schema": {"type": "string", "maxLength": 200},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of what was read; 412 if it has changed since, 428 without it.",
    "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
}
_FILE_BODY = {
    "description": "The file itself; its name goes into Content-Disposition.",
    "required": True,
    "content": {"application/octet-stream": {"schema": {}, "example": "%PDF-1.7"}},
}
_LOCATION = {"description": "Where what was made is read.", "schema": {"type": "string"}}
_ETAG = {"description": "The version, for a later If-Match.", "schema": {"type": "string"}}


def described(app: Litestar) -> dict[str, Any]:
    """OpenAPI 3.1 of this application."""
    schema = app.openapi_schema.to_schema()
    schema["paths"] = {
        path: methods for path, methods in schema["paths"].items() if not path.startswith(_OWN)
    }
    components = schema.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    components.setdefault("schemas", {})["Problem"] = _problem_schema()
    components["responses"] = {_name(status): _problem(status) for status in TITLES}
    for path, method, handler in operations(app):
        operation = schema["paths"].get(path, {}).get(method.lower())
        if operation is not None:
            _describe(operation, path, method, handler)
    plain: dict[str, Any] = msgspec.json.decode(encoded(schema))
    return plain


def operations(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Every (path, method, handler) of the API; the path as OpenAPI writes it."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith(_API):
            for handler in route.route_handlers:
                for method in sorted(handler.http_methods):
                    yield route.path_format, method, handler


def _describe(operation: dict[str, Any], path: str, method: str, handler: HTTPRouteHandler) -> None:
    policy = next(g for g in handler.resolve_guards() if isinstance(g, Requires | Public))
    operation["summary"] = (handler.fn.__doc__ or "").strip().partition("\n")[0]
    operation["tags"] = [path.split("/")[2]]
    operation["security"] = [] if isinstance(policy, Public) else [{"token": []}]
    if isinstance(policy, Requires):
        roles = ", ".join(sorted(role.value for role in POLICY[policy.act]))
        operation["description"] = f"Act `{policy.act.value}`: {roles}."
    else:
        operation["description"] = f"Public: {policy.reason}."
    if method == "POST" and isinstance(policy, Requires):
        operation.setdefault("parameters", []).append(_REPEATABLE)
    if "version" in handler.parsed_fn_signature.parameters:
        operation.setdefault("parameters", []).append(_IF_MATCH)
    if handler.opt.get("streams_body"):
        operation["requestBody"] = _FILE_BODY
    _show_examples(operation, handler)
    _show_headers(operation)
    operation["responses"].pop("400", None)
    for status in _may_fail(path, method, handler, policy):
        reference = {"$ref": f"#/components/responses/{_name(status)}"}
        operation["responses"][str(status)] = reference


def _show_examples(operation: dict[str, Any], handler: HTTPRouteHandler) -> None:
    if handler.parsed_data_field is not None:
        content = operation["requestBody"]["content"][_JSON]
        content["example"] = example(handler.parsed_data_field.annotation)
    for status, answer in operation["responses"].items():
        if status.startswith("2") and _JSON in answer.get("content", {}):
            wire = answer_type(handler)
            if wire is not None:
                answer["content"][_JSON]["example"] = example(wire)


def _show_headers(operation: dict[str, Any]) -> None:
    """What was made says where it is; what two people may change says its version."""
    for status, answer in operation["responses"].items():
        shown = answer.get("content", {}).get(_JSON, {}).get("example")
        headers = answer.setdefault("headers", {}) if status.startswith("2") else {}
        if status == "201":
            headers["Location"] = _LOCATION
        if isinstance(shown, dict) and "version" in shown:
            headers["ETag"] = _ETAG


def answer_type(handler: HTTPRouteHandler) -> Any:
    """What a handler answers with, taken out of `Response[...]`; None for a file or nothing."""
    if told := (handler.responses or {}).get(HTTPStatus.CREATED):
        return told.data_container
    annotation = handler.parsed_return_field.annotation
    if get_origin(annotation) is Response:
        (annotation,) = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Response | bytes | NoneType):
        return None
    return annotation


def _may_fail(
    path: str, method: str, handler: HTTPRouteHandler, policy: Requires | Public
) -> Iterator[int]:
    yield from (400, 421, 503)
    if isinstance(policy, Requires):
        yield from (401, 403)
    if "{" in path:
        yield 404
    if method in _CHANGES:
        yield from (404, 409, 422)
    if "version" in handler.parsed_fn_signature.parameters:
        yield from (412, 428)
    if handler.parsed_data_field is not None:
        yield from (408, 413, 415)
    if handler.opt.get("streams_body"):
        yield from (408, 413, 415, 507)


def _problem(status: int) -> dict[str, Any]:
    name, title = TITLES[status]
    shown = {
        "type": f"/problems/{name}",
        "title": title,
        "status": status,
        "detail": "One sentence with the remedy.",
        "request_id": "0123456789abcdef",
        "fields": [],
        "reasons": [],
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": shown}
    return {"description": title, "content": {MEDIA_TYPE: content}}


def _problem_schema() -> dict[str, Any]:
    _, parts = msgspec.json.schema_components(
        [Problem], ref_template="#/components/schemas/Problem/$defs/{name}"
    )
    whole: dict[str, Any] = parts.pop("Problem")
    return whole | {"$defs": parts}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.replace(" ", "").replace("'", "").replace("-", "")
