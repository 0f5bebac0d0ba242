"""The service chapter: standards written down, and how each is checked (S3-11, S6-06)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from shared.policy.label import Label
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding

CHECKS: Mapping[str, Text] = {
    "inspection": Text(zh="监督检查", en="inspection"),
    "survey": Text(zh="满意度调查", en="satisfaction survey"),
    "clock": Text(zh="时限记录", en="clocks"),
}


class ServiceStandard(Rule):
    """What a customer may expect. Those checked by inspection are the inspector's checklist."""

    requirement: Annotated[Text, Label("要求", "requirement", by_people=True)]
    checked_by: Annotated[
        Literal["inspection", "survey", "clock"],
        Label("检查方式", "checked by", words=CHECKS, by_people=True),
    ]


class ServiceChapter(Chapter):
    """The company's service standards by slug."""

    standards: Mapping[Slug, ServiceStandard]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: an inspection without anything to look at."""
        if not any(standard.checked_by == "inspection" for standard in self.standards.values()):
            zh, en = "没有任何标准由监督检查核对", "no standard is left for inspections to check"
            yield finding(("standards",), "nothing_to_inspect", zh, en)
