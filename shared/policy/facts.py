"""The words of conditions: which facts a rule of the book may speak of, and of which kind each is.

Every fact has a value for every customer, so that a condition has an answer: days since an act that
never happened count from the capture, and days to a date that nobody knows are `NEVER_DAYS`.
`sections` and `forms` are records by slug; ask `has(sections.x)` first.

Of some words no event tells yet, so each customer has the same value: `territory` is empty, there is no
`forecast_deviation`. `days_to_birthday` counts to the day in the section `birthday`, which needs a consent.
`has_team` is true once somebody said that an obligation to name a team is fulfilled.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shared.policy.names import CLASS_WORDS, EVIDENCE, LIFECYCLE_WORDS
from shared.policy.rule import Text

NEVER_DAYS = 36_500

Kind = Literal["text", "whole", "number", "yes_no", "moment", "texts", "record", "anything"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One word: its kind, what it means in both languages, and how the names are said that it may be."""

    kind: Kind
    title: Text
    words: Mapping[str, Text] = field(default_factory=dict)


Vocabulary = Mapping[str, Fact]


def _fact(kind: Kind, zh: str, en: str, words: Mapping[str, Text] | None = None) -> Fact:
    return Fact(kind, Text(zh=zh, en=en), words or {})


CUSTOMER: Vocabulary = {
    "tier": _fact("text", "客户等级", "class of the customer", CLASS_WORDS),
    "lifecycle": _fact("text", "生命周期阶段", "lifecycle state", LIFECYCLE_WORDS),
    "territory": _fact("text", "地域", "territory"),
    "has_owner": _fact("yes_no", "已有负责人", "somebody owns the customer"),
    "has_team": _fact("yes_no", "已有专业服务团队", "a service team is named"),
    "days_since_capture": _fact("whole", "建档天数", "days since capture"),
    "days_since_contact": _fact("whole", "距上次有效接触天数", "days since the last effective contact"),
    "days_since_visit": _fact("whole", "距上次拜访天数", "days since the last visit"),
    "days_since_purchase": _fact("whole", "距上次购买天数", "days since the last purchase"),
    "days_in_lifecycle": _fact("whole", "当前生命周期天数", "days in this lifecycle state"),
    "days_to_contract_end": _fact("whole", "距合同到期天数", "days until the contract ends"),
    "days_to_birthday": _fact("whole", "距生日天数", "days until the contact's birthday"),
    "purchases": _fact("whole", "购买次数", "number of purchases"),
    "open_complaints": _fact("whole", "未结投诉数", "complaints not yet resolved"),
    "open_obstacles": _fact("whole", "未消除的阻碍因素数", "obstacles not yet removed"),
    "completeness": _fact("whole", "档案完整度", "completeness of the file in percent"),
    "stale_sections": _fact("texts", "过期档案栏目", "sections of the file that are stale"),
    "forecast_deviation": _fact("number", "预测偏差", "deviation from the forecast in percent"),
    "sections": _fact("record", "档案栏目", "the file's sections, by slug"),
    "forms": _fact("record", "评价表结果", "results of the forms last answered, by slug"),
}
"""What an obligation's trigger may speak of."""

BIRTHDAY = ("birthday", "day")
"""The section and its field, `MM-DD`, that `days_to_birthday` counts to."""

SEGMENT: Vocabulary = {
    **{
        name: CUSTOMER[name]
        for name in (
            *("tier", "lifecycle", "has_owner", "days_since_capture", "days_since_contact"),
            *("days_since_purchase", "days_in_lifecycle", "purchases", "open_complaints"),
        )
    },
    "contracts": _fact("whole", "合同数", "number of contracts"),
    "purchases_180_days": _fact("whole", "近 180 天购买次数", "purchases within the last 180 days"),
    "purchases_180_days_before": _fact("whole", "再往前 180 天购买次数", "purchases in the 180 days before"),
}
"""What a segment's condition may speak of: what scoring knows of every customer."""

OPPORTUNITY: Vocabulary = {
    **CUSTOMER,
    "days_in_stage": _fact("whole", "当前阶段天数", "days in this stage"),
    "decision_maker_met": _fact("yes_no", "已会见决策人", "a person who decides was met"),
    "evidence": _fact("texts", "已有凭证", "the evidence at hand", EVIDENCE),
}
"""What a stage's entry and exit may speak of."""

READING: Vocabulary = {"value": _fact("anything", "读取值", "the value of the field that the signal reads")}
"""What a signal's condition may speak of: the field it declares, so that it cannot look at another."""
