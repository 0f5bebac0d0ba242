"""Reads of a board of a million customers by HTTP, against a route that returns a constant."""

import contextlib
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import asyncpg

from deploy.local.ports import free_port
from shared.kit.http.signed_cursors import Cursors
from tests.bench import machine
from tests.bench.harness import Case, Contender, Sample, Target, Wrong, times
from tests.bench.load import Call, request, spread
from tests.bench.services import Running, beside, scoring
from tests.bench.stage import Stage, serving
from tests.support.whole_service import SECRET

CUSTOMERS, READS, WARM = 1_000_000, 6_000, 300
PAGE = 20
ANYWHERE = f"page of {PAGE}, anywhere"
FLOOR, FLOORS = 0.6, {ANYWHERE: 0.35}
"""Where every reader asks for rows of their own, nobody shares a statement's answer."""

_FILL = """
INSERT INTO board.customers (key, partition, seen, purchases, spending, contracts, visits, complaints,
  open_complaints, as_of)
SELECT lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000', n % 12, '{}', n % 9, '{"CNY":[1,100]}',
  0, n % 5, 0, 0, now()
FROM generate_series(1, $1) AS n;
"""
_FILL_PROFILES = """
INSERT INTO board.profiles (key, kind, name, source, owner, captured_at, lifecycle, tier, letter, score)
SELECT lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000', 'company', '张记茶业', 'referral', 'li.na',
  now(), 'potential', 'potential', 'B', 0.5
FROM generate_series(1, $1) AS n;
"""
_FILL_TIERS = """
INSERT INTO tier.customers (key, partition, seen, tier, sums)
SELECT lpad(to_hex(n), 8, '0') || '-0000-4000-8000-000000000000', n % 12, '{}', 'potential', '{}'
FROM generate_series(1, $1) AS n;
"""
_COUNT = """
UPDATE board.counts AS n SET customers = (SELECT count(*) FROM board.customers WHERE partition = n.partition)
WHERE tier = 'potential' AND lifecycle = 'potential' AND confirmed
"""

Checked = Callable[[int, Call], bool]


def _key(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


def _start(number: int, customers: int = CUSTOMERS) -> int:
    return 1 + (number * 7_919) % (customers - PAGE)


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the case; the board is filled once."""
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as text:
        folder = Path(text)
        async with scoring(stage) as running, beside(stage, "scoring", running) as second:
            await _filled(running.database, CUSTOMERS)
            reads: dict[str, tuple[Callable[[int], str], Checked]] = {
                "counts by class": (lambda _: "/v1/tiers", _counts),
                "one customer's tier": _tiers(_start),
                f"page of {PAGE}": (lambda _: f"/v1/customers?limit={PAGE}", _page),
                ANYWHERE: (_behind, _page_behind),
            }
            contenders: dict[str, Contender] = {
                name: partial(_ours, stage, folder, [running], path, check)
                for name, (path, check) in reads.items()
            }
            contenders["one tier, two processes"] = partial(
                _ours, stage, folder, [running, second], *_tiers(_start)
            )
            contenders["constant"] = partial(_constant, stage, folder)
            yield [
                Case(
                    f"dashboard, {CUSTOMERS:,} customers",
                    "reads",
                    contenders,
                    [Target(name, "constant", FLOORS.get(name, FLOOR)) for name in reads],
                )
            ]


@contextlib.asynccontextmanager
async def growing(stage: Stage, scales: Sequence[int]) -> AsyncIterator[Case]:
    """Yield one customer's tier on boards of so many sixteenths of the customers."""
    contenders: dict[str, Contender] = {}
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tuoke-bench-")))
        for scale in scales:
            customers = scale * CUSTOMERS // 16
            running = await stack.enter_async_context(scoring(stage))
            await _filled(running.database, customers)
            key = partial(_start, customers=customers)
            contenders[times(scale)] = partial(_ours, stage, folder, [running], *_tiers(key))
        yield Case("one customer's tier, as the board grows", "reads", contenders)


async def _filled(url: str, customers: int) -> None:
    connection = await asyncpg.connect(url)
    for statement in (_FILL, _FILL_PROFILES, _FILL_TIERS):
        await connection.execute(statement.replace("$1", str(customers)))
    await connection.execute(_COUNT)
    await connection.execute("VACUUM ANALYZE board.customers, board.profiles, tier.customers")
    await connection.close()


def _counts(_: int, call: Call) -> bool:
    return bool(sum(tier["customers"] for tier in json.loads(call.body)["tiers"]) == CUSTOMERS)


def _tiers(start: Callable[[int], int]) -> tuple[Callable[[int], str], Checked]:
    def shown(number: int, call: Call) -> bool:
        return bool(json.loads(call.body)["customer_id"] == _key(start(number)))

    return lambda number: f"/v1/customers/{_key(start(number))}/tier", shown


def _page(_: int, call: Call) -> bool:
    return _shown(call, 1)


def _shown(call: Call, first: int) -> bool:
    shown = [item["customer_id"] for item in json.loads(call.body)["items"]]
    return bool(shown == [_key(n) for n in range(first, first + PAGE)])


def _behind(number: int) -> str:
    """Return the address that the page before ends with."""
    path = "/v1/customers"
    cursor = Cursors(SECRET).write(f"{path}?", (_key(_start(number)),))
    return f"{path}?limit={PAGE}&cursor={cursor}"


def _page_behind(number: int, call: Call) -> bool:
    return _shown(call, _start(number) + 1)


async def _ours(
    stage: Stage, folder: Path, running: Sequence[Running], path: Callable[[int], str], check: Checked
) -> Sample:
    served = {one.port: one.pid for one in running}
    return await _read(stage, folder, served, path, running[0].headers(), check)


async def _constant(stage: Stage, folder: Path) -> Sample:
    port = free_port()
    async with serving("tests.bench.rivals_http", which="bare", port=port, database="") as process:
        return await _read(stage, folder, {port: process.pid}, lambda _: "/constant", {}, lambda *_: True)


async def _read(  # noqa: PLR0913, PLR0917 -- who serves, what is asked, and what is right
    stage: Stage,
    folder: Path,
    served: Mapping[int, int],
    path: Callable[[int], str],
    headers: dict[str, str],
    check: Checked,
) -> Sample:
    requests, ports = [request("GET", path(number), headers) for number in range(READS)], [*served]
    await spread(ports, requests[:WARM], folder)
    client, postgres = sum(map(machine.cpu_s, served.values())), stage.postgres_cpu_s()
    done = await spread(ports, requests, folder)
    client = sum(map(machine.cpu_s, served.values())) - client
    postgres = stage.postgres_cpu_s() - postgres
    wrong = [call for n, call in enumerate(done.calls) if call.status != 200 or not check(n, call)]
    if wrong:
        raise Wrong(f"{len(wrong)} answers are wrong, the first: {wrong[0]}")
    us, memory = 1e6 / READS, sum(map(machine.peak_mb, served.values()))
    return Sample(READS, done.seconds, us * client, us * postgres, memory, done.latencies())
