"""An opportunity by the company's own books: what they ask beyond the default, and what they take away."""

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.leads.opportunity.read_models.opportunities import OpportunitiesModel
from shared.kit.ground import consumption
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.verify import verify
from shared.policy import default_book
from tests.leads.own_shop import titled, with_sections
from tests.leads.selling import DAY, NEEDS, NOW, Sales, selling
from tests.leads.told_facts import answered
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.whole_service import problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLAN = {
    "title": {"zh": "开发方案", "en": "Development plan"},
    "source": "S5-02",
    "reason": {"zh": "先有方案，再开展工作。", "en": "Work starts by a plan."},
    "document": {
        "type": "object",
        "additionalProperties": False,
        "required": ["goal"],
        "properties": {"goal": titled("Goal", "目标", type="string", maxLength=200)},
    },
    "stale_after_days": 180,
    "weight": 1,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sales(leads_database: str, kafka: str) -> AsyncIterator[Sales]:
    async with selling(leads_database, kafka) as at_work:
        yield at_work


async def by_book(sales: Sales, **chapters: Any) -> str:
    """Return the version of a book with these chapters, which is in force from now on."""
    sales.books += 1
    version = f"book-{sales.books}"
    book = announced(version, NOW - DAY + timedelta(minutes=sales.books), **chapters)
    await sales.speak.fact("scoring", book, sales.books)

    async def in_force() -> bool:
        status = (await sales.call.get("/v1/status")).json()
        return bool(status["reports"]["policy"]["version"] == version)

    await eventually(in_force)
    return version


async def test_s7_05_needs_are_left_once_feasibility_and_value_are_scored(sales: Sales) -> None:
    deal = await sales.customer()
    await deal.at_needs()
    missing = (await deal.refused())["missing"].split(", ")
    assert missing == [
        *("needs.exit: has(sections.needs)", "needs.evidence: needs_recorded", "needs.form: need_analysis"),
    ]
    asked = default_book().forms.forms["need_analysis"].items
    assert list(asked) == ["business_model", "pain_points", "competitors", "feasibility", "value"]
    told = await sales.call.post(f"/v1/customers/{deal.customer}/sections/needs", NEEDS)
    deal.position = told.headers["position"]
    assert (await deal.refused())["zh"] == "需求分析：评价表 需求分析表"
    await deal.say(answered("need_analysis", at=deal.now, customer=UUID(deal.customer)))
    assert (await deal.moved())["stage"] == "solution"


async def test_s5_02_work_starts_by_a_plan_where_the_book_of_the_company_asks_for_one(sales: Sales) -> None:
    chapter = default_book().pipelines.model_dump(mode="json")
    chapter["pipelines"]["planned"] = deepcopy(chapter["pipelines"]["development"])
    chapter["pipelines"]["planned"]["stages"]["mining"]["entry"] = "has(sections.development_plan)"
    version = await by_book(sales, pipelines=chapter, **with_sections(development_plan=PLAN))
    deal = await sales.customer()
    refused = problem(await deal.open("planned"), 409, "stage_not_done")["params"]
    assert refused["policy_version"] == version
    assert refused["missing"] == "mining.entry: has(sections.development_plan)"
    path = f"/v1/customers/{deal.customer}/sections/development_plan"
    planned = await sales.call.post(path, {"content": {"goal": "年内进入合格供应商名录"}})
    assert planned.status_code == 201, planned.text
    deal.position = planned.headers["position"]
    assert (await deal.open("planned")).json()["stage"] == "mining"


async def test_what_was_opened_is_answered_alike_though_the_book_knows_its_pipeline_no_more(
    sales: Sales,
) -> None:
    chapter = default_book().pipelines.model_dump(mode="json")
    chapter["pipelines"]["short_lived"] = deepcopy(chapter["pipelines"]["development"])
    await by_book(sales, pipelines=chapter)
    body = {"customer": {"id": str(uuid4())}, "pipeline": "short_lived", "title": "二期"}
    first = await sales.call.post("/v1/opportunities", body, key="first")
    assert first.status_code == 201, first.text
    await by_book(sales)
    again = await sales.call.post("/v1/opportunities", body, key="first")
    assert (again.status_code, again.json()) == (201, first.json())
    problem(await sales.call.post("/v1/opportunities", body, key="other"), 409, "pipeline_unknown")


async def test_under_another_book_an_opportunity_keeps_to_the_stages_that_exist(sales: Sales) -> None:
    deal = await sales.customer()
    await deal.at_needs()
    chapter = default_book().pipelines.model_dump(mode="json")
    stages = chapter["pipelines"]["development"]["stages"]
    del stages["needs"]
    stages["contact"]["expected_days"] = 3
    entered_under, version = (await deal.shown())["policy_version"], await by_book(sales, pipelines=chapter)
    shown = await deal.shown()
    assert (shown["stage"], shown["standard"], shown["entered_under"]) == ("needs", None, entered_under)
    assert shown["next"] == {"stage": "solution", "ready": True, "asked": []}
    problem(await deal.move("needs"), 409, "stage_unknown")
    problem(await deal.move("contact"), 409, "reason_missing")
    back = await deal.moved("contact", reason="需求分析并入接触")
    assert (back["stage"], back["history"][-1]["data"]["policy_version"]) == ("contact", version)
    assert datetime.fromisoformat(back["expected_by"]) == deal.now + 3 * DAY
    assert (await deal.moved())["stage"] == "solution"

    model = OpportunitiesModel()
    async with opened_pool(sales.settings.database_url, application_name="verify") as pool:
        assert (await verify(pool, model, consumption(sales.settings, model))).equal
    await by_book(sales)
