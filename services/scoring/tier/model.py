"""The tier fold as a read model: its rows, and the messages that leave with them."""

import ast
import hashlib
import inspect
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.scoring import heard as heard_types
from services.scoring.heard import Decoder
from services.scoring.tier import decay, fold, own_signals, rulebook, rules, scored, standing, tally
from services.scoring.tier import heard as own_types
from services.scoring.tier.fold import CustomerTier, Occasion
from services.scoring.tier.heard import HEARD
from services.scoring.tier.published import message
from services.scoring.tier.rulebook import Rulebook, Unreadable
from services.scoring.tier.rules import Rules
from services.scoring.tier.scored import AlreadyCounted, ScoredFact, remembered
from services.scoring.tier.standing import Standing, folded, next_crossing, passed
from shared.contracts.envelope import Message
from shared.contracts.registry import beside_customers, types_of
from shared.in_force import BookUnreadable, Entry, Reading, Shelf
from shared.kit.kafka.records import to_headers
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.compose import KEEP_CTES, PUBLISH_CTES
from shared.kit.projection.port import Fact, Poison, Touched
from shared.policy import default_book

QUERIES = load_queries(Path(__file__).with_name("tier.sql"))

_PLACE = attrgetter("occurred_at", "event_id")


class TierModel:
    """Folds every customer's tier under the dated policy books and says each change on `topic`."""

    name = "tier"
    sources: Sequence[str] = ("leads", "visits", "scoring")
    foreign = beside_customers(*sources)
    ignored = types_of(*sources) - foreign - {told.TYPE for told in HEARD}
    ddl = QUERIES["tables"]
    select = QUERIES["select"]
    due = QUERIES["due"]
    write = f"{QUERIES['write']},\n{PUBLISH_CTES.strip()},\n{KEEP_CTES}"

    def __init__(self, topic: str) -> None:
        self.fingerprint = _fingerprint()
        self._topic = topic
        self._decoder = Decoder(*HEARD, heard=HEARD)
        self._shelf = Shelf()
        self._rules: dict[str, Rules] = {}
        self._announced = self._shelf.entries
        self.rulebook = self._rulebook()

    async def heed(self, connection: Reading) -> None:
        """Every book announced by now is in `rulebook`; see `shared.in_force.Shelf`. Raises `Unavailable`."""
        announced = await self._shelf.reread(connection)
        if announced is not self._announced:
            self._announced = announced
            self.rulebook = self._rulebook()

    def _rulebook(self) -> Rulebook:
        # A book of a newer release is no matter until it takes effect; then nobody here can grade.
        readable, unreadable = [], None
        for entry in self._announced:
            try:
                readable.append(self._rules_of(entry))
            except BookUnreadable as error:
                if unreadable is None or entry.effective_from < unreadable.since:
                    unreadable = Unreadable(entry.effective_from, error)
        return Rulebook(readable, unreadable)

    def _rules_of(self, entry: Entry) -> Rules:
        found = self._rules.get(entry.version)
        if found is None:
            found = self._rules[entry.version] = Rules.of(self._shelf.understood(entry))
        return found

    def decode(self, message: Message) -> ScoredFact:
        """Return the fact that may earn points. Raises `Poison`."""
        return scored.scored(message, self._decoder.decode(message))

    def start(self, key: str) -> CustomerTier:
        """Return a customer of whom nothing was heard."""
        return CustomerTier(key)

    def load(self, row: Mapping[str, Any]) -> CustomerTier:
        """Return the customer that the row and its facts hold, under the books known by now."""
        facts = facts_of(row)
        if not facts:
            return CustomerTier(key=row["key"], heard_until=row["heard_until"])
        return CustomerTier(
            key=row["key"],
            facts=facts,
            basis=passed(folded(facts, self.rulebook), facts, row["policy_from"], self.rulebook).basis,
            standing=Standing(row["tier"], row["since"], row["brought_by"]),
            heard_until=row["heard_until"],
            rulebook=self.rulebook,
        )

    def evolve(self, state: CustomerTier, fact: Fact) -> CustomerTier:
        """Return the customer after one more fact. Raises `Poison`."""
        if state.basis is None:
            _refuse_a_key_that_is_no_customer(state.key)
        sent = fact.message
        try:
            return fold.heard(state, fact.data, Occasion(sent.recorded_at, sent.traceparent), self.rulebook)
        except AlreadyCounted as twice:
            raise Poison("event_twice", str(twice)) from twice

    def advance(self, state: CustomerTier, now: datetime) -> CustomerTier:
        """Return the customer as of `now`."""
        return fold.advanced(state, now, self.rulebook)

    def rows(self, touched: Sequence[Touched[CustomerTier]]) -> Mapping[str, Sequence[Any]]:
        """Return the customers' columns, the new facts, and what is said of changes."""
        heard: list[tuple[str, ScoredFact]] = [(one.key, fact.data) for one in touched for fact in one.facts]
        said = [message(change) for one in touched for change in _taken(one)]
        return {
            **self._customer_columns([one.after for one in touched]),
            "fact_key": [key for key, _ in heard],
            "fact_event_id": [fact.event_id for _, fact in heard],
            "fact_source": [fact.source for _, fact in heard],
            "fact_type": [fact.type for _, fact in heard],
            "fact_data": [fact.stored() for _, fact in heard],
            "fact_occurred_at": [fact.occurred_at for _, fact in heard],
            "fact_recorded_at": [fact.recorded_at for _, fact in heard],
            "out_key": [one.key for one in said],
            "out_topic": [self._topic] * len(said),
            "out_headers": [msgspec.json.encode(to_headers(one)).decode() for one in said],
            "out_value": [one.data for one in said],
        }

    def _customer_columns(self, customers: Sequence[CustomerTier]) -> dict[str, list[Any]]:
        standings = [one.standing for one in customers]
        holding = [None if one.basis is None else one.basis.rules for one in customers]
        return {
            "tier": [fold.NOBODY if one is None else one.tier for one in standings],
            "since": [None if one is None else one.since for one in standings],
            "brought_by": [None if one is None else one.by for one in standings],
            "crossing_at": [_crossing_at(one) for one in customers],
            "newest_at": [None if one.basis is None else one.basis.at for one in customers],
            "sums": [_sums(one) for one in customers],
            "heard_until": [one.heard_until for one in customers],
            "policy_version": [None if rules is None else rules.book.version for rules in holding],
            "policy_from": [None if rules is None else rules.effective_from for rules in holding],
        }


def facts_of(row: Mapping[str, Any]) -> tuple[ScoredFact, ...]:
    """Return the facts of a row, in their order."""
    if row["event_ids"] is None:
        return ()
    columns = (
        row[name] for name in ("occurred_ats", "event_ids", "sources", "types", "recorded_ats", "data")
    )
    return tuple(sorted(map(remembered, *columns), key=_PLACE))


def _crossing_at(customer: CustomerTier) -> datetime | None:
    if customer.basis is None or customer.standing is None:
        return None
    crossing = next_crossing(customer.basis, customer.standing)
    return None if crossing is None else crossing.since


def _sums(customer: CustomerTier) -> str:
    if customer.basis is None:
        return "{}"
    parts = zip(customer.basis.rules.signals, customer.basis.parts, strict=True)
    return msgspec.json.encode({signal: part for signal, part in parts if part}).decode()


def _taken(one: Touched[CustomerTier]) -> tuple[fold.Change, ...]:
    # Kept until the next batch takes them over, so that asking twice for the rows answers the same.
    one.after.changes = one.after.said_after(one.before)
    return one.after.changes


def _refuse_a_key_that_is_no_customer(key: str) -> None:
    try:
        UUID(key)
    except ValueError:
        raise Poison("key_is_no_customer", key) from None


def _fingerprint() -> str:
    # What was announced is not in it: another book is a fact of the fold, not another fold.
    modules = (heard_types, own_types, scored, decay, own_signals, rules, rulebook, tally, standing, fold)
    code = "".join(ast.dump(ast.parse(inspect.getsource(module))) for module in modules)
    return hashlib.sha256(f"{default_book().model_dump_json()}{code}".encode()).hexdigest()
