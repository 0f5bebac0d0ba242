"""One batch, folded in memory: what it changes, which keys it stops, which records it sets aside.

Nothing here awaits. A key that stops keeps what was folded before; everything after waits behind it.
"""

from collections.abc import Iterable, Mapping, Sequence
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


Batch = Mapping[TopicPartition, Sequence[Record]]
"""Records that were read together, by where they lie, in their order."""


@dataclass(slots=True)
class Reading:
    """A batch as far as its envelopes: what is new to us, where it ends, and whose state is missing."""

    records: list[tuple[TopicPartition, list[tuple[Record, Message | Undecodable]]]]
    ends: dict[TopicPartition, int]
    missing: dict[str, int]


def foreign_to(model: ReadModel[State]) -> frozenset[str]:
    """Return the types of keys that the model has no rows for."""
    return model.foreign if isinstance(model, Selective) else frozenset()


def read(batch: Batch, memory: Memory[State], foreign: frozenset[str]) -> Reading:
    """Return the records of held partitions that lie at or after our offsets, decoded.

    Those of `foreign` types are left out, and the keys they are of stay unknown.
    """
    reading = Reading([], {}, {})
    for (topic, partition), records in batch.items():
        position = memory.positions.get((topic, partition))
        if position is None or not records:
            continue
        new: list[tuple[Record, Message | Undecodable]] = []
        add, entries, is_whole = new.append, memory.entries[partition], partition in memory.whole
        reading.records.append(((topic, partition), new))
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
            if not is_whole and message.key not in entries:
                reading.missing[message.key] = partition
        # Offsets may have holes, so the end is counted from the last record and not from their number.
        reading.ends[topic, partition] = max(position, records[-1].offset + 1)
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

    def take(self, held: TopicPartition, found: Iterable[tuple[Record, Message | Undecodable]]) -> None:
        """Each message is folded, recognised as old, or set aside and its key stands still."""
        memory, partition, touched = self._memory, held[1], self.touched
        parked, entries, ruled = memory.parked[partition], memory.entries[partition], bool(memory.rulings)
        for record, message in found:
            if not isinstance(message, Message):
                self._refuse(held, record, message)
                continue
            key, source, number = message.key, message.source, message.sequence
            if key in parked:
                self.letters.append(Letter(key, held, record, KEY_PARKED, ""))
                continue
            entry = entries.get(key) or self._entry(key, partition)
            last = entry.seen.get(source)
            # Most are the next of their source, which needs no judge.
            is_next = last is not None and number == last[0] + 1 and not ruled
            if not is_next and not self._follows(held, record, message, entry):
                continue
            change = touched.get(key)
            if message.type not in self._ignored:
                try:
                    fact = Fact(message, self._decode(message))
                    state = self._evolve(entry.state, fact)
                except Poison as poison:
                    self.park(key, held, record, poison.reason, poison.detail)
                    continue
                except Exception as error:
                    error.add_note(f"{self._model.name}: {held[0]}/{partition}@{record.offset}")
                    raise
                change = change or self.touch(key, partition, entry)
                change.after = entry.state = state
                change.facts.append(fact)
            elif change is None:
                self.touch(key, partition, entry)
            if number is not None:
                entry.seen[source] = (number, message)

    def _follows(self, held: TopicPartition, record: Record, message: Message, entry: Entry[State]) -> bool:
        """Return whether the message is to be folded; else it is passed over, or its key stands still."""
        ruling = self._memory.rulings.get((*held, record.offset))
        if ruling == DISCARDED:
            self._pass_over(entry, held[1], message)
            return False
        if message.sequence is None:
            return True
        last = entry.seen.get(message.source)
        from_now = last is None and held in self._memory.from_now
        verdict = judge(last, message.sequence, message, from_now=from_now)
        if verdict is Verdict.NEXT or (verdict is Verdict.GAP and ruling == GAP_ACCEPTED):
            return True
        if verdict is not Verdict.OLD:
            self.park(message.key, held, record, verdict.value, _numbers(entry, message))
        return False

    def _refuse(self, held: TopicPartition, record: Record, error: Undecodable) -> None:
        """The record is set aside. Its key, if it has one, stands still: what follows may depend on it."""
        key = readable_key(record.key)
        if (*held, record.offset) in self._memory.rulings:
            return
        if key is None or key in self._memory.parked[held[1]]:
            self.letters.append(Letter(key, held, record, error.reason, error.detail))
        else:
            self.park(key, held, record, error.reason, error.detail)

    def park(self, key: str, held: TopicPartition, record: Record, reason: str, detail: str) -> None:
        """The key stands still from this record on."""
        self._memory.parked[held[1]].add(key)
        self.parked.append(Parked(key, held, record, reason, detail))
        self.letters.append(Letter(key, held, record, reason, detail))

    def unpark(self, key: str, partition: int) -> None:
        """The key moves again, as if this folding had never stopped it."""
        self._memory.parked[partition].discard(key)
        self.parked = [one for one in self.parked if one.key != key]
        self.letters = [one for one in self.letters if one.key != key]

    def _entry(self, key: str, partition: int) -> Entry[State]:
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

    def _pass_over(self, entry: Entry[State], partition: int, message: Message) -> None:
        last = entry.seen.get(message.source)
        if message.sequence is not None and (last is None or message.sequence > last[0]):
            self.touch(message.key, partition, entry)
            entry.seen[message.source] = (message.sequence, message)


def _numbers(entry: Entry[State], message: Message) -> str:
    last = entry.seen.get(message.source)
    seen = "nothing" if last is None else f"{last[0]} ({identified(last[1])})"
    return f"{message.source} sent {message.sequence} ({identified(message)}), seen is {seen}"
