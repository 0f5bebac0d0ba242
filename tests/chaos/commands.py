"""What each step of a caller asks: whole requests, which a retry repeats byte by byte."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from tests.chaos.steps import Step
from tests.chaos.telling import complaint_id, customer_id, data_of, opportunity_id

PRINCIPAL: Final = "journey"


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
        """How many events it makes at most: to resolve may also breach both clocks, and acknowledge.

        An erasure ends the consent and withholds what it covered.
        """
        most = {"resolution": 4, "acknowledgement": 2, "stage": 2, "loss": 2, "erasure": 3}
        return most.get(self.template.rpartition("/")[2], 1)

    @property
    def content(self) -> bytes:
        """The body as it is sent, at every try."""
        return json.dumps(self.body, ensure_ascii=False).encode()

    @property
    def id(self) -> str:
        """The command's id, as its events name it."""
        return sha256(f"{PRINCIPAL}\nPOST {self.template}\n{self.key}".encode()).hexdigest()


def thing_of(step: Step) -> str | None:
    """The stream of the lasting thing that a step tells of: told by others before, it may change nothing."""
    about_customer = {"capture", "section", "step", "claim", "release", "consent", "dossier", "erasure"}
    about_opportunity = {"opportunity", "move", "loss"}
    about_complaint = {"complaint", "acknowledge", "resolve"}
    name = step.name.removeprefix("inbox-")
    if name in about_customer:
        return f"customer-{customer_id(step)}"
    if name in about_opportunity:
        return f"opportunity-{opportunity_id(step)}"
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
    "claim": ("leads", "/v1/customers/{customer_id}/claim"),
    "release": ("leads", "/v1/customers/{customer_id}/release"),
    "opportunity": ("leads", "/v1/opportunities"),
    "move": ("leads", "/v1/opportunities/{opportunity_id}/stage"),
    "loss": ("leads", "/v1/opportunities/{opportunity_id}/loss"),
    "promise": ("visits", "/v1/promises"),
    "late-promise": ("visits", "/v1/promises"),
    "consent": ("leads", "/v1/customers/{customer_id}/consents"),
    "dossier": ("leads", "/v1/customers/{customer_id}/sections/person_dossier"),
    "erasure": ("leads", "/v1/customers/{customer_id}/erasure"),
    "plan": ("leads", "/v1/plans"),
    "planned-contact": ("visits", "/v1/planned-contacts"),
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
    named = {"customer": customer_id, "complaint": complaint_id, "opportunity": opportunity_id}
    ids = {f"{what}_id": str(of(step)) for what, of in named.items()}
    reads = READ_FIRST.get(told.name)
    return Command(service, template, data_of(told), key, ids, reads and reads.format(**ids), thing_of(told))
