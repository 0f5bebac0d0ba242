"""The tier fold as a read model: its rows, and the messages that leave with them."""

import ast
import hashlib
import inspect
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.scoring import heard as heard_types
from services.scoring.heard import Decoder, Heard
from services.scoring.tier import contribution, decay, fold, rules, standing
from services.scoring.tier.contribution import AlreadyCounted, Contribution
from services.scoring.tier.fold import CustomerTier, Occasion
from services.scoring.tier.published import message
from services.scoring.tier.rules import Rules
from services.scoring.tier.standing import Standing, folded, next_crossing
from shared.contracts.envelope import Message
from shared.contracts.leads import ContractSigned, PurchaseRecorded
from shared.contracts.registry import types_of
from shared.contracts.visits import ComplaintFiled, VisitLogged
from shared.kit.kafka.records import to_headers
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.compose import PUBLISH_CTES
from shared.kit.projection.port import Fact, Poison, Touched
from shared.policy import PolicyBook

QUERIES = load_queries(Path(__file__).with_name("tier.sql"))

SCORED = (PurchaseRecorded, ContractSigned, VisitLogged, ComplaintFiled)


class TierModel:
    """Folds every customer's tier under one policy book and says each change on `topic`."""

    name = "tier"
    sources: Sequence[str] = ("leads", "visits")
    ignored = frozenset[str]().union(*map(types_of, sources)) - {scored.TYPE for scored in SCORED}
    ddl = QUERIES["tables"]
    select = QUERIES["select"]
    due = QUERIES["due"]
    write = f"{QUERIES['write']},\n{PUBLISH_CTES}"

    def __init__(self, book: PolicyBook, topic: str) -> None:
        self.rules = Rules.of(book)
        self.fingerprint = _fingerprint(book)
        self._topic = topic
        self._decoder = Decoder(*SCORED)

    def decode(self, message: Message) -> Heard:
        """Return the few fields that earn points. Raises `Poison`."""
        return self._decoder.decode(message)

    def start(self, key: str) -> CustomerTier:
        """Return a customer of whom nothing was heard."""
        return CustomerTier(key)

    def load(self, row: Mapping[str, Any]) -> CustomerTier:
        """Return the customer that the row and its contributions hold."""
        facts = facts_of(row)
        return CustomerTier(
            key=row["key"],
            facts=facts,
            basis=folded(facts, self.rules) if facts else None,
            standing=Standing(row["tier"], row["since"], row["by_decay"]) if facts else None,
            heard_until=row["heard_until"],
        )

    def evolve(self, state: CustomerTier, fact: Fact) -> CustomerTier:
        """Return the customer after one more fact. Raises `Poison`."""
        if state.basis is None:
            _refuse_a_key_that_is_no_customer(state.key)
        sent = fact.message
        try:
            return fold.heard(
                state, self.rules.contribution(fact), Occasion(sent.recorded_at, sent.traceparent), self.rules
            )
        except AlreadyCounted as twice:
            raise Poison("event_twice", str(twice)) from twice

    def advance(self, state: CustomerTier, now: datetime) -> CustomerTier:
        """Return the customer as of `now`."""
        return fold.advanced(state, now, self.rules)

    def rows(self, touched: Sequence[Touched[CustomerTier]]) -> Mapping[str, Sequence[Any]]:
        """Return the customers' columns, the new contributions, and what is said of changes."""
        heard = [(one.key, self.rules.contribution(fact)) for one in touched for fact in one.facts]
        said = [message(change, self.rules) for one in touched for change in _taken(one)]
        return {
            **self._customer_columns([one.after for one in touched]),
            "fact_key": [key for key, _ in heard],
            "fact_event_id": [fact.event_id for _, fact in heard],
            "fact_source": [fact.source for _, fact in heard],
            "fact_type": [fact.type for _, fact in heard],
            "fact_signal": [fact.signal for _, fact in heard],
            "fact_points": [fact.points for _, fact in heard],
            "fact_occurred_at": [fact.occurred_at for _, fact in heard],
            "out_key": [one.key for one in said],
            "out_topic": [self._topic] * len(said),
            "out_headers": [msgspec.json.encode(to_headers(one)).decode() for one in said],
            "out_value": [one.data for one in said],
        }

    def _customer_columns(self, customers: Sequence[CustomerTier]) -> dict[str, list[Any]]:
        standings = [one.standing for one in customers]
        return {
            "tier": [fold.NOBODY if one is None else one.tier for one in standings],
            "since": [None if one is None else one.since for one in standings],
            "by_decay": [one is not None and one.by_decay for one in standings],
            "crossing_at": [self._crossing_at(one) for one in customers],
            "newest_at": [None if one.basis is None else one.basis.at for one in customers],
            "sums": [self._sums(one) for one in customers],
            "heard_until": [one.heard_until for one in customers],
            "policy_version": [self.rules.book.version] * len(customers),
        }

    def _crossing_at(self, customer: CustomerTier) -> datetime | None:
        if customer.basis is None or customer.standing is None:
            return None
        crossing = next_crossing(customer.basis, customer.standing, self.rules)
        return None if crossing is None else crossing.since

    def _sums(self, customer: CustomerTier) -> str:
        parts = () if customer.basis is None else customer.basis.parts
        sums = {signal: part for signal, part in zip(self.rules.signals, parts, strict=False) if part}
        return msgspec.json.encode(sums).decode()


def facts_of(row: Mapping[str, Any]) -> tuple[Contribution, ...]:
    """Return the contributions of a row, in their order."""
    if row["event_ids"] is None:
        return ()
    columns = (row[name] for name in ("occurred_ats", "event_ids", "sources", "types", "signals", "points"))
    return tuple(sorted(map(Contribution, *columns)))


def _taken(one: Touched[CustomerTier]) -> tuple[fold.Change, ...]:
    # Kept until the next batch takes them over, so that asking twice for the rows answers the same.
    one.after.changes = one.after.said_after(one.before)
    return one.after.changes


def _refuse_a_key_that_is_no_customer(key: str) -> None:
    try:
        UUID(key)
    except ValueError:
        raise Poison("key_is_no_customer", key) from None


def _fingerprint(book: PolicyBook) -> str:
    modules = (heard_types, contribution, decay, rules, standing, fold)
    code = "".join(ast.dump(ast.parse(inspect.getsource(module))) for module in modules)
    return hashlib.sha256(f"{book.model_dump_json()}{code}".encode()).hexdigest()
