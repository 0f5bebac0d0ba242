"""The company's signals: none until a company declares one (S3-09).

What reads a person is none of ours to weigh (S4-10, S9-01, S11-05). Satisfaction and needs could count
at once: their forms and sections are declared, and a signal is one entry that reads them, such as
`forms.satisfaction.total` with `value <= 40`. How much an opinion is worth beside money the policy
does not say, and points that nobody chose would move classes that nobody can explain.
"""

from shared.policy.rule import Text
from shared.policy.signals import SignalChapter

SIGNALS = SignalChapter(
    title=Text(zh="自定义评分信号", en="The company's own signals"),
    source="S3-09, S4-10",
    reason=Text(
        zh="按客户价值和需求分类；满意度与需求可由企业自行声明计分；个人信息未经特别批准不得计分。",
        en="Customers are graded by value and need; satisfaction and needs count once a company says so, and "
        "nothing personal without an approved clause.",
    ),
    signals={},
)
