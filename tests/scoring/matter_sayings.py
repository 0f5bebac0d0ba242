"""What visits says of matters, for tests of who hears it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.matters import MatterClosed, MatterFact, MatterOpened
from tests.scoring.facts import day
from tests.scoring.sayings import ID


def raised(
    contract: type[MatterFact], matter: UUID, customer: UUID = ID, kind: str = "measure", **fields: Any
) -> MatterFact:
    """A fact about a matter of the customer, of the kind and its first category."""
    said = {
        "customer_id": customer,
        "matter_id": matter,
        "kind": kind,
        "category": "service_process",
        "title": {"zh": "改进措施", "en": "improvement measure"},
        "policy_version": "default-1",
    }
    return contract.model_validate(said | fields)


def measure_story(customer: UUID = ID, opened_at: datetime | None = None) -> list[MatterFact]:
    """A measure is raised, carried out in ten days, and names what it changed."""
    matter, at = uuid5(customer, "measure"), opened_at or day(10)
    return [
        raised(
            *(MatterOpened, matter, customer),
            summary="调整发货排程",
            due_at=at + timedelta(days=28),
            opened_by="li",
            opened_at=at,
        ),
        raised(
            *(MatterClosed, matter, customer),
            outcome="两周内无延迟",
            change="排程提前一天锁定",
            late=False,
            closed_by="chen",
            closed_at=at + timedelta(days=10),
        ),
    ]
