"""What leads says of opportunities, for tests of who hears it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.opportunities import (
    OpportunityFact,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityReopened,
    OpportunityWon,
)
from tests.scoring.facts import day
from tests.scoring.sayings import ID

STAGES = ("mining", "screening", "contact")
EXPECTED = timedelta(days=10)


def at_stage(
    contract: type[OpportunityFact], opportunity: UUID, stage: str, customer: UUID = ID, **fields: Any
) -> OpportunityFact:
    """A fact about an opportunity of the customer, which is in that stage."""
    said = {
        "customer_id": customer,
        "opportunity_id": opportunity,
        "pipeline": "development",
        "pipeline_title": {"zh": "客户开发流程", "en": "Customer development"},
        "stage": stage,
        "stage_number": STAGES.index(stage) + 1,
        "stage_title": {"zh": f"{stage} 环节", "en": stage},
        "policy_version": "default-1",
        "passed": (),
        "proved_by": (),
    }
    return contract.model_validate(said | fields)


def left(stage: str, since: datetime, at: datetime) -> dict[str, Any]:
    """The stage that it was in from one time to the other."""
    days = (at - since) / timedelta(days=1)
    return {
        "stage": stage,
        "entered_at": since,
        "days": days,
        "expected_days": 10,
        "late": since + EXPECTED < at,
    }


def opened(opportunity: UUID, at: datetime, customer: UUID = ID) -> OpportunityFact:
    return at_stage(
        *(OpportunityOpened, opportunity, "mining", customer),
        title="二期",
        expected_by=at + EXPECTED,
        opened_by="li",
        opened_at=at,
    )


def moved(  # noqa: PLR0913, PLR0917 -- a step is all of these
    opportunity: UUID,
    before: str,
    after: str,
    since: datetime,
    at: datetime,
    customer: UUID = ID,
    **told: Any,
) -> OpportunityFact:
    step = {"left": left(before, since, at), "forward": True, "moved_by": "li", "moved_at": at}
    return at_stage(
        OpportunityMoved, opportunity, after, customer, **{**step, "expected_by": at + EXPECTED, **told}
    )


def won(opportunity: UUID, stage: str, since: datetime, at: datetime, **told: Any) -> OpportunityFact:
    end = {"left": left(stage, since, at), "won_by": "li", "won_at": at}
    return at_stage(OpportunityWon, opportunity, stage, **{**end, **told})


def lost(
    opportunity: UUID, stage: str, since: datetime, at: datetime, customer: UUID = ID
) -> OpportunityFact:
    end = {"left": left(stage, since, at), "reason": "太贵", "lost_by": "li", "lost_at": at}
    return at_stage(OpportunityLost, opportunity, stage, customer, **end)


def goes_on(opportunity: UUID, stage: str, at: datetime) -> OpportunityFact:
    again: dict[str, Any] = {"before": "lost", "reason": "再谈", "reopened_by": "li", "reopened_at": at}
    return at_stage(OpportunityReopened, opportunity, stage, **again, expected_by=at + EXPECTED)


def stage_story(customer: UUID = ID, at: datetime | None = None) -> list[OpportunityFact]:
    """An opportunity is opened, found worth a screening after five days, and lost after another twenty."""
    one, begun = uuid5(customer, "opportunity"), at or day(10)
    screened = begun + timedelta(days=5)
    return [
        opened(one, begun, customer),
        moved(one, "mining", "screening", begun, screened, customer),
        lost(one, "screening", screened, begun + timedelta(days=25), customer),
    ]
