"""The customer file's sections: one declaration yields all of it (S4-05, S4-09, S4-11, S5-04, S6-03)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from services.leads.customer.section import Catalogue, Declaration, Section, every_declared, labelled
from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.base import Short
from shared.contracts.roles import Role
from shared.policy import default_book
from shared.policy.rule import Text as Title
from shared.policy.sections import BUILT_IN
from tests.support.whole_service import Caller, problem, serving, settings_for

NEEDS = {"needs": ["200 kg a month"], "intention": "likely"}
PROFILE = {"full_name": "杭州张记茶业有限公司", "region": "华东", "phone": "+86 571 8888 0000"}


class Credit(Section):
    """A section that no file declares: what a third declaration has to bring, and nothing else."""

    ABOUT: ClassVar[Declaration] = Declaration(
        slug="credit",
        version=2,
        title=Title(zh="信用状况", en="Credit"),
        clauses=("S7-03",),
        purpose="business",
        stale_after_days=30,
        weight=5,
    )

    rating: Short | None = labelled("评级", "Rating")
    bank: Short | None = labelled("开户行", "Bank", masked=True)


@pytest.fixture
async def with_credit(leads_database: str) -> AsyncIterator[Caller]:
    """leads with one more section declared."""
    catalogue = Catalogue.of([*every_declared().sections.values(), Credit])
    settings = settings_for(LeadsSettings, leads_database)
    async with serving(partial(wire, catalogue=catalogue), settings) as caller:
        yield caller


def path(customer_id: str, section: str = "") -> str:
    return f"/v1/customers/{customer_id}/sections{section and f'/{section}'}"


async def record(leads: Caller, customer_id: str, section: str, content: Any, **more: Any) -> None:
    answer = await leads.post(path(customer_id, section), {"content": content} | more)
    assert answer.status_code == 201, answer.text


async def shown(leads: Caller, customer_id: str, section: str, role: Role = Role.salesperson) -> Any:
    return (await leads.get(path(customer_id, section), role=role)).json()


async def test_s5_04_needs_are_recorded_with_who_said_so_and_when(leads: Caller) -> None:
    customer_id = str(uuid4())
    await record(leads, customer_id, "needs", NEEDS)
    current = (await shown(leads, customer_id, "needs"))["current"]
    assert current["content"] == NEEDS
    assert (current["section_version"], current["recorded_by"]) == (1, "salesperson of tests")


async def test_s4_09_the_files_completeness_grows_by_weight_and_fill(leads: Caller) -> None:
    customer_id = str(uuid4())
    await record(leads, customer_id, "needs", NEEDS)
    assert (await leads.get(f"/v1/customers/{customer_id}")).json()["completeness"] == 0.2
    await record(leads, customer_id, "basic_profile", PROFILE)
    assert (await leads.get(f"/v1/customers/{customer_id}")).json()["completeness"] == 0.4


async def test_s4_11_a_section_not_looked_at_for_long_is_stale(leads: Caller) -> None:
    customer_id, now = str(uuid4()), datetime.now(UTC)
    await record(leads, customer_id, "needs", NEEDS, as_of=(now - timedelta(days=91)).isoformat())
    assert (await shown(leads, customer_id, "needs"))["stale"] is True
    await record(leads, customer_id, "needs", NEEDS, as_of=(now - timedelta(days=89)).isoformat())
    assert (await shown(leads, customer_id, "needs"))["stale"] is False


async def test_a_late_report_joins_the_history_and_hides_nothing(leads: Caller) -> None:
    customer_id, now = str(uuid4()), datetime.now(UTC)
    await record(leads, customer_id, "needs", NEEDS)
    await record(
        leads, customer_id, "needs", {"problems": ["mould"]}, as_of=(now - timedelta(days=5)).isoformat()
    )
    section = await shown(leads, customer_id, "needs")
    assert section["current"]["content"] == NEEDS
    assert [one["content"] for one in section["history"]] == [NEEDS, {"problems": ["mould"]}]


async def test_confidential_fields_are_masked_for_those_who_only_look_on(leads: Caller) -> None:
    customer_id = str(uuid4())
    await record(leads, customer_id, "basic_profile", PROFILE)
    masked = await shown(leads, customer_id, "basic_profile", Role.viewer)
    assert masked["current"]["content"] == PROFILE | {"phone": "•••"}
    assert masked["history"][0]["content"]["phone"] == "•••"
    plain = await shown(leads, customer_id, "basic_profile", Role.after_sales)
    assert plain["current"]["content"] == PROFILE


async def test_every_fault_of_a_section_is_pointed_at(leads: Caller) -> None:
    body = {"content": {"phone": "call me", "founded_on": "soon", "shoe_size": 43}}
    refused = await leads.post(path(str(uuid4()), "basic_profile"), body)
    document = problem(refused, 422, "invalid")
    assert {error["pointer"] for error in document["errors"]} == {
        "/content/phone",
        "/content/founded_on",
        "/content/shoe_size",
    }


async def test_a_section_that_nobody_declared_is_not_found(leads: Caller) -> None:
    refused = await leads.post(path(str(uuid4()), "shoe_size"), {"content": {}})
    assert problem(refused, 404, "section_undeclared")["params"] == {"section": "shoe_size"}
    problem(await leads.get(path(str(uuid4()), "shoe_size")), 404, "section_undeclared")


async def test_the_list_of_sections_is_the_table_of_contents(leads: Caller) -> None:
    listed = (await leads.get(path(str(uuid4())))).json()
    assert [(one["section"], one["clauses"], one["current"]) for one in listed[: len(BUILT_IN)]] == [
        ("basic_profile", ["S6-03", "S4-09"], None),
        ("birthday", ["S4-06"], None),
        ("company_dossier", ["S9-02"], None),
        ("dealer_basics", ["S11-01", "S11-02"], None),
        ("dealer_finances", ["S11-04"], None),
        ("dealer_operations", ["S11-03"], None),
        ("dealer_reputation", ["S11-10"], None),
        ("dealer_risks", ["S11-25"], None),
        ("dealer_survey", ["S11-06", "S11-07", "S11-08"], None),
        ("dealer_users", ["S11-24"], None),
        ("needs", ["S5-04", "S4-05"], None),
        ("person_dossier", ["S9-01"], None),
        ("person_survey", ["S11-05", "S11-02"], None),
        ("store_intelligence", ["S11-18"], None),
    ]
    own = default_book().sections.sections
    assert [one["section"] for one in listed[len(BUILT_IN) :]] == sorted(own)
    assert listed[0]["title"] == {"zh": "基本资料", "en": "Basic profile"}


async def test_a_third_section_is_one_declaration_and_gets_everything(with_credit: Caller) -> None:
    leads, customer_id = with_credit, str(uuid4())
    await record(leads, customer_id, "credit", {"rating": "AA", "bank": "ICBC"})
    problem(await leads.post(path(customer_id, "credit"), {"content": {"rating": 7}}), 422, "invalid")
    section = await shown(leads, customer_id, "credit", Role.viewer)
    assert section["current"]["content"] == {"rating": "AA", "bank": "•••"}
    assert (section["current"]["section_version"], section["stale"]) == (2, False)
    assert (await leads.get(f"/v1/customers/{customer_id}")).json()["completeness"] == 0.5
    document = (await leads.http.get("/openapi.json")).json()
    assert f"{path('{customer_id}', 'credit')}" in document["paths"]


def test_two_sections_of_one_name_are_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="two sections are called credit"):
        Catalogue.of([Credit, Credit])
