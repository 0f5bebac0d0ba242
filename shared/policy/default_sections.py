"""Sections of the file that the company declares itself (S4-09): those that the policy documents name.

None weighs in the completeness of a file (S3-08), which counts what every file has.
"""

from shared.policy.default_section_insight import (
    BUYING_PROCESS,
    DOSSIER_ANALYSIS,
    FEELINGS_AND_TRUST,
    RELATIONS_AND_INTERESTS,
)
from shared.policy.default_section_market import BUSINESS_CHANCES, MARKET_RESEARCH
from shared.policy.default_section_needs import NEEDS_RESEARCH, SOLUTION, WISHES_AND_HABITS
from shared.policy.default_section_visits import PROOFS, VISITING_HOURS
from shared.policy.rule import Text
from shared.policy.sections import SectionChapter

SECTIONS = SectionChapter(
    title=Text(zh="自定义档案栏目", en="The company's own sections"),
    source="S4-09",
    reason=Text(
        zh="各公司需要了解的情况不同；在此声明的栏目无需升级系统即可使用。",
        en="Every company needs to know something else; what is declared here needs no release.",
    ),
    sections={
        "market_research": MARKET_RESEARCH,
        "business_chances": BUSINESS_CHANCES,
        "needs_research": NEEDS_RESEARCH,
        "wishes_and_habits": WISHES_AND_HABITS,
        "solution": SOLUTION,
        "dossier_analysis": DOSSIER_ANALYSIS,
        "buying_process": BUYING_PROCESS,
        "relations_and_interests": RELATIONS_AND_INTERESTS,
        "feelings_and_trust": FEELINGS_AND_TRUST,
        "visiting_hours": VISITING_HOURS,
        "proofs": PROOFS,
    },
)
