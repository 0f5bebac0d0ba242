"""A purchase is recorded once, and given back up to what was bought: does it, refuses it, stays quiet."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from services.leads.purchase.decide import (
    PURCHASE,
    PurchaseRecordedOtherwise,
    PurchaseUnknown,
    RecordPurchase,
    RecordReturn,
    ReturnBeforePurchase,
    ReturnInOtherCurrency,
    ReturnOverPurchase,
    ReturnRecordedOtherwise,
)
from services.leads.purchase.events import ExternalRef, PurchaseRecorded, PurchaseReturned
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


RETURN_ID = UUID("0195a6d0-0000-7000-8000-0000000000b1")
GIVE_BACK = RecordReturn(
    return_id=RETURN_ID, amount_minor=20_000, currency="USD", reason="wrong size", returned_at=NOW, now=NOW
)
GIVEN_BACK = PurchaseReturned(
    *(PURCHASE_ID, RETURN_ID, ZHANG, None, 20_000, "USD", "wrong size", BOUGHT_AT, 9_330), occurred_at=NOW
)
ANOTHER = replace(GIVE_BACK, return_id=UUID("0195a6d0-0000-7000-8000-0000000000b2"))


def test_a_part_of_a_purchase_comes_back_and_then_no_more_than_the_rest() -> None:
    given(RECORDED).when(GIVE_BACK).then(GIVEN_BACK)
    given(RECORDED, GIVEN_BACK).when(ANOTHER).then_rejected(
        ReturnOverPurchase, amount_minor="20000", left_minor="9330"
    )
    assert given(RECORDED, GIVEN_BACK).when(replace(ANOTHER, amount_minor=9_330)).decision.events


def test_a_return_told_again_is_no_news_and_otherwise_is_refused() -> None:
    given(RECORDED, GIVEN_BACK).when(GIVE_BACK).then_nothing()
    given(RECORDED, GIVEN_BACK).when(replace(GIVE_BACK, returned_at=None)).then_nothing()
    otherwise = replace(GIVE_BACK, amount_minor=10)
    given(RECORDED, GIVEN_BACK).when(otherwise).then_rejected(ReturnRecordedOtherwise)


def test_a_return_of_nothing_bought_or_in_another_currency_or_too_early_is_refused() -> None:
    given().when(GIVE_BACK).then_rejected(PurchaseUnknown)
    given(RECORDED).when(replace(GIVE_BACK, currency="CNY")).then_rejected(
        ReturnInOtherCurrency, currency="CNY", purchase="USD"
    )
    too_early = replace(GIVE_BACK, returned_at=BOUGHT_AT - timedelta(seconds=1))
    given(RECORDED).when(too_early).then_rejected(ReturnBeforePurchase)
    given(RECORDED).when(replace(GIVE_BACK, returned_at=NOW + timedelta(days=1))).then_rejected(TimeInFuture)
