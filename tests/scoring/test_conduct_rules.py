"""Violations and sanctions as given, when, then: each command does it, refuses it, stays quiet (S6-13)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.scoring.conduct.decide import (
    CONDUCT,
    AppealSanction,
    Conditions,
    ConductUnknown,
    DecideAppeal,
    DecideSanction,
    ProposeSanction,
    RecordViolation,
    SanctionClosed,
    SanctionConditionsUnmet,
    SanctionNeedsAnother,
    SanctionUnknown,
    ViolationNotFree,
    ViolationUnknown,
    WithdrawSanction,
    WithdrawViolation,
)
from services.scoring.conduct.events import (
    AppealDecided,
    Evidence,
    SanctionAppealed,
    SanctionDecided,
    SanctionProposed,
    SanctionWithdrawn,
    ViolationRecorded,
    ViolationWithdrawn,
)
from services.scoring.conduct.published import publish
from shared.kit.plausible_time import TimeInFuture
from tests.support.spec import specify

given = specify(CONDUCT)

NOW = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
PERSON = UUID("018f3f6e-7c1a-5b52-9a3e-2f60c1d4a001")
WHO = (PERSON, "wang.qiang")
FIRST, SECOND = (UUID(int=number) for number in (1, 2))
WARNING, DEMOTION = (UUID(int=number) for number in (11, 12))
QUOTE = Evidence("document", "报价单 2026-0311")

BROKEN = ViolationRecorded(
    *(FIRST, *WHO, "violation", "promises", "S9-08", "未经批准承诺七折", (QUOTE,), "li.na", "default-1"),
    occurred_at=NOW - DAY,
)
PROPOSED = SanctionProposed(WARNING, *WHO, "warning", (FIRST,), "首次", "li.na", "default-1", NOW)
APPROVED = SanctionDecided(
    WARNING, *WHO, "warning", (FIRST,), "approved", "属实", "chen.yu", "default-1", NOW
)
APPEALED = SanctionAppealed(WARNING, *WHO, "已获同意", "wang.qiang", NOW)
LIFTED = AppealDecided(WARNING, *WHO, "lifted", "属实", "zhao.min", "default-1", NOW)
AGAIN = replace(BROKEN, violation_id=SECOND, what="again", occurred_at=NOW + DAY)

ONE_PIECE = Conditions("default-1", evidence=1)
AFTER_A_WARNING = Conditions("default-1", 2, "warning", "警告", "warning", within=365 * DAY)

RECORD = RecordViolation(
    *(FIRST, *WHO, "violation", "promises", "S9-08", "未经批准承诺七折", (QUOTE,)),
    happened_at=NOW - DAY,
    policy_version="default-1",
    by="li.na",
    now=NOW,
)
PROPOSE = ProposeSanction(WARNING, "warning", (FIRST,), "首次", ONE_PIECE, "li.na", NOW)
DECIDE = DecideSanction(WARNING, "approved", "属实", ONE_PIECE, "chen.yu", NOW)
APPEAL = AppealSanction(WARNING, "已获同意", "wang.qiang", NOW)
LIFT = DecideAppeal(WARNING, "lifted", "属实", "default-1", "zhao.min", NOW)


def test_a_violation_is_recorded_with_its_evidence_once() -> None:
    given().when(RECORD).then(BROKEN)
    given(BROKEN).when(RECORD).then_nothing()
    given().when(replace(RECORD, happened_at=NOW + DAY)).then_rejected(TimeInFuture, field="happened_at")


def test_a_violation_is_withdrawn_unless_a_sanction_rests_on_it() -> None:
    command = WithdrawViolation(FIRST, "误记", "li.na", NOW)
    withdrawn = ViolationWithdrawn(FIRST, *WHO, "误记", "li.na", NOW)
    given(BROKEN).when(command).then(withdrawn)
    given(BROKEN, withdrawn).when(command).then_nothing()
    given().when(command).then_rejected(ConductUnknown)
    own = replace(command, by="wang.qiang")
    given(BROKEN).when(own).then_rejected(SanctionNeedsAnother, excluded="wang.qiang")
    given(BROKEN).when(replace(command, violation_id=SECOND)).then_rejected(ViolationUnknown)
    rests = {"because": f"sanction {WARNING}"}
    for past in ((BROKEN, PROPOSED), (BROKEN, PROPOSED, APPROVED, APPEALED)):
        given(*past).when(command).then_rejected(ViolationNotFree, **rests)
    given(BROKEN, PROPOSED, APPROVED, APPEALED, LIFTED).when(command).then(withdrawn)


def test_s6_13_a_measure_is_proposed_upon_violations_that_no_other_rests_on() -> None:
    given(BROKEN).when(PROPOSE).then(PROPOSED)
    given(BROKEN, PROPOSED).when(PROPOSE).then_nothing()
    given(BROKEN).when(replace(PROPOSE, violations=(SECOND,))).then_rejected(ViolationUnknown)
    again = replace(PROPOSE, sanction_id=DEMOTION)
    given(BROKEN, PROPOSED, APPROVED).when(again).then_rejected(ViolationNotFree)
    withdrawn = ViolationWithdrawn(FIRST, *WHO, "误记", "li.na", NOW)
    given(BROKEN, withdrawn).when(PROPOSE).then_rejected(ViolationNotFree, because="withdrawn")


def test_s6_13_all_that_is_missing_is_named_in_both_languages() -> None:
    command = ProposeSanction(DEMOTION, "demotion", (SECOND,), "再犯", AFTER_A_WARNING, "li.na", NOW)
    given(AGAIN).when(command).then_rejected(
        SanctionConditionsUnmet,
        missing="evidence, warning",
        zh="须有 2 件证据，现有 1 件；违规之前 365 天内须受过警告",
        en="2 pieces of evidence are needed, there are 1; "
        "a warning in effect is needed within 365 days before the violation",
    )
    told_twice = replace(AGAIN, evidence=(QUOTE, QUOTE))
    given(BROKEN, PROPOSED, APPROVED, told_twice).when(command).then_rejected(
        SanctionConditionsUnmet, missing="evidence"
    )


def test_s6_13_a_measure_counts_for_the_next_while_it_is_in_effect_and_not_too_old() -> None:
    two = replace(AGAIN, evidence=(QUOTE, Evidence("text", text="客户证实")))
    command = ProposeSanction(
        DEMOTION, "demotion", (SECOND,), "再犯", AFTER_A_WARNING, "li.na", NOW + 2 * DAY
    )
    warned = (BROKEN, PROPOSED, APPROVED)
    assert given(*warned, two).when(command).decision.events
    at_the_edge = replace(two, occurred_at=NOW + 365 * DAY)
    assert given(*warned, at_the_edge).when(command).decision.events
    for past in (
        (*warned, replace(two, occurred_at=NOW + 365 * DAY + timedelta(seconds=1))),
        (*warned, replace(two, occurred_at=NOW)),
        (*warned, APPEALED, LIFTED, two),
        (BROKEN, PROPOSED, two),
    ):
        given(*past).when(command).then_rejected(SanctionConditionsUnmet, missing="warning")


def test_a_measure_is_decided_by_another_than_who_proposed_it_and_than_the_person() -> None:
    given(BROKEN, PROPOSED).when(DECIDE).then(APPROVED)
    given(BROKEN, PROPOSED, APPROVED).when(DECIDE).then_nothing()
    for by in ("li.na", "wang.qiang"):
        given(BROKEN, PROPOSED).when(replace(DECIDE, by=by)).then_rejected(
            SanctionNeedsAnother, excluded="li.na, wang.qiang"
        )
    given(BROKEN).when(DECIDE).then_rejected(SanctionUnknown)
    refuse = replace(DECIDE, verdict="refused", conditions=AFTER_A_WARNING)
    (refused,) = given(BROKEN, PROPOSED).when(refuse).decision.events
    given(BROKEN, PROPOSED, refused).when(DECIDE).then_rejected(SanctionClosed, standing="refused")


def test_an_approval_needs_the_conditions_of_the_book_in_force_by_then() -> None:
    stricter = replace(DECIDE, conditions=replace(ONE_PIECE, evidence=2))
    given(BROKEN, PROPOSED).when(stricter).then_rejected(SanctionConditionsUnmet, missing="evidence")


def test_a_proposal_is_taken_back_before_it_is_decided() -> None:
    command = WithdrawSanction(WARNING, "另行处理", "li.na", NOW)
    withdrawn = SanctionWithdrawn(WARNING, *WHO, "另行处理", "li.na", NOW)
    given(BROKEN, PROPOSED).when(command).then(withdrawn)
    given(BROKEN, PROPOSED, withdrawn).when(command).then_nothing()
    own = replace(command, by="wang.qiang")
    given(BROKEN, PROPOSED).when(own).then_rejected(SanctionNeedsAnother, excluded="wang.qiang")
    given(BROKEN, PROPOSED, APPROVED).when(command).then_rejected(SanctionClosed, standing="in_effect")


def test_a_measure_is_appealed_once_and_decided_by_another_than_whoever_acted_before() -> None:
    past = (BROKEN, PROPOSED, APPROVED)
    given(*past).when(APPEAL).then(APPEALED)
    given(*past, APPEALED).when(APPEAL).then_nothing()
    given(BROKEN, PROPOSED).when(APPEAL).then_rejected(SanctionClosed, standing="proposed")
    given(*past, APPEALED).when(LIFT).then(LIFTED)
    given(*past, APPEALED, LIFTED).when(LIFT).then_nothing()
    asked = replace(APPEALED, appealed_by="zhou.lan")
    for by in ("chen.yu", "zhou.lan", "wang.qiang"):
        given(*past, asked).when(replace(LIFT, by=by)).then_rejected(
            SanctionNeedsAnother, excluded="chen.yu, zhou.lan, wang.qiang"
        )
    given(*past).when(LIFT).then_rejected(SanctionClosed, standing="in_effect")
    upheld = replace(LIFTED, verdict="upheld")
    given(*past, APPEALED, upheld).when(APPEAL).then_rejected(SanctionClosed, standing="upheld")


def test_the_world_hears_who_and_when_and_never_what_was_written() -> None:
    said = [publish(one) for one in (BROKEN, PROPOSED, APPROVED, APPEALED, LIFTED)]
    assert [one.TYPE.removeprefix("tuoke.scoring.") if one else None for one in said] == [
        *("violation-recorded", None, "sanction-decided", "sanction-appealed", "sanction-appeal-decided"),
    ]
    words = "".join(one.model_dump_json() for one in said if one)
    assert str(PERSON) in words
    assert not any(text in words for text in ("承诺七折", "属实", "首次", "已获同意"))
