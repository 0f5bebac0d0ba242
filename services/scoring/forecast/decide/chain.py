"""The deadlines that lead from one step of a month to the next, and from one month to the next."""

from datetime import datetime

from shared.kit.decider import SetDeadline

MAKE, PAGES, FINISH = "forecast-make", "forecast-page", "forecast-finish"
COMPARE, REVISE = "forecast-compare", "forecast-revise"
"""The kinds of deadlines: the steps of a month, in their order."""


def making(month: str, starts_at: datetime) -> SetDeadline:
    """Return the deadline that begins the month's run; set by whatever comes first, it is always the same."""
    return SetDeadline(f"forecast-{month}/make", MAKE, starts_at, {"month": month})
