"""What the tier hears: the facts that earn points of themselves, and the values that own signals read."""

from collections.abc import Mapping

import msgspec

from services.scoring import heard
from services.scoring.heard import Heard, Moment
from shared.contracts import leads, visits
from shared.contracts.base import Contract


class SectionValues(Heard, frozen=True, gc=False):
    """A section of the file was recorded; its content stays JSON until a signal reads a field."""

    section: str
    content: msgspec.Raw
    as_of: Moment


class FormValues(Heard, frozen=True, gc=False):
    """A form was filled in; its items stay JSON until a signal reads one."""

    form: str
    items: msgspec.Raw
    total: float | None
    answered_at: Moment


VALUES: Mapping[type[Contract], type[Heard]] = {
    leads.SectionRecorded: SectionValues,
    visits.FormAnswered: FormValues,
}

HEARD: Mapping[type[Contract], type[Heard]] = {
    leads.PurchaseRecorded: heard.Purchased,
    leads.ContractSigned: heard.Signed,
    visits.VisitLogged: heard.Visited,
    visits.ComplaintFiled: heard.Filed,
    **VALUES,
}
