"""Forecasts of the last months, each by the facts of before it, and a plan that was adjusted."""

import asyncio
import time
from collections.abc import Callable
from datetime import date

from deploy.local.demo.api import Api
from deploy.local.demo.cast import SALESPEOPLE
from deploy.local.refusal import Refusal

MONTHS_BACK = 3
LOOK_EVERY_S = 0.2
PLANS = ((1_200_000, 0.0, "年度目标按月分解"), (1_000_000, 5.0, "上月实际低于预测，旺季将至"))
"""A target in minor units of CNY, the market's trend in percent, and why; the second adjusts the first."""


def month_before(day: date, count: int) -> str:
    """Return the month `count` before that of `day`."""
    year, index = divmod(day.year * 12 + day.month - 1 - count, 12)
    return f"{year:04}-{index + 1:02}"


async def tell(api: Api, last_day: date, within_s: float, progress: Callable[[str], None]) -> None:
    """The months up to that of `last_day` are forecast, late as they are, and its plan was adjusted.

    Raises: Refusal when that does not come about in time.
    """
    months = [month_before(last_day, count) for count in range(MONTHS_BACK, -1, -1)]
    for number, (target, trend, reason) in enumerate(PLANS, 1):
        plan = {"salesperson": SALESPEOPLE[1], "currency": "CNY", "target_minor": target}
        body = {**plan, "market_trend_percent": trend, "reason": reason}
        await api.post("scoring", f"/v1/forecasts/{months[-1]}/plan", body, once=f"demo-plan-{number}")
    # Each month, once made, has the month after it made.
    await api.post("scoring", f"/v1/forecasts/{months[0]}", {}, once="demo-forecast")
    deadline = time.monotonic() + within_s
    for month in months:
        progress(month)
        while (found := await api.get("scoring", f"/v1/forecasts/{month}")) is None or found[
            "standing"
        ] not in {"made", "compared"}:
            if time.monotonic() > deadline:
                raise Refusal(f"After {within_s:.0f} s the forecast of {month} is not made.")
            await asyncio.sleep(LOOK_EVERY_S)
