"""What each step of a caller says: whole requests, which a retry repeats byte by byte.

Customers, complaints and purchases have names of another system, so that their ids are known
beforehand and no request hangs on another's answer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from shared.kit.external_ids import external_customer_id, external_id
from tests.chaos.steps import Step

CUSTOMERS: Final = 14
COMPLAINTS: Final = 40
OUTSIDE: Final = "walk"
PRINCIPAL: Final = "journey"
ACKNOWLEDGE_H, RESOLVE_H = 2, 24
"""The clocks of a complaint about safety, by the default policy."""


@dataclass(frozen=True, slots=True)
class Command:
    """A request with its key. `reads` is where the version is read that its `If-Match` names."""

    service: str
    template: str
    body: Mapping[str, Any]
    key: str
    ids: Mapping[str, str] = field(default_factory=dict)
    reads: str | None = None
    thing: str | None = None

    @property
    def path(self) -> str:
        """The path asked for."""
        return self.template.format(**self.ids)

    @property
    def creates(self) -> bool:
        """Whether every acceptance of it makes a stream of its own."""
        return self.thing is None

    @property
    def events_max(self) -> int:
        """How many events it makes at most: to resolve may also breach both clocks, and acknowledge."""
        return {"resolution": 4, "acknowledgement": 2}.get(self.template.rpartition("/")[2], 1)

    @property
    def content(self) -> bytes:
        """The body as it is sent, at every try."""
        return json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def id(self) -> str:
        """The command's id, as its events name it."""
        return sha256(f"{PRINCIPAL}\nPOST {self.template}\n{self.key}".encode()).hexdigest()


def customer(step: Step) -> dict[str, str]:
    """The customer that a step is about, by its name outside."""
    return {"source": OUTSIDE, "ref": f"c{step.pick % CUSTOMERS}"}


def customer_id(step: Step) -> str:
    """The same by our id."""
    return str(external_customer_id(OUTSIDE, customer(step)["ref"]))


def complaint_ref(step: Step) -> dict[str, str]:
    """The complaint that a step is about, by its name outside."""
    return {"source": OUTSIDE, "ref": f"k{step.pick % COMPLAINTS}"}


def complaint_id(step: Step) -> UUID:
    """The same by our id."""
    return external_id("complaint", OUTSIDE, complaint_ref(step)["ref"])


def data_of(step: Step) -> dict[str, Any]:  # noqa: PLR0911 -- one return for each kind of step
    """What is told, over HTTP or on an inbox topic."""
    who, now = customer(step), datetime.now(UTC)
    match step.name.removeprefix("inbox-"):
        case "capture":
            # One customer in three is told under another name each time: a refusal, after the first.
            name = f"客户 {who['ref']}" if step.salt % 3 else f"客户 {step.salt}"
            return {"customer": who, "kind": "company", "name": name, "source": "research"}
        case "purchase":
            sold = {"customer": who, "amount_minor": step.salt % 900_000 + 1, "currency": "CNY"}
            return sold | {"purchased_at": (now - timedelta(days=step.salt % 400)).isoformat()}
        case "section":
            return {"content": {"needs": [f"{step.salt} kg"], "intention": "likely"}}
        case "step":
            return {"after": "intending", "evidence": {"kind": "need", "text": f"asked for {step.salt} kg"}}
        case "contract":
            sides = ("our_duties", "their_duties", "our_rights", "their_rights")
            terms = {side: ["as agreed"] for side in sides}
            priced = {"amount_minor": step.salt + 1, "currency": "CNY", "signed_by": "liu.wei"}
            return {"customer": who, "title": f"C{step.salt}", "starts_on": "2026-01-01"} | priced | terms
        case "visit":
            met = {"customer": who, "channel": "visit", "purposes": ["learn_needs"], "salesperson": "liu.wei"}
            return met | {"summary": f"talk {step.salt}"}
        case "complaint":
            return {"customer": who, "external_ref": complaint_ref(step), "summary": f"complaint {step.salt}"}
        case "late-complaint":
            # One of its clocks runs out within seconds, so that the walk meets the deadline itself.
            hours = (ACKNOWLEDGE_H, RESOLVE_H)[step.salt % 2]
            filed_at = now - timedelta(hours=hours) + timedelta(seconds=step.salt % 5)
            late = {"severity": "safety_or_legal", "filed_at": filed_at.isoformat()}
            return {"customer": who, "summary": f"danger {step.salt}"} | late
        case "resolve":
            return {"outcome": f"replaced {step.salt % 3}"}
        case _:
            return {}


def thing_of(step: Step) -> str | None:
    """The stream of the lasting thing that a step tells of: told by others before, it may change nothing."""
    about_customer = {"capture", "section", "step"}
    about_complaint = {"complaint", "acknowledge", "resolve"}
    name = step.name.removeprefix("inbox-")
    if name in about_customer:
        return f"customer-{customer_id(step)}"
    return f"case-{complaint_id(step)}" if name in about_complaint else None


ROUTES: Final[Mapping[str, tuple[str, str]]] = {
    "capture": ("leads", "/v1/customers"),
    "purchase": ("leads", "/v1/purchases"),
    "section": ("leads", "/v1/customers/{customer_id}/sections/needs"),
    "step": ("leads", "/v1/customers/{customer_id}/lifecycle"),
    "contract": ("leads", "/v1/contracts"),
    "visit": ("visits", "/v1/visits"),
    "complaint": ("visits", "/v1/complaints"),
    "late-complaint": ("visits", "/v1/complaints"),
    "acknowledge": ("visits", "/v1/complaints/{complaint_id}/acknowledgement"),
    "resolve": ("visits", "/v1/complaints/{complaint_id}/resolution"),
}
"""Service and template."""

READ_FIRST: Final = {
    "step": "/v1/customers/{customer_id}",
    "acknowledge": "/v1/complaints/{complaint_id}",
    "resolve": "/v1/complaints/{complaint_id}",
}
"""Where the version that an `If-Match` must name is read."""


def command_of(step: Step, key: str, name: str | None = None) -> Command:
    """The request that a step makes; `name` makes it another step's."""
    told = Step(name or step.name, step.pick, step.salt)
    service, template = ROUTES[told.name]
    ids = {"customer_id": customer_id(step), "complaint_id": str(complaint_id(step))}
    reads = READ_FIRST.get(told.name)
    return Command(service, template, data_of(told), key, ids, reads and reads.format(**ids), thing_of(told))
