"""A customer's class in a few sentences: why, what is missing, when it would fall."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from services.scoring.tier.rules import Rules
from services.scoring.tier.standing import Standing
from shared.policy.rule import Language
from shared.policy.tier import TierClass

SPOKEN_CURRENCY = "CNY"
"""What would cross a threshold is told in this currency, if the policy rates it."""


def summary(standing: Standing | None, score: float, rules: Rules, language: Language) -> str:
    """Return what the class is and since when."""
    tier: TierClass = "potential" if standing is None else standing.tier
    name, letter = rules.book.tier.names[tier].in_language(language), rules.book.tier.letters[tier]
    since = None if standing is None else _date(standing.since, rules)
    if language == "zh-CN":
        return f"{name}（{letter}），当前评分 {score:.1f}" + (f"，自 {since} 起。" if since else "。")
    return f"{name} ({letter}), score now {score:.1f}" + (f", since {since}." if since else ".")


def what_would_raise(tier: TierClass, score: float, rules: Rules, language: Language) -> str | None:
    """Return what would bring the next class today, or None for the highest."""
    if tier == "key":
        return None
    if tier == "potential":
        name, letter = _called("ordinary", rules, language)
        if language == "zh-CN":
            return f"首次购买或签约后即不再是潜在客户，至少为{name}（{letter}）。"
        return f"The first purchase or contract ends this class: at least {name} ({letter}) from then on."
    name, letter = _called("key", rules, language)
    missing = max(rules.enter - score, 0.0)
    if language == "zh-CN":
        return f"距{name}（{letter}）还差 {missing:.1f} 分{_purchases(missing, rules, language)}。"
    return f"{missing:.1f} points to {name} ({letter}){_purchases(missing, rules, language)}."


def what_time_does(crossing: Standing | None, rules: Rules, language: Language) -> str | None:
    """Return when time alone changes the class, or None if it never does."""
    if crossing is None:
        return None
    name, letter = _called(crossing.tier, rules, language)
    on = _date(crossing.since, rules)
    if language == "zh-CN":
        return f"若无新的往来，将于 {on} 变为{name}（{letter}）。"
    return f"If nothing more happens, {name} ({letter}) from {on} on."


def _purchases(missing: float, rules: Rules, language: Language) -> str:
    """Return the purchases that earn the missing points, none above the cap."""
    signal = rules.book.score.purchase
    rate = signal.rates.get(SPOKEN_CURRENCY)
    if rate is None or not missing:
        return ""
    count = math.ceil(missing / signal.cap)
    yuan = math.ceil(missing / count / rate.points_per_unit)
    if language == "zh-CN":
        return f"，例如 {count} 笔各 {yuan} 元的购买"
    return f", for example {count} purchase{'s' if count > 1 else ''} of {SPOKEN_CURRENCY} {yuan} each"


def _called(tier: TierClass, rules: Rules, language: Language) -> tuple[str, str]:
    return rules.book.tier.names[tier].in_language(language), rules.book.tier.letters[tier]


def _date(moment: datetime, rules: Rules) -> str:
    return moment.astimezone(ZoneInfo(rules.book.calendar.time_zone)).date().isoformat()
