"""The table of a service's settings, for the README, the house tests and `settings describe`.

It is made from the classes alone and holds no value, so it can be printed anywhere.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Unit:
    """What an integer in the environment counts; marks a field whose inside is a `timedelta`."""

    name: str
    span: timedelta

    def parse(self, value: object) -> object:
        """Return the duration that `value` of these units is; a duration stays itself."""
        return value if isinstance(value, timedelta) else int(str(value)) * self.span


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings table. `default` is None when the variable must be set."""

    variable: str
    type: str
    default: str | None
    meaning: str


def describe(settings: type[BaseSettings], prefix: str | None = None) -> tuple[Setting, ...]:
    """Return the table of the settings' variables, in the order of the class. Holds no value."""
    start = prefix if prefix is not None else prefix_of(settings)
    return tuple(
        Setting(
            variable_name(start, _alias(name, field)), _type(field), _default(field), field.description or ""
        )
        for name, field in settings.model_fields.items()
    )


def prefix_of(settings: type[BaseSettings]) -> str:
    """Return what the class's variables start with, such as `LEADS_`."""
    return str(settings.model_config.get("env_prefix", ""))


def variable_name(prefix: str, name: str) -> str:
    """Return the variable of a field; pydantic names it with the prefix in some faults, without in others."""
    return name.upper() if name.upper().startswith(prefix) and prefix else f"{prefix}{name}".upper()


def _alias(name: str, field: FieldInfo) -> str:
    return field.validation_alias if isinstance(field.validation_alias, str) else name


def _type(field: FieldInfo) -> str:
    for mark in field.metadata:
        if isinstance(mark, Unit):
            return mark.name
    kinds = {SecretStr: "secret", str: "text", int: "integer", bool: "true or false", float: "number"}
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return " | ".join(get_args(annotation))
    if get_origin(annotation) is tuple:
        return "comma-separated list"
    named = [a for a in (get_args(annotation) or (annotation,)) if a is not type(None)]
    first = get_args(named[0])[0] if get_origin(named[0]) is Annotated else named[0]
    return kinds.get(first, getattr(first, "__name__", str(first)))


def _default(field: FieldInfo) -> str | None:
    default = field.get_default(call_default_factory=False)
    if default is PydanticUndefined:
        return None
    for mark in field.metadata:
        if isinstance(mark, Unit):
            return str(default // mark.span)
    if isinstance(default, tuple):
        return ",".join(default)
    return "" if default is None else str(default)
