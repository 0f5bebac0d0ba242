"""What was ever stored can be read for ever, and folding in parts is folding at once."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.leads.contract.events import ContractSigned
from services.leads.contract.use_cases import CODEC as CONTRACTS
from services.leads.customer.codec import CODEC as CUSTOMERS
from services.leads.customer.decide import CUSTOMER
from services.leads.customer.events import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    ConsentRecorded,
    CustomerArchived,
    CustomerEvent,
    CustomerRestored,
    Evidence,
    ExternalRef,
    LeadCaptured,
    LifecycleChanged,
    SectionRecorded,
)
from services.leads.purchase.events import ExternalRef as PurchaseRef
from services.leads.purchase.events import PurchaseRecorded, PurchaseReturned
from services.leads.purchase.use_cases import CODEC as PURCHASES
from shared.kit.eventstore.codec import Codec
from tests.leads.stored_consents import CONSENTS, CONSENTS_2, CONSENTS_3, CONSENTS_4
from tests.leads.stored_ownership import OWNERSHIP

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT = "2026-03-02T02:00:00Z"

CAPTURED = LeadCaptured(ZHANG, "company", "张记", "referral", None, None, ExternalRef("fair", "7"), "li", NOW)
INTENDING = LifecycleChanged(ZHANG, "potential", "intending", Evidence("need", None, "tea"), NOW)
NEEDS = SectionRecorded(ZHANG, "needs", 1, {"needs": ["tea"]}, 0.25, 0.1, "li", None, "business", None, NOW)
OWN = SectionRecorded(ZHANG, "shop", 1, {"brand": "恒远"}, 0.5, 0.1, "li", "2026-12", "business", None, NOW)
ANNOUNCED = ArchivingAnnounced(ZHANG, NOW, "tuoke.visits.visit-logged", NOW, "2026-12", NOW)
CALLED_OFF = ArchivingCalledOff(ZHANG, "tuoke.visits.visit-logged", NOW, NOW)
ARCHIVED = CustomerArchived(ZHANG, NOW, "tuoke.visits.visit-logged", 3, NOW, "2026-12", NOW)
RESTORED = CustomerRestored(ZHANG, "tuoke.visits.visit-logged", NOW, NOW, NOW)
BOUGHT = PurchaseRecorded(ZHANG, ZHANG, PurchaseRef("cdnow", "4-1"), 2_933, "USD", 1, NOW, date(1997, 1, 1))
RETURNED = PurchaseReturned(
    *(ZHANG, ZHANG, ZHANG, PurchaseRef("erp", "RT-1"), 900, "USD", "wrong size", NOW, None), occurred_at=NOW
)
GIVEN_BACK = replace(RETURNED, left_minor=2_033)
SIGNED = ContractSigned(
    ZHANG, ZHANG, "tea", 100, "CNY", ("a",), ("b",), ("c",), ("d",), date(2026, 5, 1), None, "li", NOW
)

STORED: list[tuple[Any, Any, str]] = [
    (
        CUSTOMERS,
        CAPTURED,
        (
            f'{{"customer_id":"{ZHANG}","kind":"company","name":"张记","source":"referral","source_detail":null,'
            f'"campaign":null,"external_ref":{{"source":"fair","ref":"7"}},"owner":"li","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        INTENDING,
        (
            f'{{"customer_id":"{ZHANG}","before":"potential","after":"intending",'
            f'"evidence":{{"kind":"need","ref":null,"text":"tea"}},"occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        NEEDS,
        (
            f'{{"customer_id":"{ZHANG}","section":"needs","section_version":1,"content":{{"needs":["tea"]}},'
            f'"filled":0.25,"completeness":0.1,"recorded_by":"li","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        ANNOUNCED,
        (
            f'{{"customer_id":"{ZHANG}","quiet_since":"{AT}","last_fact":"tuoke.visits.visit-logged",'
            f'"archive_at":"{AT}","policy_version":"2026-12","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        CALLED_OFF,
        (
            f'{{"customer_id":"{ZHANG}","last_fact":"tuoke.visits.visit-logged","last_fact_at":"{AT}",'
            f'"occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        ARCHIVED,
        (
            f'{{"customer_id":"{ZHANG}","quiet_since":"{AT}","last_fact":"tuoke.visits.visit-logged","years":3,'
            f'"due_at":"{AT}","policy_version":"2026-12","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CUSTOMERS,
        RESTORED,
        (
            f'{{"customer_id":"{ZHANG}","last_fact":"tuoke.visits.visit-logged","last_fact_at":"{AT}",'
            f'"archived_at":"{AT}","occurred_at":"{AT}"}}'
        ),
    ),
    (
        PURCHASES,
        BOUGHT,
        (
            f'{{"purchase_id":"{ZHANG}","customer_id":"{ZHANG}","external_ref":{{"source":"cdnow","ref":"4-1"}},'
            f'"amount_minor":2933,"currency":"USD","quantity":1,"occurred_at":"{AT}","original_date":"1997-01-01"}}'
        ),
    ),
    (
        PURCHASES,
        RETURNED,
        (
            f'{{"purchase_id":"{ZHANG}","return_id":"{ZHANG}","customer_id":"{ZHANG}",'
            f'"external_ref":{{"source":"erp","ref":"RT-1"}},"amount_minor":900,"currency":"USD",'
            f'"reason":"wrong size","purchased_at":"{AT}","occurred_at":"{AT}"}}'
        ),
    ),
    (
        CONTRACTS,
        SIGNED,
        (
            f'{{"contract_id":"{ZHANG}","customer_id":"{ZHANG}","title":"tea","amount_minor":100,"currency":"CNY",'
            f'"our_duties":["a"],"their_duties":["b"],"our_rights":["c"],"their_rights":["d"],'
            f'"starts_on":"2026-05-01","ends_on":null,"signed_by":"li","occurred_at":"{AT}"}}'
        ),
    ),
    *CONSENTS,
    *OWNERSHIP,
]
"""Every stored fact of version 1 as its bytes are in databases by now: never to be edited."""

STORED_2: list[tuple[Any, Any, str]] = [
    (
        CUSTOMERS,
        OWN,
        (
            f'{{"customer_id":"{ZHANG}","section":"shop","section_version":1,"content":{{"brand":"恒远"}},'
            f'"filled":0.5,"completeness":0.1,"recorded_by":"li","policy_version":"2026-12","occurred_at":"{AT}"}}'
        ),
    ),
    (
        PURCHASES,
        GIVEN_BACK,
        (
            f'{{"purchase_id":"{ZHANG}","return_id":"{ZHANG}","customer_id":"{ZHANG}",'
            f'"external_ref":{{"source":"erp","ref":"RT-1"}},"amount_minor":900,"currency":"USD",'
            f'"reason":"wrong size","purchased_at":"{AT}","left_minor":2033,"occurred_at":"{AT}"}}'
        ),
    ),
    *CONSENTS_2,
]
"""The same of version 2."""


@pytest.mark.parametrize(
    ("version", "codec", "event", "stored"),
    [
        (number, *one)
        for number, those in enumerate((STORED, STORED_2, CONSENTS_3, CONSENTS_4), 1)
        for one in those
    ],
    ids=lambda part: getattr(part, "TYPE", ""),
)
def test_what_was_stored_is_read_as_it_was_meant(
    version: int, codec: Codec[CustomerEvent], event: CustomerEvent, stored: str
) -> None:
    assert codec.decode(event.TYPE, version, stored.encode()) == event
    if version == event.VERSION:
        assert codec.encode(event).data.decode() == stored


def test_every_stored_type_has_its_sample() -> None:
    sampled = {event.TYPE for _, event, _ in STORED}
    assert sampled == {*CUSTOMERS.types, *PURCHASES.types, *CONTRACTS.types}
    assert {event.TYPE for _, event, _ in STORED_2} == {
        SectionRecorded.TYPE,
        PurchaseReturned.TYPE,
        ConsentRecorded.TYPE,
    }
    assert {event.TYPE for _, event, _ in (*CONSENTS_3, *CONSENTS_4)} == {SectionRecorded.TYPE}


FACTS: list[CustomerEvent] = [
    *(CAPTURED, INTENDING, NEEDS, ANNOUNCED, CALLED_OFF, ARCHIVED, RESTORED),
    *(fact for _, fact, _ in (*CONSENTS, *CONSENTS_2, *CONSENTS_3, *CONSENTS_4, *OWNERSHIP)),
]


@given(
    st.lists(st.sampled_from(FACTS), max_size=8),
    st.integers(0, 8),
)
def test_folding_a_part_and_then_the_rest_is_folding_all(facts: list[CustomerEvent], cut: int) -> None:
    assert CUSTOMER.fold(facts[cut:], CUSTOMER.fold(facts[:cut])) == CUSTOMER.fold(facts)
