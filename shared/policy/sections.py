"""The chapter of the company's own sections 档案栏目: declared as JSON Schema, in use without a release."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import JsonValue

from shared.policy.json_schema import schema_findings
from shared.policy.label import DAYS, SECTIONS, Label
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding

SECTIONS_MAX = 50
STALE_DAYS_MAX = 3_650
WEIGHT_MAX = 100
BUSINESS = "business"
BUSINESS_WORDS: Mapping[str, Text] = {BUSINESS: Text(zh="业务往来", en="business")}

BUILT_IN: Mapping[str, Text] = {
    "basic_profile": Text(zh="基本资料", en="Basic profile"),
    "birthday": Text(zh="生日", en="Birthday"),
    "company_dossier": Text(zh="企业档案", en="Company dossier"),
    "dealer_basics": Text(zh="经销商调查方式", en="How a dealer was surveyed"),
    "dealer_finances": Text(zh="经销商财务状况", en="A dealer's finances"),
    "dealer_operations": Text(zh="经销商经营情况", en="A dealer's operations"),
    "dealer_reputation": Text(zh="经销商口碑", en="A dealer's reputation"),
    "dealer_risks": Text(zh="经销商风险", en="Risks of a dealer"),
    "dealer_survey": Text(zh="经销商基本情况调查表", en="Survey of a dealer"),
    "dealer_users": Text(zh="经销商与用户", en="A dealer and its users"),
    "needs": Text(zh="需求与问题", en="Needs and problems"),
    "person_dossier": Text(zh="个人档案", en="Person dossier"),
    "person_survey": Text(zh="个人情况调查", en="Person survey"),
    "store_intelligence": Text(zh="店情", en="Store intelligence"),
}
"""Sections that every file has; an own one of such a name would never be seen."""


class OwnSection(Rule):
    """What is known about a customer under one heading; the latest answer holds, history is kept.

    `purpose` is business, or names the consent that the customer must have given (S4-10).
    `personal`: about a person beyond the business, so never a source of points by itself (S9-01, S11-05).
    """

    document: Annotated[Mapping[str, JsonValue], Label("字段（JSON Schema）", "fields (JSON Schema)")]
    purpose: Annotated[
        Slug,
        Label("用途或所需同意", "purpose, or the consent it needs", words=BUSINESS_WORDS, named_in=SECTIONS),
    ] = BUSINESS
    stale_after_days: Annotated[int, Label("复核期限", "stale after", DAYS, 1, STALE_DAYS_MAX)]
    weight: Annotated[int, Label("完整度权重", "weight in completeness", None, 0, WEIGHT_MAX)]
    personal: Annotated[bool, Label("个人敏感信息", "personal and sensitive")] = False

    @property
    def fields(self) -> frozenset[str]:
        """Return the names of the declared fields."""
        declared = self.document.get("properties")
        return frozenset(declared) if isinstance(declared, Mapping) else frozenset()

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        yield from schema_findings(self.document, ("document",))
        if self.personal and self.purpose == BUSINESS:
            zh, en = "个人敏感信息须有专门同意", "personal data needs a consent of its own"
            yield finding(("purpose",), "personal_without_consent", zh, en)


class SectionChapter(Chapter):
    """The company's own sections by slug."""

    sections: Mapping[Slug, OwnSection]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if len(self.sections) > SECTIONS_MAX:
            zh, en = f"自定义栏目最多 {SECTIONS_MAX} 个", f"more than {SECTIONS_MAX} sections"
            yield finding(("sections",), "too_many_sections", zh, en)
        for slug, section in self.sections.items():
            for found in section.findings():
                yield found.under("sections", slug)


def taken_names(chapter: SectionChapter) -> Iterator[Finding]:
    """Yield each own section that a draft calls like one which every file has.

    Asked of drafts alone: a book in force may be older than the built-in section.
    """
    for slug in sorted(chapter.sections.keys() & BUILT_IN.keys()):
        zh, en = f"{slug} 是系统自带栏目的名称", f"every file has a section called {slug}"
        yield finding(("sections", "sections", slug), "section_name_taken", zh, en)
