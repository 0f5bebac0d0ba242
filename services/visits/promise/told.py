"""What people tell of a promise that was given."""

from pydantic import BaseModel, ConfigDict

from shared.contracts.base import Text
from shared.contracts.inbox import StreamName


class PromiseFulfilment(BaseModel):
    """The fact that proves it: a contact, a complaint, a contract of the customer, by its stream."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"proof": "contact-018f3f6e-7c1a-7b52-9a3e-2f60c1d4d001"}]},
    )

    proof: StreamName


class Withdrawal(BaseModel):
    """Why it is owed no more."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"reason": "客户取消扩产"}]},
    )

    reason: Text
