"""The company's signals: none until a company declares one (S3-09)."""

from shared.policy.rule import Text
from shared.policy.signals import SignalChapter

SIGNALS = SignalChapter(
    title=Text(zh="自定义评分信号", en="The company's own signals"),
    source="S3-09, S4-10",
    reason=Text(
        zh="按客户价值和需求分类；个人信息未经特别批准不得计分。",
        en="Customers are graded by value and need; nothing personal counts without an approved clause.",
    ),
    signals={},
)
