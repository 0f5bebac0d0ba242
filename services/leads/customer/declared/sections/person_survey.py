"""S11-05, S11-02 个人情况调查: the owner of a dealer and the staff, only as far as they consented."""

from typing import ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

EXAMPLE: JsonValue = {"seniority": "经销减速机十二年", "staff_number": "9"}


class PersonSurvey(Section):
    """What is asked about a person when a dealer is surveyed; each field is masked like the dossier."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="person_survey",
        version=1,
        title=Title(zh="个人情况调查", en="Person survey"),
        clauses=("S11-05", "S11-02"),
        purpose="person_survey",
        # A file is complete without it: nobody is to be asked for the sake of a number.
        weight=0,
    )

    ages: Text | None = labelled("负责人、接洽人年龄", "Ages of owner and contact", masked=True)
    education: Text | None = labelled("学历", "Education", masked=True)
    seniority: Text | None = labelled("资历", "Seniority", masked=True)
    ability: Text | None = labelled("能力", "Ability", masked=True)
    interests: Text | None = labelled("兴趣", "Interests", masked=True)
    habits: Text | None = labelled("习惯", "Habits", masked=True)
    family: Text | None = labelled("家庭", "Family", masked=True)
    health: Text | None = labelled("健康", "Health", masked=True)
    personal_assets: Text | None = labelled("个人资产", "Personal assets", masked=True)
    staff_number: Text | None = labelled("员工人数", "Number of staff", masked=True)
    staff_profile: Text | None = labelled("员工构成", "Profile of staff", masked=True)
