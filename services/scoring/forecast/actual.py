"""What was bought in the period of a forecast, as a page of its figures is compared with it."""

from collections.abc import Collection, Mapping

from services.scoring.forecast.decide import Actual, Place
from services.scoring.forecast.events import ForecastBegun
from services.scoring.sales.lookup import Sales


async def bought(sales: Sales, begun: ForecastBegun, of: Collection[Place]) -> Mapping[Place, Actual]:
    """Return what was bought of these places, and of no more than their people and currencies."""
    people = sorted({place.salesperson for place in of if place.salesperson is not None})
    currencies = sorted({place.currency for place in of if place.salesperson is None})
    rows = await sales.actual(begun.starts_at, begun.ends_at, people, currencies)
    return {Place.of(row["salesperson"], row["currency"]): Actual(row["again"], row["first"]) for row in rows}
