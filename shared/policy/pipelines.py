"""The chapter of pipelines 阶段: the stages of an opportunity with their standards (S7-01, S7-10, S11-14)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.condition import refusals
from shared.policy.facts import OPPORTUNITY
from shared.policy.label import DAYS, FORMS, Label
from shared.policy.names import EVIDENCE
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding

PIPELINES_MAX = 20
STAGES_MAX = 30
EXPECTED_DAYS_MAX = 1_100


class Stage(Rule):
    """One stage: the management standard, how it is assessed, and what lets a deal in and out.

    A condition or a text that is not given asks for nothing: where the policy is silent, so are we.
    """

    management: Annotated[Text | None, Label("管理标准", "management standard")] = None
    assessment: Annotated[Text | None, Label("考核标准", "assessment standard")] = None
    entry: Annotated[str | None, Label("进入条件", "entered when", speaks=OPPORTUNITY)] = None
    exit: Annotated[str | None, Label("离开条件", "left when", speaks=OPPORTUNITY)] = None
    evidence: Annotated[tuple[str, ...], Label("凭证", "evidence", words=EVIDENCE)] = ()
    expected_days: Annotated[
        int | None, Label("预期时长", "expected to take", DAYS, 1, EXPECTED_DAYS_MAX)
    ] = None
    form: Annotated[Slug | None, Label("评价表", "form", named_in=FORMS)] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        yield from refusals(("entry",), self.entry, OPPORTUNITY)
        yield from refusals(("exit",), self.exit, OPPORTUNITY)
        for name in sorted(set(self.evidence) - set(EVIDENCE)):
            yield finding(("evidence",), "evidence_unknown", f"未知的凭证 {name}", f"unknown evidence {name}")


class Pipeline(Rule):
    """The stages in their order."""

    stages: Mapping[Slug, Stage]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if not 1 <= len(self.stages) <= STAGES_MAX:
            zh, en = f"须有 1 至 {STAGES_MAX} 个阶段", f"needs 1 to {STAGES_MAX} stages"
            yield finding(("stages",), "pipeline_size", zh, en)
        for slug, stage in self.stages.items():
            for found in stage.findings():
                yield found.under("stages", slug)


class PipelineChapter(Chapter):
    """All pipelines by slug; an opportunity follows one of them."""

    pipelines: Mapping[Slug, Pipeline]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if not 1 <= len(self.pipelines) <= PIPELINES_MAX:
            zh, en = f"须有 1 至 {PIPELINES_MAX} 条流程", f"needs 1 to {PIPELINES_MAX} pipelines"
            yield finding(("pipelines",), "pipeline_count", zh, en)
        for slug, pipeline in self.pipelines.items():
            for found in pipeline.findings():
                yield found.under("pipelines", slug)
