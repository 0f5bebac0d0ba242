"""The board as a read model."""

import ast
import hashlib
import inspect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from services.scoring import heard as heard_by_all
from services.scoring.board import columns, complaints, customer, heard, matters, obligations, profile, stages
from services.scoring.board.customer import FOLDS, Customer
from services.scoring.board.profile import Profile
from services.scoring.heard import Decoder, Heard
from shared.contracts.envelope import Message
from shared.contracts.registry import beside_customers, types_of
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.port import Fact, Touched

QUERIES = load_queries(Path(__file__).with_name("board.sql"))

_SPENDING = msgspec.json.Decoder(dict[str, tuple[int, int]])


class BoardModel:
    """Folds every customer's row; `letter` is what a customer of no known tier is called by."""

    name = "board"
    sources: Sequence[str] = ("leads", "visits", "scoring")
    foreign = beside_customers(*sources)
    ignored = types_of(*sources) - foreign - {told.TYPE for told in heard.HEARD}
    ddl = QUERIES["tables"]
    select = QUERIES["select"]
    write = QUERIES["write"]
    views = "\n".join(
        Path(__file__).with_name(name).read_text(encoding="utf-8")
        for name in (
            "views.sql",
            "views_analysis.sql",
            "views_forms.sql",
            "views_groups.sql",
            "views_pool.sql",
            "views_obligations.sql",
            "views_matters.sql",
            "views_stages.sql",
            "views_access.sql",
        )
    )

    def __init__(self, letter: str) -> None:
        self.fingerprint = _fingerprint(letter)
        self._letter = letter
        self._decoder = Decoder(*heard.HEARD, heard=heard.HEARD)

    def decode(self, message: Message) -> Heard:
        """Return the few fields that the board shows. Raises `Poison`."""
        return self._decoder.decode(message)

    def start(self, key: str) -> Customer:
        """Return a customer of whom nothing was heard."""
        del key
        return Customer(Profile(letter=self._letter))

    def load(self, row: Mapping[str, Any]) -> Customer:
        """Return the customer that the row holds."""
        loaded = Customer(
            profile=Profile(**{name: row[name] for name in columns.PROFILE}),
            spending=_SPENDING.decode(row["spending"]),
            profile_changed=False,
            **{name: row[name] for name in columns.ACTIVITY},
        )
        loaded.stored = loaded.counted()
        return loaded

    def evolve(self, state: Customer, fact: Fact) -> Customer:
        """Return the same customer after one more fact."""
        FOLDS[type(fact.data)](state, fact.data)
        recorded_at = fact.message.recorded_at
        if state.as_of is None or recorded_at > state.as_of:
            state.as_of = recorded_at
        return state

    def rows(self, touched: Sequence[Touched[Customer]]) -> Mapping[str, Sequence[Any]]:
        """Return the columns of every table that the batch changes."""
        moved = [one for one in touched if one.after.profile_changed]
        return {
            **columns.customer_columns(touched),
            **columns.tier_move_columns(moved),
            **columns.profile_columns(moved),
            **columns.count_columns(moved),
            **complaints.complaint_columns(touched),
            **columns.answer_columns([one for one in touched if one.after.answered]),
            **obligations.obligation_columns([one for one in touched if one.after.owing]),
            **matters.matter_columns([one for one in touched if one.after.raising]),
            **stages.stage_columns([one for one in touched if one.after.following]),
            **columns.heard_columns(touched),
        }


def _fingerprint(letter: str) -> str:
    modules = (heard_by_all, heard, customer, profile, columns, complaints, obligations, matters, stages)
    code = "".join(ast.dump(ast.parse(inspect.getsource(module))) for module in modules)
    return hashlib.sha256(f"{letter}{code}".encode()).hexdigest()
