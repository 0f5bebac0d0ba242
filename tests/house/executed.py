"""Which values of the policy book the services execute, found by the types of expressions.

A value counts as executed where a service reads the field of that model, or calls what reads it in the book's
own methods. Two models with a field of one name are told apart. What only shows a book, or says what a draft
would change, executes nothing; nor does what a book finds about itself.
"""

import ast
import importlib
import inspect
import textwrap
import typing
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

from pydantic import BaseModel

from shared.policy.label import Label
from shared.policy.rule import Rule, Text
from shared.policy.walk import OF_EVERY_RULE
from shared.policy.working_time import WorkingDuration
from tests.house.typed_source import Typed

ROOT = Path(__file__).parents[2]
BOOK = "shared.policy."
TELLING = ("services/scoring/studies/",)
"""What a draft would change: it executes nothing."""
WHOLE: tuple[type[BaseModel], ...] = (Text, WorkingDuration)
"""Models that are told as one value."""

Value = tuple[str, str]
"""A model of the book and its field."""


class Leaf(NamedTuple):
    """Whether a service reads the value, and whether its label says that people keep it."""

    read: bool
    by_people: bool


class Reading:
    """Every value that was read, with the files that do so."""

    def __init__(self) -> None:
        self.found: defaultdict[Value, set[str]] = defaultdict(set)
        self._seen: set[Any] = set()
        self._waiting: list[FunctionType] = []
        self._where = ""

    def services(self, instead: Mapping[str, str] | None = None) -> None:
        """All that services do was read, with all that they call in the book; `instead` are other sources."""
        for path in sorted(
            (
                *ROOT.glob("services/**/*.py"),
                *ROOT.glob("shared/in_force/*.py"),
                *ROOT.glob("shared/known/*.py"),
            )
        ):
            name = str(path.relative_to(ROOT))
            if not name.startswith(TELLING) and path.name != "__main__.py":
                self._source((instead or {}).get(name) or path.read_text(encoding="utf-8"), name)
        while self._waiting:
            self._function(self._waiting.pop())

    def leaves(self, model: type[BaseModel], path: str = "", *, reached: bool = True) -> dict[str, Leaf]:
        """Return every value in the model by its place; it is read if all the way to it is."""
        found: dict[str, Leaf] = {}
        for name, info in model.model_fields.items():
            if issubclass(model, Rule) and name in OF_EVERY_RULE:
                continue
            read, place = reached and (model.__name__, name) in self.found, f"{path}{name}"
            inner = tuple(_models(info.annotation))
            for one, keyed in inner:
                found |= self.leaves(one, f"{place}.*." if keyed else f"{place}.", reached=read)
            if not inner:
                label = next(one for one in info.metadata if isinstance(one, Label))
                found[place] = Leaf(read, label.by_people)
        return found

    def _source(self, text: str, where: str) -> None:
        self._where = where
        module = importlib.import_module(
            where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        )
        Typed(module, self._read, self._call).block(ast.parse(text).body, {})

    def _function(self, function: FunctionType) -> None:
        self._where = f"{function.__module__}.{function.__qualname__}"
        module = importlib.import_module(function.__module__)
        names = function.__qualname__.split(".")
        owner = getattr(module, names[0]) if len(names) > 1 else None
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        Typed(module, self._read, self._call, owner).block(tree.body, {})

    def _read(self, kind: type, name: str) -> None:
        for model in kind.__mro__:
            if issubclass(model, BaseModel) and name in vars(model).get("__annotations__", {}):
                if model.__module__.startswith(BOOK):
                    self.found[kind.__name__, name].add(self._where)
                return

    def _call(self, function: Any) -> None:
        function = inspect.unwrap(function)
        known = isinstance(function, FunctionType) and function.__module__.startswith(BOOK)
        if known and function not in self._seen and "findings" not in function.__name__:
            self._seen.add(function)
            self._waiting.append(function)


def _models(annotation: Any, *, keyed: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """Yield the models of the book within an annotation, and whether they stand under keys."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in WHOLE:
        yield annotation, keyed
    for one in typing.get_args(annotation):
        yield from _models(one, keyed=keyed or typing.get_origin(annotation) is Mapping)
