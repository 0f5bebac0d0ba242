"""S4-06 生日: on which day somebody is remembered, without a year, only if they consented to that."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ConfigDict, JsonValue, StringConstraints

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

LEAP_YEAR = 2000
"""It has every day that a year can have."""

EXAMPLE: JsonValue = {"day": "03-15", "whose": "采购总监"}


def _of_the_calendar(told: str) -> str:
    month, day = map(int, told.split("-"))
    date(LEAP_YEAR, month, day)
    return told


MonthAndDay = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$"), AfterValidator(_of_the_calendar)]
"""A day of the calendar, such as `03-15`. How old somebody is, is nobody's business."""


class Birthday(Section):
    """The day, which the policy's birthday care reads, and whose it is, which only people read."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="birthday",
        version=1,
        title=Title(zh="生日", en="Birthday"),
        clauses=("S4-06",),
        purpose="birthday_care",
        # A file is complete without it: nobody is to be asked for the sake of a number.
        weight=0,
    )

    day: MonthAndDay | None = labelled("月日", "Month and day", masked=True)
    whose: Text | None = labelled("寿星", "Whose", masked=True)
