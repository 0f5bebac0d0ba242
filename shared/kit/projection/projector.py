"""The projector: each message takes effect once, or its key stands still with a reason in a row.

`prepare` reads and folds a batch in memory, `commit` stores it by one statement. While one batch is
being stored the next may be prepared; more than one in flight would not be faster, only longer to repeat.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import uuid4

import asyncpg

from shared.kit.errors import Fenced, Refused
from shared.kit.kafka.records import Undecodable
from shared.kit.projection.batch import Prepared, batch_values
from shared.kit.projection.compose import compose
from shared.kit.projection.folding import Batch, Folding, foreign_to, read
from shared.kit.projection.memory import Entry, Memory, TopicPartition
from shared.kit.projection.options import PARKED_KEYS_MAX, TICK_ROWS_MAX, TURNS, FirstOffsets, Options, Start
from shared.kit.projection.port import ReadModel, Timed
from shared.kit.projection.sequence import decode_seen
from shared.kit.projection.session import Session

State = TypeVar("State")

FENCED_STATE: Final = "TKFEN"


class TooManyParked(Refused):
    """So many keys stand still that a person must look before more are set aside."""

    code = "too_many_parked"


class Projector(Generic[State]):
    """Runs one read model for the partitions that its host is assigned.

    Holds `session.CONNECTIONS_HELD` connections of the pool from `open` to `close`. Any failure of
    `commit` drops all memory; the host then assigns again, which reads what the database has.
    """

    def __init__(self, pool: Any, model: ReadModel[State], options: Options | None = None) -> None:
        self.model = model
        self.options = options or Options()
        self.schema = self.options.schema or model.name
        self.generation = 0
        self._statement = compose(model.write)
        self._foreign = foreign_to(model)
        self._session = Session(pool, self.schema, model)
        self._memory: Memory[State] | None = None
        self._claim: tuple[Collection[TopicPartition], FirstOffsets, Start] | None = None
        self._preparing = asyncio.Lock()
        self._prepared = 0
        self._committed = 0

    async def open(self) -> None:
        """The connections are held. Raises `Outdated`, `NotCreated` or `Unavailable`."""
        await self._session.open()

    async def close(self) -> None:
        """The connections are given back and the memory is gone."""
        self.forget()
        await self._session.close()

    @property
    def positions(self) -> Mapping[TopicPartition, int]:
        """The next offset of each held partition, counting what is prepared but not yet stored."""
        return {} if self._memory is None else self._memory.positions

    @property
    def parked_count(self) -> int:
        """How many keys of the held partitions stand still."""
        return 0 if self._memory is None else sum(map(len, self._memory.parked.values()))

    async def assigned(
        self, partitions: Collection[TopicPartition], first: FirstOffsets, start: Start = "beginning"
    ) -> Mapping[TopicPartition, int]:
        """These partitions, and no others, are held; returns where to read on.

        `first` answers for partitions never read before. Claiming them makes every statement of an
        earlier owner fail, whatever it still believes.
        """
        self.forget()
        self._claim = (partitions, first, start)
        if not partitions:
            return {}
        owner = uuid4().hex
        claimed = await self._session.claim(partitions, first, owner, start)
        numbers = sorted({partition for _, partition in partitions})
        self._memory = Memory(
            owner=owner,
            positions={(row["topic"], row["partition"]): row["next_offset"] for row in claimed},
            from_now=frozenset((row["topic"], row["partition"]) for row in claimed if row["start"] == "now"),
            parked=await self._session.parked(numbers),
            rulings=await self._session.rulings(numbers),
            keys_max=self.options.cached_keys_max,
            begins_empty=self.options.begins_empty,
        )
        return dict(self._memory.positions)

    async def reclaim(self) -> None:
        """What was last assigned is held again, as the database has it; after a failed commit."""
        if self._claim is not None:
            await self.assigned(*self._claim)

    def let_go(self, partition: int) -> None:
        """A number's rows are read again when it is next heard of, which may only be after all is stored."""
        if self._memory is not None:
            self._memory.let_go(partition)

    def forget(self) -> None:
        """Nothing is held and nothing is remembered; what was prepared can no longer be stored."""
        self.generation += 1
        self._memory = None

    async def prepare(self, batch: Batch, *, unwritable: str | None = None) -> Prepared:
        """Return the whole effect of a batch, folded; records of partitions not held are left out.

        With `unwritable` they are set aside instead of folded: the database refused them before.
        Raises `Fenced` when the memory was dropped meanwhile.
        """
        return await self.prepare_all([batch], unwritable=unwritable)

    async def prepare_all(self, batches: Iterable[Batch], *, unwritable: str | None = None) -> Prepared:
        """Return the effect of several batches as if they were one; each is read when it is its turn."""
        async with self._remembering() as memory:
            self._prepared += 1
            folding = Folding(self.model, memory, self._prepared)
            ends, records = dict[TopicPartition, int](), 0
            for number, batch in enumerate(batches):
                if number:  # What is being written and what is being fetched go on meanwhile.
                    for _ in range(TURNS):
                        await asyncio.sleep(0)
                    self._same(memory)
                reading = read(batch, memory, self._foreign)
                await self._load(memory, reading.missing)
                for held, found in reading.records:
                    refused = unwritable and [
                        (one, Undecodable("unwritable", unwritable)) for one, _ in found
                    ]
                    folding.take(held, refused or found)
                    records += len(found)
                ends |= reading.ends
            return self._seal(memory, folding, ends, records)

    async def prepare_due(self, now: datetime, partitions: Collection[int]) -> Prepared:
        """Return the effect of time alone on at most `TICK_ROWS_MAX` rows of some held partitions."""
        model = self.model
        async with self._remembering() as memory:
            self._prepared += 1
            folding = Folding(model, memory, self._prepared)
            held = [number for number in partitions if number in memory.entries]
            if isinstance(model, Timed) and held:
                # Parked keys are skipped below, so they must not use up the page.
                limit = TICK_ROWS_MAX + sum(len(memory.parked[number]) for number in held)
                due = await self._session.due(model.due, held, now, limit)
                self._same(memory)
                for row in due:
                    self._advance(folding, memory, row, now)
            return self._seal(memory, folding, {}, 0)

    async def commit(self, prepared: Prepared) -> None:
        """The batch is stored whole, offsets and all. Raises `Fenced` when another owner moved on.

        After any failure nothing is held: whether it was stored is then only in the database.
        """
        if prepared.generation != self.generation:
            raise Fenced(f"{self.schema}: what was prepared is of a memory since dropped")
        self.options.at("before_commit")
        if not prepared.is_empty:
            try:
                await self._session.write(self._statement.text, self._statement.bind(prepared.values))
            except BaseException as error:
                self.forget()
                if isinstance(error, asyncpg.PostgresError) and error.sqlstate == FENCED_STATE:
                    raise Fenced(f"{self.schema}: {error}") from error
                raise
        self._committed = prepared.number
        self.options.at("committed")

    @asynccontextmanager
    async def _remembering(self) -> AsyncIterator[Memory[State]]:
        async with self._preparing:
            if self._memory is None:
                raise Fenced(f"{self.schema}: no partition is held")
            memory = self._memory
            try:
                await self._session.heed()
                self._same(memory)
                yield memory
            except BaseException:
                # States half folded must not be built upon.
                self.forget()
                raise

    def _same(self, memory: Memory[State]) -> None:
        # A failed commit drops the memory while this task waits for the database; folding on would
        # build on states that were never stored.
        if self._memory is not memory:
            raise Fenced(f"{self.schema}: the memory was dropped while preparing")

    async def _load(self, memory: Memory[State], missing: Mapping[str, int]) -> None:
        if missing:
            rows = await self._session.rows(list(missing))
            self._same(memory)
            for row in rows:
                self._remember(memory, row, missing[row["key"]])

    def _remember(self, memory: Memory[State], row: Any, partition: int) -> Entry[State]:
        entry = Entry(self.model.load(row), decode_seen(row["seen"]), stored=True)
        memory.entries[partition][row["key"]] = entry
        return entry

    def _advance(self, folding: Folding[State], memory: Memory[State], row: Any, now: datetime) -> None:
        key, partition = row["key"], row["partition"]
        if key in memory.parked[partition]:
            return
        # What memory has is newer than or as new as the row: a batch may be in flight.
        entry = memory.entries[partition].get(key) or self._remember(memory, row, partition)
        touched = folding.touch(key, partition, entry)
        model: Any = self.model
        touched.after = entry.state = model.advance(entry.state, now)

    def _seal(
        self,
        memory: Memory[State],
        folding: Folding[State],
        ends: Mapping[TopicPartition, int],
        records: int,
    ) -> Prepared:
        values = batch_values(self.model, memory, folding, ends, publishing=self.options.publishing)
        memory.positions.update(ends)
        # Here and not after a commit: between choosing what to load and folding, no key may leave.
        memory.evict(self._committed)
        if self.parked_count > PARKED_KEYS_MAX:
            raise TooManyParked(f"{self.schema}: more than {PARKED_KEYS_MAX} keys stand still")
        self.options.at("prepared")
        return Prepared(
            generation=self.generation,
            number=self._prepared,
            values=values,
            ends=dict(ends),
            records=records,
            rows=len(folding.touched),
            parked=[(one.key, one.reason) for one in folding.parked],
            reasons=[one.reason for one in folding.letters],
        )
