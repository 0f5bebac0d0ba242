"""A contact is logged once, with its purpose (S6-05): does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.visits.contact.decide import (
    CONTACT,
    ContactDetailMissing,
    ContactUndeclared,
    LogVisit,
    PurposeMissing,
    Rules,
    VisitLoggedOtherwise,
)
from services.visits.contact.events import Explained, Talk, VisitLogged
from shared.kit.plausible_time import TimeInFuture, TimeTooAncient
from tests.support.spec import specify

given = specify(CONTACT)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
MET_AT = NOW - timedelta(hours=3)
PLANNED_ID = UUID("0195a6d0-0000-7000-8000-0000000000a1")
CONTACT_ID = UUID("0195a6d0-0000-7000-8000-0000000000b1")
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")

TALK = Talk("demo", "sale", (), (), {"result": "a trial"}, (Explained("fast", "turbo"),), (), (), "default-1")

LOG = LogVisit(
    contact_id=CONTACT_ID,
    customer_id=ZHANG,
    channel="visit",
    purposes=("learn_needs", "promote"),
    summary="Tasted three lots; wants the second.",
    effective=True,
    salesperson="li.na",
    happened_at=MET_AT,
    talk=TALK,
    rules=Rules(wanted=("result",), explains=True),
    planned_id=PLANNED_ID,
    now=NOW,
)
LOGGED = VisitLogged(
    contact_id=CONTACT_ID,
    customer_id=ZHANG,
    channel="visit",
    purposes=("learn_needs", "promote"),
    summary="Tasted three lots; wants the second.",
    effective=True,
    salesperson="li.na",
    occurred_at=MET_AT,
    logged_late=False,
    talk=TALK,
    planned_id=PLANNED_ID,
)


def test_a_visit_is_logged_with_its_purposes() -> None:
    given().when(LOG).then(LOGGED)


def test_a_visit_told_without_a_time_happened_now() -> None:
    given().when(replace(LOG, happened_at=None)).then(replace(LOGGED, occurred_at=NOW))


def test_a_purpose_named_twice_counts_once() -> None:
    given().when(replace(LOG, purposes=("learn_needs", "promote", "learn_needs"))).then(LOGGED)


def test_a_visit_told_exactly_a_day_after_is_in_time() -> None:
    met_at = NOW - timedelta(hours=24)
    given().when(replace(LOG, happened_at=met_at)).then(replace(LOGGED, occurred_at=met_at))


def test_a_visit_told_more_than_a_day_after_is_late() -> None:
    met_at = NOW - timedelta(hours=24, seconds=1)
    given().when(replace(LOG, happened_at=met_at)).then(replace(LOGGED, occurred_at=met_at, logged_late=True))


def test_a_visit_that_has_not_happened_is_refused() -> None:
    given().when(replace(LOG, happened_at=NOW + timedelta(minutes=3))).then_rejected(
        TimeInFuture, field="happened_at"
    )


def test_a_visit_before_1990_is_refused() -> None:
    given().when(replace(LOG, happened_at=datetime(1989, 12, 31, tzinfo=UTC))).then_rejected(TimeTooAncient)


def test_a_visit_without_a_purpose_is_refused() -> None:
    given().when(replace(LOG, purposes=())).then_rejected(PurposeMissing)


def test_the_same_visit_again_is_no_news_however_late() -> None:
    given(LOGGED).when(LOG).then_nothing()
    given(LOGGED).when(replace(LOG, now=NOW + timedelta(days=5))).then_nothing()
    given(LOGGED).when(replace(LOG, happened_at=None)).then_nothing()


def test_the_same_visit_with_another_story_is_refused() -> None:
    given(LOGGED).when(replace(LOG, effective=False)).then_rejected(VisitLoggedOtherwise)


def test_a_contact_without_what_its_kind_asks_for_is_refused() -> None:
    given().when(replace(LOG, talk=replace(TALK, details={}, explained=()))).then_rejected(
        ContactDetailMissing, kind="demo", missing="result, explained"
    )


def test_a_name_that_the_policy_does_not_have_is_refused() -> None:
    rules = Rules(undeclared=(("topics", "weather"), ("methods", "shouting")))
    given().when(replace(LOG, rules=rules)).then_rejected(ContactUndeclared, field="topics", name="weather")
