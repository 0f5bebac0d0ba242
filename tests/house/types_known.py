"""Types as annotations and things that are there tell them: what parts they have, and what a member is.

What nothing leads to has no type. That errs on one side: a read may be overlooked, none is made up.
"""

import inspect
import typing
from collections.abc import Awaitable, Callable, Iterable
from functools import cache
from types import GenericAlias, ModuleType, UnionType
from typing import Any

Types = frozenset[Any]
NOTHING: Types = frozenset()


class Either:
    """One of several types, where a generic has room for one."""


class Function:
    """A function that may be called: the part of its alias is the function itself."""


def origin(one: Any) -> Any:
    """Return what the type is without its parts."""
    return typing.get_origin(one) or one


def plain(annotation: Any) -> Types:
    """Return the types that an annotation allows, without None and without what is said beside them."""
    kind, arguments = origin(annotation), _arguments(annotation)
    if kind in {typing.Annotated, typing.ClassVar, Awaitable} and arguments:
        return plain(arguments[0])
    if kind in {typing.Union, UnionType, Either}:
        return NOTHING.union(*map(plain, arguments))
    return NOTHING if annotation is None or annotation is type(None) else frozenset({annotation})


def parts(types: Iterable[Any], place: int = 0) -> Types:
    """Return what iterating gives: of a mapping its keys, or with `place` 1 its values."""
    found: Types = NOTHING
    for one in types:
        arguments = [argument for argument in _arguments(one) if argument is not Ellipsis]
        if origin(one) is tuple and len(arguments) > 1:
            found |= NOTHING.union(*map(plain, arguments))
        elif arguments:
            found |= plain(arguments[min(place, len(arguments) - 1)])
    return found


def at(types: Iterable[Any], place: int) -> Types:
    """Return what stands at a place of tuples; of other containers, a part."""
    found: Types = NOTHING
    for one in types:
        arguments = _arguments(one)
        fixed = origin(one) is tuple and Ellipsis not in arguments and place < len(arguments)
        found |= plain(arguments[place]) if fixed else parts((one,))
    return found


def pairs(*columns: Types) -> Types:
    """Return tuples of which each place has such types."""
    return frozenset({GenericAlias(tuple, tuple(GenericAlias(Either, tuple(column)) for column in columns))})


def many(types: Types) -> Types:
    """Return tuples of any length of such parts."""
    return frozenset(GenericAlias(tuple, (one, ...)) for one in types)


def mappings(keys: Types, values: Types) -> Types:
    """Return mappings of such keys to such values."""
    return frozenset(
        {GenericAlias(dict, (GenericAlias(Either, tuple(keys)), GenericAlias(Either, tuple(values))))}
    )


def made_by(types: Types) -> Types:
    """Return what the classes among the types make."""
    return NOTHING.union(
        *(plain(_arguments(one)[0]) for one in types if origin(one) is type and _arguments(one))
    )


def of_value(value: Any) -> Types:
    """Return the type of a thing that is there already: a class, a function, a module, a constant."""
    if isinstance(value, type):
        return frozenset({GenericAlias(type, (value,))})
    if isinstance(value, ModuleType):
        return frozenset({value})
    if inspect.isroutine(value):
        return frozenset({GenericAlias(Function, (value,))})
    return NOTHING if value is None else frozenset({type(value)})


def gives(types: Types) -> Types:
    """Return what may be called and gives these."""
    return frozenset({Callable[..., GenericAlias(Either, tuple(types))]})


def given_by(types: Types) -> Types:
    """Return what a call gives of what is only known by its annotation."""
    return NOTHING.union(*(plain(_arguments(one)[1]) for one in types if origin(one) is Callable))


def functions(types: Types) -> tuple[Any, ...]:
    """Return the functions among the types."""
    return tuple(_arguments(one)[0] for one in types if origin(one) is Function)


def returned(function: Any, given: Types = NOTHING) -> Types:
    """Return what a call of it gives; of one that says so by variables, what it was given."""
    found = plain(_hints(inspect.unwrap(getattr(function, "__func__", function))).get("return"))
    return given if any(isinstance(one, typing.TypeVar) for one in found) else found


def member(kind: type, name: str, call: Callable[[Any], None]) -> Types:
    """Return the type of a field, of a property, which is called, or of a method that may be called."""
    hints = _hints(kind)
    if name in hints:
        return plain(hints[name])
    found = inspect.getattr_static(kind, name, None)
    if isinstance(found, property) and found.fget is not None:
        call(found.fget)
        return returned(found.fget)
    if isinstance(found, staticmethod | classmethod):
        return of_value(found.__func__)
    return of_value(found) if inspect.isfunction(found) else NOTHING


def _arguments(one: Any) -> tuple[Any, ...]:
    return typing.get_args(one) if not isinstance(one, ModuleType) else ()


@cache
def _hints(thing: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(thing, include_extras=True)
    except Exception:  # noqa: BLE001 -- what cannot be made out has no type
        return {}
