"""What people tell of a plan."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, Strict, model_validator

from shared.contracts.base import AMOUNT_MINOR_MAX, Currency, Short, Slug, Text, UtcTime, YesNo
from shared.contracts.inbox import CustomerRef
from shared.contracts.plans import Outcome
from shared.policy.plans import GOALS_MAX, NODES_MAX, PARTS_MAX, POINTS_MAX

Measure = Literal["market_share", "sales", "added_revenue", "customers", "satisfaction"]
Amount = Annotated[
    int,
    Strict(),
    Field(
        ge=0,
        le=AMOUNT_MINOR_MAX,
        description="money in minor units, market_share and satisfaction in hundredths of a percent",
    ),
]
Points = Annotated[dict[Slug, Text], Field(max_length=POINTS_MAX)]

MONEY = frozenset({"sales", "added_revenue"})

PLAN: JsonValue = {
    "kind": "development",
    "title": "华东减速机开发计划",
    "owner": "li.na",
    "parts": {"strategy": {"strategy": "直销", "method": "逐家走访"}},
    "goals": [
        {
            "goal": "sales",
            "measure": "sales",
            "basis": "去年三百万，新增两条产线",
            "ideal": 480_000_000,
            "feasibility": "八成，取决于交期",
            "currency": "CNY",
            "starts_at": "2027-01-01T00:00:00+08:00",
            "ends_at": "2028-01-01T00:00:00+08:00",
        }
    ],
    "nodes": [
        {
            "node": "visits_done",
            "item": "走访前二十家企业",
            "owner": "wang.lei",
            "due_at": "2027-03-31T18:00:00+08:00",
            "goal": "sales",
        }
    ],
}


def _told(example: JsonValue) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class GoalTold(BaseModel):
    """A goal 目标: its basis 依据, its ideal value 理想值, its feasibility 可行性 (S9-09)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    goal: Slug
    measure: Measure
    basis: Text
    ideal: Amount
    feasibility: Text
    currency: Currency | None = None
    starts_at: UtcTime
    ends_at: UtcTime

    @model_validator(mode="after")
    def _stands(self) -> Self:
        if (self.currency is not None) != (self.measure in MONEY):
            raise ValueError("sales and added_revenue name their currency, and no other measure does")
        if self.ends_at <= self.starts_at:
            raise ValueError("a goal ends after it starts")
        return self


class NodeTold(BaseModel):
    """A time node 时间节点: the item, who owes it, by when, and for which goal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: Slug
    item: Short
    owner: Short
    due_at: UtcTime
    goal: Slug | None = None


class ContentTold(BaseModel):
    """What a version says: its owner, its parts by the kind's own names, goals and time nodes."""

    title: Short
    owner: Short
    parts: Annotated[dict[Slug, Points], Field(max_length=PARTS_MAX)] = Field(default_factory=dict)
    goals: Annotated[tuple[GoalTold, ...], Field(max_length=GOALS_MAX)] = ()
    nodes: Annotated[tuple[NodeTold, ...], Field(max_length=NODES_MAX)] = ()

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        goals, nodes = [one.goal for one in self.goals], [one.node for one in self.nodes]
        if twice := [*_twice(goals), *_twice(nodes)]:
            raise ValueError(f"more than one is called {', '.join(twice)}")
        if lost := sorted({one.goal for one in self.nodes if one.goal} - set(goals)):
            raise ValueError(f"time nodes for goals that are not there: {', '.join(lost)}")
        return self


class PlanTold(ContentTold):
    """The first version of a plan of one of the kinds of the policy; what is missing may follow."""

    model_config = _told(PLAN)

    kind: Slug
    customer: CustomerRef | None = None
    target_group: Short | None = None


class RevisionTold(ContentTold):
    """Another version, and why it is needed."""

    model_config = _told({"title": "华东减速机开发计划", "owner": "li.na", "reason": "对手恢复原价"})

    reason: Text


class VersionMeant(BaseModel):
    """The version that was read."""

    model_config = _told({"version": 1})

    version: Annotated[int, Strict(), Field(ge=1)]


class VersionReturned(VersionMeant):
    """The version that was read, and what it lacks."""

    model_config = _told({"version": 1, "reason": "资源配置未写明财力"})

    reason: Text


class NodeProof(BaseModel):
    """What shows that a time node was reached; `ref` is how another system names it."""

    model_config = _told({"evidence": "二十家走访记录已齐", "ref": "V-2026-118"})

    evidence: Text
    ref: Short | None = None


class Measured(BaseModel):
    """How much of a goal is there, in all, and what shows it; without a time, now."""

    model_config = _told({"value": 310_000_000, "evidence": "财务报表九月"})

    value: Amount
    evidence: Text
    measured_at: UtcTime | None = None


class Review(BaseModel):
    """Market information as gathered and as analysed, and whether the plan is to be revised (S3-05)."""

    model_config = _told({"information": "两家外资恢复原价", "analysis": "可提高目标", "revise": True})

    information: Text
    analysis: Text
    revise: YesNo


class End(BaseModel):
    """How it ended, and why."""

    model_config = _told({"outcome": "completed", "reason": "目标已达成"})

    outcome: Outcome
    reason: Text


def _twice(names: list[str]) -> Iterator[str]:
    yield from (name for name, times in Counter(names).items() if times > 1)
