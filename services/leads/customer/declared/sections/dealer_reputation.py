"""S11-10 口碑: what others say of a dealer.

Needs have a section of their own, and hobbies need a consent (`person_survey`, `person_dossier`).
"""

from typing import ClassVar

from pydantic import ConfigDict, JsonValue

from services.leads.customer.section import Declaration, Section, labelled
from shared.contracts.base import Text
from shared.policy.rule import Text as Title

EXAMPLE: JsonValue = {"peers": "守信用，不串货", "outlets": "送货及时"}


class DealerReputation(Section):
    """The word of four circles, as it was heard."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="dealer_reputation",
        version=1,
        title=Title(zh="经销商口碑", en="A dealer's reputation"),
        clauses=("S11-10",),
        purpose="business",
        # Whoever is no dealer has none of it, and completeness counts what every file has.
        weight=0,
    )

    staff: Text | None = labelled("员工中的口碑", "Among the staff", masked=True)
    peers: Text | None = labelled("同行中的口碑", "Among peers", masked=True)
    outlets: Text | None = labelled("终端中的口碑", "Among outlets", masked=True)
    channel: Text | None = labelled("渠道环节中的口碑", "Along the channel", masked=True)
