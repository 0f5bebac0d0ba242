"""Every stored fact of consents and of what they cover as it is in databases: never to be edited."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.leads.customer.codec import CODEC as CUSTOMERS
from services.leads.customer.events import ConsentEnded, ConsentRecorded, SectionRecorded, SectionWithheld
from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.sealed import Sealed

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = "2026-03-02T02:00:00Z"

HOME = SectionRecorded(
    *(ZHANG, "home", 1, {"hobby": "围棋", "staff": 7}, 0.5, 0.1, "li", "2026-12", "greetings", ("staff",)),
    NOW,
)
CONSENTED = ConsentRecorded(ZHANG, "greetings", "2026-12", "paper", "p. 3", NOW, "li", NOW)
SEALED_HOME = replace(HOME, content={"staff": 7}, sealed=Sealed(ZHANG, b"sealed"))
SEALED_CONSENT = replace(CONSENTED, evidence=None, sealed=Sealed(ZHANG, b"sealed"))
CONSENT_ENDED = ConsentEnded(ZHANG, "greetings", "withdrawn", None, "li", NOW)
WITHHELD = SectionWithheld(ZHANG, "home", 1, 0.1, True, "2026-12", "greetings", "li", NOW)

ERASED = ContentErased(ZHANG, "greetings", "asked", "信", (ZHANG,), None, "li", NOW)

CONSENTS: list[tuple[Any, Any, str]] = [
    (
        CUSTOMERS,
        CONSENTED,
        (
            f'{{"customer_id":"{ZHANG}","purpose":"greetings","text_version":"2026-12","channel":"paper",'
            f'"evidence":"p. 3","until":"{AT}","recorded_by":"li","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        CONSENT_ENDED,
        (
            f'{{"customer_id":"{ZHANG}","purpose":"greetings","cause":"withdrawn","reason":null,'
            f'"ended_by":"li","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        WITHHELD,
        (
            f'{{"customer_id":"{ZHANG}","section":"home","section_version":1,"completeness":0.1,'
            f'"was_told":true,"policy_version":"2026-12","purpose":"greetings","withheld_by":"li",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        ERASED,
        (
            f'{{"customer_id":"{ZHANG}","purpose":"greetings","cause":"asked","reason":"信","key_ids":["{ZHANG}"],'
            f'"policy_version":null,"erased_by":"li","occurred_at":"{AT}"}}'
        ),
    ),
]
"""Of version 1."""

CONSENTS_2: list[tuple[Any, Any, str]] = [
    (
        CUSTOMERS,
        SEALED_CONSENT,
        (
            f'{{"customer_id":"{ZHANG}","purpose":"greetings","text_version":"2026-12","channel":"paper",'
            f'"evidence":null,"until":"{AT}","recorded_by":"li","occurred_at":"{AT}",'
            f'"sealed":{{"key_id":"{ZHANG}","text":"c2VhbGVk"}}}}'
        ),
    ),
]
"""Of version 2."""

CONSENTS_3: list[tuple[Any, Any, str]] = [
    (
        CUSTOMERS,
        HOME,
        (
            f'{{"customer_id":"{ZHANG}","section":"home","section_version":1,'
            f'"content":{{"hobby":"围棋","staff":7}},"filled":0.5,"completeness":0.1,"recorded_by":"li",'
            f'"policy_version":"2026-12","purpose":"greetings","told":["staff"],"occurred_at":"{AT}"}}'
        ),
    ),
]
"""Of version 3."""

CONSENTS_4: list[tuple[Any, Any, str]] = [
    (
        CUSTOMERS,
        SEALED_HOME,
        (
            f'{{"customer_id":"{ZHANG}","section":"home","section_version":1,'
            f'"content":{{"staff":7}},"filled":0.5,"completeness":0.1,"recorded_by":"li",'
            f'"policy_version":"2026-12","purpose":"greetings","told":["staff"],"occurred_at":"{AT}",'
            f'"sealed":{{"key_id":"{ZHANG}","text":"c2VhbGVk"}}}}'
        ),
    ),
]
"""Of version 4."""
