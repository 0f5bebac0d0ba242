"""Everything visits hears, and what each becomes.

From other systems, on the inbox topic and at `POST /v1/events`:

| type | becomes |
|---|---|
| `tuoke.visits.inbox.log-visit` | `Contacts.log_visit` |
| `tuoke.visits.inbox.file-complaint` | `Complaints.file_complaint` |

From the services, by the read model `customers`: `lead-captured` (confirmed, name, kind, owner) and
`lifecycle-changed` of leads, `tier-changed` of scoring, and of our own `visit-logged`,
`complaint-filed`, `complaint-resolved`; the other types of these topics are passed over by name.
By the read model `policy`: `policy-announced` of scoring.
From ourselves, by deadline: `complaint-acknowledge`, `complaint-resolve`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.visits.case.decide import DEADLINE_KINDS
from services.visits.case.use_cases import Complaints
from services.visits.contact.use_cases import Contacts
from shared.contracts.inbox import FileComplaint, LogVisit
from shared.kit import tracing
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Due, Handler
from shared.kit.eventstore.handle import Request
from shared.kit.external_ids import named_customer_id
from shared.kit.inbox.inbox import Accept

DEADLINES_PRINCIPAL = "visits:deadlines"


def inbox_handlers(contacts: Contacts, complaints: Complaints) -> Mapping[str, Accept[Any]]:
    """Return what becomes of each type that other systems send."""
    return {
        LogVisit.TYPE: Accept(LogVisit, contacts.logging, lambda told: str(named_customer_id(told.customer))),
        FileComplaint.TYPE: Accept(
            FileComplaint, complaints.filing, lambda told: str(named_customer_id(told.customer))
        ),
    }


def deadline_handlers(complaints: Complaints, clock: Clock) -> Mapping[str, Handler]:
    """Return what becomes of each kind of deadline."""

    async def breach(due: Due) -> None:
        complaint_id = UUID(due.stream.removeprefix("case-"))
        request = Request(due.command, clock.now(), DEADLINES_PRINCIPAL, tracing.traceparent())
        await complaints.breach(complaint_id, due.key, DEADLINE_KINDS[due.kind], request)

    return dict.fromkeys(DEADLINE_KINDS, breach)
