"""The deadlines that lead from one step of a month to the next, and from one month to the next."""

from datetime import datetime

from shared.kit.decider import SetDeadline

MAKE, PAGES, FINISH = "forecast-make", "forecast-page", "forecast-finish"
FIGURES, CLOSE = "forecast-figures", "forecast-close"
COMPARE, REVISE = "forecast-compare", "forecast-revise"
"""The kinds of deadlines: the steps of a month, in their order."""


def making(month: str, starts_at: datetime) -> SetDeadline:
    """Return the deadline that begins the month's run; set by whatever comes first, it is always the same."""
    return SetDeadline(f"forecast-{month}/make", MAKE, starts_at, {"month": month})


def step(month: str, name: str, kind: str, due_at: datetime, page: int = 1) -> SetDeadline:
    """Return the deadline of a step that is taken page by page of figures."""
    return SetDeadline(named(month, name, page), kind, due_at, {"month": month, "page": str(page)})


def named(month: str, name: str, page: int = 1) -> str:
    """Return the id of that deadline; that of the first page has no number."""
    return f"forecast-{month}/{name}" if page == 1 else f"forecast-{month}/{name}-{page}"
