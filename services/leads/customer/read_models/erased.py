"""Since when, and why, nobody can read what was recorded once (S4-10)."""

from datetime import datetime
from itertools import takewhile

from pydantic import BaseModel, Field

from services.leads.customer.decide.state import Told
from services.leads.customer.events import ConsentRecorded, SectionRecorded
from services.leads.customer.events.erasure import ContentErased, ErasureCause
from shared.kit.masking import MASK


class Erased(BaseModel):
    """Erased for good: the key is gone, or going."""

    since: datetime | None = Field(description="Null when the key is gone and no fact here says why")
    cause: ErasureCause | None
    reason: str | None = Field(description="What was said on asking; dots for those who only look on")
    policy_version: str | None = Field(description="The policy whose retention was over")


def erased_view(fact: SectionRecorded | ConsentRecorded, told: Told, *, confidential: bool) -> Erased | None:
    """Return what became of a recording; None while it may be read."""
    since = takewhile(lambda one: one is not fact, reversed(told.facts))
    found = [one for one in since if isinstance(one, ContentErased) and one.purpose == fact.purpose]
    if found:
        first = found[-1]
        reason = first.reason if confidential or first.reason is None else MASK
        return Erased(
            since=first.occurred_at, cause=first.cause, reason=reason, policy_version=first.policy_version
        )
    if fact.sealed is not None:
        # Still sealed after all keys were tried: a database that was restored to before the erasure.
        return Erased(since=None, cause=None, reason=None, policy_version=None)
    return None
