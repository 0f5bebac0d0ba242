"""The bodies of the routes of conduct, and what they answer."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from services.scoring.conduct.events import (
    AppealVerdict,
    Evidence,
    EvidenceKind,
    Measure,
    Verdict,
    ViolationKind,
)
from services.scoring.conduct.use_cases import Seen
from shared.contracts.base import Short, Slug, Text, UtcTime
from shared.contracts.conduct import EVIDENCE_MAX, VIOLATIONS_MAX

VIOLATION: JsonValue = {
    "person": "wang.qiang",
    "kind": "violation",
    "chapter": "promises",
    "clause": "S9-08",
    "what": "未经批准向客户承诺七折",
    "evidence": [{"kind": "document", "ref": "报价单 2026-0311"}],
    "happened_at": "2026-03-11T02:00:00Z",
}
PROPOSAL: JsonValue = {
    "person": "wang.qiang",
    "measure": "warning",
    "violations": ["018f3f6e-7c1a-7b52-9a3e-2f60c1d4a001"],
    "reason": "首次违规，事实清楚",
}

ClauseId = Annotated[str, StringConstraints(pattern=r"^S\d{1,2}-\d{2}$")]


def _body(example: JsonValue) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class EvidenceTold(BaseModel):
    """What shows it: an event or a document by its reference, or a statement in words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: EvidenceKind
    ref: Short | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.text if self.kind == "text" else self.ref) is None:
            raise ValueError("an event or a document has a `ref`, a statement has a `text`")
        return self


class ViolationTold(BaseModel):
    """What a person did against a chapter of the policy book, a clause of the documents, or both."""

    model_config = _body(VIOLATION)

    person: Short
    kind: ViolationKind = "violation"
    chapter: Slug | None = None
    clause: ClauseId | None = None
    what: Text
    evidence: Annotated[tuple[EvidenceTold, ...], Field(min_length=1, max_length=EVIDENCE_MAX)]
    happened_at: UtcTime | None = None

    @model_validator(mode="after")
    def _against_something(self) -> Self:
        if self.chapter is None and self.clause is None:
            raise ValueError("name a chapter of the policy, a clause, or both")
        return self

    def seen(self) -> Seen:
        """Return the same in the domain's words."""
        evidence = tuple(Evidence(one.kind, one.ref, one.text) for one in self.evidence)
        return Seen(self.person, self.kind, self.chapter, self.clause, self.what, evidence, self.happened_at)


class SanctionProposal(BaseModel):
    """A measure, and the violations on the person's record that it rests on."""

    model_config = _body(PROPOSAL)

    person: Short
    measure: Measure
    violations: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=VIOLATIONS_MAX)]
    reason: Text


class Withdrawal(BaseModel):
    """Why it is taken back."""

    model_config = _body({"reason": "经核实，折扣已获批准"})

    reason: Text


class Decision(BaseModel):
    """Approved or refused, and why."""

    model_config = _body({"verdict": "approved", "reason": "证据充分"})

    verdict: Verdict
    reason: Text


class Appeal(BaseModel):
    """Why the measure should be looked at again."""

    model_config = _body({"reason": "当日已口头获主管同意"})

    reason: Text


class AppealDecision(BaseModel):
    """Upheld or lifted, and why."""

    model_config = _body({"verdict": "lifted", "reason": "主管证实已同意"})

    verdict: AppealVerdict
    reason: Text


class ViolationNamed(BaseModel):
    """The violation that was written, and on whose record."""

    person_id: UUID
    violation_id: UUID


class SanctionNamed(BaseModel):
    """The sanction that was written, and on whose record."""

    person_id: UUID
    sanction_id: UUID
