"""The score chapter: which facts earn points, how many, and how fast the points fade."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import StringConstraints

from shared.policy.complaint import SEVERITIES
from shared.policy.label import DAYS, POINTS, Label
from shared.policy.rule import Chapter, Finding, Frozen, Rule, Text, finding

HALF_LIFE_DAYS_MAX = 36_500.0
LEAST_ABOVE_ZERO = 1e-6
POINTS_MAX = 1e9
MINOR_DIGITS_MAX = 4

Grade = Literal["effective", "ineffective"]
VISIT_GRADES: tuple[Grade, ...] = ("effective", "ineffective")

GRADE_WORDS: Mapping[str, Text] = {
    "effective": Text(zh="有效", en="effective"),
    "ineffective": Text(zh="无效", en="ineffective"),
    "ordinary": Text(zh="一般", en="ordinary"),
    "serious": Text(zh="严重", en="serious"),
    "safety_or_legal": Text(zh="安全或法律", en="safety or legal"),
}

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""A currency by its code (ISO 4217)."""

HalfLife = Annotated[
    float, Label("半衰期", "points of {of} halve every", DAYS, LEAST_ABOVE_ZERO, HALF_LIFE_DAYS_MAX)
]


class MoneyRate(Frozen):
    """Points for one whole unit of a currency, which has `minor_digits` decimals (ISO 4217)."""

    points_per_unit: Annotated[
        float, Label("每一货币单位的分值", "for each unit of money", POINTS, LEAST_ABOVE_ZERO, POINTS_MAX)
    ]
    minor_digits: Annotated[int, Label("小数位数", "decimals", None, 0, MINOR_DIGITS_MAX)]


class MoneySignal(Rule):
    """A fact that is worth its amount, up to `cap` points, halved every `half_life_days`.

    A currency without a rate earns no points: the fact still counts and is shown with zero.
    `ends_potential`: after one such fact the customer is no longer 潜在.
    """

    half_life_days: HalfLife
    rates: Annotated[Mapping[Currency, MoneyRate], Label("币种", "currencies")]
    cap: Annotated[float, Label("单笔上限", "at most for one", POINTS, LEAST_ABOVE_ZERO, POINTS_MAX)]
    ends_potential: Annotated[bool, Label("结束潜在阶段", "ends the class potential")]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if not self.rates:
            yield finding(("rates",), "no_rate", "没有任何币种计分", "no currency earns points")


class GradedSignal(Rule):
    """A fact that is worth a fixed number of points by its grade, halved every `half_life_days`."""

    half_life_days: HalfLife
    points: Annotated[
        Mapping[str, float],
        Label("分值", "points", POINTS, -POINTS_MAX, POINTS_MAX, keys=GRADE_WORDS),
    ]

    def findings(self, grades: tuple[str, ...]) -> Iterator[Finding]:
        """Yield what cannot stand, where the facts come in `grades`."""
        for grade in sorted(set(grades) - set(self.points)):
            yield finding(
                ("points", grade), "grade_without_points", f"{grade} 没有分值", f"no points for {grade}"
            )
        for grade in sorted(set(self.points) - set(grades)):
            yield finding(("points", grade), "unknown_grade", f"未知的等级 {grade}", f"unknown grade {grade}")


class ScoreChapter(Chapter):
    """All signals of the score. The field's name is the signal's name in every explanation."""

    complaint: GradedSignal
    contract: MoneySignal
    purchase: MoneySignal
    visit: GradedSignal

    @property
    def half_life_days(self) -> Mapping[str, float]:
        """Return every signal's half-life, by name in the order in which parts are added up."""
        return {
            "complaint": self.complaint.half_life_days,
            "contract": self.contract.half_life_days,
            "purchase": self.purchase.half_life_days,
            "visit": self.visit.half_life_days,
        }

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        by_signal = {
            "complaint": self.complaint.findings(SEVERITIES),
            "contract": self.contract.findings(),
            "purchase": self.purchase.findings(),
            "visit": self.visit.findings(VISIT_GRADES),
        }
        for signal, found in by_signal.items():
            for one in found:
                yield one.under(signal)
        if not (self.contract.ends_potential or self.purchase.ends_potential):
            zh, en = "没有任何事实能结束潜在等级", "no fact ever ends the class potential"
            yield finding(("purchase", "ends_potential"), "potential_for_ever", zh, en)
