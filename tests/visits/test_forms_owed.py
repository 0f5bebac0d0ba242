"""Forms that staff owe at an interval come round by themselves, like contacts and surveys."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.visits.obligation.assess.intervals import Duties
from shared.contracts.roles import Role
from shared.known.facts import Known, answered
from shared.known.words import Customer
from shared.policy import default_book
from shared.policy.working_time import add_months
from tests.support.whole_service import Caller
from tests.visits.owing import A_DAY, Owing, owing_something

REPORT = "form_feedback_report"


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


async def filled(call: Caller, form: str, items: Mapping[str, int], **told: Any) -> dict[str, Any]:
    """Staff have filled the form in; return the answer as it reads."""
    body = {"customer": {"id": str(uuid4())}, "form": form, "items": items, "answered_by": "li.na"} | told
    answer = await call.post("/v1/form-answers", body, role=Role.salesperson)
    assert answer.status_code == 201, answer.text
    read: dict[str, Any] = (await call.get(answer.headers["location"])).json()
    return read


async def test_s6_10_representatives_report_on_key_customers_each_quarter(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(tier="key")
    others = (
        "key_without_team",
        "first_contact",
        "visit_interval",
        "survey_interval",
        "kind_feedback_meeting",
    )
    owed = (await at_work.owes(customer, REPORT, *others))[REPORT]
    assert (owed["person"], owed["title_zh"]) == ("li.na", "填写：业务代表反馈报告")
    await at_work.rested()
    at_work.clock.advance(94 * A_DAY)
    late = await at_work.reads(owed["obligation_id"], standing="open", breached_at=owed["due_at"])
    assert [step["to"] for step in late["ladder"]] == ["supervisor", "manager"]
    items = {"needs_unchanged": 2, "product_satisfaction": 4, "competitors_quiet": 3}
    report = await filled(at_work.call, "feedback_report", items, customer={"id": str(customer)})
    assert [flag["sign"]["zh"] for flag in report["flags"]] == ["需求已变化"]
    await at_work.reads(owed["obligation_id"], standing="met", late=True)
    told_at = datetime.fromisoformat(report["answered_at"])
    await at_work.comes_due(customer, REPORT, add_months(told_at, 3, default_book().calendar))


def asked(tier: Any, **last: datetime) -> dict[str, datetime]:
    """Return when which form is due of such a customer, with those last answers."""
    known = Known(acts={answered(form): (at,) for form, at in last.items()})
    since = datetime(2026, 1, 31, 4, 0, tzinfo=UTC)
    duties = Duties(UUID(int=1), Customer("signed", tier, "li.na", 0, known), default_book(), since)
    return {one.rule: one.due_at for one in duties.asked() if one.rule.startswith("form_")}


def test_a_form_of_staff_is_owed_anew_after_each_answer_and_first_where_the_form_says_so() -> None:
    assert asked("ordinary") == {}
    assert asked("key") == {REPORT: datetime(2026, 4, 30, 4, 0, tzinfo=UTC)}
    told = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    assert asked("ordinary", dealer_relation=told) == {"form_dealer_relation": told + 180 * A_DAY}
    assert asked("ordinary", satisfaction=told, conduct=told) == {}


async def test_s9_07_trust_of_each_person_who_decides_is_judged_at_intervals(visits: Caller) -> None:
    items = {"open_to_us": 4, "keeps_word": 2, "shares_plans": 3, "stands_up": 5}
    person = f"person-{uuid4()}"
    read = await filled(visits, "trust", items, about=person)
    assert (read["total"], read["about"]) == (62.5, person)
    assert [flag["sign"]["en"] for flag in read["flags"]] == ["promises are doubted"]
    assert "form_trust" in asked("key", trust=datetime(2026, 3, 2, tzinfo=UTC))


async def test_s11_28_the_goals_of_a_partnership_are_measured_apart(visits: Caller) -> None:
    items = {"shared_interest": 5, "loyalty": 3, "marketing_ability": 1}
    read = await filled(visits, "partnership", items)
    assert (read["items"], read["total"]) == (items, 50.5)
    assert [flag["item"] for flag in read["flags"]] == ["marketing_ability"]
