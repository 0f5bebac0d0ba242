"""Records set aside, for people: listed, and passed over for good."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.kit.errors import Refused
from shared.kit.postgres.pool import Pool
from shared.kit.projection.compose import QUERIES, search_path
from shared.kit.projection.letters import StoredLetter, stored_letter
from shared.kit.projection.port import ReadModel

LETTERS_PAGE_MAX: Final = 200


class NotParked(Refused):
    """No such key stands still, or no such letter waits."""

    code = "not_parked"


async def letters(  # noqa: PLR0913 -- which page of which letters, each by name
    pool: Pool,
    model: ReadModel[Any],
    *,
    before: int | None = None,
    state: str | None = None,
    reason: str | None = None,
    limit: int = LETTERS_PAGE_MAX,
) -> Sequence[StoredLetter]:
    """Return records set aside, newest first, from before the letter `before`."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(search_path(model.name, local=True))
        rows = await connection.fetch(QUERIES["letters"], before, state, reason, min(limit, LETTERS_PAGE_MAX))
        return [stored_letter(row) for row in rows]


async def letter_of(pool: Pool, model: ReadModel[Any], letter: int) -> StoredLetter | None:
    """Return one record that was set aside."""
    newest = await letters(pool, model, before=letter + 1, limit=1)
    return next((one for one in newest if one.id == letter), None)


async def parked_keys(pool: Pool, model: ReadModel[Any], reason: str | None = None) -> Sequence[str]:
    """Return the keys that stand still, for that reason if one is given, oldest first."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(search_path(model.name, local=True))
        return [row["key"] for row in await connection.fetch(QUERIES["parked_for"], reason)]


async def counts(pool: Pool, model: ReadModel[Any]) -> Mapping[str, int]:
    """Return the number of open letters by reason."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(search_path(model.name, local=True))
        return {row["reason"]: row["letters"] for row in await connection.fetch(QUERIES["letter_counts"])}


async def discard(pool: Pool, model: ReadModel[Any], letter: int, *, said: str = "") -> str | None:
    """The letter's record is passed over, here and in every rebuild; returns its key, to be redriven.

    Its number counts as seen, so that what follows it is next. A record without a key holds nothing
    up, and only leaves the list. `said` stands in its detail from then on. Raises `NotParked`.
    """
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(search_path(model.name, local=True))
        row = await connection.fetchrow(QUERIES["discard"], letter, said)
        if row is None:
            raise NotParked(f"letter {letter} does not wait")
        key: str | None = row["key"]
        return key
