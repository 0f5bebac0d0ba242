"""What the tier hears: facts that earn points of themselves, values that own signals read, overrides."""

from collections.abc import Mapping

import msgspec

from services.scoring import heard
from services.scoring.heard import Heard, Moment
from shared.contracts import leads, scoring, visits
from shared.contracts.base import Contract
from shared.policy.tier import TierClass


class SectionValues(Heard, frozen=True, gc=False):
    """A section of the file was recorded; its content stays JSON until a signal reads a field.

    `completeness` is that of the whole file after it; what was kept before it was read has none.
    """

    section: str
    content: msgspec.Raw
    as_of: Moment
    completeness: float | None = None


class FormValues(Heard, frozen=True, gc=False):
    """A form was filled in; its items stay JSON until a signal reads one."""

    form: str
    items: msgspec.Raw
    total: float | None
    answered_at: Moment


class OverrideSet(Heard, frozen=True, gc=False):
    """A person set the class."""

    tier: TierClass
    reason: str
    until: Moment
    overridden_by: str
    overridden_at: Moment


class OverrideEnded(Heard, frozen=True, gc=False):
    """The override is over."""

    ended_at: Moment


OWN: Mapping[type[Contract], type[Heard]] = {
    leads.SectionRecorded: SectionValues,
    visits.FormAnswered: FormValues,
    scoring.TierOverridden: OverrideSet,
    scoring.TierOverrideEnded: OverrideEnded,
}
"""What no other fold of scoring hears, or none in this way."""

HEARD: Mapping[type[Contract], type[Heard]] = {
    leads.LifecycleChanged: heard.Moved,
    leads.PurchaseRecorded: heard.Purchased,
    leads.PurchaseReturned: heard.Returned,
    leads.ContractSigned: heard.Signed,
    visits.VisitLogged: heard.Visited,
    visits.ComplaintFiled: heard.Filed,
    **OWN,
}
