"""One opportunity as it stands now, with its stage's standard and what the next stage still asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.opportunity.decide import Opportunity, Way, asked_until, standing
from services.leads.opportunity.decide.commands import Asked
from services.leads.opportunity.published import publish
from services.leads.opportunity.use_cases import Told
from shared.contracts.opportunities import Asking, Ending
from shared.policy.pipelines import Pipeline
from shared.policy.rule import Text

HISTORY_MAX = 200
"""Facts that are shown, the newest: more than a person reads."""


class StageView(BaseModel):
    """The standard of a stage by the book in force: how it is managed, assessed, entered and left (S7-01)."""

    stage: str
    title: Text
    source: str
    management: Text | None
    assessment: Text | None
    entry: str | None
    exit: str | None
    evidence: list[str]
    form: str | None
    expected_days: int | None


class AskedView(BaseModel):
    """One thing that is asked on the way to the next stage, whether it is there, and what shows it."""

    stage: str
    asked: Asking
    name: str
    words: Text
    met: bool
    event_id: UUID | None


class NextView(BaseModel):
    """The next stage, null behind the last, where it is won; and all that is asked on the way there."""

    stage: str | None
    ready: bool
    asked: list[AskedView]


class FactView(BaseModel):
    """One of its facts, as it was published."""

    event_id: UUID
    type: str
    at: datetime
    data: dict[str, Any]


class OpportunityView(BaseModel):
    """Where the opportunity stands, since when, by which standard, and how it came there."""

    opportunity_id: UUID
    customer_id: UUID
    version: int
    title: str
    pipeline: str
    pipeline_title: Text
    stage: str
    stage_title: Text
    policy_version: str = Field(description="The book in force; it says what is asked from now on")
    entered_under: str = Field(description="The book under which it entered its stage")
    opened_at: datetime
    entered_at: datetime
    expected_by: datetime | None
    overdue: bool
    ended: Ending | None
    standard: StageView | None = Field(description="Null if the book in force has no such stage any more")
    next: NextView | None = Field(description="Null once it ended, or if the book has no such pipeline")
    history: list[FactView]


def opportunity_view(told: Told, pipeline: Pipeline | None, way: Way) -> OpportunityView:
    """Return what is shown of the opportunity by the book in force."""
    opportunity = told.opportunity
    named, place = opportunity.named, opportunity.place
    return OpportunityView(
        opportunity_id=named.opportunity_id,
        customer_id=named.customer_id,
        version=told.version,
        title=opportunity.opened.title,
        pipeline=named.pipeline,
        pipeline_title=Text(zh=named.title_zh, en=named.title_en),
        stage=place.stage,
        stage_title=Text(zh=place.title_zh, en=place.title_en),
        policy_version=way.policy_version,
        entered_under=opportunity.policy_version,
        opened_at=opportunity.opened.occurred_at,
        entered_at=opportunity.entered_at,
        expected_by=place.expected_by,
        overdue=opportunity.overdue,
        ended=opportunity.ended,
        standard=_standard(pipeline, place.stage),
        next=_next(opportunity, way),
        history=_history(told),
    )


def _standard(pipeline: Pipeline | None, name: str) -> StageView | None:
    stage = pipeline.stages.get(name) if pipeline is not None else None
    if stage is None:
        return None
    return StageView(
        stage=name,
        title=stage.title,
        source=stage.source,
        management=stage.management,
        assessment=stage.assessment,
        entry=stage.entry,
        exit=stage.exit,
        evidence=list(stage.evidence),
        form=stage.form,
        expected_days=stage.expected_days,
    )


def _next(opportunity: Opportunity, way: Way) -> NextView | None:
    if opportunity.ended is not None or not way.stages:
        return None
    place = standing(opportunity, way) + 1
    asked = asked_until(opportunity, way, place)
    name = way.stages[place].name if place < len(way.stages) else None
    return NextView(stage=name, ready=all(one.met for one in asked), asked=[_asked(one) for one in asked])


def _asked(one: Asked) -> AskedView:
    return AskedView(
        stage=one.stage,
        asked=one.asked,
        name=one.name,
        words=Text(zh=one.zh, en=one.en),
        met=one.met,
        event_id=one.event_id,
    )


def _history(told: Told) -> list[FactView]:
    views = []
    for event_id, fact in told.facts[-HISTORY_MAX:]:
        said = publish(fact)
        data = said.model_dump(mode="json")
        views.append(FactView(event_id=event_id, type=said.TYPE, at=fact.occurred_at, data=data))
    return views
