"""What visits says of planned contacts: prepared, begun, missed or called off (S9-04, S11-15 to S11-17)."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import CustomerFact, Short, Slug, Text, UtcTime
from shared.contracts.inbox import LIST_ITEMS_MAX, CustomerRef, Incoming, Names
from shared.contracts.visits import Channel

Timing = Literal["preferred", "busy"]
"""What the policy says of the time: good for a visit, or one at which customers are busy (S11-17)."""

Outline = Annotated[tuple[Text, ...], Field(max_length=LIST_ITEMS_MAX)]
"""The points to talk of, in their order."""


class PlannedContactFact(CustomerFact):
    """A fact about one planned contact, with who is to be met, by whom, how and when."""

    planned_id: UUID
    channel: Channel
    kind: Slug | None = None
    salesperson: Short
    starts_at: UtcTime
    timing: Timing | None = None
    policy_version: Short


class ContactReadiness(PlannedContactFact):
    """What is ready: the outline, the materials taken along and those to be shown, and what is `missing`.

    `missing` are materials that the policy asks for, and `outline`; with any, the contact does not begin.
    """

    outline: tuple[Text, ...]
    taken: tuple[Slug, ...]
    shows: tuple[Slug, ...]
    missing: tuple[Slug, ...]


class ContactPlanned(ContactReadiness):
    """A contact is planned; it is missed if it has not begun by `missed_at`."""

    TYPE: ClassVar[str] = "tuoke.visits.contact-planned"

    missed_at: UtcTime
    planned_by: Short
    planned_at: UtcTime


class ContactPrepared(ContactReadiness):
    """It is prepared so, whatever was ready before."""

    TYPE: ClassVar[str] = "tuoke.visits.contact-prepared"

    prepared_by: Short
    prepared_at: UtcTime


class ContactBegun(PlannedContactFact):
    """Somebody is with the customer, prepared as the policy asks."""

    TYPE: ClassVar[str] = "tuoke.visits.contact-begun"

    begun_by: Short
    begun_at: UtcTime


class ContactMissed(PlannedContactFact):
    """It did not begin in time; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "tuoke.visits.contact-missed"

    missed_at: UtcTime
    noticed_at: UtcTime


class ContactCalledOff(PlannedContactFact):
    """It will not take place, for a reason."""

    TYPE: ClassVar[str] = "tuoke.visits.contact-called-off"

    reason: Text
    called_off_by: Short
    called_off_at: UtcTime


class Preparation(BaseModel):
    """What is ready for a contact: the points to talk of, the briefcase, and what is to be shown of it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"outline": ["近况", "样品", "下一步"], "taken": ["samples"]}]},
    )

    outline: Outline = ()
    taken: Names = ()
    shows: Names = ()


class PlanContact(Incoming):
    """Somebody of us will meet a customer; `rain`: rain is expected then, which leaves customers idle."""

    TYPE: ClassVar[str] = "tuoke.visits.inbox.plan-contact"

    customer: CustomerRef
    channel: Channel = "visit"
    kind: Slug | None = None
    salesperson: Short
    starts_at: UtcTime
    rain: bool | None = None
    outline: Outline | None = None
    taken: Names | None = None
    shows: Names | None = None
