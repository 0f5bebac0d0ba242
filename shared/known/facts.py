"""What the rules of the policy book may ask of a customer, as today's events tell it.

Each field is written by one source, or by the latest time of all that was told, so that any order of
arrival ends in the same. `shared.known.words` says it in the words of conditions.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from shared.contracts.archiving import CustomerArchived, CustomerRestored
from shared.contracts.complaints import ComplaintReopened
from shared.contracts.leads import (
    ContractSigned,
    LeadCaptured,
    LifecycleChanged,
    PurchaseRecorded,
    SectionRecorded,
)
from shared.contracts.matters import MatterClosed, MatterFact, MatterOpened, MatterReopened
from shared.contracts.obligations import ObligationMet
from shared.contracts.ownership import OwnerChanged
from shared.contracts.scoring import TierChanged
from shared.contracts.visits import ComplaintFiled, ComplaintResolved, FormAnswered, VisitLogged
from shared.kit.projection.port import Fact

TIMES_KEPT_MAX = 12
"""The latest times of each act that are kept: more than an outage lets pass between two looks."""

CONTACT, VISIT, PURCHASE = "contact_logged", "visit_logged", "purchase"
OWNER, CONTRACT, REVIEW = "owner_named", "contract_signed", "file_reviewed"
OBSTACLE, REMOVED = "obstacle", "obstacle_removed"

ASKED = (
    LeadCaptured,
    LifecycleChanged,
    SectionRecorded,
    PurchaseRecorded,
    ContractSigned,
    CustomerArchived,
    CustomerRestored,
    OwnerChanged,
    TierChanged,
    VisitLogged,
    ComplaintFiled,
    ComplaintResolved,
    ComplaintReopened,
    FormAnswered,
    ObligationMet,
    MatterOpened,
    MatterClosed,
    MatterReopened,
)
"""All that is heard for the words of conditions; class, owner and open complaints stand in the row."""

ARCHIVED: Mapping[type[Any], bool] = {CustomerArchived: True, CustomerRestored: False}
"""Whether the customer is archived after such a fact."""


def answered(form: str) -> str:
    """Return the act of answering that form."""
    return f"form_{form}"


def met_for(kind: str) -> str:
    """Return the act of a contact of that kind."""
    return f"kind_{kind}"


class SectionKnown(msgspec.Struct, frozen=True):
    """A section of the file as it was last recorded."""

    as_of: datetime
    content: dict[str, Any]


class FormKnown(msgspec.Struct, frozen=True):
    """A form as it was last answered: `total`, and each item by its name."""

    answered_at: datetime
    result: dict[str, float]


class Known(msgspec.Struct, frozen=True):
    """Facts about one customer. `acts` are the latest times of each, newest first.

    `known_since` is when its capture was recorded: before that nothing is owed. `as_of` is when the
    last fact was recorded. `contract_ends_on` is the latest end; `date.max` if a contract has none.
    `open_matters` counts by kind.
    """

    captured_at: datetime | None = None
    known_since: datetime | None = None
    lifecycle_since: datetime | None = None
    contract_ends_on: date | None = None
    completeness: int = 0
    purchases: int = 0
    complaint_resolved_at: datetime | None = None
    acts: dict[str, tuple[datetime, ...]] = {}
    sections: dict[str, SectionKnown] = {}
    forms: dict[str, FormKnown] = {}
    open_matters: dict[str, int] = {}
    as_of: datetime | None = None
    archived: bool = False

    def last(self, act: str) -> datetime | None:
        """Return when the act last happened."""
        times = self.acts.get(act)
        return times[0] if times else None


_KNOWN = msgspec.json.Decoder(Known)


def decoded(text: str) -> Known:
    """Return what the stored text tells."""
    return _KNOWN.decode(text)


def encoded(known: Known) -> str:
    """Return it as text to be stored; the same facts give the same text."""
    return msgspec.json.encode(known, order="sorted").decode()


def after(known: Known, fact: Fact) -> Known:
    """Return what is known after the fact."""
    recorded_at = fact.message.recorded_at
    told = fact.data
    changed = _raised(known, told) if isinstance(told, MatterFact) else _changed(known, told, recorded_at)
    archived = ARCHIVED.get(type(told), known.archived)
    return replace(known, **changed, archived=archived, as_of=_later(known.as_of, recorded_at))


def standing(open_complaints: int, told: Any) -> Mapping[str, Any]:
    """Return what the fact changes of class, lifecycle, owner and open complaints, as the row names them."""
    changed: Mapping[str, Any]
    match told:
        case LeadCaptured() | OwnerChanged():
            changed = {"owner": told.owner}
        case LifecycleChanged():
            changed = {"lifecycle": told.after}
        case TierChanged():
            changed = {"tier": told.after}
        case ComplaintFiled() | ComplaintReopened():
            changed = {"open_complaints": open_complaints + 1}
        case ComplaintResolved():
            changed = {"open_complaints": open_complaints - 1}
        case _:
            changed = {}
    return changed


def _changed(known: Known, told: Any, recorded_at: datetime) -> Mapping[str, Any]:
    changed: Mapping[str, Any]
    match told:
        case LeadCaptured() | OwnerChanged():
            changed = _owned(known, told, recorded_at)
        case LifecycleChanged():
            changed = {"lifecycle_since": told.changed_at}
        case SectionRecorded():
            changed = _section(known, told) | _acted(known, REVIEW, told.as_of)
        case PurchaseRecorded():
            changed = {"purchases": known.purchases + 1} | _acted(known, PURCHASE, told.purchased_at)
        case ContractSigned():
            ends_on = max(told.ends_on or date.max, known.contract_ends_on or date.min)
            changed = {"contract_ends_on": ends_on} | _acted(known, CONTRACT, told.signed_at)
        case VisitLogged():
            changed = _met(known, told)
        case ComplaintResolved():
            changed = {"complaint_resolved_at": _later(known.complaint_resolved_at, told.resolved_at)}
        case FormAnswered():
            changed = _form(known, told) | _acted(known, answered(told.form), told.answered_at)
        case ObligationMet() if told.by is not None:
            # A person says that it was done: for the rules that is the act itself.
            changed = _acted(known, told.met_by, told.met_at)
        case _:
            changed = {}
    return changed


def _owned(known: Known, told: LeadCaptured | OwnerChanged, recorded_at: datetime) -> dict[str, Any]:
    if isinstance(told, OwnerChanged):
        return _acted(known, OWNER, recorded_at) if told.owner else {}
    since = {"captured_at": told.captured_at, "known_since": known.known_since or recorded_at}
    return since | (_acted(known, OWNER, recorded_at) if told.owner else {})


def _met(known: Known, told: VisitLogged) -> Mapping[str, Any]:
    acts, kind = dict(known.acts), told.kind
    of_kind = () if kind is None else ((met_for(kind), told.effective),)
    for act, counts in ((CONTACT, told.effective), (VISIT, told.channel == "visit"), *of_kind):
        if counts:
            acts[act] = _with(acts.get(act, ()), told.happened_at)
    return {"acts": acts}


def _section(known: Known, told: SectionRecorded) -> dict[str, Any]:
    completeness = {"completeness": round(100 * told.completeness)}
    before = known.sections.get(told.section)
    if before is not None and before.as_of > told.as_of:
        return completeness
    sections = {slug: one for slug, one in known.sections.items() if slug != told.section}
    # Of what needs a consent nothing is told without one: then the section is as if never recorded (S4-10).
    if told.content or told.purpose is None:
        sections[told.section] = SectionKnown(told.as_of, told.content)
    return completeness | {"sections": sections}


def _form(known: Known, told: FormAnswered) -> dict[str, Any]:
    before = known.forms.get(told.form)
    if before is not None and before.answered_at > told.answered_at:
        return {}
    given = {"total": told.total, **told.items}
    result = {name: value for name, value in given.items() if value is not None}
    return {"forms": {**known.forms, told.form: FormKnown(told.answered_at, result)}}


def _raised(known: Known, told: MatterFact) -> dict[str, Any]:
    """Of matters, those that open, close and reopen one are heard."""
    more = -1 if isinstance(told, MatterClosed) else 1
    count = known.open_matters.get(told.kind, 0) + more
    changed: dict[str, Any] = {"open_matters": {**known.open_matters, told.kind: count}}
    if isinstance(told, MatterClosed) and told.kind == OBSTACLE:
        return changed | _acted(known, REMOVED, told.closed_at)
    return changed


def _acted(known: Known, act: str, at: datetime) -> dict[str, Any]:
    return {"acts": {**known.acts, act: _with(known.acts.get(act, ()), at)}}


def _with(times: tuple[datetime, ...], at: datetime) -> tuple[datetime, ...]:
    """Return the latest of the times and this one; which they are does not depend on the order of telling."""
    return tuple(sorted({*times, at}, reverse=True)[:TIMES_KEPT_MAX])


def _later(known: datetime | None, told: datetime) -> datetime:
    return told if known is None else max(known, told)
