"""Books that hold one after the other, for tests of the class over time."""

from datetime import datetime

from services.scoring.tier.fold import CustomerTier
from services.scoring.tier.rules import Rules
from tests.scoring.facts import RULES, another, day

NOW = day(700)
STRICTER = Rules.of(another("stricter", 20, tier={"key": {"enter": 200.0, "leave": 150.0}}))
KINDER = Rules.of(another("kinder", 20, tier={"key": {"enter": 30.0, "leave": 20.0}}))
GENEROUS = Rules.of(another("generous", 200, score={"purchase": {"half_life_days": 30.0, "cap": 90.0}}))
ALL = [RULES, STRICTER, GENEROUS]


def said(state: CustomerTier) -> list[tuple[str, str, str, datetime]]:
    return [(one.before, one.standing.tier, one.cause, one.standing.since) for one in state.changes]
