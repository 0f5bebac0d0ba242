"""Questions to a million facts: what a draft would change, and which numbers would have found more."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import asyncpg
import msgspec

from services.scoring import wiring
from services.scoring.studies.asked import Asked
from services.scoring.studies.calibration.holdout import Calibration
from services.scoring.studies.kinds import KINDS
from services.scoring.studies.processes import SharesRunning
from services.scoring.studies.what_if.tally import Tally
from shared.policy import default_book
from tests.bench.harness import Case, Limit, Sample, Wrong
from tests.bench.projecting import Clocked
from tests.bench.stage import Stage
from tests.support.whole_service import prepare

FACTS, CUSTOMERS, COMPLAINTS = 1_000_000, 100_000, 20_000
PURCHASES = FACTS * 8 // 10
SECONDS_MAX, POLL_S = 60.0, 0.05
NOW = datetime(2026, 3, 1, tzinfo=UTC)
STUDY = "018f3f6e-7c1a-7b52-9a3e-2f60c1d4a0ff"

_PURCHASED = """'{"amount_minor":' || 100 + n * 31 % 90000 || ',"currency":"CNY","purchased_at":"' || at"""
_VISITED = """'{"effective":true,"happened_at":"' || at"""
_FACT = """
INSERT INTO tier.scored_facts (key, event_id, source, type, data, occurred_at, recorded_at)
SELECT (n * 7919 % $1)::text, '{source}' || n, '{source}', '{type}', {data} || '"}}', at::timestamptz, now()
FROM generate_series(1, $3::bigint) AS n,
  LATERAL (SELECT to_char($2::timestamptz - n * $4::interval, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at) AS told
"""
_FILL_CUSTOMERS = (
    """
INSERT INTO tier.customers (key, partition, seen, tier, since, brought_by, newest_at, sums, heard_until,
  policy_version, policy_from)
SELECT n::text, n % 12, '{}', 'ordinary', $2, 'fact', $2, '{}', $2, 'default-1', '1970-01-01Z'
FROM generate_series(0, $1::integer - 1) AS n
""",
    """
INSERT INTO board.profiles (key, kind, name, source, owner, captured_at, lifecycle, tier, letter, score)
SELECT n::text, 'company', '张记茶业', 'referral', 'li.na', $2, 'signed', 'ordinary', 'C', 0
FROM generate_series(0, $1::integer - 1) AS n
""",
)
_FILL_PURCHASES = _FACT.format(source="leads", type="tuoke.leads.purchase-recorded", data=_PURCHASED)
_FILL_VISITS = _FACT.format(source="visits", type="tuoke.visits.visit-logged", data=_VISITED)
_FILL_COMPLAINTS = """
INSERT INTO board.complaints (complaint_id, key, severity, filed_at, acknowledge_by, resolve_by, as_of)
SELECT n::text, (n % $1)::text, 'serious', $2::timestamptz - n * interval '1 hour', $2, $2, $2
FROM generate_series(1, $3::bigint) AS n
"""
_ASKED = """
INSERT INTO studies (study_id, kind, content, before, asked_by, asked_at)
VALUES ($1, 'what_if', '', '', 'bench', $2)
"""


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the cases; the facts are made once."""
    async with stage.database() as url:
        await prepare(url, wiring.MIGRATIONS, wiring.models(stage.prefix))
        await _filled(url)
        asked: dict[str, tuple[str, int, Callable[[str], None]]] = {
            "what-if, two processes": ("what_if", 2, _complete),
            "what-if, one process": ("what_if", 1, _complete),
            "calibration": ("calibration", 1, _measured),
        }
        contenders = {name: partial(_studied, stage, url, *what) for name, what in asked.items()}
        limits = [Limit(name, "seconds", SECONDS_MAX) for name in ("what-if, two processes", "calibration")]
        yield [Case("studies of a million facts", "facts", contenders, limits=limits)]


async def _filled(url: str) -> None:
    connection = await asyncpg.connect(url)
    for fill in _FILL_CUSTOMERS:
        await connection.execute(fill, CUSTOMERS, NOW - timedelta(days=600))
    between = timedelta(seconds=40)
    await connection.execute(_FILL_PURCHASES, CUSTOMERS, NOW, PURCHASES, between)
    await connection.execute(_FILL_VISITS, CUSTOMERS, NOW, FACTS - PURCHASES, 4 * between)
    await connection.execute(_FILL_COMPLAINTS, CUSTOMERS, NOW, COMPLAINTS)
    await connection.execute(_ASKED, STUDY, NOW)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def _studied(stage: Stage, url: str, kind: str, processes: int, check: Callable[[str], None]) -> Sample:
    book = default_book()
    stricter = book.tier.key.model_copy(update={"enter": 200.0, "leave": 160.0})
    draft = book.model_copy(update={"tier": book.tier.model_copy(update={"key": stricter})})
    books = (book.model_dump_json(), draft.model_dump_json())
    asked = [Asked(url, STUDY, kind, *books, NOW, number, processes) for number in range(processes)]
    before, clocked = stage.postgres_cpu_s(), Clocked()
    async with SharesRunning(asked) as shares:
        while not await shares.ended_within(POLL_S):
            continue
        answer = KINDS[kind].together(shares.answers)
    used, said = stage.postgres_cpu_s() - before, clocked.said(FACTS, {})
    check(answer)
    await _forget_moves(url)
    us, seconds = 1e6 / FACTS, said["seconds"]
    return Sample(FACTS, seconds, us * said["cpu_s"], us * used, numbers={"seconds": seconds})


def _complete(answer: str) -> None:
    tally = Tally.from_json(answer)
    if (tally.facts, tally.customers, tally.complaints) != (FACTS, CUSTOMERS, COMPLAINTS):
        raise Wrong(
            f"counted {tally.facts} facts, {tally.customers} customers, {tally.complaints} complaints"
        )


def _measured(answer: str) -> None:
    told = msgspec.json.decode(answer, type=Calibration)
    if told.purchases != PURCHASES or told.today is None or told.proposed is None:
        raise Wrong(f"tried {told.purchases} purchases")


async def _forget_moves(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("TRUNCATE study_moves")
    await connection.close()
