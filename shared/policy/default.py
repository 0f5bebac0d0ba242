"""The book that ships with the system: starting points, each with its clause and its reason."""

from datetime import UTC, datetime
from functools import cache

from shared.policy.book import PolicyBook
from shared.policy.default_calendar import CALENDAR
from shared.policy.default_complaint import COMPLAINT
from shared.policy.default_score import SCORE
from shared.policy.default_tier import TIER
from shared.policy.rule import Text

DEFAULT_VERSION = "default-1"


@cache
def default_book() -> PolicyBook:
    """Return the default book. It holds from before any fact, so that every fact has a rule."""
    return PolicyBook(
        version=DEFAULT_VERSION,
        title=Text(zh="客户开发与管理制度（默认）", en="Customer development policy (default)"),
        effective_from=datetime(1970, 1, 1, tzinfo=UTC),
        calendar=CALENDAR,
        complaint=COMPLAINT,
        score=SCORE,
        tier=TIER,
    )
