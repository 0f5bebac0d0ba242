"""The closed lists of names that chapters use, and how each is said."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from shared.policy.rule import Finding, Text, finding

TierClass = Literal["potential", "ordinary", "key"]
"""S4-04 潜在, S4-03 普通, S4-02 重点, from below."""

Lifecycle = Literal["potential", "intending", "signed"]
"""S5-03 潜在 → 意向 → 签约."""

Role = Literal["salesperson", "after_sales", "supervisor", "manager"]
"""Who answers for something in the company."""

Party = Literal["owner", "salesperson", "after_sales", "supervisor", "manager"]
"""Who is told: the customer's owner, or everybody of a role."""

TIER_CLASSES: tuple[TierClass, ...] = get_args(TierClass)
LIFECYCLES: tuple[Lifecycle, ...] = get_args(Lifecycle)

CLASS_WORDS: Mapping[str, Text] = {
    "potential": Text(zh="潜在客户", en="potential customers"),
    "ordinary": Text(zh="普通客户", en="ordinary customers"),
    "key": Text(zh="重点客户", en="key customers"),
}
ROLE_WORDS: Mapping[str, Text] = {
    "owner": Text(zh="客户负责人", en="the customer's owner"),
    "salesperson": Text(zh="销售人员", en="salespeople"),
    "after_sales": Text(zh="售后服务人员", en="after-sales staff"),
    "supervisor": Text(zh="销售主管", en="the sales supervisor"),
    "manager": Text(zh="公司领导", en="the management"),
}
LIFECYCLE_WORDS: Mapping[str, Text] = {
    "potential": Text(zh="潜在", en="potential"),
    "intending": Text(zh="意向", en="intending"),
    "signed": Text(zh="签约", en="signed"),
}
EVIDENCE: Mapping[str, Text] = {
    "source_recorded": Text(zh="客户来源", en="source of the lead"),
    "grading_recorded": Text(zh="客户分级", en="grading"),
    "contact_logged": Text(zh="接触记录", en="logged contact"),
    "visit_logged": Text(zh="拜访记录", en="logged visit"),
    "needs_recorded": Text(zh="需求记录", en="recorded needs"),
    "proposal_recorded": Text(zh="方案", en="proposal"),
    "terms_recorded": Text(zh="谈判结果", en="agreed terms"),
    "contract_signed": Text(zh="已签合同", en="signed contract"),
    "delivery_recorded": Text(zh="交付记录", en="recorded delivery"),
    "survey_answered": Text(zh="满意度调查结果", en="answered survey"),
    "evaluation_recorded": Text(zh="总结评价", en="recorded evaluation"),
    "file_complete": Text(zh="完整的客户档案", en="complete file"),
}
"""What can prove that a stage is done; every kind is a recorded fact."""
YES_NO: Mapping[bool, Text] = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}
NOTHING = Text(zh="无", en="none")


def unequal_names(
    path: tuple[str, ...], needed: Iterable[str], given: Iterable[str], what: tuple[str, str, str]
) -> Iterator[Finding]:
    """Yield a finding for each needed name without an entry and each entry that nothing needs.

    `what` is the word of the code, then what is missing in Chinese and in English.
    """
    word, zh, en = what
    wanted, there = set(needed), set(given)
    for name in sorted(wanted - there):
        yield finding((*path, name), f"{word}_missing", f"{name} 没有{zh}", f"no {en} for {name}")
    for name in sorted(there - wanted):
        yield finding((*path, name), f"{word}_unknown", f"未知的名称 {name}", f"unknown name {name}")


def cycle(start: str, following: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the names on the way from `start` back to a name already met, or nothing."""
    met: list[str] = []
    name: str | None = start
    while name is not None and name in following:
        if name in met:
            return (*met[met.index(name) :], name)
        met.append(name)
        name = following[name]
    return ()
