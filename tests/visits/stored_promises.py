"""Every stored fact of a promise as its bytes are in databases by now: never to be edited."""

from typing import Any

from services.visits.promise.events import (
    PromiseApproved,
    PromiseBreached,
    Promised,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from services.visits.promise.use_cases import CODEC as PROMISES
from tests.visits.stored_matters import AT, CASE, NOW, ZHANG

PROMISED = Promised(CASE, ZHANG, "li", "five", NOW, 12.5, 175, 200, "CNY", "default-1")
PROMISED_BYTES = (
    f'"promised":{{"promise_id":"{CASE}","customer_id":"{ZHANG}","promisor":"li","text":"five",'
    f'"due_at":"{AT}","discount_percent":12.5,"price_minor":175,"list_minor":200,"currency":"CNY",'
    '"policy_version":"default-1"}'
)

STORED_PROMISES: list[tuple[Any, Any, str]] = [
    (
        PROMISES,
        PromiseRecorded(PROMISED, "supervisor", "li", NOW),
        f'{{{PROMISED_BYTES},"approver":"supervisor","recorded_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        PROMISES,
        PromiseApproved(PROMISED, "supervisor", "chen", NOW),
        f'{{{PROMISED_BYTES},"approver":"supervisor","approved_by":"chen","occurred_at":"{AT}"}}',
    ),
    (
        PROMISES,
        PromiseKept(PROMISED, f"contact-{CASE}", False, "li", NOW),
        f'{{{PROMISED_BYTES},"proof":"contact-{CASE}","late":false,"kept_by":"li","occurred_at":"{AT}"}}',
    ),
    (
        PROMISES,
        PromiseBreached(PROMISED, NOW, NOW),
        f'{{{PROMISED_BYTES},"occurred_at":"{AT}","noticed_at":"{AT}"}}',
    ),
    (
        PROMISES,
        PromiseWithdrawn(PROMISED, "gone", "chen", NOW),
        f'{{{PROMISED_BYTES},"reason":"gone","withdrawn_by":"chen","occurred_at":"{AT}"}}',
    ),
]
