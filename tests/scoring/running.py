"""scoring running on real parts: the service in this process, its tier worker in one of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.base import CustomerFact
from shared.kit.kafka.producer import start_producer
from tests.scoring.projections import LogRecord
from tests.scoring.sayings import captured, complaint, purchase, visit
from tests.support.whole_service import SECRET, Caller, serving, settings_for

START_WITHIN_S = 30
NOW = datetime.now(UTC).replace(microsecond=0)


def worker_environment(database: str, kafka: str, prefix: str) -> dict[str, str]:
    """Return what a process of scoring reads from its environment."""
    return {
        "SCORING_DATABASE_URL": database,
        "SCORING_KAFKA_BOOTSTRAP": kafka,
        "SCORING_TOPIC_PREFIX": prefix,
        "SCORING_HTTP_PORT": "0",
        "SCORING_API_KEY_PEPPER": SECRET,
        "SCORING_CURSOR_SECRET": SECRET,
        "SCORING_LOG_LEVEL": "warning",
    }


@asynccontextmanager
async def tier_worker(database: str, kafka: str, prefix: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m services.scoring tiers` runs within the block; killed if it is still there."""
    environment = worker_environment(database, kafka, prefix)
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.scoring", "tiers", env=os.environ | environment
    )
    try:
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
        await worker.wait()


@asynccontextmanager
async def service(database: str, kafka: str, prefix: str) -> AsyncIterator[Caller]:
    settings = settings_for(ScoringSettings, database, kafka, prefix)
    async with serving(wire, settings, roles=lambda _: True) as caller:
        yield caller


async def publish(kafka: str, prefix: str, records: Iterable[LogRecord]) -> None:
    producer: Any = await start_producer(kafka, "test")
    for record in records:
        name = record.topic.replace("tuoke.", f"{prefix}.", 1)
        await producer.send_and_wait(name, key=record.key, value=record.value, headers=list(record.headers))
    await producer.stop()


def life(customer: UUID) -> list[CustomerFact]:
    """A company that bought, was visited, complained and bought again, all within this month."""
    ago = [NOW - timedelta(days=days) for days in (20, 15, 10, 5)]
    return [
        captured(customer),
        purchase(ago[0], customer=customer),
        visit(ago[1], customer),
        complaint(ago[2], customer),
        purchase(ago[3], 900, customer),
        purchase(ago[3] + timedelta(days=1), 900, customer),
    ]
