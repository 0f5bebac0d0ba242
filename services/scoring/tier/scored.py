"""A scored fact: an event as it was told, which any book of the policy may price."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.scoring.heard import Heard
from services.scoring.tier.heard import HEARD
from shared.contracts.base import Contract
from shared.contracts.envelope import Message
from shared.contracts.leads import (
    ContractSigned,
    LifecycleChanged,
    PurchaseRecorded,
    PurchaseReturned,
    SectionRecorded,
)
from shared.contracts.scoring import TierOverridden, TierOverrideEnded
from shared.contracts.visits import ComplaintFiled, FormAnswered, VisitLogged

HAPPENED_AT: Mapping[type[Contract], str] = {
    PurchaseRecorded: "purchased_at",
    PurchaseReturned: "returned_at",
    LifecycleChanged: "changed_at",
    ContractSigned: "signed_at",
    SectionRecorded: "as_of",
    VisitLogged: "happened_at",
    FormAnswered: "answered_at",
    ComplaintFiled: "filed_at",
    TierOverridden: "overridden_at",
    TierOverrideEnded: "ended_at",
}
"""The field of each type that tells when it happened."""

_HAPPENED_AT: Mapping[str, str] = {contract.TYPE: field for contract, field in HAPPENED_AT.items()}
_STORED: Mapping[str, msgspec.json.Decoder[Any]] = {
    contract.TYPE: msgspec.json.Decoder(heard) for contract, heard in HEARD.items()
}


class ScoredFact(msgspec.Struct, frozen=True, gc=False):
    """One event. Its first two fields are its place in the order of all facts of a customer.

    Not tracked by the collector: a worker keeps hundreds of thousands, and none can be in a cycle.
    """

    occurred_at: datetime
    event_id: str
    source: str
    type: str
    recorded_at: datetime
    data: Heard

    @property
    def place(self) -> tuple[datetime, str]:
        """When it happened; between events of one instant their ids decide, the same for everybody."""
        return self.occurred_at, self.event_id

    def stored(self) -> str:
        """Return the data as a row keeps it."""
        return msgspec.json.encode(self.data).decode()


class AlreadyCounted(Exception):  # noqa: N818 -- it names what is so
    """The event is among the facts; counting it again would bend the score."""


def scored(message: Message, data: Heard) -> ScoredFact:
    """Return the fact that a message of one of the types in `HEARD` tells."""
    happened_at: datetime = getattr(data, _HAPPENED_AT[message.type])
    return ScoredFact(happened_at, message.id, message.source, message.type, message.recorded_at, data)


def remembered(  # noqa: PLR0913, PLR0917 -- the columns of a row
    occurred_at: datetime, event_id: str, source: str, kind: str, recorded_at: datetime, stored: str
) -> ScoredFact:
    """Return the fact that a row keeps."""
    return ScoredFact(occurred_at, event_id, source, kind, recorded_at, _STORED[kind].decode(stored))


def inserted(facts: Sequence[ScoredFact], new: ScoredFact) -> tuple[ScoredFact, ...]:
    """Return the facts with `new` at its place. Raises `AlreadyCounted`."""
    index = len(facts)
    if not index or facts[-1].place < new.place:
        return (*facts, new)
    # From the end: a fact is seldom late, and seldom by much.
    while index and facts[index - 1].place > new.place:
        index -= 1
    if index and facts[index - 1].place == new.place:
        raise AlreadyCounted(new.event_id)
    return (*facts[:index], new, *facts[index:])
