"""How a draft becomes the policy, as given, when, then (S6-14)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.scoring.policy.decide import (
    ANNOUNCEMENT,
    POLICY,
    ApprovedByAuthor,
    ApprovePolicy,
    DateOutOfBounds,
    DraftClosed,
    DraftPolicy,
    DraftUnknown,
    PredecessorChanged,
    RevisePolicy,
    VersionTaken,
    WithdrawPolicy,
)
from services.scoring.policy.events import PolicyApproved, PolicyDrafted, PolicyRevised, PolicyWithdrawn
from services.scoring.policy.published import publish
from shared.kit.decider import Reserve, SetDeadline
from tests.support.spec import specify

given = specify(POLICY)

DRAFT = UUID("018f3f6e-7c1a-7b52-9a3e-2f60c1d4a001")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DATE = datetime(2026, 12, 1, tzinfo=UTC)
BOOK: dict[str, Any] = {
    "version": "2026-12",
    "effective_from": "2026-12-01T00:00:00Z",
    "evaluation": {"every_days": 90, "remind_before": 10},
}
OTHER = BOOK | {"complaint": {"hours": 2}}

DRAFTED = PolicyDrafted(DRAFT, BOOK, "default-1", "li.na", NOW)
REVISED = PolicyRevised(DRAFT, OTHER, "default-1", "wang.qiang", NOW)
WITHDRAWN = PolicyWithdrawn(DRAFT, "too early", "li.na", NOW)
APPROVED = PolicyApproved(DRAFT, BOOK, "default-1", ("li.na",), "chen.yu", NOW)

APPROVE = ApprovePolicy(
    by="chen.yu",
    replaces="default-1",
    announced=("default-1",),
    earliest=NOW + timedelta(minutes=1),
    latest=NOW + timedelta(days=100),
    now=NOW,
)


def test_a_book_is_drafted_once() -> None:
    command = DraftPolicy(DRAFT, BOOK, "default-1", "li.na", NOW)
    given().when(command).then(DRAFTED)
    given(DRAFTED).when(command).then_nothing()


def test_a_draft_is_revised_and_whoever_does_has_written_at_it() -> None:
    command = RevisePolicy(OTHER, "default-1", "wang.qiang", NOW)
    given(DRAFTED).when(command).then(REVISED)
    given(DRAFTED, REVISED).when(command).then_nothing()
    given().when(command).then_rejected(DraftUnknown)
    given(DRAFTED, WITHDRAWN).when(command).then_rejected(DraftClosed, standing="withdrawn")
    state = given(DRAFTED, REVISED).state
    assert state is not None
    assert state.drafted_by == ("li.na", "wang.qiang")


def test_a_draft_is_withdrawn_with_its_reason_and_an_approved_one_is_not() -> None:
    command = WithdrawPolicy("too early", "li.na", NOW)
    given(DRAFTED).when(command).then(WITHDRAWN)
    given(DRAFTED, WITHDRAWN).when(command).then_nothing()
    given(DRAFTED, APPROVED).when(command).then_rejected(DraftClosed, standing="approved")


def test_s6_14_a_policy_is_approved_by_another_than_its_authors() -> None:
    date = SetDeadline(
        f"policy-{DRAFT}/in-force",
        "policy-in-force",
        DATE,
        {
            "version": "2026-12",
            "number": "1",
            "every_days": "90",
            "remind_before": "10",
        },
    )
    approved = given(DRAFTED).when(APPROVE).then(APPROVED)
    approved.then_reserves(Reserve(ANNOUNCEMENT, "1")).then_deadlines(date)
    given(DRAFTED).when(replace(APPROVE, by="li.na")).then_rejected(ApprovedByAuthor, drafted_by="li.na")
    by_reviser = replace(APPROVE, by="wang.qiang")
    given(DRAFTED, REVISED).when(by_reviser).then_rejected(ApprovedByAuthor)
    given(DRAFTED, APPROVED).when(APPROVE).then_nothing()
    given(DRAFTED, WITHDRAWN).when(APPROVE).then_rejected(DraftClosed)


def test_s6_14_a_policy_takes_effect_neither_at_once_nor_in_the_past_nor_out_of_reach() -> None:
    for earliest, latest in (
        (DATE + timedelta(seconds=1), DATE + timedelta(days=1)),
        (NOW, DATE - timedelta(seconds=1)),
    ):
        command = replace(APPROVE, earliest=earliest, latest=latest)
        given(DRAFTED).when(command).then_rejected(DateOutOfBounds, earliest=earliest.isoformat())
    given(DRAFTED).when(replace(APPROVE, earliest=DATE, latest=DATE)).then(APPROVED)


def test_a_draft_upon_a_book_that_is_no_longer_its_predecessor_is_refused() -> None:
    command = replace(APPROVE, replaces="2026-11")
    given(DRAFTED).when(command).then_rejected(PredecessorChanged, drafted_upon="default-1", now="2026-11")


def test_two_books_never_have_one_version() -> None:
    command = replace(APPROVE, announced=("default-1", "2026-12"))
    given(DRAFTED).when(command).then_rejected(VersionTaken, version="2026-12")


def test_the_world_hears_of_a_draft_when_it_is_approved() -> None:
    assert [publish(one) for one in (DRAFTED, REVISED, WITHDRAWN)] == [None, None, None]
    told = publish(APPROVED)
    assert told is not None
    assert (told.key, told.version, told.effective_from, told.book) == ("policy", "2026-12", DATE, BOOK)
    assert (told.replaces, told.drafted_by, told.approved_by) == ("default-1", ("li.na",), "chen.yu")
