"""Default pipelines: eight stages for customers, six for dealers; two definitions of one mechanism."""

from shared.policy.default_pipeline_dealer import DEALER
from shared.policy.default_pipeline_development import DEVELOPMENT
from shared.policy.pipelines import PipelineChapter
from shared.policy.rule import Text

PIPELINES = PipelineChapter(
    title=Text(zh="开发流程", en="Pipelines"),
    source="S7-01, S11-14",
    reason=Text(
        zh="每个阶段有管理标准和考核标准。", en="Every stage has a management and an assessment standard."
    ),
    pipelines={"development": DEVELOPMENT, "dealer": DEALER},
)
