"""The records that a read model set aside, as a `LetterBox`."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.kit.letter_box import NOTHING, NotOpen, Row, Tried, Wish
from shared.kit.postgres.pool import Pool
from shared.kit.projection.dead_letters import NotParked, discard, letter_of, letters, parked_keys
from shared.kit.projection.letters import StoredLetter
from shared.kit.projection.port import ReadModel
from shared.kit.projection.redrive import Redriven, redrive

WAITS_BEHIND = "waits behind it"


class ProjectionLetters:
    """A key's records wait in their order, so they are tried by the key and never singly."""

    def __init__(self, pool: Pool, model: ReadModel[Any]) -> None:
        self._pool, self._model, self.name = pool, model, model.name

    async def listed(self, reason: str | None, limit: int) -> Sequence[Row]:
        """Return open letters, newest first."""
        found = await letters(self._pool, self._model, state="parked", reason=reason, limit=limit)
        lost = await letters(self._pool, self._model, state="unkeyed", reason=reason, limit=limit)
        return [self._row(letter) for letter in (*found, *lost)]

    async def shown(self, number: str) -> Mapping[str, Any] | None:
        """Return one letter whole, open or ruled on."""
        letter = await self._found(number)
        if letter is None:
            return None
        return {
            **self._row(letter),
            "origin": f"{letter.topic}/{letter.partition}/{letter.offset}",
            "headers": {name: text.decode("latin-1") for name, text in letter.headers},
            "value": None if letter.value is None else letter.value.decode(errors="replace"),
        }

    async def redriven(self, wish: Wish) -> Sequence[Tried]:
        """Each chosen key's letters took effect, in order, up to the first that still cannot."""
        tried: list[Tried] = []
        for key in await self._chosen(wish):
            done = await redrive(
                self._pool,
                self._model,
                key,
                dry_run=wish.dry_run,
                accept_gap=wish.accept_gap,
                said=f"by {wish.by}",
            )
            tried += self._told(done)
        return tried

    async def discarded(self, number: str, by: str, note: str) -> str | None:
        """The record is passed over, here and in every rebuild. Raises `NotOpen` when none waits."""
        letter = await self._found(number)
        if letter is None:
            raise NotOpen(number)
        try:
            key = await discard(self._pool, self._model, letter.id, said=f"by {by}: {note}")
        except NotParked:
            raise NotOpen(number) from None
        return None if key is None else f"dead-letters redrive --key {key}"

    async def _chosen(self, wish: Wish) -> Sequence[str]:
        if wish.letter is not None:
            letter = await self._found(wish.letter)
            if letter is None or letter.stored_key is None or letter.state != "parked":
                raise NotOpen(wish.letter)
            return [letter.stored_key]
        found = await parked_keys(self._pool, self._model, wish.reason)
        return [key for key in found if wish.key in (None, key)]

    def _told(self, done: Redriven) -> Sequence[Tried]:
        applied = [Tried(f"{self.name}/{letter}", "applied", is_open=False) for letter in done.applied]
        reasons = [f"{done.reason} {done.detail}".strip(), *[WAITS_BEHIND] * len(done.waiting)]
        waiting = zip(done.waiting, reasons, strict=False)
        return applied + [Tried(f"{self.name}/{one}", reason, is_open=True) for one, reason in waiting]

    async def _found(self, number: str) -> StoredLetter | None:
        return await letter_of(self._pool, self._model, int(number)) if number.isdecimal() else None

    def _row(self, letter: StoredLetter) -> dict[str, str]:
        types = [text.decode("latin-1") for name, text in letter.headers if name == "ce_type"]
        return {
            "letter": f"{self.name}/{letter.id}",
            "received_at": letter.received_at.isoformat(timespec="seconds"),
            "state": letter.state,
            "reason": letter.reason,
            "type": types[0] if types else NOTHING,
            "key": letter.stored_key or NOTHING,
            "detail": letter.detail,
        }
