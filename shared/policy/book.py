"""The policy book: a version, the moment from which it holds, and its chapters."""

from collections.abc import Iterator
from typing import Self

from pydantic import AwareDatetime, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from shared.policy.calendar import CalendarChapter
from shared.policy.complaint import ComplaintChapter
from shared.policy.rule import Finding, Frozen, Text
from shared.policy.score import ScoreChapter
from shared.policy.tier import TierChapter


class PolicyBook(Frozen):
    """All rules in force from `effective_from`. Decisions cite `version` and keep their own rule.

    A book that contradicts itself cannot be made: `pydantic.ValidationError` lists every finding.
    """

    version: str
    title: Text
    effective_from: AwareDatetime
    calendar: CalendarChapter
    complaint: ComplaintChapter
    score: ScoreChapter
    tier: TierChapter

    @model_validator(mode="after")
    def _has_no_contradiction(self) -> Self:
        details = [_as_error(finding) for finding in self._findings()]
        if details:
            raise ValidationError.from_exception_data("PolicyBook", details)
        return self

    def _findings(self) -> Iterator[Finding]:
        by_chapter = {
            "calendar": self.calendar.findings(),
            "complaint": self.complaint.findings(),
            "score": self.score.findings(),
            "tier": self.tier.findings(),
        }
        for chapter, found in by_chapter.items():
            for finding in found:
                yield finding.model_copy(update={"path": (chapter, *finding.path)})


def _as_error(finding: Finding) -> InitErrorDetails:
    # The message goes in as a value: a template would try to fill braces that a name may contain.
    error = PydanticCustomError(finding.code, "{message}", {"message": finding.message})
    return InitErrorDetails(type=error, loc=finding.path, input=None)
