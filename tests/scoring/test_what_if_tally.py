"""What-ifs in numbers and words, as pure functions: each book judges the same past."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.policy.merging import merged
from services.scoring.studies.what_if.history import Past, PastComplaint
from services.scoring.studies.what_if.tally import DAYS_A_MONTH, Counting, Pair, Tally
from services.scoring.studies.what_if.words import sentences
from shared.policy import PolicyBook, default_book
from shared.policy.tier import TIER_CLASSES, TierClass

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BOOK = default_book()


def past(tier: TierClass = "ordinary", lifecycle: str = "signed", **told: Any) -> Past:
    about: dict[str, Any] = {"owned_since": NOW - timedelta(days=100), "met_at": None}
    return Past("c", tier, lifecycle, **(about | told))


def under(**changes: Any) -> PolicyBook:
    return PolicyBook.model_validate(merged(BOOK.model_dump(mode="json"), changes))


def counted(after: PolicyBook, *customers: tuple[Past, TierClass]) -> Tally:
    counting = Counting(BOOK, after, NOW)
    for one, tier in customers:
        counting.customer(one, tier, 3)
    return counting.tally


def test_a_customer_who_moves_is_counted_in_both_classes_and_asks_for_more_contacts() -> None:
    tally = counted(BOOK, (past(), "key"), (past("key"), "key"))
    assert (tally.customers, tally.facts, tally.moved, tally.moves) == (2, 6, 1, {"ordinary>key": 1})
    assert tally.classes == {"ordinary": Pair(1, 0), "key": Pair(1, 2)}
    assert tally.contacts == Pair(DAYS_A_MONTH / 30 + DAYS_A_MONTH / 14, 2 * DAYS_A_MONTH / 14)
    assert tally.visits == Pair(DAYS_A_MONTH / 30, 2 * DAYS_A_MONTH / 30)


def test_another_cadence_asks_for_other_contacts_of_those_who_stay() -> None:
    weekly = under(cadence={"classes": {"ordinary": {"contact_days": 7}}})
    assert counted(weekly, (past(), "ordinary")).contacts == Pair(DAYS_A_MONTH / 30, DAYS_A_MONTH / 7)


def test_a_lifecycle_asks_for_its_own_interval_if_that_is_shorter() -> None:
    assert BOOK.cadence.asked_of("potential", "intending").contact_days == 7
    assert BOOK.cadence.asked_of("key", "signed") == (14, 30)
    rare = under(cadence={"lifecycles": {"intending": {"contact_days": 60}}})
    assert rare.cadence.asked_of("potential", "intending").contact_days == 45


@pytest.mark.parametrize(
    ("told", "returned"),
    [
        ({}, Pair(1, 0)),
        ({"met_at": NOW - timedelta(days=30)}, Pair(0, 0)),
        ({"met_at": NOW - timedelta(days=30, seconds=1)}, Pair(1, 0)),
        ({"owned_since": None}, Pair(0, 0)),
        ({"owned_since": NOW - timedelta(days=9), "met_at": NOW - timedelta(days=50)}, Pair(0, 0)),
    ],
    ids=["idle since it is owned", "met in time", "a second too late", "in the pool", "another owner"],
)
def test_who_is_idle_too_long_goes_back_to_the_pool(told: dict[str, Any], returned: Pair) -> None:
    patient = under(pool={"lifecycles": {"potential": {"idle_days": 365}}})
    assert counted(patient, (past("potential", "potential", **told), "potential")).returned == returned


def test_an_exempt_class_never_returns_so_a_move_decides() -> None:
    assert counted(BOOK, (past("ordinary", "potential"), "key")).returned == Pair(1, 0)


def filed(hours: float, **done: datetime) -> PastComplaint:
    at = NOW - timedelta(hours=hours)
    due = {"acknowledge_by": at + timedelta(hours=4), "resolve_by": at + timedelta(hours=72)}
    told: dict[str, Any] = {"acknowledged_at": None, "resolved_at": None} | due | done
    return PastComplaint("serious", at, **told)


@pytest.mark.parametrize(
    ("complaint", "acknowledge", "resolve"),
    [
        (filed(3), Pair(0, 1), Pair(0, 0)),
        (filed(1), Pair(0, 0), Pair(0, 0)),
        (filed(5), Pair(1, 1), Pair(0, 0)),
        (filed(9, acknowledged_at=NOW - timedelta(hours=6)), Pair(0, 1), Pair(0, 0)),
        (filed(9, resolved_at=NOW - timedelta(hours=8)), Pair(0, 0), Pair(0, 0)),
        (filed(200, resolved_at=NOW - timedelta(hours=2)), Pair(1, 1), Pair(1, 1)),
    ],
    ids=[
        "running, late under the draft",
        "running",
        "late",
        "taken up between",
        "resolved at once",
        "late all",
    ],
)
def test_a_complaint_is_judged_by_the_due_times_it_had_and_by_the_drafts(
    complaint: PastComplaint, acknowledge: Pair, resolve: Pair
) -> None:
    counting = Counting(BOOK, under(complaint={"clocks": {"serious": {"acknowledge": {"hours": 2}}}}), NOW)
    counting.complaint(complaint)
    assert counting.tally.breached == {"acknowledge": acknowledge, "resolve": resolve}


_customers = st.lists(
    st.tuples(
        st.builds(past, st.sampled_from(TIER_CLASSES), st.sampled_from(["potential", "intending", "signed"])),
        st.sampled_from(TIER_CLASSES),
    ),
    max_size=20,
)


@given(_customers, st.integers(min_value=0, max_value=20))
def test_shares_add_up_to_the_whole(customers: list[tuple[Past, TierClass]], cut: int) -> None:
    together, rest = counted(BOOK, *customers[:cut]), counted(BOOK, *customers[cut:])
    together.merge(rest)
    whole = counted(BOOK, *customers)
    assert (together.customers, together.moves) == (whole.customers, whole.moves)
    assert together.classes == whole.classes
    assert together.contacts.after == pytest.approx(whole.contacts.after)
    assert Tally.from_json(whole.to_json()) == whole


def test_the_answer_reads_as_sentences_in_both_languages() -> None:
    tally = Tally(customers=1_200, complaints=340, moves={"ordinary>key": 12, "key>ordinary": 200})
    tally.contacts, tally.returned = Pair(1_000.2, 1_089.6), Pair(20, 20)
    tally.breached = {"acknowledge": Pair(5, 12)}
    chinese = sentences(tally, BOOK, "zh-CN")
    assert (
        chinese[0]
        == "1,200 名客户中，212 名变更等级：重点客户 → 普通客户 200 名，普通客户 → 重点客户 12 名。"
    )
    assert chinese[1].startswith("每月应联络次数由 1,000 次变为 1,090 次（增加 90 次）")
    assert chinese[2] == "已有的 340 件投诉中，答复超时由 5 件变为 12 件（增加 7 件）。"
    assert chinese[-1] == "因无有效接触应退回公海的客户仍为 20 名。"
    english = sentences(tally, BOOK, "en")
    assert english[0] == "Of 1,200 customers, 212 change class: key → ordinary 200, ordinary → key 12."
    assert "90 more" in english[1]
    assert len(english) == len(chinese) == 5
