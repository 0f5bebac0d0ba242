"""What a plain route reads of the query and of the headers, to the same values as the framework reads."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from fastapi._compat import field_annotation_is_sequence
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from pydantic import TypeAdapter
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request


class NotPlain(Exception):  # noqa: N818 -- it says what the request is
    """A part of the request is not as declared; the framework words the refusal."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value, or all values of one name if it takes `many`."""

    name: str
    alias: str
    many: bool
    required: bool
    default: Any
    adapter: TypeAdapter[Any]

    def read(self, given: QueryParams | Headers) -> Any:
        """Return the validated value. Raises `NotPlain`, and pydantic's `ValidationError`."""
        raw = given.getlist(self.alias) if self.many else given.get(self.alias)
        if raw:
            return self.adapter.validate_python(raw)
        if self.required or raw == "":
            raise NotPlain
        return copy(self.default)


@dataclass(frozen=True, slots=True)
class Named:
    """Parameters of one kind: single values, and models, which only the framework can fill."""

    single: Sequence[Parameter]
    models: Sequence[Any]

    @classmethod
    def of(cls, fields: Sequence[Any], nothing: QueryParams | Headers) -> "Named":
        """Return what `fields` describe; `nothing` is a request that gives none of them."""
        single, models = [], []
        for field in fields:
            absent, errors = request_params_to_args([field], nothing)
            default = absent.get(field.name)
            if field.field_info.validation_alias in {None, field.alias} and _is_simple(default):
                many = field_annotation_is_sequence(field.field_info.annotation)
                adapter: TypeAdapter[Any] = field._type_adapter  # noqa: SLF001 -- so that both ways agree
                single.append(Parameter(field.name, field.alias, many, bool(errors), default, adapter))
            else:
                models.append(field)
        return cls(single, models)

    def read(self, given: QueryParams | Headers) -> dict[str, Any]:
        """Return the validated values by name. Raises `NotPlain`, and pydantic's `ValidationError`."""
        values = {one.name: one.read(given) for one in self.single}
        if self.models:
            found, errors = request_params_to_args(self.models, given)
            if errors:
                raise NotPlain
            values |= found
        return values


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a route, or one dependency of it, reads of a request."""

    query: Named | None
    headers: Named | None

    @classmethod
    def of(cls, dependant: Dependant) -> "Parameters":
        """Return what the framework found in the signature."""
        query, headers = dependant.query_params, dependant.header_params
        return cls(
            Named.of(query, QueryParams()) if query else None,
            Named.of(headers, Headers()) if headers else None,
        )

    def read(self, request: Request) -> dict[str, Any]:
        """Return the validated values by name. Raises `NotPlain`, and pydantic's `ValidationError`."""
        values = {} if self.query is None else self.query.read(request.query_params)
        return values if self.headers is None else values | self.headers.read(request.headers)


def _is_simple(default: object) -> bool:
    """Whether a copy of `default` shares nothing that could be changed."""
    return default is None or default == [] or isinstance(default, str | int | float)
