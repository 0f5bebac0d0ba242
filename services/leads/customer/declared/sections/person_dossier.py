"""S9-01 个人档案: a person beyond the business, only as far as they consented."""

from typing import ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

EXAMPLE: JsonValue = {"hobbies": "茶艺、围棋", "personality": "重承诺，话不多"}


class PersonDossier(Section):
    """Ten fields about a person; each is masked for whoever does not work with the customer."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="person_dossier",
        version=1,
        title=Title(zh="个人档案", en="Person dossier"),
        clauses=("S9-01",),
        purpose="person_dossier",
        # A file is complete without it: nobody is to be asked for the sake of a number.
        weight=0,
    )

    finances: Text | None = labelled("经济状况", "Finances", masked=True)
    health: Text | None = labelled("健康状况", "Health", masked=True)
    family: Text | None = labelled("家庭情况", "Family", masked=True)
    work: Text | None = labelled("工作情况", "Work", masked=True)
    social_circle: Text | None = labelled("社交圈", "Social circle", masked=True)
    hobbies: Text | None = labelled("兴趣爱好", "Hobbies", masked=True)
    culture: Text | None = labelled("文化修养", "Culture", masked=True)
    pursuits: Text | None = labelled("追求", "Pursuits", masked=True)
    ideals: Text | None = labelled("理想", "Ideals", masked=True)
    personality: Text | None = labelled("性格", "Personality", masked=True)
