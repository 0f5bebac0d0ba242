"""One batch, folded in memory: what it changes, which keys it stops, which records it sets aside.

Nothing here awaits. A key that stops keeps what was folded before; everything after waits behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from shared.contracts.envelope import Message
from shared.kit.kafka.records import Undecodable, decode
from shared.kit.projection.letters import Letter, Parked, Record, readable_key
from shared.kit.projection.memory import Entry, Memory, TopicPartition
from shared.kit.projection.port import Fact, Poison, ReadModel, Selective, Touched
from shared.kit.projection.sequence import Verdict, identified, judge

State = TypeVar("State")

KEY_PARKED: Final = "key_parked"
"""The reason of a record that is sound and only waits behind another."""

DISCARDED: Final = "discarded"
"""The ruling that passes a record over."""

GAP_ACCEPTED: Final = "gap_accepted"
"""The ruling that takes a record as next though numbers before it are missing."""


@dataclass(slots=True)
class Reading:
    """A batch as far as its envelopes: what is new to us, where it ends, and whose state is missing."""

    records: list[tuple[Record, Message | Undecodable]]
    ends: dict[TopicPartition, int]
    missing: dict[str, int]


def foreign_to(model: ReadModel[State]) -> frozenset[str]:
    """Return the types of keys that the model has no rows for."""
    return model.foreign if isinstance(model, Selective) else frozenset()


def read(
    batch: Mapping[TopicPartition, Sequence[Record]], memory: Memory[State], foreign: frozenset[str]
) -> Reading:
    """Return the records of held partitions that lie at or after our offsets, decoded.

    Those of `foreign` types are left out, and the keys they are of stay unknown.
    """
    reading = Reading([], {}, {})
    add, missing = reading.records.append, reading.missing
    for held, records in batch.items():
        position = memory.positions.get((held[0], held[1]))
        if position is None or not records:
            continue
        entries, partition = memory.entries[held[1]], held[1]
        for record in records:
            if record.offset < position:
                continue
            try:
                message = decode(record.key, record.value, record.headers)
            except Undecodable as error:
                add((record, error))
                continue
            if "\x00" in message.key:
                add((record, Undecodable("unstorable_key", "NUL in the key")))
                continue
            if message.type in foreign:
                continue
            add((record, message))
            if message.key not in entries:
                missing[message.key] = partition
        # Offsets may have holes, so the end is counted from the last record and not from their number.
        reading.ends[held[0], held[1]] = max(position, records[-1].offset + 1)
    return reading


class Folding(Generic[State]):
    """Folds the messages of one batch onto the states in memory."""

    def __init__(self, model: ReadModel[State], memory: Memory[State], number: int) -> None:
        self.touched: dict[str, Touched[State]] = {}
        self.parked: list[Parked] = []
        self.letters: list[Letter] = []
        self._model = model
        self._memory = memory
        self._number = number
        self._ignored, self._decode, self._evolve = model.ignored, model.decode, model.evolve

    def take(self, record: Record, message: Message) -> None:
        """The message is folded, recognised as old, or set aside and its key stands still."""
        partition, key, memory = record.partition, message.key, self._memory
        if key in memory.parked[partition]:
            self.letters.append(Letter(key, record, KEY_PARKED, ""))
            return
        entry = memory.entries[partition].get(key) or self.entry(key, partition)
        accept_gap = False
        if memory.rulings:
            ruling = memory.rulings.get((record.topic, partition, record.offset))
            if ruling == DISCARDED:
                self._pass_over(entry, partition, message)
                return
            accept_gap = ruling == GAP_ACCEPTED
        last, number = entry.seen.get(message.source), message.sequence
        # Most are the next of their source, which needs no judge.
        if number is not None and (last is None or number != last[0] + 1):
            from_now = last is None and (record.topic, partition) in memory.from_now
            verdict = judge(last, number, message, from_now=from_now)
            if verdict is Verdict.OLD:
                return
            if verdict is not Verdict.NEXT and not (accept_gap and verdict is Verdict.GAP):
                self.park(key, record, verdict.value, _numbers(entry, message))
                return
        self._apply(entry, partition, record, message)

    def refuse(self, record: Record, error: Undecodable) -> None:
        """The record is set aside. Its key, if it has one, stands still: what follows may depend on it."""
        key = readable_key(record.key)
        if (record.topic, record.partition, record.offset) in self._memory.rulings:
            return
        if key is None:
            self.letters.append(Letter(None, record, error.reason, error.detail))
        elif key in self._memory.parked[record.partition]:
            self.letters.append(Letter(key, record, error.reason, error.detail))
        else:
            self.park(key, record, error.reason, error.detail)

    def park(self, key: str, record: Record, reason: str, detail: str) -> None:
        """The key stands still from this record on."""
        self._memory.parked[record.partition].add(key)
        self.parked.append(Parked(key, record, reason, detail))
        self.letters.append(Letter(key, record, reason, detail))

    def unpark(self, key: str, partition: int) -> None:
        """The key moves again, as if this folding had never stopped it."""
        self._memory.parked[partition].discard(key)
        self.parked = [one for one in self.parked if one.key != key]
        self.letters = [one for one in self.letters if one.key != key]

    def entry(self, key: str, partition: int) -> Entry[State]:
        """Return the key's entry; one never heard of begins here."""
        entries = self._memory.entries[partition]
        entry = entries.get(key)
        if entry is None:
            entry = entries[key] = Entry(self._model.start(key), {}, False)
        return entry

    def touch(self, key: str, partition: int, entry: Entry[State]) -> Touched[State]:
        """Return the key's change within this batch, which begins here if it has not begun."""
        touched = self.touched.get(key)
        if touched is None:
            before = entry.state if entry.stored else None
            touched = self.touched[key] = Touched(key, partition, before, entry.state, [])
            entry.batch, entry.stored = self._number, True
            self._memory.entries[partition].move_to_end(key)
        return touched

    def _apply(self, entry: Entry[State], partition: int, record: Record, message: Message) -> None:
        if message.type in self._ignored:
            self.touch(message.key, partition, entry)
        else:
            try:
                fact = Fact(message, self._decode(message))
                state = self._evolve(entry.state, fact)
            except Poison as poison:
                self.park(message.key, record, poison.reason, poison.detail)
                return
            touched = self.touch(message.key, partition, entry)
            touched.after = entry.state = state
            touched.facts.append(fact)
        if message.sequence is not None:
            entry.seen[message.source] = (message.sequence, message)

    def _pass_over(self, entry: Entry[State], partition: int, message: Message) -> None:
        last = entry.seen.get(message.source)
        if message.sequence is not None and (last is None or message.sequence > last[0]):
            self.touch(message.key, partition, entry)
            entry.seen[message.source] = (message.sequence, message)


def _numbers(entry: Entry[State], message: Message) -> str:
    last = entry.seen.get(message.source)
    seen = "nothing" if last is None else f"{last[0]} ({identified(last[1])})"
    return f"{message.source} sent {message.sequence} ({identified(message)}), seen is {seen}"
