"""An opportunity's way through the stages: forward with what they ask, back with a reason, won, lost."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from services.leads.opportunity.decide import (
    DEADLINE_KIND,
    OPPORTUNITY,
    LoseOpportunity,
    RecordEvidence,
    ReopenOpportunity,
    TellOverdue,
    Way,
    WinOpportunity,
)
from services.leads.opportunity.decide.commands import (
    OpportunityAtItsEnd,
    OpportunityClosed,
    OpportunityNotClosed,
    OpportunityNotDue,
    OpportunityOpenedOtherwise,
    OpportunityUnknown,
    PipelineUnknown,
    ReasonMissing,
    StageNotDone,
    StageUnknown,
)
from services.leads.opportunity.events import (
    Left,
    OpportunityEvidenced,
    OpportunityMoved,
    OpportunityOverdue,
    OpportunityReopened,
    OpportunityWon,
    Proof,
)
from shared.kit.decider import CancelDeadline, Rejection, SetDeadline
from tests.leads.following import (
    ALL,
    CLOCK,
    DAY,
    LOST,
    NAMED,
    NOTHING_THERE,
    NOW,
    OPEN,
    OPENED,
    TO_B,
    TO_C,
    entry_of,
    given,
    leave_of,
    move,
    moved,
    place,
    stage,
    way,
)


def test_it_is_opened_in_the_first_stage_whose_end_is_set() -> None:
    given().when(OPEN).then(OPENED).then_deadlines(SetDeadline(CLOCK, DEADLINE_KIND, NOW + 10 * DAY))
    given(OPENED, TO_B).when(OPEN).then_nothing()
    given(OPENED).when(replace(OPEN, title="三期")).then_rejected(OpportunityOpenedOtherwise)
    given().when(replace(OPEN, way=way("a", days=None))).then_deadlines(CancelDeadline(CLOCK))


def test_what_the_first_stage_asks_is_asked_of_an_opening() -> None:
    given().when(replace(OPEN, way=NOTHING_THERE)).then_rejected(
        StageNotDone, missing="a.entry: a == 1", zh="a 进入", en="a entry", policy_version="default-1"
    )
    given().when(replace(OPEN, way=way())).then_rejected(PipelineUnknown, pipeline="sales")


def test_it_moves_to_the_next_stage_and_cites_what_was_there() -> None:
    given(OPENED).when(move()).then(TO_B).then_deadlines(
        SetDeadline(CLOCK, DEADLINE_KIND, NOW + 11 * DAY),
    )
    given(OPENED).when(move("b")).then(TO_B)
    given(OPENED, TO_B).when(move("b", NOW + 2 * DAY)).then_nothing()
    given(OPENED, TO_B, TO_C).when(move(at=NOW + 3 * DAY)).then_rejected(OpportunityAtItsEnd, stage="c")
    given(OPENED).when(move("d")).then_rejected(StageUnknown, stage="d", stages="a, b, c")


def test_what_is_missing_is_named_in_both_languages_with_the_book() -> None:
    given(OPENED).when(move(by=NOTHING_THERE)).then_rejected(
        StageNotDone,
        missing="a.evidence: a_done, b.entry: b == 1",
        zh="a 凭证；b 进入",
        en="a evidence; b entry",
        policy_version="default-1",
    )


def test_whoever_passes_a_stage_over_has_all_that_it_asks() -> None:
    passed = (leave_of("a"), leave_of("b"), entry_of("b"), entry_of("c"))
    over = moved("a", "c", NOW + DAY, passed=("b",), proved_by=passed)
    given(OPENED).when(move("c")).then(over)
    half = Way("default-1", (stage("a"), stage("b", ready=False), stage("c")))
    given(OPENED).when(move("c", by=half)).then_rejected(
        StageNotDone, missing="b.evidence: b_done, b.entry: b == 1"
    )


def test_it_goes_back_with_a_reason_and_nothing_is_asked() -> None:
    back = moved("b", "a", NOW + 3 * DAY, NOW + DAY, forward=False, reason="需求变了", proved_by=())
    told = move("a", NOW + 3 * DAY, NOTHING_THERE, reason="需求变了")
    given(OPENED, TO_B).when(told).then(back)
    given(OPENED, TO_B).when(replace(told, reason=None)).then_rejected(ReasonMissing, before="b", after="a")


def test_it_is_won_by_leaving_the_last_stage_with_all_that_is_left_to_ask() -> None:
    at = NOW + 2 * DAY
    won = OpportunityWon(
        *(NAMED, Left("b", NOW + DAY, 10, False), place("b", NOW + DAY), ("c",)),
        *((leave_of("b"), leave_of("c"), entry_of("c")), "default-1", "li", at),
    )
    given(OPENED, TO_B).when(WinOpportunity(ALL, "li", at)).then(won).then_deadlines(CancelDeadline(CLOCK))
    given(OPENED).when(WinOpportunity(NOTHING_THERE, "li", at)).then_rejected(StageNotDone)
    given(OPENED).when(WinOpportunity(way(), "li", at)).then_rejected(PipelineUnknown)
    given(OPENED, TO_B, won).when(move("c")).then_rejected(OpportunityClosed, ended="won")


def test_it_is_lost_with_a_reason_and_goes_on_where_it_ended() -> None:
    lose = LoseOpportunity("太贵", "default-1", "li", NOW + DAY)
    given(OPENED).when(lose).then(LOST).then_deadlines(CancelDeadline(CLOCK))
    given(OPENED, LOST).when(lose).then_rejected(OpportunityClosed, ended="lost")
    again, at = ReopenOpportunity(ALL, "又来询价", "li", NOW + 5 * DAY), NOW + 5 * DAY
    reopened = OpportunityReopened(NAMED, place("a", at), "lost", "又来询价", "default-1", "li", at)
    given(OPENED, LOST).when(again).then(reopened).then_deadlines(
        SetDeadline(CLOCK, DEADLINE_KIND, NOW + 15 * DAY)
    )
    given(OPENED).when(again).then_rejected(OpportunityNotClosed)
    given(OPENED, LOST).when(replace(again, way=way())).then_rejected(PipelineUnknown)


def test_evidence_that_nothing_else_shows_is_recorded_round_by_round() -> None:
    record = RecordEvidence("terms_recorded", "九折", None, "default-1", "li", NOW + DAY)
    told = OpportunityEvidenced(
        NAMED, place("a", NOW), "terms_recorded", "九折", None, "default-1", "li", NOW + DAY
    )
    given(OPENED).when(record).then(told)
    given(OPENED, told).when(record).then_nothing()
    given(OPENED, told).when(replace(record, text="九五折")).then(replace(told, text="九五折"))
    given(OPENED, LOST).when(record).then_rejected(OpportunityClosed)


def test_the_end_of_the_expected_time_is_told_once_and_never_early() -> None:
    due, late = NOW + 10 * DAY, NOW + 12 * DAY
    overdue = OpportunityOverdue(NAMED, place("a", NOW), NOW, "default-1", late, due)
    given(OPENED).when(TellOverdue(late)).then(overdue).then_deadlines(CancelDeadline(CLOCK))
    given(OPENED, overdue).when(TellOverdue(late)).then().then_deadlines(CancelDeadline(CLOCK))
    given(OPENED).when(TellOverdue(NOW + DAY)).then_rejected(OpportunityNotDue, expected_by=due.isoformat())
    given(OPENED, LOST).when(TellOverdue(late)).then().then_deadlines(CancelDeadline(CLOCK))


def test_nobody_hides_that_it_is_overdue_by_moving_it_first() -> None:
    late = NOW + 12 * DAY
    overdue = OpportunityOverdue(NAMED, place("a", NOW), NOW, "default-1", late, NOW + 10 * DAY)
    given(OPENED).when(move(at=late)).then(overdue, moved("a", "b", late))
    given(OPENED, overdue).when(move(at=late)).then(moved("a", "b", late))


@pytest.mark.parametrize(
    ("stages", "to", "place_after", "asked"),
    [
        (("a", "x", "c"), None, "x", (entry_of("x"),)),
        (("a", "x", "c"), "c", "c", (leave_of("x"), entry_of("x"), entry_of("c"))),
        (("x", "y"), None, "x", (entry_of("x"),)),
    ],
)
def test_one_whose_stage_is_gone_stands_in_the_last_before_that_is_still_there(
    stages: tuple[str, ...], to: str | None, place_after: str, asked: tuple[Proof, ...]
) -> None:
    """Nothing is asked of the gone stage, nor again of one that was left before it."""
    (done,) = given(OPENED, TO_B).when(move(to, NOW + 2 * DAY, way(*stages, version="new"))).decision.events
    assert isinstance(done, OpportunityMoved)
    assert (done.place.stage, done.proved_by, done.policy_version) == (place_after, asked, "new")


def test_a_stage_that_was_passed_over_is_behind_it_as_one_that_it_was_in() -> None:
    over = moved("a", "c", NOW + DAY, passed=("b",))
    (done,) = given(OPENED, over).when(move(by=way("a", "b", "d"))).decision.events
    assert isinstance(done, OpportunityMoved)
    assert (done.place.stage, done.proved_by) == ("d", (entry_of("d"),))


def test_one_whose_pipeline_is_gone_can_only_be_lost() -> None:
    given(OPENED).when(move(by=way())).then_rejected(PipelineUnknown)
    given(OPENED).when(LoseOpportunity("不再经营", "new", "li", NOW + DAY)).then(
        replace(LOST, reason="不再经营", policy_version="new")
    )


@pytest.mark.parametrize(
    "command",
    [move(), TellOverdue(NOW), LoseOpportunity("x", "default-1", "li", NOW), WinOpportunity(ALL, "li", NOW)],
)
def test_one_that_was_never_opened_is_unknown(command: Any) -> None:
    given().when(command).then_rejected(OpportunityUnknown)


COMMANDS = st.one_of(
    st.builds(move, st.sampled_from([None, "a", "b", "c"]), reason=st.sampled_from([None, "why"])),
    st.just(WinOpportunity(ALL, "li", NOW)),
    st.just(LoseOpportunity("x", "default-1", "li", NOW)),
    st.just(ReopenOpportunity(ALL, "x", "li", NOW)),
    st.just(TellOverdue(NOW)),
)


@given_any(st.lists(st.tuples(COMMANDS, st.integers(0, 9)), max_size=12))
def test_every_step_is_told_by_a_fact_and_each_entry_is_overdue_at_most_once(
    steps: list[tuple[Any, int]],
) -> None:
    state, at, told = OPPORTUNITY.fold([OPENED]), NOW, list[Any]()
    for command, days in steps:
        at += days * DAY
        try:
            decision = OPPORTUNITY.decide(state, replace(command, now=at))
        except Rejection:
            continue
        state = OPPORTUNITY.fold(decision.events, state)
        told += decision.events
    assert state is not None
    assert state == OPPORTUNITY.fold([OPENED, *told])
    overdue = [one.entered_at for one in told if isinstance(one, OpportunityOverdue)]
    entries = [OPENED.occurred_at] + [
        one.occurred_at for one in told if isinstance(one, OpportunityMoved | OpportunityReopened)
    ]
    assert all(overdue.count(one) <= entries.count(one) for one in overdue)
    assert state.place.stage == state.stages[-1]
