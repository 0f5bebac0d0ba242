"""S11-17 拜访时间: when the customer is busy with their own business, and so is not to be visited."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

BUSY_MAX = 20
EXAMPLE: JsonValue = {"busy": [{"days": "free", "from_hour": 9, "to_hour": 12}], "note": "周末上午店里最忙"}

Days = Literal["any", "working", "free"]


class BusyHours(BaseModel):
    """Hours of a day in the company's time zone, from `from_hour` until before `to_hour`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Days = "any"
    from_hour: Annotated[int, Field(ge=0, le=23)]
    to_hour: Annotated[int, Field(ge=1, le=24)]


class VisitingHours(Section):
    """When the customer is busy; a visit is not planned for such a time."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="visiting_hours",
        version=1,
        title=Title(zh="拜访时间", en="Visiting hours"),
        clauses=("S11-17",),
        purpose="business",
        # Nobody has to tell it, and completeness counts what every file has.
        weight=0,
    )

    busy: tuple[BusyHours, ...] = labelled("繁忙时间", "Busy hours", default=(), max_length=BUSY_MAX)
    note: Text | None = labelled("备注", "Note")
