"""Which event shows each kind of evidence of the policy's pipelines, as a fold of what the services tell.

What stands in the customer's file counts whenever it was recorded: the source, the grading, the needs, the
forms filled in. What was done counts from the opening of the opportunity: contacts, visits, contracts,
surveys, evaluations. A proposal, terms, a delivery and who was met are told by no other fact; they are
recorded on the opportunity itself.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.contracts.leads import ContractSigned, LeadCaptured, SectionRecorded
from shared.contracts.scoring import TierChanged
from shared.contracts.visits import FormAnswered, VisitLogged
from shared.kit.projection.port import Fact

NEEDS = "needs"
"""The section of the file that holds what the customer needs (S5-04)."""

FILE = "file"
"""The last section that was recorded: with it the file became as complete as it is."""

DONE = frozenset(
    {"contact_logged", "visit_logged", "contract_signed", "survey_answered", "evaluation_recorded"}
)
"""What counts only from the opening of the opportunity on."""


class Shown(msgspec.Struct, frozen=True):
    """The latest event that shows something, and when it happened."""

    event_id: UUID
    at: datetime


Proofs = dict[str, Shown]
"""By kind of evidence; a form under its own name, see `form`."""

_PROOFS = msgspec.json.Decoder(Proofs)


def form(name: str) -> str:
    """Return under which name an answer to that form is kept."""
    return f"form {name}"


def after(proofs: Proofs, fact: Fact) -> Proofs:
    """Return what is shown after the fact; what is told late takes no later one's place."""
    new = {
        kind: Shown(UUID(fact.message.id), at)
        for kind, at in _shown(fact.data)
        if kind not in proofs or proofs[kind].at <= at
    }
    return {**proofs, **new} if new else proofs


def _shown(told: Any) -> Iterator[tuple[str, datetime]]:
    match told:
        case LeadCaptured():
            yield "source_recorded", told.captured_at
        case TierChanged():
            yield "grading_recorded", told.changed_at
        case SectionRecorded():
            yield FILE, told.as_of
            if told.section == NEEDS and told.content:
                yield "needs_recorded", told.as_of
        case ContractSigned():
            yield "contract_signed", told.signed_at
        case VisitLogged():
            if told.effective:
                yield "contact_logged", told.happened_at
            if told.channel == "visit":
                yield "visit_logged", told.happened_at
        case FormAnswered():
            yield form(told.form), told.answered_at
            yield (
                "survey_answered" if told.audience == "customer" else "evaluation_recorded",
                told.answered_at,
            )


def decoded(text: str) -> Proofs:
    """Return what the stored text tells."""
    return _PROOFS.decode(text)


def encoded(proofs: Proofs) -> str:
    """Return it as text to be stored; the same facts give the same text."""
    return msgspec.json.encode(proofs, order="sorted").decode()
