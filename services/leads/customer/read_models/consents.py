"""What a customer consented to, and what became of it: folded from the customer's own stream."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.leads.customer.decide.state import Told
from services.leads.customer.events import ConsentEnded, ConsentRecorded
from services.leads.customer.read_models.erased import Erased, erased_view
from services.leads.customer.read_models.file import Sight
from shared.contracts.consents import ConsentChannel
from shared.kit.masking import MASK


class ConsentView(BaseModel):
    """A consent as it was given; the evidence reads as dots for those who only look on."""

    purpose: str
    text_version: str
    channel: ConsentChannel
    evidence: str
    given_at: datetime
    until: datetime | None
    recorded_by: str
    in_force: bool
    ended_at: datetime | None = Field(description="When it was withdrawn, lapsed, or replaced by a later one")
    reason: str | None = Field(description="What the customer said on withdrawing it, if anything")
    erased: Erased | None = Field(description="Since when and why nobody can read the evidence")


def consent_views(told: Told, sight: Sight) -> list[ConsentView]:
    """Return every consent that was ever given, newest first (S4-10)."""
    ended: dict[str, ConsentRecorded | ConsentEnded] = {}
    views = []
    for fact in reversed(told.facts):
        if isinstance(fact, ConsentRecorded):
            views.append(_view(fact, ended.get(fact.purpose), told, sight))
        if isinstance(fact, ConsentRecorded | ConsentEnded):
            ended[fact.purpose] = fact
    return views


def _view(
    given: ConsentRecorded, end: ConsentRecorded | ConsentEnded | None, told: Told, sight: Sight
) -> ConsentView:
    erased = erased_view(given, told, confidential=sight.confidential)
    evidence = given.evidence if sight.confidential and erased is None else None
    return ConsentView.model_validate(
        {
            "purpose": given.purpose,
            "text_version": given.text_version,
            "channel": given.channel,
            "evidence": evidence or MASK,
            "given_at": given.occurred_at,
            "until": given.until,
            "recorded_by": given.recorded_by,
            "in_force": end is None and told.customer.consents_to(given.purpose, sight.now),
            "ended_at": end.occurred_at if end else None,
            "reason": end.reason if isinstance(end, ConsentEnded) and sight.confidential else None,
            "erased": erased,
        }
    )
