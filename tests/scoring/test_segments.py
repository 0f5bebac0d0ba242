"""Segments: which one fits first, why, and how many customers each has."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.scoring.board.export import export
from services.scoring.forecast.events import SegmentCounted
from services.scoring.segment.counting import counted, named
from services.scoring.segment.judging import facts_of, judged
from services.scoring.segment.lookup import SegmentFacts
from shared.contracts.roles import Role
from shared.kit.postgres.pool import Pool
from shared.policy import PolicyBook, default_book
from shared.policy.facts import NEVER_DAYS, SEGMENT
from shared.policy.refusal import findings_of
from tests.scoring.facts import day, unhurried
from tests.scoring.forecasting import Forecasting, forecasting, start
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import ID, OTHER, captured, complaint, purchase, tier_changed, visit
from tests.support.policies import book_json
from tests.support.whole_service import problem

CHAPTER = default_book().segments
DECEMBER = "2026-12"
DAY = timedelta(days=1)
NOBODY: dict[str, Any] = {
    "tier": "potential",
    "lifecycle": "potential",
    "has_owner": True,
    "days_since_capture": 200,
    "days_since_contact": 200,
    "days_since_purchase": 200,
    "days_in_lifecycle": 200,
    "purchases": 0,
    "open_complaints": 0,
    "contracts": 0,
    "purchases_180_days": 0,
    "purchases_180_days_before": 0,
}
BOUGHT = {"purchases": 6, "days_since_purchase": 20, "purchases_180_days": 3, "purchases_180_days_before": 2}


def segment(**known: Any) -> str | None:
    verdict = judged(NOBODY | known, CHAPTER)
    return None if verdict is None else verdict.slug


def with_segments(**segments: dict[str, Any]) -> PolicyBook:
    chapter = CHAPTER.model_dump(mode="json") | {"segments": segments}
    return PolicyBook.model_validate(book_json("other", day(0), segments=chapter))


def one(place: int, when: str) -> dict[str, Any]:
    rule: dict[str, Any] = CHAPTER.segments["steady"].model_dump(mode="json")
    return rule | {"place": place, "when": when}


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, "prospect"),
        ({"days_since_capture": 90}, "new"),
        (BOUGHT, "loyal"),
        (BOUGHT | {"purchases_180_days": 6, "purchases_180_days_before": 0}, "growing"),
        (BOUGHT | {"open_complaints": 1}, "at_risk"),
        (BOUGHT | {"purchases_180_days": 1, "days_since_purchase": 61}, "at_risk"),
        (BOUGHT | {"purchases_180_days": 0, "days_since_purchase": 181, "open_complaints": 1}, "dormant"),
        (BOUGHT | {"purchases": 1, "purchases_180_days": 1, "purchases_180_days_before": 0}, "steady"),
    ],
)
def test_the_first_segment_that_fits_counts_by_the_default_policy(
    known: dict[str, Any], expected: str
) -> None:
    assert segment(**known) == expected


@unhurried
@given(
    st.fixed_dictionaries(
        {name: st.integers(0, 400) for name in NOBODY if name not in {"tier", "lifecycle", "has_owner"}}
    )
)
def test_every_customer_has_a_segment_by_the_default_policy_and_is_counted_once(
    known: dict[str, int],
) -> None:
    customers = {"one": NOBODY | known, "other": NOBODY}
    counts = counted(customers, CHAPTER)
    assert sum(counts.values()) == len(customers)
    assert set(counts) <= set(CHAPTER.segments)
    assert sum(row.customers for row in named(counts, CHAPTER)) == len(customers)


def test_the_facts_are_those_that_a_condition_may_speak_of() -> None:
    assert set(NOBODY) == set(SEGMENT)
    moments = ("captured_at", "lifecycle_since", "last_contact_at", "last_purchase_at")
    numbers = ("purchases", "open_complaints", "contracts", "recent", "earlier")
    row = dict.fromkeys(moments) | dict.fromkeys(numbers, 0)
    nobody = facts_of(row | {"tier": "key", "lifecycle": "signed", "owner": None}, day(0))
    assert set(nobody) == set(SEGMENT)
    assert (nobody["days_since_capture"], nobody["has_owner"]) == (NEVER_DAYS, False)
    # Captured long after they last bought: what happened counts from its own day, and nothing else.
    known = row | {"tier": "key", "lifecycle": "signed", "owner": None}
    old = facts_of(known | {"captured_at": day(390), "last_purchase_at": day(0)}, day(400))
    assert (old["days_since_purchase"], old["days_since_contact"]) == (400, 10)


def test_a_condition_without_an_answer_fits_nobody_and_those_whom_none_fits_are_counted_apart() -> None:
    book = with_segments(odd=one(1, "10 / purchases > 5"), key=one(2, "tier == 'key'"))
    assert judged(NOBODY, book.segments) is None
    counts = counted({"a": NOBODY, "b": NOBODY | {"tier": "key"}}, book.segments)
    *_, last = named(counts, book.segments)
    assert last == SegmentCounted(None, "未划分", "None fits", 1)
    assert named({}, book.segments) == ()


@pytest.mark.parametrize(
    ("segments", "code"),
    [
        ({"a": one(1, "days_to_birthday < 3")}, "unknown_name"),
        ({"a": one(1, "purchases + 1")}, "not_yes_or_no"),
        ({"a": one(1, "true"), "b": one(1, "true")}, "place_taken"),
        ({f"s_{n}": one(n, "true") for n in range(1, 32)}, "too_many_segments"),
    ],
)
def test_segments_that_cannot_stand_are_refused_with_their_place(segments: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        with_segments(**segments)
    found = [one for one in findings_of(refused.value) if one.code == code]
    assert found
    assert all(one.path[:2] == ("segments", "segments") for one in found)


def test_a_book_of_before_there_were_segments_has_the_default_ones() -> None:
    book = book_json("older", day(0))
    del book["segments"]
    assert PolicyBook.model_validate(book).segments == CHAPTER


async def told(company: Forecasting) -> None:
    """One customer keeps buying, one complains, one has only been captured."""
    now = company.clock.now()
    early = {"captured_at": now - 400 * DAY}
    new = UUID(int=ID.int + 5)
    facts = [one.model_copy(update=early) for one in (captured(), captured(OTHER))]
    facts.append(captured(new).model_copy(update={"captured_at": now - DAY}))
    bought = [purchase(now - days * DAY, 100) for days in (300, 250, 100, 50, 10)]
    bought += [purchase(now - 20 * DAY, 50, OTHER)]
    said = [complaint(now - 2 * DAY, OTHER), tier_changed("potential", "key", now - DAY)]
    log, projector = Log(), await opened(company.pool, BOARD)
    await project(projector, [log.say(fact, now) for fact in (*facts, *bought, *said)])
    await projector.close()
    await company.heard([*facts, *bought])


async def test_s8_02_a_customer_has_a_segment_with_its_strategy_and_the_reason(
    pool: Pool, database: str
) -> None:
    async with forecasting(pool, database, start(DECEMBER), frozenset()) as company:
        await told(company)
        loyal = await company.read(f"/v1/customers/{ID}/segment", "zh-CN")
        assert (loyal["segment"], loyal["title"]) == ("loyal", "忠诚客户")
        assert "定期回访" in loyal["strategy"]
        assert loyal["because"] == {
            "purchases": 5,
            "purchases_180_days": 3,
            "purchases_180_days_before": 2,
        }
        assert "近 180 天购买次数 3" in loyal["words"]
        risk = await company.read(f"/v1/customers/{OTHER}/segment")
        assert (risk["segment"], risk["policy_version"]) == ("at_risk", "default-1")
        assert "complaints not yet resolved 1" in risk["words"]
        problem(await company.call.get(f"/v1/customers/{UUID(int=1)}/segment"), 404, "not_found")


async def test_a_contact_without_effect_is_no_contact_since_which_days_count(
    pool: Pool, database: str
) -> None:
    async with forecasting(pool, database, start(DECEMBER), frozenset()) as company:
        await told(company)
        now = company.clock.now()
        vain = visit(now - DAY).model_copy(update={"effective": False})
        await company.heard([visit(now - 40 * DAY), vain])
        found = await SegmentFacts(pool).of([str(ID), str(OTHER)], now)
        assert [found[str(one)]["days_since_contact"] for one in (ID, OTHER)] == [40, 400]


async def test_s10_07_facts_alone_lead_to_classes_analyses_and_a_report_as_a_file(
    pool: Pool, database: str, tmp_path: Path
) -> None:
    async with forecasting(pool, database, start(DECEMBER), frozenset()) as company:
        await told(company)
        found = [await company.read(f"/v1/customers/{one}/segment") for one in (ID, OTHER)]
        assert [one["segment"] for one in found] == ["loyal", "at_risk"]
        out = tmp_path / "relations.csv"
        assert (await export(pool, "relation_v1", "csv", out, lambda _: None)).done == 2
        with out.open(encoding="utf-8-sig", newline="") as file:
            chinese, stable, *rows = csv.reader(file)
        assert (chinese[0], stable[0]) == ("客户编号", "customer_id")
        assert {row[0]: row[stable.index("loyalty_trend")] for row in rows} == {
            str(ID): "rising",
            str(OTHER): "rising",
        }


async def test_s10_01_all_customers_are_segmented_at_the_turn_of_the_month_and_counted(
    pool: Pool, database: str
) -> None:
    async with forecasting(pool, database, start(DECEMBER)) as company:
        await told(company)
        await company.call.post("/v1/forecasts/2026-10", role=Role.manager)
        await company.until(company.clock.now())
        await company.heard([])
        rows = await pool.fetch(
            "SELECT month, segment, customers, percent::text FROM reporting.segments_v1"
            " WHERE customers > 0 ORDER BY place"
        )
        # Months that are over say nothing of what customers were then.
        assert [tuple(row) for row in rows] == [
            (DECEMBER, "at_risk", 1, "33.3"),
            (DECEMBER, "loyal", 1, "33.3"),
            (DECEMBER, "new", 1, "33.3"),
        ]
        (said,) = await company.said("tuoke.scoring.segments-counted")
        assert said.key == f"forecast-{DECEMBER}"
