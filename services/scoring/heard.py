"""What the folds of scoring hear, decoded only as far as they need it.

`board`, `sales` and `tier` each add in a `heard.py` of their own what only they hear, or what they read
more of. What becomes of our own deadlines stands beside each stream, and together in `wiring`.
Contracts were validated in full where they were written; here a message is read for its few
fields, several times faster. A test holds each field against the contract's JSON schema.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec

from shared.contracts import archiving, complaints, groups, leads, obligations, ownership, scoring, visits
from shared.contracts.base import AMOUNT_MINOR_MAX, Contract
from shared.contracts.envelope import Message
from shared.kit.projection.port import Poison
from shared.policy.complaint import Severity
from shared.policy.tier import TierClass

# A time without a zone or a huge amount would be refused by the database, and with it the batch.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Amount = Annotated[int, msgspec.Meta(ge=0, le=AMOUNT_MINOR_MAX)]


class Heard(msgspec.Struct, frozen=True, gc=False):
    """Data of one message. One that holds no containers need not be tracked by the collector."""


class Captured(Heard, frozen=True, gc=False):
    """A customer entered the file."""

    kind: leads.CustomerKind
    name: str
    source: str
    captured_at: Moment
    owner: str | None = None


class OwnedBy(Heard, frozen=True, gc=False):
    """The customer has another owner, or none."""

    cause: ownership.OwnerCause
    changed_at: Moment
    owner: str | None = None
    previous_owner: str | None = None
    owned_since: Moment | None = None


class Moved(Heard, frozen=True, gc=False):
    """The lifecycle changed."""

    after: leads.Lifecycle
    changed_at: Moment


class Joined(Heard, frozen=True, gc=False):
    """The customer belongs to a group."""

    group_id: str


class Left(Heard, frozen=True, gc=False):
    """The customer belongs to no group."""


class Purchased(Heard, frozen=True, gc=False):
    """Something was bought."""

    amount_minor: Amount
    currency: str
    purchased_at: Moment


class Returned(Heard, frozen=True, gc=False):
    """Something bought came back; `left_minor` is what is left of its purchase, if that was kept."""

    amount_minor: Amount
    currency: str
    returned_at: Moment
    purchased_at: Moment
    left_minor: Amount | None = None


class Signed(Heard, frozen=True, gc=False):
    """A contract was signed."""

    amount_minor: Amount
    currency: str
    signed_at: Moment


class Visited(Heard, frozen=True, gc=False):
    """We met the customer."""

    effective: bool
    happened_at: Moment


class Filed(Heard, frozen=True, gc=False):
    """A complaint was raised."""

    complaint_id: str
    severity: Severity
    filed_at: Moment
    acknowledge_by: Moment
    resolve_by: Moment


class Acknowledged(Heard, frozen=True, gc=False):
    """A complaint was taken up."""

    complaint_id: str
    acknowledged_at: Moment


class Resolved(Heard, frozen=True, gc=False):
    """A complaint ended."""

    complaint_id: str
    resolved_at: Moment


class Breached(Heard, frozen=True, gc=False):
    """A complaint's clock ran out."""

    complaint_id: str
    clock: visits.ClockName
    breached_at: Moment


class Escalated(Heard, frozen=True, gc=False):
    """Somebody was told that so much of a complaint's clock has run."""

    complaint_id: str
    clock: visits.ClockName
    to: obligations.Party
    escalated_at: Moment


class Reopened(Heard, frozen=True, gc=False):
    """A complaint was not solved: its clocks run anew."""

    complaint_id: str
    times: int
    acknowledge_by: Moment
    resolve_by: Moment
    reopened_at: Moment


class Answered(Heard, frozen=True):
    """A form was filled in. The one type with containers: the collector tracks it."""

    answer_id: str
    form: visits.FormName
    audience: visits.Audience
    mode: visits.FormMode
    items: dict[str, int | None]
    total: float | None
    flags: list[dict[str, Any]]
    low_score: bool
    policy_version: str
    answered_at: Moment
    about: str | None = None


class Archived(Heard, frozen=True, gc=False):
    """Nothing was heard of the customer for the policy's time."""

    archived_at: Moment


class Restored(Heard, frozen=True, gc=False):
    """Something was heard of an archived customer."""


class Graded(Heard, frozen=True, gc=False):
    """The tier changed."""

    before: TierClass
    after: TierClass
    letter_before: str
    letter_after: str
    score: float
    cause: scoring.Cause
    changed_at: Moment
    policy_version: str
    crossing_at: Moment | None = None


HEARD: Mapping[type[Contract], type[Heard]] = {
    leads.LeadCaptured: Captured,
    leads.LifecycleChanged: Moved,
    leads.PurchaseRecorded: Purchased,
    leads.PurchaseReturned: Returned,
    leads.ContractSigned: Signed,
    archiving.CustomerArchived: Archived,
    ownership.OwnerChanged: OwnedBy,
    groups.GroupJoined: Joined,
    groups.GroupLeft: Left,
    archiving.CustomerRestored: Restored,
    visits.VisitLogged: Visited,
    visits.ComplaintFiled: Filed,
    visits.ComplaintAcknowledged: Acknowledged,
    visits.ComplaintResolved: Resolved,
    visits.ComplaintBreached: Breached,
    complaints.ComplaintEscalated: Escalated,
    complaints.ComplaintReopened: Reopened,
    visits.FormAnswered: Answered,
    scoring.TierChanged: Graded,
}


class Decoder:
    """Decodes the messages of the given contracts, by their data schema."""

    def __init__(
        self, *contracts: type[Contract], heard: Mapping[type[Contract], type[Heard]] = HEARD
    ) -> None:
        """`heard` says as what each of the contracts is read."""
        self._decoders: dict[str, msgspec.json.Decoder[Any]] = {
            contract.dataschema(): msgspec.json.Decoder(heard[contract]) for contract in contracts
        }
        self._types = frozenset(contract.TYPE for contract in contracts)

    def decode(self, message: Message) -> Heard:
        """Return the message's data. Raises `Poison`."""
        if "\x00" in message.id:
            raise Poison("unstorable_id", "NUL in the id")
        if b"\\u0000" in message.data:
            # PostgreSQL's text holds no NUL, and our contracts allow none.
            raise Poison("invalid_data", "NUL in a text")
        decoder = self._decoders.get(message.dataschema)
        if decoder is None:
            reason = "unknown_version" if message.type in self._types else "unknown_type"
            raise Poison(reason, f"{message.type} {message.dataschema}")
        try:
            heard: Heard = decoder.decode(message.data)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Poison("invalid_data", str(error)) from error
        return heard
