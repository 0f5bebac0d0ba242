"""One customer as the board remembers it; folded in place, fact by fact."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from services.scoring.board.heard import (
    FOLLOWING,
    OWING,
    RAISING,
    Following,
    Owing,
    Raising,
    ReturnCalledOff,
    ReturnWarned,
)
from services.scoring.board.profile import Profile
from services.scoring.heard import (
    Acknowledged,
    Answered,
    Archived,
    Breached,
    Captured,
    Escalated,
    Filed,
    Graded,
    Heard,
    Joined,
    Left,
    Moved,
    OwnedBy,
    Purchased,
    Reopened,
    Resolved,
    Restored,
    Returned,
    Signed,
    Visited,
)
from shared.contracts.leads import Lifecycle
from shared.policy.tier import TierClass

Counted = tuple[TierClass, Lifecycle, bool]
"""What the counters tell apart: class, lifecycle, and whether leads has confirmed the customer."""


class Customer(msgspec.Struct):
    """One customer. `stored` is what the database counts it as; None while it has no row.

    `profile_changed` since the last stored batch; a new customer's profile counts as changed. `answered`:
    a form was filled in since then; `owing`: something was told of an obligation; `raising`: of a matter;
    `following`: of an opportunity.
    """

    profile: Profile
    purchases: int = 0
    spending: dict[str, tuple[int, int]] = msgspec.field(default_factory=dict)
    last_purchase_at: datetime | None = None
    contracts: int = 0
    last_contract_at: datetime | None = None
    visits: int = 0
    last_visit_at: datetime | None = None
    complaints: int = 0
    open_complaints: int = 0
    as_of: datetime | None = None
    stored: Counted | None = None
    profile_changed: bool = True
    answered: bool = False
    owing: bool = False
    raising: bool = False
    following: bool = False

    def counted(self) -> Counted:
        """Return what the counters tell apart of this customer."""
        profile = self.profile
        return profile.tier, profile.lifecycle, profile.captured_at is not None


def _bought(customer: Customer, data: Purchased) -> None:
    count, minor = customer.spending.get(data.currency, (0, 0))
    customer.purchases += 1
    customer.spending[data.currency] = (count + 1, minor + data.amount_minor)
    customer.last_purchase_at = _later(customer.last_purchase_at, data.purchased_at)


def _gave_back(customer: Customer, data: Returned) -> None:
    count, minor = customer.spending.get(data.currency, (0, 0))
    # Its purchase may have been passed over by a person's ruling.
    customer.spending[data.currency] = (count, max(0, minor - data.amount_minor))


def _captured(customer: Customer, data: Captured) -> None:
    profile = customer.profile
    profile.kind, profile.name, profile.source = data.kind, data.name, data.source
    profile.captured_at = data.captured_at
    profile.owned_by(data.owner, None if data.owner is None else data.captured_at)
    customer.profile_changed = True


def _owned(customer: Customer, data: OwnedBy) -> None:
    profile = customer.profile
    profile.owned_by(data.owner, data.owned_since)
    if data.owner is None:
        profile.pool_since, profile.pool_cause = data.changed_at, data.cause
        profile.last_owner = data.previous_owner
    customer.profile_changed = True


def _warned(customer: Customer, data: ReturnWarned) -> None:
    customer.profile.return_at, customer.profile_changed = data.return_at, True


def _called_off(customer: Customer, data: ReturnCalledOff) -> None:
    del data
    customer.profile.return_at, customer.profile_changed = None, True


def _graded(customer: Customer, data: Graded) -> None:
    profile = customer.profile
    profile.tier, profile.letter, profile.score = data.after, data.letter_after, data.score
    profile.tier_since, profile.crossing_at = data.changed_at, data.crossing_at
    profile.policy_version = data.policy_version
    customer.profile_changed = True


def _moved(customer: Customer, data: Moved) -> None:
    profile = customer.profile
    profile.lifecycle, profile.lifecycle_since = data.after, data.changed_at
    if data.after == "intending":
        profile.intending_at = data.changed_at
    elif data.after == "signed":
        profile.signed_at = data.changed_at
    customer.profile_changed = True


def _archived(customer: Customer, data: Archived) -> None:
    customer.profile.archived_at, customer.profile_changed = data.archived_at, True


def _restored(customer: Customer, data: Restored) -> None:
    del data
    customer.profile.archived_at, customer.profile_changed = None, True


def _joined(customer: Customer, data: Joined) -> None:
    customer.profile.group_key, customer.profile_changed = data.group_id, True


def _left(customer: Customer, data: Left) -> None:
    del data
    customer.profile.group_key, customer.profile_changed = None, True


def _visited(customer: Customer, data: Visited) -> None:
    customer.visits += 1
    customer.last_visit_at = _later(customer.last_visit_at, data.happened_at)


def _signed(customer: Customer, data: Signed) -> None:
    customer.contracts += 1
    customer.last_contract_at = _later(customer.last_contract_at, data.signed_at)


def _filed(customer: Customer, data: Filed) -> None:
    del data
    customer.complaints += 1
    customer.open_complaints += 1


def _resolved(customer: Customer, data: Resolved) -> None:
    del data
    # Its filing may have been passed over by a person's ruling.
    customer.open_complaints = max(0, customer.open_complaints - 1)


def _reopened(customer: Customer, data: Reopened) -> None:
    del data
    customer.open_complaints += 1


def _unmoved(customer: Customer, data: Heard) -> None:
    """The fact concerns only the complaint's own row."""


def _answered(customer: Customer, data: Answered) -> None:
    del data
    customer.answered = True


def _owing(customer: Customer, data: Owing) -> None:
    del data
    customer.owing = True


def _raising(customer: Customer, data: Raising) -> None:
    del data
    customer.raising = True


def _following(customer: Customer, data: Following) -> None:
    del data
    customer.following = True


def _later(known: datetime | None, new: datetime) -> datetime:
    return new if known is None or new > known else known


FOLDS: Mapping[type[Heard], Callable[[Customer, Any], None]] = {
    Purchased: _bought,
    Returned: _gave_back,
    Visited: _visited,
    Graded: _graded,
    Captured: _captured,
    OwnedBy: _owned,
    ReturnWarned: _warned,
    ReturnCalledOff: _called_off,
    Moved: _moved,
    Signed: _signed,
    Archived: _archived,
    Restored: _restored,
    Joined: _joined,
    Left: _left,
    Filed: _filed,
    Resolved: _resolved,
    Acknowledged: _unmoved,
    Breached: _unmoved,
    Escalated: _unmoved,
    Reopened: _reopened,
    Answered: _answered,
    **dict.fromkeys(OWING.values(), _owing),
    **dict.fromkeys(RAISING.values(), _raising),
    **dict.fromkeys(FOLLOWING.values(), _following),
}
"""What each type that the board hears does to a customer."""
