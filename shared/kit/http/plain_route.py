"""A route that needs nothing of the framework but its description: what it takes, asks and answers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from pydantic import TypeAdapter
from starlette.convertors import StringConvertor
from starlette.requests import Request
from starlette.responses import Response

from shared.kit.http.parameters import Parameters

_BODILESS = frozenset({204, 205, 304})
_PLAIN_RESPONSE = ("response_model_include", "response_model_exclude")
_PLAIN_FLAGS = ("exclude_unset", "exclude_defaults", "exclude_none")
_UNPLAIN = (
    "cookie_params",
    "websocket_param_name",
    "http_connection_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A dependency: what it is called with, and the parameters of the route that get its answer."""

    call: Callable[..., Awaitable[Any]]
    request: str | None
    parameters: Parameters
    names: list[str]


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything that a request says, validated: for the endpoint, and for each dependency."""

    values: dict[str, Any]
    asked: Sequence[dict[str, Any]]


class Headers(Response):
    """Where a route writes its answer's headers and status: a response that is never sent."""

    def __init__(self) -> None:
        # Response's own would encode a body and count it, on every command.
        self.raw_headers: list[tuple[bytes, bytes]] = []
        self.status_code = 0
        self.background = None


@dataclass(frozen=True, slots=True)
class PlainRoute:
    """What the endpoint is called with, and how its answer is written.

    `context` is the framework's own description, `asked` are the dependencies in its order.
    """

    context: Any
    call: Callable[..., Awaitable[Any]]
    status: int
    body: tuple[str, TypeAdapter[Any]] | None
    parts: Mapping[str, tuple[str, TypeAdapter[Any]]]
    parameters: Parameters
    asked: Sequence[Asked]
    request: str | None
    response: str | None
    answer: TypeAdapter[Any]

    def understood(self, request: Request, parts: Mapping[str, str], body: bytes) -> Understood:
        """Return what the request says. Raises `NotPlain`, and pydantic's `ValidationError`."""
        values = {name: adapter.validate_python(parts[part]) for part, (name, adapter) in self.parts.items()}
        if self.body is not None:
            name, adapter = self.body
            values[name] = adapter.validate_json(body)
        values |= self.parameters.read(request)
        return Understood(values, [ask.parameters.read(request) for ask in self.asked])

    async def answered(self, request: Request, understood: Understood) -> tuple[bytes | Response, Response]:
        """Return the endpoint's answer as JSON, or its response, and the headers it wrote."""
        headers, values = Headers(), understood.values
        for ask, told in zip(self.asked, understood.asked, strict=True):
            if ask.request is not None:
                told[ask.request] = request
            answer = await ask.call(**told)
            for name in ask.names:
                values[name] = answer
        if self.request is not None:
            values[self.request] = request
        if self.response is not None:
            values[self.response] = headers
        said = await self.call(**values)
        if isinstance(said, Response):
            return said, headers
        checked = self.answer.validate_python(said, from_attributes=True)
        return self.answer.dump_json(checked, by_alias=True), headers


def plain_route(context: Any) -> PlainRoute | None:
    """Return the route of a framework's context if it is plain, else None."""
    dependant: Dependant | None = getattr(context, "dependant", None)
    if dependant is None or dependant.call is None or not _answers_plainly(context):
        return None
    if not iscoroutinefunction(dependant.call) or not _takes_plainly(dependant):
        return None
    body, asked = _body(context, dependant), _asked(dependant)
    if (dependant.body_params and body is None) or asked is None:
        return None
    if not all(type(one) is StringConvertor for one in context.param_convertors.values()):
        return None
    return PlainRoute(
        context=context,
        call=dependant.call,
        status=context.status_code or 200,
        body=body,
        parts={one.alias: (one.name, _adapter(one)) for one in dependant.path_params},
        parameters=Parameters.of(dependant),
        asked=asked,
        request=dependant.request_param_name,
        response=dependant.response_param_name,
        answer=_adapter(context.response_field),
    )


def _answers_plainly(context: Any) -> bool:
    return (
        context.response_field is not None
        and isinstance(context.response_class, DefaultPlaceholder)
        and context.status_code not in _BODILESS
        and not any(getattr(context, name) for name in _PLAIN_RESPONSE)
        and not any(getattr(context, f"response_model_{name}") for name in _PLAIN_FLAGS)
        and context.response_model_by_alias
        and not context.is_sse_stream
        and not context.is_json_stream
    )


def _takes_plainly(dependant: Dependant) -> bool:
    return not any(getattr(dependant, name) for name in _UNPLAIN)


def _body(context: Any, dependant: Dependant) -> tuple[str, TypeAdapter[Any]] | None:
    if len(dependant.body_params) != 1 or context._embed_body_fields:  # noqa: SLF001 -- there is no public way
        return None
    (only,) = dependant.body_params
    if type(only.field_info).__name__ != "Body" or not only.field_info.is_required():
        return None
    return only.name, _adapter(only)


def _asked(dependant: Dependant) -> Sequence[Asked] | None:
    """Return the dependencies, each once as the framework caches them; None if one is not plain."""
    found: dict[Callable[..., Any], Asked] = {}
    for one in dependant.dependencies:
        call = one.call
        nested = one.dependencies or one.path_params or one.body_params or one.response_param_name
        if nested or call is None or not one.use_cache or not _takes_plainly(one):
            return None
        if not iscoroutinefunction(call) and not iscoroutinefunction(getattr(call, "__call__", None)):  # noqa: B004 -- whether it awaits
            return None
        parameters = Parameters.of(one)
        asked = found.setdefault(call, Asked(call, one.request_param_name, parameters, []))
        asked.names.extend([one.name] if one.name else [])
    return tuple(found.values())


def _adapter(of_field: Any) -> TypeAdapter[Any]:
    adapter: TypeAdapter[Any] = of_field._type_adapter  # noqa: SLF001 -- the framework's own, so that both ways agree
    return adapter
