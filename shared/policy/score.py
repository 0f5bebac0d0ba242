"""The score chapter: which facts earn points, how many, and how fast the points fade."""

from collections.abc import Iterator, Mapping
from typing import Literal

from shared.policy.complaint import SEVERITIES
from shared.policy.rule import Finding, Frozen, Rule

HALF_LIFE_DAYS_MAX = 36_500.0
MINOR_DIGITS_MAX = 4

Grade = Literal["effective", "ineffective"]
VISIT_GRADES: tuple[Grade, ...] = ("effective", "ineffective")


class MoneyRate(Frozen):
    """Points for one whole unit of a currency, which has `minor_digits` decimals (ISO 4217)."""

    points_per_unit: float
    minor_digits: int


class MoneySignal(Rule):
    """A fact that is worth its amount, up to `cap` points, halved every `half_life_days`.

    A currency without a rate earns no points: the fact still counts and is shown with zero.
    `ends_potential`: after one such fact the customer is no longer 潜在.
    """

    half_life_days: float
    rates: Mapping[str, MoneyRate]
    cap: float
    ends_potential: bool

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        yield from _half_life_findings(self.half_life_days)
        if self.cap <= 0:
            yield Finding(path=("cap",), code="cap_not_positive", message=f"a cap of {self.cap} points")
        if not self.rates:
            yield Finding(path=("rates",), code="no_rate", message="no currency earns points")
        for currency, rate in self.rates.items():
            path = ("rates", currency)
            if rate.points_per_unit <= 0:
                message = f"{rate.points_per_unit} points for a unit of {currency}"
                yield Finding(path=(*path, "points_per_unit"), code="rate_not_positive", message=message)
            if not 0 <= rate.minor_digits <= MINOR_DIGITS_MAX:
                message = f"{rate.minor_digits} decimals, at most {MINOR_DIGITS_MAX}"
                yield Finding(path=(*path, "minor_digits"), code="decimals_out_of_range", message=message)


class GradedSignal(Rule):
    """A fact that is worth a fixed number of points by its grade, halved every `half_life_days`."""

    half_life_days: float
    points: Mapping[str, float]

    def findings(self, grades: tuple[str, ...]) -> Iterator[Finding]:
        """Yield what cannot stand, where the facts come in `grades`."""
        yield from _half_life_findings(self.half_life_days)
        for grade in sorted(set(grades) ^ set(self.points)):
            code = "grade_without_points" if grade in grades else "unknown_grade"
            yield Finding(path=("points", grade), code=code, message=f"{code.replace('_', ' ')}: {grade}")


class ScoreChapter(Rule):
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
            for finding in found:
                yield finding.model_copy(update={"path": (signal, *finding.path)})
        if not (self.contract.ends_potential or self.purchase.ends_potential):
            message = "no fact ever ends the class potential"
            yield Finding(path=("purchase", "ends_potential"), code="potential_for_ever", message=message)


def _half_life_findings(days: float) -> Iterator[Finding]:
    if not 0 < days <= HALF_LIFE_DAYS_MAX:
        message = f"a half-life of {days} days, must be over 0 and at most {HALF_LIFE_DAYS_MAX:.0f}"
        yield Finding(path=("half_life_days",), code="half_life_out_of_range", message=message)
