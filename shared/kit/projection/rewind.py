"""A read model begins topics anew: for a log that was lost, and published again from its store."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from shared.kit.errors import Refused
from shared.kit.postgres.pool import Pool
from shared.kit.projection.compose import QUERIES, search_path
from shared.kit.projection.fingerprint import NotCreated
from shared.kit.projection.port import ReadModel


class RulingsStand(Refused):
    """People decided about single records by their place in the old log; in the new one it is another's."""

    code = "rulings_stand"


@dataclass(frozen=True, slots=True)
class Rewound:
    """How many offsets were forgotten, and how many letters, which come again from the new log."""

    offsets: int
    letters: int


async def rewind(
    pool: Pool, model: ReadModel[Any], topics: Sequence[str], *, forget_rulings: bool = False
) -> Rewound:
    """The next owner reads these topics from their first record; what the rows have seen, they pass over.

    Nothing else changes: the rows stay, nothing is published twice, and a key that stands still goes
    on standing, with its letters as they come again. Letters of the topics are gone, as their places
    are. Raises `RulingsStand` when a person's decision would go with them, and `NotCreated`.
    """
    async with pool.acquire() as connection, connection.transaction():
        if not await connection.fetchval(QUERIES["schema_exists"], model.name):
            raise NotCreated(model.name)
        await connection.execute(search_path(model.name, local=True))
        # Offsets first, as in every batch; a live projector is fenced at its next statement.
        await connection.execute(QUERIES["disown_offsets"], uuid4().hex)
        rulings = await connection.fetchval(QUERIES["rulings_on"], topics)
        if rulings and not forget_rulings:
            raise RulingsStand(f"{model.name}: {rulings} letters were discarded, or their gap accepted")
        letters = await connection.fetchval(QUERIES["forget_letters"], topics)
        offsets = await connection.fetchval(QUERIES["forget_offsets"], topics)
    return Rewound(offsets, letters)
