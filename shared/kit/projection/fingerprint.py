"""Which code made the rows: other code must not write them, or live and rebuilt would differ."""

import ast
import hashlib
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from shared.kit.errors import Refused
from shared.kit.projection.port import ReadModel


class Outdated(Refused):
    """The rows were made by other code. Run `rebuild`; until then the old rows stay readable."""

    code = "projection_outdated"

    def __init__(self, name: str) -> None:
        super().__init__(f"projection {name} was made by other code; rebuild it")
        self.name = name


class NotCreated(Refused):
    """The projection has no schema yet. Run `migrate`."""

    code = "projection_not_created"

    def __init__(self, name: str) -> None:
        super().__init__(f"projection {name} has no schema; run migrate")
        self.name = name


def fingerprint(model: ReadModel[Any]) -> str:
    """Return a hash of the model's SQL and of its code with that of its bases, without comments and layout.

    A model whose fold also hangs on something else, such as a policy, says so in an attribute
    `fingerprint` of its own, which then stands instead of that code.
    """
    given = getattr(model, "fingerprint", None)
    code = given if isinstance(given, str) else code_of(*_modules(type(model)))
    parts = [model.name, *model.sources, model.ddl, model.select, model.write, code]
    return hashlib.sha256("\x00".join(" ".join(part.split()) for part in parts).encode()).hexdigest()[:32]


def _modules(model: type[Any]) -> Iterator[ModuleType]:
    for name in dict.fromkeys(of.__module__ for of in model.__mro__):
        # What Python brings itself, such as `object`, is no code of ours.
        if name.partition(".")[0] not in sys.stdlib_module_names:
            yield sys.modules[name]


def code_of(*modules: ModuleType) -> str:
    """Return the modules' code, without comments and layout."""
    return "".join(ast.dump(ast.parse(inspect.getsource(module))) for module in modules)
