"""Sales as a read model."""

import ast
import hashlib
import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.scoring.heard import Captured, Decoder, OwnedBy
from services.scoring.sales import (
    columns,
    heard,
    heard_duties,
    heard_planned,
    heard_plans,
    heard_promises,
    rules,
)
from services.scoring.sales.rules import Measures
from shared.contracts.envelope import Message
from shared.contracts.registry import beside_customers, types_of
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Touched

QUERIES = load_queries(Path(__file__).with_name("sales.sql"))

_TYPES = frozenset(contract.TYPE for contract in heard.HEARD)


class SalesModel:
    """Keeps the single facts of sales, and of the forecasts."""

    name = "sales"
    sources: Sequence[str] = ("leads", "visits", "scoring")
    foreign = beside_customers(*sources) - _TYPES
    ignored = types_of(*sources) - _TYPES - foreign
    ddl = f"{QUERIES['tables']}\n{Measures.default().insert()}"
    select = QUERIES["select"]
    write = QUERIES["write"]
    views = "\n".join(
        (Path(__file__).parents[1] / name).read_text(encoding="utf-8")
        for name in (
            *("sales/views_forecast.sql", "sales/views_duties.sql", "sales/views_people.sql"),
            *("sales/views_promises.sql", "sales/views_contacts.sql", "sales/views_customers.sql"),
            *("sales/views_plans.sql", "board/views_access.sql"),
        )
    )

    def __init__(self) -> None:
        self.fingerprint = _fingerprint()
        self._decoder = Decoder(*heard.HEARD, heard=heard.HEARD)

    def decode(self, message: Message) -> Any:
        """Return the few fields that are kept. Raises `Poison`."""
        return self._decoder.decode(message)

    def start(self, key: str) -> columns.Known:
        """Return a key of which nothing was heard."""
        return columns.Known(customer=_is_id(key))

    def load(self, row: Mapping[str, Any]) -> columns.Known:
        """Return what the row holds."""
        return columns.Known(row["customer"], row["owner"], row["captured_at"])

    def evolve(self, state: columns.Known, fact: Fact) -> columns.Known:
        """Return what is known after one more fact. Raises `Poison`."""
        match fact.data:
            case Captured():
                told = fact.data
                return msgspec.structs.replace(state, owner=told.owner, captured_at=told.captured_at)
            case OwnedBy():
                return msgspec.structs.replace(state, owner=fact.data.owner)
            case heard.Announced():
                # A book that cannot be read stops its own key, and not the batch that writes its row.
                Measures.of(fact.data)
        return state

    def rows(self, touched: Sequence[Touched[columns.Known]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of every table that the batch changes."""
        return columns.all_columns(touched)


def _is_id(key: str) -> bool:
    try:
        UUID(key)
    except ValueError:
        return False
    return True


def _fingerprint() -> str:
    modules = (heard, heard_duties, heard_promises, heard_planned, heard_plans, columns, rules)
    code = "".join(ast.dump(ast.parse(inspect.getsource(module))) for module in modules)
    return hashlib.sha256(code.encode()).hexdigest()
