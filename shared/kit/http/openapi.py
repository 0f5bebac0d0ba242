"""The OpenAPI 3.1 document, complete: every problem a route may answer, and the headers of the kit.

The kit's dependencies read their headers by hand, so what FastAPI cannot see is added here, from
the same objects that serve the requests.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from shared.kit.http.auth import Requires
from shared.kit.http.etag import IfMatch
from shared.kit.http.idempotency import KEPT_DAYS, KEY_CHARACTERS_MAX, RequestOf
from shared.kit.http.problems import MEDIA_TYPE, Problems

_SCHEMAS = "#/components/schemas/"
_WORDS = {
    400: "Malformed request",
    401: "No living API key",
    403: "The key lacks the role",
    404: "Not found",
    406: "Not acceptable",
    409: "Conflict with a rule or another writer",
    412: "Not at the given version",
    413: "Body too large",
    415: "Content type is not JSON",
    422: "Not as the schema asks, or the Idempotency-Key was used for another request",
    428: "If-Match is required",
    500: "A defect of the service",
    503: "Not now; repeat after Retry-After",
}
_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "A problem document (RFC 9457)",
    "type": "object",
    "required": ["type", "title", "status", "code", "instance", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "trace_id": {"type": "string"},
        "detail": {"type": "string"},
        "current_version": {"type": "integer", "description": "Where the stream stands, on 409 and 412"},
        "params": {"type": "object", "description": "What stands in the way, by the rejection's own names"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "pointer", "code", "detail"],
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query", "path", "header", "cookie"]},
                    "pointer": {"type": "string", "format": "json-pointer"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def document(app: FastAPI, problems: Problems, examples: Mapping[type[Any], Any]) -> dict[str, Any]:
    """Return the application's OpenAPI document; made once, then remembered.

    `examples` are of bodies' classes; a class may have its own `examples` in its schema instead.
    """
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        codes = sorted(problem.code for problem in problems)
        code = {"type": "string", "examples": codes[:3], "x-known-codes": codes}
        schemas["Problem"] = _SCHEMA | {"properties": _SCHEMA["properties"] | {"code": code}}
        given = {example.__name__: told for example, told in examples.items()}
        for context in iter_route_contexts(app.routes):
            _complete(made, context, given)
        app.openapi_schema = made
    return app.openapi_schema


def _complete(made: dict[str, Any], context: Any, examples: Mapping[str, Any]) -> None:
    for method in getattr(context, "methods", None) or ():
        operation = made["paths"].get(getattr(context, "path_format", ""), {}).get(method.lower())
        if operation is None:
            continue
        _word(operation, context)
        _exemplify(operation, made["components"]["schemas"], examples)
        uses = list(_dependencies(context.dependant))
        operation["parameters"] = [*operation.get("parameters", []), *_headers(uses)]
        if not operation["parameters"]:
            del operation["parameters"]
        roles = sorted({role for use in uses for role in _roles(use)})
        if roles:
            operation["x-roles"] = roles
        for status in _statuses(method, context.path_format, operation, uses):
            operation["responses"][str(status)] = {
                "description": _WORDS[status],
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }


def _word(operation: dict[str, Any], context: Any) -> None:
    """The summary is the docstring's first sentence, the description what follows it."""
    if context.summary is not None:
        return
    first, _, rest = operation.pop("description", "").partition("\n")
    operation["summary"] = first.rstrip(".")
    if rest.strip():
        operation["description"] = rest.strip()


def _exemplify(operation: dict[str, Any], schemas: Mapping[str, Any], examples: Mapping[str, Any]) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").removeprefix(_SCHEMAS)
        if "example" in content or not name:
            continue
        example = examples.get(name) or _example(schemas[name], schemas)
        if example is not None:
            content["example"] = example


def _example(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """Return the schema's own example, or one of its required fields', as far as they have one."""
    schema = schemas[schema["$ref"].removeprefix(_SCHEMAS)] if "$ref" in schema else schema
    if "examples" in schema:
        return schema["examples"][0]
    if "properties" not in schema:
        return None
    required = {name: schema["properties"][name] for name in schema.get("required", ())}
    return {name: _example(field, schemas) for name, field in required.items()}


def _dependencies(dependant: Dependant) -> Iterator[Any]:
    for below in dependant.dependencies:
        yield below.call
        yield from _dependencies(below)


def _roles(use: Any) -> frozenset[str]:
    if isinstance(use, RequestOf):
        return use.requires.roles
    return use.roles if isinstance(use, Requires) else frozenset()


def _headers(uses: list[Any]) -> Iterator[dict[str, Any]]:
    for use in uses:
        if isinstance(use, RequestOf):
            told = f"Names this command; a repeat within {KEPT_DAYS} days gets the first answer again"
            schema = {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS_MAX}
            schema["pattern"] = "^[!#-\\[\\]-~]+$"
            yield _header("Idempotency-Key", told, schema, required=use.key_required)
        if isinstance(use, IfMatch):
            told = "The ETag of the state that this change starts from"
            yield _header("If-Match", told, {"type": "string", "pattern": '^"(0|[1-9][0-9]{0,17})"$'})


def _header(name: str, told: str, schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": told, "schema": schema}


def _statuses(method: str, path: str, operation: dict[str, Any], uses: list[Any]) -> list[int]:
    statuses = {400, 422, 500, 503}
    if any(isinstance(use, Requires | RequestOf) for use in uses):
        statuses |= {401, 403}
    if "{" in path:
        statuses |= {404}
    if method != "GET":
        # A reference inside a body may name what does not exist, and rules may refuse.
        statuses |= {404, 409, 413}
    if "requestBody" in operation:
        statuses |= {413, 415}
    if any(isinstance(use, IfMatch) for use in uses):
        statuses |= {412, 428}
    # A route names a refusal that its method does not tell of; one with content of its own keeps it.
    named = {status for status, told in operation["responses"].items() if "content" not in told}
    return sorted(statuses | {status for status in _WORDS if str(status) in named})
