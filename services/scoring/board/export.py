"""A reporting view as a file: rows go from a cursor to the file, so memory does not grow with them.

The first row names each column in Chinese, the second has its stable name. Times are those of
Asia/Shanghai. No text can become a formula in the program that opens the file.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services.scoring.board.export_files import ROWS_MAX, WRITERS
from services.scoring.board.model import QUERIES
from shared.kit.errors import Refused
from shared.kit.postgres.pool import Connection, Pool

PAGE_ROWS: Final = 1_000
HEADER_ROWS: Final = 2


class UnknownView(Refused):
    """There is no such view; the text lists those there are."""

    code = "unknown_view"


class TooManyRows(Refused):
    """A worksheet cannot hold them; CSV can."""

    code = "too_many_rows"


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows written, and rows of the view when the export began."""

    done: int
    total: int


async def export(
    pool: Pool, view: str, format_: str, out: Path, progress: Callable[[Progress], None]
) -> Progress:
    """The file holds all rows of the view as of one moment; it appears whole, or not at all.

    `format_` is one of `WRITERS`. Raises `UnknownView`, `TooManyRows`.
    """
    # One snapshot, so that the count and the rows agree.
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        columns = await _columns(connection, view)
        # A name of the catalogue, so it may stand in a statement.
        total = await connection.fetchval(f'SELECT count(*) FROM reporting."{view}"')  # noqa: S608
        if total + HEADER_ROWS > ROWS_MAX[format_]:
            raise TooManyRows(f"{view} has {total} rows, {format_} holds {ROWS_MAX[format_]}")
        part = out.with_name(f"{out.name}.part")
        try:
            with closing(WRITERS[format_](part)) as file:
                for header in zip(*columns, strict=True):
                    file.write(header)
                done = await _rows(connection, view, file.write, lambda n: progress(Progress(n, total)))
            # Only now: who reads the file meanwhile has the old one.
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return Progress(done, total)


async def _columns(connection: Connection, view: str) -> Sequence[tuple[str, str]]:
    """Return the Chinese and the stable name of each column. Raises `UnknownView`."""
    rows = await connection.fetch(QUERIES["report_columns"], view)
    if not rows:
        known = [row["viewname"] for row in await connection.fetch(QUERIES["report_names"])]
        raise UnknownView(f"unknown: {view}; known: {', '.join(known)}")
    return [(row["chinese"], row["name"]) for row in rows]


async def _rows(
    connection: Connection, view: str, write: Callable[[Sequence[Any]], None], told: Callable[[int], None]
) -> int:
    done = 0
    query = f'SELECT * FROM reporting."{view}" ORDER BY 1'  # noqa: S608
    async for row in connection.cursor(query, prefetch=PAGE_ROWS):
        write(tuple(row))
        done += 1
        if done % PAGE_ROWS == 0:
            told(done)
    return done
