"""Default inspections (S6-09: at intervals, by the supervisor)."""

from shared.policy.inspections import InspectionChapter
from shared.policy.rule import Text

INSPECTIONS = InspectionChapter(
    title=Text(zh="监督检查", en="Inspections"),
    source="S6-09",
    reason=Text(
        zh="制度要求主管定期检查，未规定比例；每月抽查上月接触的百分之五，每人至少三次，主管可以完成。",
        en="The policy asks for regular checks and gives no share; a twentieth of last month's contacts, "
        "at least three a person, is what a supervisor can do.",
    ),
    every_months=1,
    share=5.0,
    at_least=3,
)
