"""The policy's evaluation over HTTP (S6-15): recorded, and read with its past."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, model_validator

from services.scoring.evaluation.decide import Clock
from services.scoring.evaluation.events import Outcome, PolicyEvaluated
from services.scoring.evaluation.use_cases import Evaluations
from services.scoring.roles import DRAFTERS, SOURCE
from shared.contracts.base import Text
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Drafter = Annotated[Request, Depends(request_of(*DRAFTERS))]

KEPT: JsonValue = {"outcome": "kept", "findings": "一年来投诉下降，各项间隔合适"}


class EvaluationTold(BaseModel):
    """What the evaluation found: the policy is kept, or a draft is to change it."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [KEPT]})

    outcome: Outcome
    findings: Text
    draft_id: UUID | None = None

    @model_validator(mode="after")
    def _draft_with_a_change(self) -> Self:
        if (self.outcome == "change_drafted") != (self.draft_id is not None):
            raise ValueError("a change is named by its `draft_id`, and nothing else has one")
        return self


class EvaluationNamed(BaseModel):
    """The book that was evaluated, and when it is due again."""

    policy_version: str
    due_at: AwareDatetime


class EvaluationItem(BaseModel):
    """An evaluation that took place."""

    policy_version: str
    outcome: Outcome
    draft: str | None = Field(description="Address of the draft that is to change the policy")
    findings: str
    evaluated_by: str
    evaluated_at: datetime


class ClockView(BaseModel):
    """When the policy is to be evaluated, whether that is overdue, and what came of it last."""

    due_at: datetime
    remind_at: datetime
    overdue: bool
    last: EvaluationItem | None


def evaluation_router(evaluations: Evaluations) -> APIRouter:
    """Return the routes of the policy's evaluation."""
    router = APIRouter(prefix="/v1", tags=["policy"])

    @router.post("/policy/evaluations", status_code=201)
    async def record_evaluation(
        told: EvaluationTold, request: Drafter, response: Response
    ) -> EvaluationNamed:
        """Record that the policy in force was evaluated; it is due again one interval from now (S6-15)."""
        appended = await evaluations.evaluate(told.outcome, told.draft_id, told.findings, request)
        written(response, appended, SOURCE)
        return EvaluationNamed.model_validate_json(appended.answer)

    @router.get("/policy/evaluations", dependencies=[Depends(requires())])
    async def list_evaluations(
        page: Annotated[PageRequest, Depends(page_request)],
    ) -> Page[EvaluationItem]:
        """List every evaluation of the policy, the newest first."""
        known = await evaluations.read()
        past = list(enumerate(known.evaluations if known else ()))
        before = int(page.after[0] or 0) if page.after else len(past)
        rows = past[:before][::-1][: page.rows]
        return page.page(rows, lambda row: (row[0],), lambda row: evaluation_item(row[1]))

    return router


def evaluation_item(evaluated: PolicyEvaluated) -> EvaluationItem:
    """Return the evaluation for people."""
    draft_id = evaluated.draft_id
    return EvaluationItem(
        policy_version=evaluated.policy_version,
        outcome=evaluated.outcome,
        draft=f"/v1/policy/drafts/{draft_id}" if draft_id else None,
        findings=evaluated.findings,
        evaluated_by=evaluated.evaluated_by,
        evaluated_at=evaluated.occurred_at,
    )


def clock_view(known: Clock | None, now: datetime) -> ClockView | None:
    """Return the running clock, or None before the service first ran."""
    if known is None:
        return None
    scheduled = known.scheduled
    return ClockView(
        due_at=scheduled.due_at,
        remind_at=scheduled.remind_at,
        overdue=scheduled.due_at <= now,
        last=evaluation_item(known.evaluations[-1]) if known.evaluations else None,
    )
