"""The demo tells the same facts on every run, in time order, and measures what it says it measures."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.demo import anchor, forecasts, sample, shop, webhooks
from deploy.local.demo.cast import companies
from shared.contracts.inbox import CaptureLead, RecordPurchase

PURCHASES = [
    sample.Purchase(1, "00004", date(1997, 1, 1), 2, 2933),
    sample.Purchase(4, "00021", date(1997, 1, 1), 3, 6334),
    sample.Purchase(2, "00004", date(1998, 6, 30), 1, 0),
]


def test_a_line_of_the_sample_is_read_to_the_cent() -> None:
    assert sample._parsed(3, " 00004 0001 19970802  1   14.96") == sample.Purchase(
        3, "00004", date(1997, 8, 2), 1, 1496
    )


def test_the_shift_is_whole_days_and_ends_on_the_last_day() -> None:
    shift = sample.shift(PURCHASES, date(2026, 11, 22))
    assert PURCHASES[-1].bought_on + shift == date(2026, 11, 22)
    assert shift % timedelta(days=1) == timedelta()


def test_the_shop_tells_in_time_order_and_a_customer_before_its_first_purchase() -> None:
    told = list(shop.events(PURCHASES, timedelta(days=100)))
    assert [one.at for one in told] == sorted(one.at for one in told)
    assert [(one.id, type(one.says)) for one in told] == [
        ("customer-00004", CaptureLead),
        ("purchase-1", RecordPurchase),
        ("customer-00021", CaptureLead),
        ("purchase-4", RecordPurchase),
        ("purchase-2", RecordPurchase),
    ]


def test_a_purchase_keeps_its_original_date() -> None:
    told = [one.says for one in shop.events(PURCHASES, timedelta(days=100))]
    bought = [says for says in told if isinstance(says, RecordPurchase)]
    assert [one.original_date for one in bought] == [one.bought_on for one in PURCHASES]
    assert [one.amount_minor for one in bought] == [2933, 6334, 0]


def test_the_last_day_is_the_day_before_the_first_run_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "last-day"
    # Already the 24th in China.
    first = datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert anchor.last_day(path, first) == date(2026, 11, 23)
    assert anchor.last_day(path, first + timedelta(days=9)) == date(2026, 11, 23)


def test_the_cast_is_the_same_every_time_and_every_part_of_the_story_happens() -> None:
    cast = companies()
    assert cast == companies()
    assert len({one.ref for one in cast}) == len(cast)
    assert {one.complaint for one in cast} == {None, "ordinary", "serious", "safety_or_legal"}
    assert any(one.contract_yuan for one in cast)
    assert any(one.needs for one in cast)
    assert {len(one.orders) for one in cast} == {0, 2, 5}


def test_the_months_before_a_day_go_back_over_the_turn_of_the_year() -> None:
    months = [forecasts.month_before(date(2027, 2, 3), count) for count in range(4)]
    assert months == ["2027-02", "2027-01", "2026-12", "2026-11"]


def test_latency_is_from_the_answer_to_the_first_webhook_of_the_same_fact() -> None:
    body = json.dumps({"type": "tuoke.visits.visit-logged", "data": {"contact_id": "v1"}})
    came = [{"at": 10.2, "body": body}, {"at": 11.0, "body": body}]
    answered = {("tuoke.visits.visit-logged", "v1"): 10.0, ("tuoke.visits.visit-logged", "lost"): 10.0}
    assert webhooks.latencies_ms(answered, came) == [pytest.approx(200)]


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert webhooks.percentile([float(number) for number in range(1, 101)], share) == value
