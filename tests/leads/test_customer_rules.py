"""The customer's rules: each command does it, refuses it, stays quiet (S4-09, S4-11, S5-01, S5-03, S7-02)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.leads.customer.decide import (
    CUSTOMER,
    CaptureLead,
    ChangeLifecycle,
    CustomerAlreadyCaptured,
    EvidenceMissing,
    LifecycleGoesForward,
    RecordSection,
    SectionNamesItself,
)
from services.leads.customer.events import (
    Evidence,
    ExternalRef,
    LeadCaptured,
    Lifecycle,
    LifecycleChanged,
    SectionRecorded,
)
from shared.kit.decider import CancelDeadline
from shared.kit.plausible_time import TimeInFuture, TimeTooAncient
from tests.support.spec import specify

given = specify(CUSTOMER)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")

CAPTURE = CaptureLead(
    customer_id=ZHANG,
    kind="company",
    name="杭州张记茶业",
    source="industry_event",
    source_detail="春季茶博会 B12",
    campaign="spring-fair",
    external_ref=ExternalRef("fair-app", "B12-7"),
    owner="li.na",
    captured_at=NOW,
    now=NOW,
)
CAPTURED = LeadCaptured(
    customer_id=ZHANG,
    kind="company",
    name="杭州张记茶业",
    source="industry_event",
    source_detail="春季茶博会 B12",
    campaign="spring-fair",
    external_ref=ExternalRef("fair-app", "B12-7"),
    owner="li.na",
    occurred_at=NOW,
)
NEED = Evidence("need", text="wants 200 kg a month from May")
CONTRACT = Evidence("contract", ref="0195a6d0-0000-7000-8000-00000000c0de")
INTENDING = LifecycleChanged(ZHANG, "potential", "intending", NEED, NOW)


def step(after: Lifecycle, evidence: Evidence, **changes: Any) -> ChangeLifecycle:
    command = ChangeLifecycle(customer_id=ZHANG, after=after, evidence=evidence, changed_at=NOW, now=NOW)
    return replace(command, **changes)


def needs(**changes: Any) -> RecordSection:
    command = RecordSection(
        customer_id=ZHANG,
        section="needs",
        section_version=1,
        content={"needs": ["200 kg a month"]},
        filled=0.25,
        weights={"needs": 2, "basic_profile": 3},
        recorded_by="li.na",
        policy_version=None,
        purpose="business",
        told=None,
        as_of=NOW,
        now=NOW,
    )
    return replace(command, **changes)


def recorded(**changes: Any) -> SectionRecorded:
    event = SectionRecorded(
        customer_id=ZHANG,
        section="needs",
        section_version=1,
        content={"needs": ["200 kg a month"]},
        filled=0.25,
        completeness=0.1,
        recorded_by="li.na",
        policy_version=None,
        purpose="business",
        told=None,
        occurred_at=NOW,
    )
    return replace(event, **changes)


def test_a_found_lead_is_captured_with_its_source() -> None:
    given().when(CAPTURE).then(CAPTURED)


def test_a_customer_whose_facts_came_first_can_still_be_captured() -> None:
    given(INTENDING).when(CAPTURE).then(CAPTURED)


def test_the_same_lead_at_another_time_is_no_news() -> None:
    given(CAPTURED).when(replace(CAPTURE, captured_at=YESTERDAY)).then_nothing()


def test_a_known_customer_cannot_be_captured_by_another_name() -> None:
    given(CAPTURED).when(replace(CAPTURE, name="张记")).then_rejected(
        CustomerAlreadyCaptured, name="杭州张记茶业"
    )


def test_a_section_about_others_does_not_name_the_customer() -> None:
    given().when(needs(named=frozenset({ZHANG}))).then_rejected(SectionNamesItself, section="needs")
    given().when(needs(named=frozenset({UUID(int=2)}))).then(recorded())


def test_a_lead_cannot_be_captured_in_the_future() -> None:
    given().when(replace(CAPTURE, captured_at=NOW + timedelta(hours=1))).then_rejected(
        TimeInFuture, field="captured_at"
    )


def test_a_lead_cannot_be_captured_before_1990() -> None:
    given().when(replace(CAPTURE, captured_at=datetime(1989, 12, 31, tzinfo=UTC))).then_rejected(
        TimeTooAncient
    )


def test_a_senders_clock_may_be_a_minute_ahead() -> None:
    ahead = NOW + timedelta(minutes=1)
    given().when(replace(CAPTURE, captured_at=ahead)).then(replace(CAPTURED, occurred_at=ahead))


def test_a_need_makes_a_customer_intending() -> None:
    given(CAPTURED).when(step("intending", NEED)).then(INTENDING)


def test_a_contract_makes_an_intending_customer_signed() -> None:
    given(CAPTURED, INTENDING).when(step("signed", CONTRACT)).then(
        LifecycleChanged(ZHANG, "intending", "signed", CONTRACT, NOW)
    )


def test_a_contract_signs_a_customer_never_captured_and_ends_its_deadline() -> None:
    given().when(step("signed", CONTRACT, deadline="contract-1/lead-to-signed")).then(
        LifecycleChanged(ZHANG, "potential", "signed", CONTRACT, NOW)
    ).then_deadlines(CancelDeadline("contract-1/lead-to-signed"))


@pytest.mark.parametrize(
    ("after", "evidence", "needed"),
    [
        ("signed", NEED, "contract"),
        ("signed", Evidence("contract", text="they promised"), "contract"),
        ("intending", Evidence("need"), "need"),
        ("intending", CONTRACT, "need"),
    ],
)
def test_no_step_without_its_evidence(after: Lifecycle, evidence: Evidence, needed: str) -> None:
    given(CAPTURED).when(step(after, evidence)).then_rejected(EvidenceMissing, needs=needed)


def test_the_lifecycle_never_goes_back() -> None:
    given(CAPTURED, INTENDING).when(step("potential", NEED)).then_rejected(
        LifecycleGoesForward, before="intending", after="potential"
    )


def test_a_step_already_taken_is_no_news() -> None:
    given(CAPTURED, INTENDING).when(step("intending", NEED)).then_nothing()


def test_a_second_contract_only_ends_its_own_deadline() -> None:
    signed = LifecycleChanged(ZHANG, "potential", "signed", CONTRACT, NOW)
    given(signed).when(step("signed", CONTRACT, deadline="contract-2/lead-to-signed")).then().then_deadlines(
        CancelDeadline("contract-2/lead-to-signed")
    )


def test_a_section_counts_by_its_weight_in_the_whole_file() -> None:
    given(CAPTURED).when(needs()).then(recorded(completeness=0.1))


def test_a_second_section_adds_to_the_first() -> None:
    profile = recorded(section="basic_profile", content={"region": "华东"}, filled=0.5)
    given(CAPTURED, profile).when(needs()).then(recorded(completeness=0.4))


def test_a_section_can_be_recorded_of_a_customer_never_heard_of() -> None:
    given().when(needs()).then(recorded())


def test_the_same_content_at_the_same_time_is_no_news() -> None:
    given(recorded()).when(needs()).then_nothing()


def test_the_same_content_seen_again_later_is_news_because_someone_looked() -> None:
    given(recorded(occurred_at=YESTERDAY)).when(needs()).then(recorded())


def test_an_older_report_is_kept_and_hides_nothing() -> None:
    outcome = given(recorded()).when(needs(content={"problems": ["mould"]}, filled=1.0, as_of=YESTERDAY))
    outcome.then(
        recorded(content={"problems": ["mould"]}, filled=1.0, occurred_at=YESTERDAY, completeness=0.1)
    )
    after = CUSTOMER.fold((recorded(), *outcome.decision.events))
    assert after.sections["needs"] == recorded()


def test_a_section_cannot_be_as_of_the_future() -> None:
    given().when(needs(as_of=NOW + timedelta(days=1))).then_rejected(TimeInFuture, field="as_of")
