"""What leads says of opportunities 商机: which stage of which pipeline each is in, and what proved its steps.

Every fact names the book under which it became true. A step forward cites what the stages asked and what
was found: `proved_by` has a condition with the expression that held, and an evidence or a form with the
event that shows it.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import CustomerFact, ExternalRef, Short, Slug, Text, UtcTime, YesNo
from shared.contracts.inbox import CustomerRef, Incoming
from shared.contracts.visits import InWords

Ending = Literal["won", "lost"]

Asking = Literal["entry", "exit", "evidence", "form"]
"""What a stage of the policy asks: conditions to enter and to leave it, evidence, a form filled in."""

OwnEvidence = Literal["proposal_recorded", "terms_recorded", "delivery_recorded", "decision_maker_met"]
"""What no other fact shows: a proposal 方案, agreed terms 谈判结果, a delivery 交付, who decides was met."""


class Proof(BaseModel):
    """One thing that a stage asked: a condition, an evidence or a form, and the event that shows it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Slug
    asked: Asking
    name: Text
    event_id: UUID | None = Field(
        default=None, description="null for a condition, which many facts make true"
    )


class StageLeft(BaseModel):
    """The stage that it was in, and how long that took beside what the policy expected at its entry."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Slug
    entered_at: UtcTime
    days: Annotated[float, Field(ge=0, description="24 hours each, to two places")]
    expected_days: int | None = None
    late: YesNo


class OpportunityFact(CustomerFact):
    """A fact about one opportunity, with the stage that it is in after it, by the book of its entry there."""

    opportunity_id: UUID
    pipeline: Slug
    pipeline_title: InWords
    stage: Slug
    stage_number: Annotated[int, Field(ge=1, description="place of the stage in its pipeline")]
    stage_title: InWords
    policy_version: Short


class OpportunityOpened(OpportunityFact):
    """An opportunity entered the first stage of a pipeline; it should leave that by `expected_by`."""

    TYPE: ClassVar[str] = "tuoke.leads.opportunity-opened"

    title: Short
    proved_by: tuple[Proof, ...]
    expected_by: UtcTime | None = None
    opened_by: Short
    opened_at: UtcTime


class OpportunityMoved(OpportunityFact):
    """It is in another stage; `passed` were between, and everything that they ask was at hand (S7-10)."""

    TYPE: ClassVar[str] = "tuoke.leads.opportunity-moved"

    left: StageLeft
    passed: tuple[Slug, ...]
    forward: YesNo
    reason: Text | None = None
    proved_by: tuple[Proof, ...]
    expected_by: UtcTime | None = None
    moved_by: Short
    moved_at: UtcTime


class OpportunityEvidenced(OpportunityFact):
    """Something that proves a stage is on record: a proposal, terms, a delivery, who decides was met."""

    TYPE: ClassVar[str] = "tuoke.leads.opportunity-evidenced"

    evidence: OwnEvidence
    text: Text
    ref: Short | None = None
    recorded_by: Short
    recorded_at: UtcTime


class OpportunityWon(OpportunityFact):
    """It left the last stage: all that its pipeline asks was at hand."""

    TYPE: ClassVar[str] = "tuoke.leads.opportunity-won"

    left: StageLeft
    passed: tuple[Slug, ...]
    proved_by: tuple[Proof, ...]
    won_by: Short
    won_at: UtcTime


class OpportunityLost(OpportunityFact):
    """It was given up in this stage, or lost to somebody."""

    TYPE: ClassVar[str] = "tuoke.leads.opportunity-lost"

    left: StageLeft
    reason: Text
    lost_by: Short
    lost_at: UtcTime


class OpportunityReopened(OpportunityFact):
    """It goes on in the stage in which it ended; the time of that stage begins anew."""

    TYPE: ClassVar[str] = "tuoke.leads.opportunity-reopened"

    before: Ending
    reason: Text
    expected_by: UtcTime | None = None
    reopened_by: Short
    reopened_at: UtcTime


class OpportunityOverdue(OpportunityFact):
    """It is longer in its stage than the policy expected at its entry; said once for each entry."""

    TYPE: ClassVar[str] = "tuoke.leads.opportunity-overdue"

    entered_at: UtcTime
    expected_days: int
    overdue_at: UtcTime
    noticed_at: UtcTime


class OpenOpportunity(Incoming):
    """A customer may buy: the opportunity starts in the first stage of a pipeline of the policy in force.

    What happened with the customer from `opened_at` on counts for it; without a time, from now on.
    """

    TYPE: ClassVar[str] = "tuoke.leads.inbox.open-opportunity"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    pipeline: Slug
    title: Short
    opened_at: UtcTime | None = None
