"""A plan that is off is owed a revision: told, reminded, met or late, through the whole service (S2-02)."""

from datetime import datetime

from shared.contracts.roles import Role
from shared.kit.postgres.pool import Pool
from tests.scoring.forecasting import (
    BREACHED,
    COMPARED_AT,
    DAY,
    DECEMBER,
    DEVIATED,
    ESCALATED,
    JANUARY,
    MET,
    NOVEMBER,
    OPENED,
    WARNED,
    forecasting,
    habits,
    of,
    start,
    told_of,
)
from tests.support.whole_service import problem


async def test_s2_02_a_large_deviation_asks_for_another_plan_which_is_adjusted_with_its_reason(
    pool: Pool, database: str
) -> None:
    async with forecasting(pool, database, start(DECEMBER)) as company:
        await company.heard(habits())
        plan = {"salesperson": "li", "currency": "CNY", "target_minor": 30_000, "reason": "contract"}
        path = f"/v1/forecasts/{JANUARY}/plan"
        assert (await company.call.post(path, plan, role=Role.manager)).status_code == 201
        assert (await company.call.post(f"/v1/forecasts/{DECEMBER}", role=Role.manager)).status_code == 202
        await company.until(COMPARED_AT)
        deviated = {one["salesperson"]: one for one in await told_of(company, DEVIATED)}
        assert {None, "li"} <= deviated.keys()
        assert (deviated["li"]["deviation_percent"], deviated["li"]["allowed_percent"]) == (-100.0, 15.0)
        by = datetime.fromisoformat(deviated["li"]["revise_by"])
        assert COMPARED_AT + 5 * DAY <= by <= COMPARED_AT + 8 * DAY
        told = of(await company.month(DECEMBER, "zh-CN"), "li")["words"]
        assert any("调整计划" in sentence for sentence in told)

        lower = plan | {"target_minor": 20_000, "market_trend_percent": -10.0, "reason": "nothing came"}
        answer = await company.call.post(path, lower, role=Role.manager)
        assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/forecasts/{JANUARY}")
        figure = of(await company.month(JANUARY), "li")
        assert (figure["planned_minor"], figure["plan_reason"]) == (18_000, "nothing came")
        await company.heard([])
        rows = await pool.fetch(
            "SELECT planned_before::text, planned::text, reason FROM reporting.sales_plans_v1"
            " ORDER BY planned_at"
        )
        assert [tuple(row) for row in rows] == [
            (None, "300.00", "contract"),
            ("300.00", "180.00", "nothing came"),
        ]
        await company.until(COMPARED_AT)
        await company.heard([])
        figure = of(await company.month(DECEMBER), "li")
        assert (figure["revision"]["standing"], figure["revision"]["late"]) == ("met", False)
        # The company's own plan is still owed.
        whole = of(await company.month(DECEMBER), None)["revision"]
        assert (whole["standing"], whole["party"], whole["due_at"]) == (
            *("open", "manager"),
            deviated[None]["revise_by"],
        )
        last = await company.call.post(f"/v1/forecasts/{NOVEMBER}/plan", plan, role=Role.manager)
        problem(last, 409, "forecast_month_is_over")


async def test_s2_02_a_revision_is_owed_reminded_of_breached_and_met_each_once_across_an_outage(
    pool: Pool, database: str
) -> None:
    plan = {"salesperson": "li", "currency": "CNY", "target_minor": 30_000, "reason": "no contract"}
    async with forecasting(pool, database, start(DECEMBER)) as company:
        await company.heard(habits())
        await company.call.post(f"/v1/forecasts/{DECEMBER}", role=Role.manager)
        await company.until(COMPARED_AT)
        opened = {one["salesperson"]: one for one in await told_of(company, OPENED)}
        assert {None, "li"} <= opened.keys()
        assert (opened["li"]["rule"], opened["li"]["party"]) == ("plan_revision", "supervisor")
    due_at = datetime.fromisoformat(opened["li"]["due_at"])
    # Nobody takes what falls due, but a plan is set in time, and another too late.
    async with forecasting(pool, database, due_at - DAY / 2, frozenset()) as company:
        path = f"/v1/forecasts/{JANUARY}/plan"
        assert (await company.call.post(path, plan, role=Role.supervisor)).status_code == 201
    back = due_at + 10 * DAY
    async with forecasting(pool, database, back, frozenset()) as company:
        whole = plan | {"salesperson": None}
        assert (await company.call.post(path, whole, role=Role.manager)).status_code == 201
    for _ in ("the service is back", "and starts once more"):
        async with forecasting(pool, database, back) as company:
            await company.until(back)
            told = {type_: await told_of(company, type_) for type_ in (WARNED, BREACHED, ESCALATED, MET)}
    of_december = {
        type_: [one["salesperson"] for one in many if one["period"] == DECEMBER]
        for type_, many in told.items()
    }
    assert sorted(of_december[WARNED], key=str) == sorted(opened, key=str)
    assert set(of_december[BREACHED]) == set(of_december[ESCALATED]) == opened.keys() - {"li"}
    assert len(of_december[BREACHED]) == len(set(of_december[BREACHED]))
    assert {(one["salesperson"], one["late"]) for one in told[MET]} == {("li", False), (None, True)}
    assert {one["to"] for one in told[ESCALATED]} == {"manager"}
    async with forecasting(pool, database, back) as company:
        await company.heard([])
        rows = await pool.fetch(
            "SELECT salesperson, standing, late FROM reporting.duties_v1 WHERE period = $1", DECEMBER
        )
        found = {row["salesperson"]: (row["standing"], row["late"]) for row in rows}
        assert (found["li"], found[None]) == (("met", False), ("met", True))
        revision = of(await company.month(DECEMBER), None)["revision"]
        assert (revision["standing"], revision["escalated_to"]) == ("met", "manager")
