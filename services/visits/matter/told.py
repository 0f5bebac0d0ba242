"""What people tell of a matter under way."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from shared.contracts.base import Slug, Text, UtcTime


def _told(**example: JsonValue) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class StepTaken(BaseModel):
    """A step of the kind, and what was done."""

    model_config = _told(step="removal_action", text="按全年用量重新核价，附三年维护成本对比")

    step: Slug
    text: Text


class Pause(BaseModel):
    """Why the clock stands still, and until when."""

    model_config = _told(reason="客户预算会议在下周", until="2030-06-09T06:00:00Z")

    reason: Text
    until: UtcTime


class Link(BaseModel):
    """The measure in which it results: a matter of its own."""

    model_config = _told(measure_id="018f3f6e-7c1a-7b52-9a3e-2f60c1d4b302")

    measure_id: UUID


class Closing(BaseModel):
    """How it ended, and what it changed."""

    model_config = _told(outcome="客户接受全年框架价", change="年用量五十台以上按框架价报价")

    outcome: Text
    change: Text | None = None


class Reopening(BaseModel):
    """Why it was not solved."""

    model_config = _told(reason="客户收到更低报价")

    reason: Text
