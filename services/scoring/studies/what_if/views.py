"""A what-if as people see it: in words and numbers."""

from uuid import UUID

from pydantic import BaseModel, Field

from services.scoring.studies.study import Study
from services.scoring.studies.views import StudyView, study_fields
from services.scoring.studies.what_if.tally import Tally
from services.scoring.studies.what_if.words import sentences
from shared.kit.http.problems import Language
from shared.policy import PolicyBook
from shared.policy.tier import TierClass


class Numbers(BaseModel):
    """One number under the policy in force, and under the draft."""

    before: float
    after: float


class WhatIfAnswer(BaseModel):
    """What the draft would change. Contacts and visits are those owed a month; `returned` go to the pool."""

    customers: int
    facts: int
    complaints: int
    moved: int = Field(description="customers who change class; /moves names them")
    moves: dict[str, int] = Field(description="the same by `before>after`")
    classes: dict[TierClass, Numbers]
    contacts: Numbers
    visits: Numbers
    breached: dict[str, Numbers] = Field(description="complaints whose clock would have run out, by clock")
    returned: Numbers


class WhatIfView(StudyView):
    """A what-if: `done` of `total` customers and complaints are judged."""

    draft_id: UUID
    version: str = Field(description="of the draft, as it stood")
    answer: WhatIfAnswer | None
    words: list[str] = Field(description="the answer for people, in the language asked for")


def what_if_view(study: Study, language: Language) -> WhatIfView:
    """Return the study for people."""
    draft = PolicyBook.model_validate_json(study.after or "")
    words, answer = list[str](), None
    if study.answer is not None:
        tally = Tally.from_json(study.answer)
        words = sentences(tally, draft, language)
        answer = WhatIfAnswer.model_validate({**tally.as_dict(), "moved": tally.moved})
    about = study_fields(study) | {"draft_id": study.draft_id, "version": draft.version}
    return WhatIfView(**about, answer=answer, words=words)
