"""A calibration in a few sentences, for whoever keeps the policy."""

from collections.abc import Iterator

from services.scoring.studies.calibration.holdout import (
    CUSTOMERS_MIN,
    DAYS_MIN,
    PURCHASES_MIN,
    TOP_SHARE,
    Calibration,
    Setting,
    Trial,
)
from shared.policy.rule import Language


def sentences(told: Calibration, language: Language) -> list[str]:
    """Return what was found, what is proposed, and what would be gained."""
    return list(_chinese(told) if language == "zh-CN" else _english(told))


def _chinese(told: Calibration) -> Iterator[str]:
    yield f"依据 {told.customers:,} 名客户在 {told.days:,.0f} 天内的 {told.purchases:,} 笔购买。"
    if told.today is None or told.proposed is None:
        yield (
            f"数据不足：至少需要 {PURCHASES_MIN} 笔购买、{CUSTOMERS_MIN} 名客户和 {DAYS_MIN:g} 天，"
            "暂不提出建议。"
        )
        return
    yield f"现行取值（{_setting_zh(told.today.setting)}）：{_found_zh(told.today)}。"
    if told.proposed == told.today:
        yield "没有找到更好的取值，建议保持不变。"
        return
    yield f"建议取值（{_setting_zh(told.proposed.setting)}）：{_found_zh(told.proposed)}。"
    yield f"在未参与选择的最近一段历史上，建议取值找到的金额是现行取值的 {told.gain:.3f} 倍。"
    yield f"重点客户门槛建议为 {told.proposed.threshold:.1f} 分，即目前评分最高的五分之一客户。"


def _english(told: Calibration) -> Iterator[str]:
    yield f"From {told.purchases:,} purchases of {told.customers:,} customers within {told.days:,.0f} days."
    if told.today is None or told.proposed is None:
        yield (
            f"Too little history: {PURCHASES_MIN} purchases, {CUSTOMERS_MIN} customers and {DAYS_MIN:g} days "
            "are needed; nothing is proposed."
        )
        return
    yield f"Today's values ({_setting_en(told.today.setting)}): {_found_en(told.today)}."
    if told.proposed == told.today:
        yield "Nothing better was found; keep them."
        return
    yield f"Proposed ({_setting_en(told.proposed.setting)}): {_found_en(told.proposed)}."
    yield (
        "On the last stretch of history, which had no part in the choice, the proposal found "
        f"{told.gain:.3f} times the money that today's values found."
    )
    yield f"Threshold of a key customer: {told.proposed.threshold:.1f} points, the top fifth by score today."


def _setting_zh(setting: Setting) -> str:
    return f"半衰期 {setting.half_life_days:g} 天，单笔上限 {setting.cap:.1f} 分"


def _setting_en(setting: Setting) -> str:
    return f"half-life {setting.half_life_days:g} days, at most {setting.cap:.1f} points a purchase"


def _found_zh(trial: Trial) -> str:
    return f"按评分选出的前 {TOP_SHARE:.0%} 客户，带来了最佳可能金额的 {trial.found:.1%}"


def _found_en(trial: Trial) -> str:
    return f"the top {TOP_SHARE:.0%} by score brought {trial.found:.1%} of what the best could have"
