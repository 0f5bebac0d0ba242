"""Every stored fact of ownership as its bytes are in databases by now: never to be edited."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.leads.customer.codec import CODEC as CUSTOMERS
from services.leads.customer.events.ownership import (
    Idleness,
    OwnerChanged,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = "2026-03-02T02:00:00Z"

IDLE = Idleness(NOW, ZHANG, "potential", "intending", 60, "2026-12")
IDLE_STORED = (
    f'{{"since":"{AT}","contact_id":"{ZHANG}","tier":"potential","lifecycle":"intending","idle_days":60,'
    f'"policy_version":"2026-12"}}'
)
CHANGED = OwnerChanged(ZHANG, None, "li", "claimed", None, "wang", NOW, NOW)
WARNED = PoolReturnWarned(ZHANG, "li", IDLE, 7, NOW, NOW, NOW)
STOPPED = PoolReturnCalledOff(ZHANG, "li", "contact", ZHANG, NOW)
BACK = ReturnedToPool(ZHANG, "li", NOW, IDLE, NOW, NOW)
APPEALED = PoolReturnAppealed(ZHANG, "li", "met", "li", NOW, NOW)
DECIDED = PoolReturnAppealDecided(ZHANG, "li", "granted", "seen", "chen", NOW)

OWNERSHIP: list[tuple[Any, Any, str]] = [
    (
        CUSTOMERS,
        CHANGED,
        (
            f'{{"customer_id":"{ZHANG}","before":null,"after":"li","cause":"claimed","reason":null,'
            f'"changed_by":"wang","owned_since":"{AT}","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        WARNED,
        (
            f'{{"customer_id":"{ZHANG}","owner":"li","idle":{IDLE_STORED},"days_left":7,"return_at":"{AT}",'
            f'"due_at":"{AT}","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        STOPPED,
        (
            f'{{"customer_id":"{ZHANG}","owner":"li","cause":"contact","contact_id":"{ZHANG}",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        BACK,
        (
            f'{{"customer_id":"{ZHANG}","owner":"li","owned_since":"{AT}","idle":{IDLE_STORED},'
            f'"due_at":"{AT}","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        APPEALED,
        (
            f'{{"customer_id":"{ZHANG}","owner":"li","reason":"met","appealed_by":"li","held_until":"{AT}",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        DECIDED,
        (
            f'{{"customer_id":"{ZHANG}","owner":"li","verdict":"granted","reason":"seen","decided_by":"chen",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
]
"""Of version 1."""
