"""An invitation is answered once, or expires at its time: does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import timedelta

from services.visits.form.decide import FormUnanswered, FormUnknown
from services.visits.survey.decide import (
    SURVEY,
    AnswerSurvey,
    ExpireSurvey,
    FormNotForCustomers,
    OpenSurvey,
    SurveyLinkOver,
    SurveyNotExpired,
    SurveyUnknown,
)
from services.visits.survey.events import SurveyExpired, SurveyOpened
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.support.spec import specify
from tests.visits.test_form_rules import ANSWER, ANSWER_ID, ANSWERED, NOW, TITLE, ZHANG
from tests.visits.test_form_rules import SURVEY as SHEET

given = specify(SURVEY)

EXPIRES_AT = NOW + timedelta(days=14)
DEADLINE = f"survey-{ANSWER_ID}/expiry"

OPEN = OpenSurvey(ANSWER_ID, ZHANG, "satisfaction", SHEET, "li.na", EXPIRES_AT, NOW)
OPENED = SurveyOpened(
    survey_id=ANSWER_ID,
    customer_id=ZHANG,
    form="satisfaction",
    title=TITLE,
    policy_version="default-1",
    opened_by="li.na",
    expires_at=EXPIRES_AT,
    occurred_at=NOW,
)
ALONE = replace(
    ANSWER, survey_id=ANSWER_ID, answered_by=None, answered_at=None, mode="questionnaire", now=NOW
)
BY_LINK = replace(ANSWERED, survey_id=ANSWER_ID, answered_by=None, mode="questionnaire", occurred_at=NOW)
EXPIRED = SurveyExpired(ANSWER_ID, ZHANG, "satisfaction", EXPIRES_AT, EXPIRES_AT)


def test_an_invitation_is_opened_with_its_end() -> None:
    given().when(OPEN).then(OPENED).then_deadlines(SetDeadline(DEADLINE, "survey-expiry", EXPIRES_AT))


def test_an_invitation_is_opened_once() -> None:
    given(OPENED).when(OPEN).then_nothing()


def test_nobody_is_invited_to_a_form_that_is_none_or_ours() -> None:
    given().when(replace(OPEN, sheet=None)).then_rejected(FormUnknown)
    given().when(replace(OPEN, sheet=replace(SHEET, audience="staff"))).then_rejected(FormNotForCustomers)


def test_the_customers_answer_ends_the_invitation() -> None:
    given(OPENED).when(AnswerSurvey(ALONE, NOW)).then(BY_LINK).then_deadlines(CancelDeadline(DEADLINE))


def test_a_low_score_by_link_is_not_left_alone_either() -> None:
    low = replace(ALONE, items={"product": 1})
    deadlines = given(OPENED).when(AnswerSurvey(low, NOW)).decision.deadlines
    asked = {"answer_id": str(ANSWER_ID)}
    assert SetDeadline(f"answer-{ANSWER_ID}/low-score", "low-score", NOW, asked) in deadlines
    assert CancelDeadline(DEADLINE) in deadlines


def test_a_link_that_was_used_or_has_expired_takes_no_answer() -> None:
    for past in ((), (OPENED, BY_LINK), (OPENED, EXPIRED)):
        given(*past).when(AnswerSurvey(ALONE, NOW)).then_rejected(SurveyLinkOver)


def test_at_its_due_time_a_link_is_over_recorded_or_not() -> None:
    given(OPENED).when(AnswerSurvey(ALONE, EXPIRES_AT)).then_rejected(SurveyLinkOver)
    just_before = EXPIRES_AT - timedelta(microseconds=1)
    given(OPENED).when(AnswerSurvey(ALONE, just_before)).then(BY_LINK)


def test_an_answer_that_the_form_refuses_leaves_the_link_open() -> None:
    empty = replace(ALONE, items={"product": None})
    given(OPENED).when(AnswerSurvey(empty, NOW)).then_rejected(FormUnanswered)


def test_an_unanswered_invitation_expires_at_its_time_however_late_that_is_noticed() -> None:
    late = EXPIRES_AT + timedelta(days=3)
    given(OPENED).when(ExpireSurvey(late)).then(replace(EXPIRED, noticed_at=late)).then_deadlines(
        CancelDeadline(DEADLINE)
    )


def test_no_invitation_expires_early_or_unopened() -> None:
    given(OPENED).when(ExpireSurvey(NOW)).then_rejected(SurveyNotExpired)
    given().when(ExpireSurvey(EXPIRES_AT)).then_rejected(SurveyUnknown)


def test_an_invitation_that_ended_does_not_expire() -> None:
    for ended in (BY_LINK, EXPIRED):
        given(OPENED, ended).when(ExpireSurvey(EXPIRES_AT)).then().then_deadlines(CancelDeadline(DEADLINE))
