"""Forecasts in a few sentences, for people."""

from collections.abc import Mapping
from typing import Any

from services.scoring.forecast.decide import Place
from services.scoring.forecast.events import FigureCompared, FigureDeviated, FigureForecast, SalesPlanned
from shared.policy.rule import Language

_WHOLE = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"),
    *("VUV", "XAF", "XOF", "XPF"),
)
_THOUSANDTHS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
MINOR_DIGITS = {**dict.fromkeys(_WHOLE, 0), **dict.fromkeys(_THOUSANDTHS, 3)}
"""Currencies whose minor unit is not a hundredth (ISO 4217), as `reporting.amount` has them."""


def money(minor: int, currency: str) -> str:
    """Return the amount with its currency: 8600000 minor units of CNY are `CNY 86,000.00`."""
    digits = MINOR_DIGITS.get(currency, 2)
    return f"{currency} {minor / 10**digits:,.{digits}f}"


def expected(figure: FigureForecast, language: Language) -> str:
    """Return what is expected, and of what it is made."""
    amount = money(figure.amount_minor, figure.currency)
    again = money(figure.repeat_minor, figure.currency)
    agreed = money(figure.contracted_minor, figure.currency)
    if language == "zh-CN":
        return (
            f"{figure.month} 预计 {amount}，来自 {figure.customers} 个客户；"
            f"按以往复购推算 {again}（每 {figure.half_life_days:g} 天减半），"
            f"合同分摊 {agreed}，逐个客户取较大者。" + ("该预测迟做。" if figure.late else "")
        )
    return (
        f"{amount} are expected in {figure.month} of {figure.customers} customers: past repeat purchases, "
        f"halved every {figure.half_life_days:g} days, imply {again}, contracts {agreed}; of each customer "
        "the greater counts." + (" It was made late." if figure.late else "")
    )


def planned(plan: SalesPlanned, language: Language) -> str:
    """Return what is planned and why."""
    amount, target = money(plan.amount_minor, plan.currency), money(plan.target_minor, plan.currency)
    trend = f"{plan.market_trend_percent:+g} %"
    if language == "zh-CN":
        return f"计划 {amount}（目标 {target}，市场趋势 {trend}）；原因：{plan.reason}"
    return f"{amount} are planned (target {target}, market {trend}); reason: {plan.reason}"


def came(compared: FigureCompared, deviated: FigureDeviated | None, language: Language) -> str:
    """Return what was bought, and whether the plan must be adjusted."""
    actual, first = (
        money(minor, compared.currency) for minor in (compared.actual_minor, compared.first_minor)
    )
    off = "" if compared.deviation_percent is None else f"{compared.deviation_percent:+g} %"
    if language == "zh-CN":
        told = f"实际复购 {actual}" + (f"，偏差 {off}" if off else "") + f"；新客户首次购买 {first}。"
    else:
        told = f"{actual} were bought again" + (f", {off}" if off else "") + f"; {first} by new customers."
    return told if deviated is None else told + _adjust(deviated, language)


def _adjust(deviated: FigureDeviated, language: Language) -> str:
    allowed, by = f"{deviated.allowed_percent:g} %", f"{deviated.revise_by:%Y-%m-%d %H:%M} UTC"
    if language == "zh-CN":
        return f"超出允许偏差 {allowed}，须于 {by} 前调整计划。"
    return f" More than {allowed} off: adjust the plan by {by}."


def bias(place: Place, months: int, percent: float, language: Language) -> str:
    """Return how far off the forecasts of one place are on the average."""
    whose = place.salesperson or ("公司" if language == "zh-CN" else "the company")
    if language == "zh-CN":
        leaning = "偏乐观" if percent < 0 else "偏保守" if percent > 0 else "无偏向"
        return f"{whose}（{place.currency}）{months} 个月平均偏差 {percent:+g} %，预测{leaning}。"
    leaning = "optimistic" if percent < 0 else "cautious" if percent > 0 else "without bias"
    return f"{whose} ({place.currency}): {percent:+g} % on the average of {months} months, {leaning}."


def of_customer(line: Mapping[str, Any], language: Language) -> str:
    """Return what one customer is expected to buy, and why."""
    currency = line["currency"]
    amount, again, agreed = (
        money(line[name], currency) for name in ("amount_minor", "repeat_minor", "contracted_minor")
    )
    by_contract = line["contracted_minor"] > line["repeat_minor"]
    if language == "zh-CN":
        reason = f"合同分摊 {agreed} 高于复购推算 {again}" if by_contract else f"以往复购推算 {again}"
        return f"{line['month']} 预计购买 {amount}：{reason}（每 {line['half_life_days']:g} 天减半）。"
    reason = (
        f"contracts ask for {agreed}, more than the {again} that repeat purchases imply"
        if by_contract
        else f"past repeat purchases imply {again}"
    )
    return f"{amount} expected in {line['month']}: {reason} (halved every {line['half_life_days']:g} days)."
