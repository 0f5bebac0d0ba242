"""What callers and other systems tell, by the step: a body each, made of the step alone and the time.

Customers, complaints, opportunities and purchases have names of another system, so that their ids are known
beforehand and no request hangs on another's answer.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from shared.kit.external_ids import external_customer_id, external_id
from tests.chaos.steps import Step

CUSTOMERS: Final = 14
COMPLAINTS: Final = 40
OPPORTUNITIES: Final = 20
PEOPLE: Final = 2
OUTSIDE: Final = "walk"
ACKNOWLEDGE_H, RESOLVE_H = 2, 24
"""The clocks of a complaint about safety, by the default policy."""

PRIVATE: Final = "walk-secret-51c0e7d2-99b4"
"""What is told under a consent, and may stand nowhere but under its seal."""

Body = dict[str, Any]


def customer(step: Step) -> dict[str, str]:
    """The customer that a step is about, by its name outside."""
    return {"source": OUTSIDE, "ref": f"c{step.pick % CUSTOMERS}"}


def customer_id(step: Step) -> UUID:
    """The same by our id."""
    return external_customer_id(OUTSIDE, customer(step)["ref"])


def complaint_ref(step: Step) -> dict[str, str]:
    """The complaint that a step is about, by its name outside."""
    return {"source": OUTSIDE, "ref": f"k{step.pick % COMPLAINTS}"}


def complaint_id(step: Step) -> UUID:
    """The same by our id."""
    return external_id("complaint", OUTSIDE, complaint_ref(step)["ref"])


def opportunity_ref(step: Step) -> dict[str, str]:
    """The opportunity that a step is about, by its name outside."""
    return {"source": OUTSIDE, "ref": f"o{step.pick % OPPORTUNITIES}"}


def opportunity_id(step: Step) -> UUID:
    """The same by our id."""
    return external_id("opportunity", OUTSIDE, opportunity_ref(step)["ref"])


def data_of(step: Step) -> Body:
    """What is told, over HTTP or on an inbox topic; nothing by a step that only says what to do."""
    tells = _TOLD.get(step.name.removeprefix("inbox-"))
    return {} if tells is None else tells(step, datetime.now(UTC))


def _capture(step: Step, _: datetime) -> Body:
    # One customer in three is told under another name each time: a refusal, after the first.
    who = customer(step)
    name = f"客户 {who['ref']}" if step.salt % 3 else f"客户 {step.salt}"
    return {"customer": who, "kind": "company", "name": name, "source": "research"}


def _purchase(step: Step, now: datetime) -> Body:
    sold = {"customer": customer(step), "amount_minor": step.salt % 900_000 + 1, "currency": "CNY"}
    return sold | {"purchased_at": (now - timedelta(days=step.salt % 400)).isoformat()}


def _section(step: Step, _: datetime) -> Body:
    return {"content": {"needs": [f"{step.salt} kg"], "intention": "likely"}}


def _step(step: Step, _: datetime) -> Body:
    return {"after": "intending", "evidence": {"kind": "need", "text": f"asked for {step.salt} kg"}}


def _contract(step: Step, _: datetime) -> Body:
    sides = ("our_duties", "their_duties", "our_rights", "their_rights")
    terms = {side: ["as agreed"] for side in sides}
    priced = {"amount_minor": step.salt + 1, "currency": "CNY", "signed_by": "liu.wei"}
    told = {"customer": customer(step), "title": f"C{step.salt}", "starts_on": "2026-01-01"}
    return told | priced | terms


def _visit(step: Step, _: datetime) -> Body:
    met = {"customer": customer(step), "channel": "visit", "purposes": ["learn_needs"]}
    return met | {"salesperson": "liu.wei", "summary": f"talk {step.salt}"}


def _complaint(step: Step, _: datetime) -> Body:
    named = {"customer": customer(step), "external_ref": complaint_ref(step)}
    return named | {"summary": f"complaint {step.salt}"}


def _late_complaint(step: Step, now: datetime) -> Body:
    # One of its clocks runs out within seconds, so that the walk meets the deadline itself.
    hours = (ACKNOWLEDGE_H, RESOLVE_H)[step.salt % 2]
    filed_at = now - timedelta(hours=hours) + timedelta(seconds=step.salt % 5)
    late = {"severity": "safety_or_legal", "filed_at": filed_at.isoformat()}
    return {"customer": customer(step), "summary": f"danger {step.salt}"} | late


def _resolve(step: Step, _: datetime) -> Body:
    return {"outcome": f"replaced {step.salt % 3}"}


def _claim(step: Step, _: datetime) -> Body:
    return {"person": f"p{step.salt % PEOPLE}"}


def _because(step: Step, _: datetime) -> Body:
    return {"reason": f"because {step.salt}"}


def _opportunity(step: Step, _: datetime) -> Body:
    named = {"customer": customer(step), "external_ref": opportunity_ref(step), "pipeline": "development"}
    return named | {"title": f"opportunity {step.salt % 3}"}


def _promise(step: Step, now: datetime) -> Body:
    # A late one falls due while the walk goes on.
    ahead = timedelta(seconds=3 + step.salt % 5) if step.name == "late-promise" else timedelta(days=9)
    told = {"customer": customer(step), "promisor": "liu.wei", "text": f"delivery {step.salt}"}
    return told | {"due_at": (now + ahead).isoformat()}


def _consent(step: Step, _: datetime) -> Body:
    told = {"purpose": "person_dossier", "text_version": "2026-01", "channel": "paper"}
    return told | {"evidence": f"shelf {PRIVATE} {step.salt}"}


def _dossier(step: Step, _: datetime) -> Body:
    return {"content": {"hobbies": f"go {PRIVATE} {step.salt % 3}"}}


def _plan(step: Step, _: datetime) -> Body:
    told = {"kind": "development", "title": f"plan {step.salt}", "owner": "liu.wei"}
    return told | {"customer": customer(step)}


def _planned_contact(step: Step, now: datetime) -> Body:
    met = {"customer": customer(step), "salesperson": "liu.wei"}
    return met | {"starts_at": (now + timedelta(days=1 + step.salt % 9)).isoformat()}


_TOLD: Final[Mapping[str, Callable[[Step, datetime], Body]]] = {
    "capture": _capture,
    "purchase": _purchase,
    "section": _section,
    "step": _step,
    "contract": _contract,
    "visit": _visit,
    "complaint": _complaint,
    "late-complaint": _late_complaint,
    "resolve": _resolve,
    "claim": _claim,
    "release": _because,
    "opportunity": _opportunity,
    "loss": _because,
    "promise": _promise,
    "late-promise": _promise,
    "consent": _consent,
    "dossier": _dossier,
    "erasure": _because,
    "plan": _plan,
    "planned-contact": _planned_contact,
}
