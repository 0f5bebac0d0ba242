"""What scoring says: the tier of each customer, with its reasons, and every book of the policy."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from shared.contracts.base import Contract, CustomerFact, Short, Text, UtcTime

TierClass = Literal["potential", "ordinary", "key"]
"""S4-02 重点, S4-03 普通, S4-04 潜在. Letters are labels of the policy (S6-02), never an order."""

Cause = Literal["fact", "decay", "policy", "override", "correction"]
"""A new fact, the passing of time, a policy that took effect, a person's override that began or ended, or
what came late and corrects the rest."""

REASONS_MAX = 100

POLICY_KEY = "policy"
"""The key of everything about the policy: one order for all books."""

CHAPTERS_MAX = 100
AUTHORS_MAX = 100


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


class TierOverridden(CustomerFact):
    """A person set the class, whatever the score, until `until` at the latest (人工调整等级).

    It takes the place of an override before it; another, or its end, may come sooner than `until`.
    """

    TYPE: ClassVar[str] = "tuoke.scoring.tier-overridden"

    tier: TierClass
    reason: Text
    until: UtcTime
    overridden_by: Short
    overridden_at: UtcTime


class TierOverrideEnded(CustomerFact):
    """The override of the class holds no more; without `ended_by` its time was over."""

    TYPE: ClassVar[str] = "tuoke.scoring.tier-override-ended"

    ended_by: Short | None = None
    ended_at: UtcTime


class PolicyAnnounced(Contract):
    """A policy book was approved and holds from `effective_from` on, at least a minute after it was said.

    `replaces` is the book that would hold then without it; of two for the same moment, the one announced
    later holds. Its size is that of an event at most.
    """

    TYPE: ClassVar[str] = "tuoke.scoring.policy-announced"

    version: Short
    replaces: Short
    effective_from: UtcTime
    drafted_by: Annotated[tuple[Short, ...], Field(max_length=AUTHORS_MAX)]
    approved_by: Short
    approved_at: UtcTime
    book: Annotated[
        dict[str, JsonValue],
        Field(
            max_length=CHAPTERS_MAX, description="the whole book, as GET /v1/policy/books/{version} has it"
        ),
    ]

    @property
    def key(self) -> str:
        """The unit of order: the policy."""
        return POLICY_KEY
