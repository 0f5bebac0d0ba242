"""What a value of the book is called, in which unit it is told, and between which bounds it may lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.policy.facts import Vocabulary
from shared.policy.rule import Text


@dataclass(frozen=True, slots=True)
class Unit:
    """How an amount is told: after the number, in both languages."""

    zh: str
    one: str
    many: str


DAYS = Unit("天", "day", "days")
HOURS = Unit("小时", "hour", "hours")
MONTHS = Unit("个月", "month", "months")
YEARS = Unit("年", "year", "years")
PERCENT = Unit("%", "%", "%")
POINTS = Unit("分", "point", "points")
TIMES = Unit("次", "time", "times")
CUSTOMERS = Unit("个客户", "customer", "customers")


ANY: Final = "*"
"""Any name at this part of a path."""

FORMS: Final = ("forms", "forms")
LADDER: Final = ("obligations", "ladder")
MATTERS: Final = ("matters", "kinds")
SECTIONS: Final = ("sections", "sections")
"""Where rules stand that values of other chapters name."""


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a value, given in its field's annotation; printing, comparing and checking read it.

    `en` may place the rule's title by `{of}`. Numbers lie between `least` and `most`, both included.
    `words` tell values that are names, and `keys` the names under which values stand. `by_people`: no service
    executes the value, so the printed book says that people keep it; a house test holds that this is so.
    `named_in`: the path of the rules that the value names. `speaks`: it is a condition over these facts.
    """

    zh: str
    en: str
    unit: Unit | None = None
    least: float | None = None
    most: float | None = None
    words: Mapping[str, Text] | None = None
    keys: Mapping[str, Text] | None = None
    by_people: bool = False
    named_in: tuple[str, ...] | None = None
    speaks: Vocabulary | None = None
