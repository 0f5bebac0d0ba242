"""The chapter on functions: who answers for development, relationships and satisfaction (S3-01)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import Label
from shared.policy.names import ROLE_WORDS, Role, unequal_names
from shared.policy.rule import Chapter, Finding, Rule, Text

FUNCTIONS: Mapping[str, Text] = {
    "development": Text(zh="客户开发", en="customer development"),
    "relationship": Text(zh="客户关系维护", en="relationship maintenance"),
    "satisfaction": Text(zh="客户满意度调查", en="satisfaction survey"),
}
"""The three functions of S3-01; plans, obligations and surveys each belong to one."""


class Function(Rule):
    """One function: which role answers for it, and for what."""

    responsible: Annotated[Role, Label("负责岗位", "answered for by", words=ROLE_WORDS, by_people=True)]
    duty: Annotated[Text, Label("职责", "duty", by_people=True)]


class FunctionChapter(Chapter):
    """All three functions, each with somebody who answers for it."""

    functions: Mapping[str, Function]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        words = ("function", "负责岗位", "one who is responsible")
        yield from unequal_names(("functions",), FUNCTIONS, self.functions, words)
