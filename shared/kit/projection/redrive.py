"""A key that stands still moves again: its letters are applied in order, as far as they go.

One transaction on a connection of its own, beside the live projector: it takes the key's partition
over, so the live one is fenced at its next statement and reads what is then true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import uuid4

from shared.contracts.envelope import Message
from shared.kit.kafka.records import Undecodable, decode
from shared.kit.postgres.pool import Connection, Pool
from shared.kit.projection.batch import batch_values
from shared.kit.projection.compose import QUERIES, compose, search_path
from shared.kit.projection.dead_letters import NotParked
from shared.kit.projection.folding import DISCARDED, GAP_ACCEPTED, Folding
from shared.kit.projection.letters import StoredLetter, stored_letter
from shared.kit.projection.memory import Entry, Memory
from shared.kit.projection.options import Options
from shared.kit.projection.port import Heeding, ReadModel
from shared.kit.projection.sequence import Verdict, decode_seen

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Redriven:
    """What a redrive did, or would do: the letters applied in this order, and what still waits, and why.

    `reason` is None when the key moves again.
    """

    key: str
    applied: Sequence[int]
    waiting: Sequence[int]
    reason: str | None
    detail: str


async def redrive(  # noqa: PLR0913 -- what a person decides stands by name at the call
    pool: Pool,
    model: ReadModel[Any],
    key: str,
    *,
    dry_run: bool,
    accept_gap: bool = False,
    said: str = "",
    options: Options | None = None,
) -> Redriven:
    """The key's letters are applied in order, as far as they go; with `dry_run` nothing changes.

    `accept_gap` accepts one loss: the first message that numbers are missing before is taken as
    next, and this stays on record for every rebuild. `said` stands in the letters' details, such as
    by whom. Raises `NotParked`.
    """
    chosen = options or Options()
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute(search_path(chosen.schema or model.name, local=True))
            redriving = _Redrive(connection, model, key, said, publishing=chosen.publishing)
            redriven = await redriving.run(accept_gap=accept_gap)
        except BaseException:
            await transaction.rollback()
            raise
        if dry_run:
            await transaction.rollback()
        else:
            await transaction.commit()
        return redriven


class _Redrive(Generic[State]):
    """One redrive within its transaction."""

    def __init__(
        self, connection: Connection, model: ReadModel[State], key: str, said: str, *, publishing: bool
    ) -> None:
        self._connection: Any = connection
        self._model = model
        self._key, self._said = key, said
        self._publishing = publishing
        self._applied: list[tuple[StoredLetter, str]] = []

    async def run(self, *, accept_gap: bool) -> Redriven:
        fetch = self._connection.fetch
        if isinstance(self._model, Heeding):
            await self._model.heed(self._connection)
        memory = await self._take_over()
        waiting = [stored_letter(row) for row in await fetch(QUERIES["letters_of"], self._key, "parked")]
        passed = [stored_letter(row) for row in await fetch(QUERIES["letters_of"], self._key, DISCARDED)]
        rulings = {_place(letter): letter.state for letter in passed}
        memory.rulings = rulings
        folding = Folding(self._model, memory, 1)
        self._fold(folding, [*waiting, *passed], rulings, accept_gap=accept_gap)
        await self._store(memory, folding)
        done = {letter.id for letter, _ in self._applied}
        stopped = folding.parked[0] if folding.parked else None
        return Redriven(
            key=self._key,
            applied=[letter.id for letter, state in self._applied if state != DISCARDED],
            waiting=[letter.id for letter in waiting if letter.id not in done],
            reason=None if stopped is None else stopped.reason,
            detail="" if stopped is None else stopped.detail,
        )

    async def _take_over(self) -> Memory[State]:
        connection, key, owner = self._connection, self._key, uuid4().hex
        partition = await connection.fetchval(QUERIES["partition_of_parked"], key)
        # First the offsets, then the rows: the order of every batch, so that neither waits for the other.
        taken = (
            [] if partition is None else await connection.fetch(QUERIES["take_partition"], partition, owner)
        )
        if await connection.fetchrow(QUERIES["parked_key"], key) is None:
            raise NotParked(f"key {key} does not stand still")
        memory: Memory[State] = Memory(
            owner=owner,
            positions={(row["topic"], row["partition"]): row["next_offset"] for row in taken},
            from_now=frozenset((row["topic"], row["partition"]) for row in taken if row["start"] == "now"),
            parked={},
            rulings={},
        )
        for row in await connection.fetch(self._model.select, [key]):
            entry = Entry(self._model.load(row), decode_seen(row["seen"]), stored=True)
            memory.entries[partition][key] = entry
        return memory

    def _fold(
        self,
        folding: Folding[State],
        letters: Sequence[StoredLetter],
        rulings: dict[tuple[str, int, int], str],
        *,
        accept_gap: bool,
    ) -> None:
        for letter, message in _in_order(letters):
            folding.take((letter.topic, letter.partition), [(letter, message)])
            if accept_gap and folding.parked and folding.parked[0].reason == Verdict.GAP.value:
                accept_gap = False
                folding.unpark(self._key, letter.partition)
                rulings[_place(letter)] = GAP_ACCEPTED
                folding.take((letter.topic, letter.partition), [(letter, message)])
            if folding.parked:
                return
            self._applied.append((letter, rulings.get(_place(letter), "redriven")))

    async def _store(self, memory: Memory[State], folding: Folding[State]) -> None:
        execute = self._connection.execute
        await execute(QUERIES["unpark"], self._key)
        for state in sorted({state for _, state in self._applied}):
            ids = [letter.id for letter, of_state in self._applied if of_state == state]
            await execute(QUERIES["rule"], ids, state, self._said)
        # The letter that stops the key again is a row already.
        folding.letters.clear()
        values = batch_values(self._model, memory, folding, {}, publishing=self._publishing)
        statement = compose(self._model.write)
        await execute(statement.text, *statement.bind(values))


def _place(letter: StoredLetter) -> tuple[str, int, int]:
    return letter.topic, letter.partition, letter.offset


def _in_order(waiting: Sequence[StoredLetter]) -> list[tuple[StoredLetter, Message | Undecodable]]:
    # A message that came before one it follows is put back behind it: by number within each source,
    # by arrival where there is no number. Sources need no order between them. What cannot be read
    # comes first: nothing may pass it before a person has ruled on it.
    read = [(letter, _decoded(letter)) for letter in waiting]
    return sorted(
        read,
        key=lambda one: (
            (one[1].source, one[1].sequence or 0, one[0].id)
            if isinstance(one[1], Message)
            else ("", 0, one[0].id)
        ),
    )


def _decoded(letter: StoredLetter) -> Message | Undecodable:
    try:
        return decode(letter.key, letter.value, letter.headers)
    except Undecodable as error:
        return error
