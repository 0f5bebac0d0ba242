"""The list of plans as a fold of their facts: where each stands, and what is owed of it."""

from dataclasses import asdict

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.leads.plan.events import PlanEnded, PlanEvent, PlanReturned, PlanReviewed
from services.leads.plan.published import publish
from services.leads.plan.read_models.plans import NODES, PlansModel, Row
from tests.leads.planning import (
    AGAIN,
    APPROVED,
    APPROVED_AGAIN,
    DAY,
    LATER,
    NAMED,
    NOW,
    OFFERS,
    SUBMITTED,
    VISITS,
    overdue,
    reached,
    review_due,
    warned,
)

REVIEWED = PlanReviewed(NAMED, 1, "降价", "提高服务", True, NOW + 180 * DAY, "default-1", "li", NOW)
ENDED = PlanEnded(NAMED, 2, "completed", "已达成", "default-1", "li", NOW)
RETURNED = PlanReturned(NAMED, 1, "未写财力", "default-1", "zhao", NOW)
LIFE: tuple[PlanEvent, ...] = (
    *(SUBMITTED, RETURNED, APPROVED, warned(VISITS, NOW), overdue(VISITS, NOW), reached(OFFERS, NOW)),
    *(review_due(NOW), REVIEWED, AGAIN, APPROVED_AGAIN, ENDED),
)
MODEL = PlansModel()
STORED = msgspec.json.Decoder(Row)


def folded(*facts: PlanEvent, row: Row | None = None) -> Row:
    for fact in facts:
        row = MODEL.fold(row, publish(fact))
    assert row is not None
    return row


def test_a_plan_is_listed_by_where_it_stands_and_what_is_owed() -> None:
    assert folded(SUBMITTED).standing == "submitted"
    assert folded(SUBMITTED, RETURNED).standing == "returned"
    late = folded(*LIFE[:6])
    assert (late.standing, late.overdue, late.review_at) == ("in_force", True, NOW + 90 * DAY)
    visits, offers = NODES.decode(late.nodes)
    assert (visits.overdue, visits.reached_at, offers.overdue, offers.reached_at) == (True, None, False, NOW)
    assert folded(*LIFE[:7]).review_due
    again = folded(*LIFE[:9])
    assert (again.review_due, again.revise, again.version, again.in_force) == (False, True, 2, 1)


def test_a_version_takes_over_what_was_told_and_reached_of_the_same_nodes() -> None:
    row = folded(*LIFE[:10])
    visits, offers = NODES.decode(row.nodes)
    assert (row.in_force, row.revise, row.overdue) == (2, False, True)
    assert (visits.overdue, offers.reached_at, offers.due_at) == (True, NOW, LATER.nodes[1].due_at)
    ended = folded(*LIFE)
    assert (ended.standing, ended.overdue, ended.review_due) == ("ended", False, False)


@given(st.integers(1, len(LIFE)))
def test_a_row_that_was_stored_and_read_goes_on_as_one_that_was_kept(count: int) -> None:
    stored = msgspec.json.encode(asdict(folded(*LIFE[:count])))
    assert folded(*LIFE[count:], row=STORED.decode(stored)) == folded(*LIFE)


def test_what_is_told_of_a_plan_that_was_passed_over_makes_no_row() -> None:
    assert MODEL.fold(None, publish(APPROVED)) is None
