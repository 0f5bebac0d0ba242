"""What scoring says: the tier of each customer, with its reasons."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import CustomerFact, Short, UtcTime

TierClass = Literal["potential", "ordinary", "key"]
"""S4-02 重点, S4-03 普通, S4-04 潜在. Letters are labels of the policy (S6-02), never an order."""

Cause = Literal["fact", "decay", "correction"]
"""A new fact, the passing of time, or a fact that came late and changed what had been said."""

REASONS_MAX = 100


class Reason(BaseModel):
    """One event's part in the score, decayed to the time of the change."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event_id: Short
    type: Short
    signal: Short
    points: float
    occurred_at: UtcTime


class Rest(BaseModel):
    """The parts too many to list: how many, and their sum."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    count: Annotated[int, Field(ge=0)]
    points: float


class Next(BaseModel):
    """The nearest class above, and the points that are missing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tier: TierClass
    distance: float


class TierChanged(CustomerFact):
    """A customer's class changed; the points of `reasons` and `rest` sum to `score`."""

    TYPE: ClassVar[str] = "tuoke.scoring.tier-changed"

    before: TierClass
    after: TierClass
    letter_before: Short
    letter_after: Short
    score: float
    changed_at: UtcTime
    cause: Cause
    policy_version: Short
    reasons: Annotated[tuple[Reason, ...], Field(max_length=REASONS_MAX)]
    rest: Rest
    next: Next | None = None
    crossing_at: UtcTime | None = Field(
        default=None, description="when the class falls if nothing more happens"
    )
