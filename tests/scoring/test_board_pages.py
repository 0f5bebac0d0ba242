"""Pages of the board: what they hold, and that the last one costs no more than the first."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from services.scoring.board.lookup import Board, BoardItem
from services.scoring.board.model import QUERIES
from services.scoring.wiring import imagined
from shared.kit.http.cursors import LIMIT_MAX
from shared.kit.http.plain_route import plain_route
from shared.kit.postgres.pool import Pool
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import board_story

FILL = """
WITH numbers AS (SELECT n, lpad(n::text, 6, '0') AS key FROM generate_series(1, 5000) AS n),
activity AS (
  INSERT INTO board.customers
    (key, partition, seen, purchases, spending, contracts, visits, complaints, open_complaints)
  SELECT key, 0, '', n, '{}', 0, 0, 0, 0 FROM numbers
)
INSERT INTO board.profiles (key, lifecycle, tier, letter, score)
SELECT key, 'potential', CASE WHEN n > 4970 THEN 'key' ELSE 'potential' END, 'B', 0.5
FROM numbers
"""


@pytest.fixture
async def board(pool: Pool) -> AsyncIterator[Board]:
    projector = await opened(pool, BOARD)
    await pool.execute(FILL)
    await pool.execute("ANALYZE board.customers, board.profiles")
    yield Board(pool)
    await projector.close()


def shown(page: Any) -> list[str]:
    return [item["customer_id"] for item in json.loads(bytes(page.items))]


def keys(first: int, last: int) -> list[str]:
    return [f"{n:06d}" for n in range(first, last + 1)]


async def test_a_page_goes_on_behind_its_key_and_tells_whether_another_follows(board: Board) -> None:
    page = await board.page(None, "004000", 3)
    assert (shown(page), page.last) == (keys(4001, 4003), ("004003",))
    page = await board.page(None, "004997", 3)
    assert (shown(page), page.last) == (keys(4998, 5000), None)
    assert shown(await board.page(None, "009999", 3)) == []


async def test_a_page_of_one_class_has_no_other(board: Board) -> None:
    page = await board.page("key", "", 200)
    assert (shown(page), page.last) == (keys(4971, 5000), None)
    assert shown(await board.page("key", "004998", 1)) == ["004999"]
    assert shown(await board.page("ordinary", "", 20)) == []


async def test_the_longest_page_is_whole(board: Board) -> None:
    page = await board.page(None, "", LIMIT_MAX)
    assert (len(shown(page)), page.last) == (LIMIT_MAX, (f"{LIMIT_MAX:06d}",))
    assert QUERIES["pages"].count(f"LIMIT {LIMIT_MAX + 1}") == 3


async def test_an_item_is_the_view_s_row_in_the_fields_of_its_model(pool: Pool) -> None:
    projector = await opened(pool, BOARD)
    await project(projector, board_story(Log()))
    await projector.close()
    items = json.loads(bytes((await Board(pool).page(None, "", 200)).items))
    rows = await pool.fetch("SELECT * FROM reporting.customer_board_v1 ORDER BY customer_id")
    assert len(items) > 1
    assert items == [BoardItem.model_validate(dict(row)).model_dump(mode="json") for row in rows]


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.usefixtures("board")
@pytest.mark.parametrize(
    "asked", [(None, "004900"), (None, ""), ("key", ""), ("potential", "004900"), ("ordinary", "")]
)
async def test_a_page_reads_its_own_rows_and_no_others(
    pool: Pool, mode: str, asked: tuple[str | None, str]
) -> None:
    tier, after = asked
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL plan_cache_mode = {mode}")
        text = "EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE page (ARRAY[$1]::text[], ARRAY[$2]::text[], ARRAY[21])"
        await connection.execute(f"PREPARE page AS {QUERIES['pages']}")
        told = text.replace("$1", f"'{tier}'" if tier else "NULL").replace("$2", f"'{after}'")
        plan = json.loads(await connection.fetchval(told))[0]["Plan"]
        await connection.execute("DEALLOCATE page")
    assert sum(read(plan)) <= 3 * 21


def read(plan: dict[str, Any]) -> Iterator[float]:
    """The rows that each scan of a table has touched."""
    if "Relation Name" in plan:
        yield (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    for below in plan.get("Plans", ()):
        yield from read(below)


def test_what_dashboards_read_takes_the_short_way() -> None:
    app: Any = imagined().app
    routes = {one.path: plain_route(one) for one in iter_route_contexts(app.routes)}
    for path in ("/v1/tiers", "/v1/customers", "/v1/customers/{customer_id}/tier"):
        assert routes[path] is not None, path
