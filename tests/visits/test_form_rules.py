"""A form is answered once, by what the policy declares (S3-15): does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given as drawn
from hypothesis import strategies as st

from services.visits.form.decide import (
    FORM,
    AnswerForm,
    FormAnsweredOtherwise,
    FormFillerIsAnother,
    FormForStaff,
    FormItemUnknown,
    FormScoreOutOfScale,
    FormUnanswered,
    FormUnknown,
    Line,
    Question,
    Sheet,
)
from services.visits.form.decide.sheet import LOW_SCORE, flags, has_low_score, total
from services.visits.form.events import Flag, FormAnswered, Words
from shared.kit.decider import SetDeadline
from shared.kit.plausible_time import TimeInFuture, TimeTooAncient
from tests.support.spec import specify

given = specify(FORM)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ASKED_AT = NOW - timedelta(hours=3)
ANSWER_ID = UUID("0195a6d0-0000-7000-8000-0000000000f1")
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
TITLE, COLD = Words("满意度", "Satisfaction"), Words("态度冷淡", "cold in manner")
TOO_BIG = Words("规模过大", "too big")

SURVEY = Sheet(
    form="satisfaction",
    title=TITLE,
    audience="customer",
    policy_version="default-1",
    questions={
        "product": Question(5, 50.0),
        "service": Question(5, 50.0, low=Line(3, COLD)),
        "size": Question(10, 0.0, high=Line(9, TOO_BIG)),
    },
    low_score=(2, 5),
)

ANSWER = AnswerForm(
    answer_id=ANSWER_ID,
    customer_id=ZHANG,
    form="satisfaction",
    sheet=SURVEY,
    items={"product": 5, "service": 4},
    mode="phone",
    note=None,
    about=None,
    survey_id=None,
    answered_by="li.na",
    recorded_by="call-centre",
    answered_at=ASKED_AT,
    now=NOW,
)
ANSWERED = FormAnswered(
    answer_id=ANSWER_ID,
    customer_id=ZHANG,
    form="satisfaction",
    title=TITLE,
    audience="customer",
    policy_version="default-1",
    mode="phone",
    items={"product": 5, "service": 4, "size": None},
    total=87.5,
    flags=(),
    low_score=False,
    note=None,
    about=None,
    survey_id=None,
    answered_by="li.na",
    recorded_by="call-centre",
    occurred_at=ASKED_AT,
)


def test_a_form_is_answered_with_its_total_and_what_was_left_out() -> None:
    given().when(ANSWER).then(ANSWERED)


def test_a_form_answered_without_a_time_was_answered_now() -> None:
    given().when(replace(ANSWER, answered_at=None)).then(replace(ANSWERED, occurred_at=NOW))


def test_an_answer_at_its_line_is_flagged_with_the_sign() -> None:
    warned = replace(
        ANSWERED,
        items={"product": 5, "service": 3, "size": 9},
        total=75.0,
        flags=(Flag("service", 3, COLD), Flag("size", 9, TOO_BIG)),
    )
    given().when(replace(ANSWER, items={"product": 5, "service": 3, "size": 9})).then(warned)


def test_a_survey_answer_at_the_line_of_low_scores_says_so() -> None:
    low = replace(
        ANSWERED,
        items={"product": 2, "service": 4, "size": None},
        total=50.0,
        flags=(Flag("product", 2, LOW_SCORE),),
        low_score=True,
    )
    answer = replace(ANSWER, items={"product": 2, "service": 4})
    asked = {"answer_id": str(ANSWER_ID)}
    never_left = SetDeadline(f"answer-{ANSWER_ID}/low-score", "low-score", answer.now, asked)
    given().when(answer).then(low).then_deadlines(never_left)
    given(low).when(answer).then_nothing()


def test_another_form_knows_no_low_scores() -> None:
    sheet = replace(SURVEY, low_score=None)
    assert not has_low_score(sheet, {"product": 1})
    assert flags(sheet, {"product": 1}) == ()


def test_a_form_that_the_policy_has_not_is_refused() -> None:
    given().when(replace(ANSWER, sheet=None, form="vibes")).then_rejected(FormUnknown, form="vibes")


def test_an_item_that_the_form_has_not_is_refused_by_name() -> None:
    command = replace(ANSWER, items={"product": 5, "smile": 5})
    given().when(command).then_rejected(FormItemUnknown, form="satisfaction", item="smile")


def test_a_score_out_of_its_scale_is_refused_by_name() -> None:
    for value in (0, 6):
        command = replace(ANSWER, items={"product": value})
        given().when(command).then_rejected(FormScoreOutOfScale, item="product", value=str(value), scale="5")


def test_a_form_without_one_answer_is_refused() -> None:
    given().when(replace(ANSWER, items={"product": None})).then_rejected(FormUnanswered)


def test_a_form_for_staff_needs_its_member_of_staff() -> None:
    sheet = replace(SURVEY, audience="staff")
    given().when(replace(ANSWER, sheet=sheet, answered_by=None)).then_rejected(FormForStaff)


def test_a_form_of_one_role_is_filled_in_by_it_or_by_a_system_that_vouches() -> None:
    command = replace(ANSWER, sheet=replace(SURVEY, filled_by="supervisor"))
    given().when(replace(command, roles=frozenset({"salesperson"}))).then_rejected(
        FormFillerIsAnother, required_role="supervisor"
    )
    for roles in (frozenset({"supervisor"}), None):
        given().when(replace(command, roles=roles)).then(ANSWERED)


def test_a_customer_may_answer_a_survey_alone() -> None:
    given().when(replace(ANSWER, answered_by=None)).then(replace(ANSWERED, answered_by=None))


def test_a_form_answered_at_a_time_that_cannot_be_is_refused() -> None:
    given().when(replace(ANSWER, answered_at=NOW + timedelta(minutes=3))).then_rejected(
        TimeInFuture, field="answered_at"
    )
    given().when(replace(ANSWER, answered_at=datetime(1989, 12, 31, tzinfo=UTC))).then_rejected(
        TimeTooAncient
    )


def test_the_same_answer_again_is_no_news_whatever_the_policy_says_by_now() -> None:
    given(ANSWERED).when(ANSWER).then_nothing()
    given(ANSWERED).when(replace(ANSWER, answered_at=None)).then_nothing()
    later = replace(SURVEY, policy_version="v2", low_score=(4, 5))
    given(ANSWERED).when(replace(ANSWER, sheet=later, recorded_by="erp")).then_nothing()


def test_the_same_answer_with_another_content_is_refused() -> None:
    given(ANSWERED).when(replace(ANSWER, items={"product": 1})).then_rejected(FormAnsweredOtherwise)


QUESTIONS = st.dictionaries(
    st.sampled_from([f"item_{n}" for n in range(8)]),
    st.builds(Question, st.integers(2, 100), st.sampled_from([0.0, 0.1, 12.5, 33.3, 100.0])),
    min_size=1,
)


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Sheet, dict[str, int | None]]:
    sheet = replace(SURVEY, questions=draw(QUESTIONS))
    answers = {
        item: draw(st.none() | st.integers(1, question.scale)) for item, question in sheet.questions.items()
    }
    return sheet, answers


@drawn(filled_in())
def test_a_total_lies_between_nothing_and_all_and_is_there_when_something_weighed_was_answered(
    told: tuple[Sheet, dict[str, int | None]],
) -> None:
    sheet, answers = told
    found = total(sheet, answers)
    weighed = [
        item for item, value in answers.items() if value is not None and sheet.questions[item].weight > 0
    ]
    assert (found is not None) == bool(weighed)
    if found is not None:
        assert 0 <= found <= 100
        best = {item: sheet.questions[item].scale for item in weighed}
        assert total(sheet, best) == 100
        assert total(sheet, dict.fromkeys(weighed, 1)) == 0


@drawn(filled_in(), st.integers(1, 2))
def test_what_is_unanswered_or_weighs_nothing_moves_no_total(
    told: tuple[Sheet, dict[str, int | None]], score: int
) -> None:
    sheet, answers = told
    beside = {item: value for item, value in answers.items() if value is not None}
    for item, question in sheet.questions.items():
        if question.weight == 0:
            beside[item] = score
    assert total(sheet, beside) == total(sheet, answers)


@drawn(filled_in())
def test_a_better_answer_never_lowers_a_total(told: tuple[Sheet, dict[str, int | None]]) -> None:
    sheet, answers = told
    before = total(sheet, answers)
    for item, value in answers.items():
        if value is None or value == sheet.questions[item].scale:
            continue
        after = total(sheet, answers | {item: value + 1})
        assert (before is None) == (after is None)
        assert before is None or after is None or after >= before
