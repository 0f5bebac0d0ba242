"""Every stored fact of a planned contact as its bytes are in databases by now: never to be edited."""

from typing import Any

from services.visits.planned.events import (
    ContactBegun,
    ContactCalledOff,
    ContactMissed,
    ContactPlanned,
    ContactPrepared,
    Planned,
    Prepared,
)
from services.visits.planned.use_cases import CODEC as PLANNED_CONTACTS
from tests.visits.stored_matters import AT, CASE, NOW, ZHANG

PLANNED = Planned(CASE, ZHANG, "visit", "demo", "li", NOW, "busy", "default-1")
PLANNED_BYTES = (
    f'"planned":{{"planned_id":"{CASE}","customer_id":"{ZHANG}","channel":"visit","kind":"demo",'
    f'"salesperson":"li","starts_at":"{AT}","timing":"busy","policy_version":"default-1"}}'
)
PREPARED = Prepared(("tea",), ("samples",), ("award",), ("outline",))
PREPARED_BYTES = '"prepared":{"outline":["tea"],"taken":["samples"],"shows":["award"],"missing":["outline"]}'

STORED_PLANNED: list[tuple[Any, Any, str]] = [
    (
        PLANNED_CONTACTS,
        ContactPlanned(PLANNED, PREPARED, NOW, "li", NOW),
        f'{{{PLANNED_BYTES},{PREPARED_BYTES},"missed_at":"{AT}","planned_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        PLANNED_CONTACTS,
        ContactPrepared(PLANNED, PREPARED, "li", NOW),
        f'{{{PLANNED_BYTES},{PREPARED_BYTES},"prepared_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        PLANNED_CONTACTS,
        ContactBegun(PLANNED, "li", NOW),
        f'{{{PLANNED_BYTES},"begun_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        PLANNED_CONTACTS,
        ContactMissed(PLANNED, NOW, NOW),
        f'{{{PLANNED_BYTES},"occurred_at":"{AT}","noticed_at":"{AT}"}}',
    ),
    (
        PLANNED_CONTACTS,
        ContactCalledOff(PLANNED, "rain", "li", NOW),
        f'{{{PLANNED_BYTES},"reason":"rain","called_off_by":"li","occurred_at":"{AT}"}}',
    ),
]
