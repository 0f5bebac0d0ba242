"""What people tell of an opportunity under way."""

from pydantic import BaseModel, ConfigDict, JsonValue

from shared.contracts.base import Short, Slug, Text
from shared.contracts.opportunities import OwnEvidence


def _told(**example: JsonValue) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class StageWanted(BaseModel):
    """The stage to which it moves, else the next; whoever goes back says why."""

    model_config = _told(to="solution")

    to: Slug | None = None
    reason: Text | None = None


class EvidenceRecorded(BaseModel):
    """What is at hand and what it says; `ref` is how another system names it, such as an offer's number."""

    model_config = _told(evidence="proposal_recorded", text="二十台方案，含三年维护", ref="P-2026-031")

    evidence: OwnEvidence
    text: Text
    ref: Short | None = None


class WithReason(BaseModel):
    """Why it was lost, or goes on."""

    model_config = _told(reason="对手价低一成且现货")

    reason: Text
