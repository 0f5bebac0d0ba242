"""The company's own sections: none until a company declares one (S4-09)."""

from shared.policy.rule import Text
from shared.policy.sections import SectionChapter

SECTIONS = SectionChapter(
    title=Text(zh="自定义档案栏目", en="The company's own sections"),
    source="S4-09",
    reason=Text(
        zh="各公司需要了解的情况不同；在此声明的栏目无需升级系统即可使用。",
        en="Every company needs to know something else; what is declared here needs no release.",
    ),
    sections={},
)
