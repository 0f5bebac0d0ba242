"""A purchase is recorded once: it does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from services.leads.purchase.decide import PURCHASE, PurchaseRecordedOtherwise, RecordPurchase
from services.leads.purchase.events import ExternalRef, PurchaseRecorded
from shared.kit.plausible_time import TimeInFuture, TimeTooAncient
from tests.support.spec import specify

given = specify(PURCHASE)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BOUGHT_AT = NOW - timedelta(days=3)
PURCHASE_ID = UUID("0195a6d0-0000-7000-8000-0000000000a1")
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")

RECORD = RecordPurchase(
    purchase_id=PURCHASE_ID,
    customer_id=ZHANG,
    amount_minor=29_330,
    currency="USD",
    quantity=2,
    purchased_at=BOUGHT_AT,
    original_date=date(1997, 1, 1),
    external_ref=ExternalRef("cdnow", "4-1"),
    now=NOW,
)
RECORDED = PurchaseRecorded(
    purchase_id=PURCHASE_ID,
    customer_id=ZHANG,
    external_ref=ExternalRef("cdnow", "4-1"),
    amount_minor=29_330,
    currency="USD",
    quantity=2,
    occurred_at=BOUGHT_AT,
    original_date=date(1997, 1, 1),
)


def test_a_purchase_is_recorded_with_its_own_time() -> None:
    given().when(RECORD).then(RECORDED)


def test_a_purchase_told_without_a_time_happened_now() -> None:
    given().when(replace(RECORD, purchased_at=None)).then(replace(RECORDED, occurred_at=NOW))


def test_the_same_purchase_again_is_no_news() -> None:
    given(RECORDED).when(RECORD).then_nothing()


def test_the_same_purchase_again_without_a_time_is_no_news() -> None:
    given(RECORDED).when(replace(RECORD, purchased_at=None)).then_nothing()


def test_the_same_purchase_with_another_amount_is_refused() -> None:
    given(RECORDED).when(replace(RECORD, amount_minor=1)).then_rejected(PurchaseRecordedOtherwise)


def test_a_purchase_cannot_be_of_tomorrow() -> None:
    given().when(replace(RECORD, purchased_at=NOW + timedelta(days=1))).then_rejected(TimeInFuture)


def test_a_purchase_cannot_be_of_1989() -> None:
    given().when(replace(RECORD, purchased_at=datetime(1989, 6, 1, tzinfo=UTC))).then_rejected(
        TimeTooAncient, field="purchased_at"
    )
