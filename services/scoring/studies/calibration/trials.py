"""A calibration at work: purchases are read, and each half-life is tried."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from services.scoring.heard import Purchased
from services.scoring.studies.asked import Asked, Word
from services.scoring.studies.calibration.holdout import HALF_LIVES_DAYS, History, Setting, calibrated
from services.scoring.tier.rules import Tariff
from shared.kit.postgres.pool import Connection
from shared.kit.postgres.queries import load_queries
from shared.policy import PolicyBook

QUERIES = load_queries(Path(__file__).with_name("purchases.sql"))

PURCHASES_MAX = 5_000_000
"""The newest so many are tried; with more, a process would not hold them."""

PREFETCH = 5_000
"""Rows of one read of the cursor."""

_PURCHASED = msgspec.json.Decoder(Purchased)


async def calibrate(asked: Asked, connection: Connection) -> AsyncIterator[Word]:
    """Yield a word after each half-life; the last one has the `Calibration`."""
    book = PolicyBook.model_validate_json(asked.before)
    history = History.of(await _purchases(connection, book))
    today = Setting(book.score.purchase.half_life_days, book.score.purchase.cap)
    word = Word(total=len(HALF_LIVES_DAYS) + 1)
    for told in calibrated(history, today):
        word.done = min(word.done + 1, word.total)
        if told is not None:
            word.answer = msgspec.Raw(msgspec.json.encode(told))
        yield word


async def _purchases(connection: Connection, book: PolicyBook) -> Sequence[tuple[str, datetime, float]]:
    """Return purchases as (customer, time, points before any cap); a currency without a rate earns none."""
    rates = Tariff.of(book.score.purchase).points_per_minor
    read: list[tuple[str, datetime, float]] = []
    async with connection.transaction(readonly=True):
        async for row in connection.cursor(QUERIES["purchases"], PURCHASES_MAX, prefetch=PREFETCH):
            bought = _PURCHASED.decode(row["data"])
            points = bought.amount_minor * rates.get(bought.currency, 0.0)
            read.append((row["key"], row["occurred_at"], points))
    return read
