"""A customer's class in a few sentences: why, what is missing, when it would fall."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from services.scoring.tier.as_of import Answered
from services.scoring.tier.explain import Failure
from services.scoring.tier.published import next_class
from services.scoring.tier.rules import Rules
from services.scoring.tier.standing import Standing
from services.scoring.tier.tally import Override
from shared.contracts.scoring import Next
from shared.policy.rule import Language
from shared.policy.tier import TierClass

SPOKEN_CURRENCY = "CNY"
"""What would cross a threshold is told in this currency, if the policy rates it."""


def told(answer: Answered, language: Language, now: datetime) -> list[str]:
    """Return the whole answer: today's with what changes it, another day's with what became known."""
    view, rules = answer.view, answer.view.rules
    score, today, overridden = view.why.score, view.when >= now, view.override is not None
    sentences = [summary(view.standing, score, rules, language, None if today else view.when)]
    if today:
        sentences += [
            sentence
            for sentence in (
                what_would_raise(
                    next_class(view.tier, score, rules, view.holding, overridden=overridden),
                    rules,
                    language,
                ),
                what_time_does(view.crossing, rules, language),
            )
            if sentence
        ]
    if view.override is not None:
        sentences.append(who_overrides(view.override, view.beneath, rules, language))
    sentences += [what_caps(signal, rules, language) for signal in sorted(view.holding)]
    sentences += [what_has_no_answer(failure, rules, language) for failure in view.why.failed]
    if answer.is_corrected:
        sentences.append(what_was_learned_later(answer, language))
    return sentences


def summary(
    standing: Standing | None, score: float, rules: Rules, language: Language, when: datetime | None = None
) -> str:
    """Return what the class is and since when; `when` is the day, if that is not today."""
    tier: TierClass = "potential" if standing is None else standing.tier
    name, letter = _called(tier, rules, language)
    since = None if standing is None else _date(standing.since, rules)
    if language == "zh-CN":
        day = "当前" if when is None else f"{_date(when, rules)} 的"
        return f"{name}（{letter}），{day}评分 {score:.1f}" + (f"，自 {since} 起。" if since else "。")
    day = "now" if when is None else f"on {_date(when, rules)}"
    return f"{name} ({letter}), score {day} {score:.1f}" + (f", since {since}." if since else ".")


def who_overrides(override: Override, beneath: TierClass, rules: Rules, language: Language) -> str:
    """Return who set the class, until when and why, and what it is by the score."""
    (name, letter), until = _called(beneath, rules, language), _date(override.until, rules)
    by, reason = override.by, override.reason
    if language == "zh-CN":
        return f"由 {by} 人工调整，至 {until} 止：{reason}。按评分为{name}（{letter}）。"
    return f"Overridden by {by} until {until}: {reason}. By the score: {name} ({letter})."


def what_caps(signal: str, rules: Rules, language: Language) -> str:
    """Return which signal caps the class, and at which."""
    title = rules.title(signal).in_language(language)
    name, letter = _called(rules.own.caps[signal], rules, language)
    if language == "zh-CN":
        return f"“{title}”成立，等级不高于{name}（{letter}）。"
    return f'"{title}" holds: no class above {name} ({letter}).'


def what_has_no_answer(failure: Failure, rules: Rules, language: Language) -> str:
    """Return which signal cannot be judged, and why."""
    title = rules.title(failure.signal).in_language(language)
    if language == "zh-CN":
        return f"“{title}”的条件对最新的值没有结果，不计分（{failure.reason}）。"
    return (
        f'The condition of "{title}" has no answer for the latest value and earns nothing ({failure.reason}).'
    )


def what_was_learned_later(answer: Answered, language: Language) -> str:
    """Return what the same day is by what else is known, and how many facts make the difference."""
    beside, count = answer.beside, answer.learned_later
    name, letter = _called(beside.tier, beside.rules, language)
    score = f"{beside.why.score:.1f}"
    if language == "zh-CN":
        known = "当日所知" if answer.known_at is None else "现在所知"
        return f"按{known}为{name}（{letter}），评分 {score}；其后得知当日或更早的事实 {count} 件。"
    known = "was known on that day" if answer.known_at is None else "is known today"
    facts = "1 fact of that day or before was" if count == 1 else f"{count} facts of that day or before were"
    return f"By what {known}: {name} ({letter}), score {score}; {facts} learned later."


def what_would_raise(following: Next | None, rules: Rules, language: Language) -> str | None:
    """Return what would bring the next class today, or None if nothing would."""
    if following is None:
        return None
    name, letter = _called(following.tier, rules, language)
    if following.tier == "ordinary":
        if language == "zh-CN":
            return f"首次购买或签约后即不再是潜在客户，至少为{name}（{letter}）。"
        return f"The first purchase or contract ends this class: at least {name} ({letter}) from then on."
    missing = following.distance
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
