"""Forecasts through the whole service: made when the month turns, kept, compared, and acted upon."""

from typing import Any
from uuid import UUID

from shared.contracts.roles import Role
from shared.kit.postgres.pool import Pool
from tests.scoring.forecasting import (
    COMPARED,
    COMPARED_AT,
    DAY,
    DECEMBER,
    DEVIATED,
    FIGURE_MADE,
    JANUARY,
    LINES,
    NOVEMBER,
    OPENED,
    forecasting,
    habits,
    of,
    owned,
    start,
    told_of,
)
from tests.scoring.sayings import ID, OTHER, captured, purchase
from tests.support.whole_service import problem

NEW = UUID("018f3f6e-7c1a-7b52-9a3e-2f60c1d4a005")


async def test_s2_01_a_forecast_is_made_at_the_turn_of_the_month_and_compared_when_it_is_over(
    pool: Pool, database: str
) -> None:
    async with forecasting(pool, database, start(DECEMBER) - DAY) as company:
        await company.heard(habits())
        await company.until(start(DECEMBER) - DAY)
        assert await company.said() == []
        await company.until(start(DECEMBER))
        month = await company.month(DECEMBER)
        wang, li, whole = of(month, "wang"), of(month, "li"), of(month, None)
        assert (month["standing"], month["late"]) == ("made", False)
        # A hundred yuan every ten days, of which half a year of history is known by then.
        assert 22_000 < wang["forecast_minor"] < 31_000
        assert (li["repeat_minor"], li["forecast_minor"]) == (0, 31_000)
        assert whole["forecast_minor"] == wang["forecast_minor"] + 31_000
        assert [one["salesperson"] for one in await told_of(company, FIGURE_MADE)] == [None, "li", "wang"]
        (page,) = await told_of(company, LINES)
        assert {line["customer_id"] for line in page["lines"]} == {str(ID), str(OTHER)}

        bought = [purchase(start(DECEMBER) + n * 9 * DAY, 90) for n in (1, 2, 3)]
        await company.heard([*bought, purchase(start(DECEMBER) + 9 * DAY, 100, NEW)])
        await company.until(COMPARED_AT)
        month = await company.month(DECEMBER)
        assert month["standing"] == "compared"
        assert (of(month, "wang")["actual_minor"], of(month, None)["first_minor"]) == (27_000, 10_000)
        assert of(month, None)["forecast_minor"] == whole["forecast_minor"]
        assert len(await told_of(company, COMPARED)) == 3
        # The chain goes on: January was made at its own turn.
        assert (await company.month(JANUARY))["standing"] == "made"

        await company.heard([])
        row = await pool.fetchrow(
            "SELECT forecast, actual, first_purchases, deviated FROM reporting.forecast_v1"
            " WHERE month = $1 AND salesperson = 'li'",
            DECEMBER,
        )
        assert row is not None
        assert tuple(map(str, row)) == ("310.00", "0.00", "0.00", "True")
        (bias,) = [one for one in (await company.month(DECEMBER))["bias"] if one["salesperson"] == "li"]
        assert (bias["months"], bias["bias_percent"]) == (1, -100.0)
        assert "optimistic" in bias["words"]


async def test_s2_01_after_an_outage_each_missed_month_is_made_once_late_and_by_the_facts_of_before_it(
    pool: Pool, database: str
) -> None:
    async with forecasting(pool, database, start(NOVEMBER) - DAY, frozenset({"forecast"})) as company:
        await company.heard(habits())
        awaited = await pool.fetchval("SELECT due_at FROM deadlines WHERE kind = 'forecast-make'")
        assert awaited == start(NOVEMBER)
    back = start(JANUARY) + 40 * DAY
    for _ in ("the service is back", "and starts once more"):
        async with forecasting(pool, database, back) as company:
            await company.until(back)
            months = {name: await company.month(name) for name in (NOVEMBER, DECEMBER, JANUARY, "2027-02")}
            made = await told_of(company, FIGURE_MADE)
    assert [months[name]["late"] for name in months] == [True] * 4
    assert [months[name]["standing"] for name in months] == ["compared"] * 3 + ["made"]
    assert len(made) == len({(one["month"], one["salesperson"]) for one in made}) == 3 + 3 + 2 + 2
    # November knows nothing of the purchases of November, December does.
    early, late = (of(months[name], "wang")["forecast_minor"] for name in (NOVEMBER, DECEMBER))
    assert early < late
    assert {one["basis_until"] for one in made if one["month"] == NOVEMBER} == {"2026-10-31T16:00:00Z"}
    waiting = await pool.fetch("SELECT id FROM deadlines WHERE id LIKE 'forecast-%' ORDER BY due_at")
    assert [row["id"] for row in waiting] == ["forecast-2027-03/make", "forecast-2027-02/compare"]


async def test_one_customer_reads_their_forecast_with_its_reason(pool: Pool, database: str) -> None:
    async with forecasting(pool, database, start(DECEMBER)) as company:
        await company.heard(habits())
        await company.call.post(f"/v1/forecasts/{DECEMBER}", role=Role.supervisor)
        await company.until(start(DECEMBER))
        await company.heard([])
        found = await company.read(f"/v1/customers/{OTHER}/forecast")
        (month,) = found["months"]
        assert (month["forecast_minor"], month["contracted_minor"], month["actual_minor"]) == (
            *(31_000, 31_000),
            None,
        )
        assert "contracts ask for CNY 310.00" in month["words"]
        (month,) = (await company.read(f"/v1/customers/{ID}/forecast", "zh-CN"))["months"]
        assert "以往复购推算" in month["words"]
        await company.heard([captured(NEW)])
        assert (await company.read(f"/v1/customers/{NEW}/forecast"))["months"] == []
        problem(await company.call.get(f"/v1/customers/{UUID(int=1)}/forecast"), 404, "not_found")


async def test_a_run_goes_page_by_page_through_all_customers(
    pool: Pool, database: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr("services.scoring.forecast.use_cases.PAGE_CUSTOMERS", 3)
    many = [UUID(int=ID.int + n) for n in range(6)]
    async with forecasting(pool, database, start(DECEMBER)) as company:
        facts = [purchase(start(DECEMBER) - n * DAY, 50, customer) for customer in many for n in (40, 20)]
        await company.heard(facts)
        await company.call.post(f"/v1/forecasts/{DECEMBER}", role=Role.manager)
        await company.until(start(DECEMBER))
        pages = await told_of(company, LINES)
        assert [[line["customer_id"] for line in page["lines"]] for page in pages] == [
            [str(one) for one in many[:3]],
            [str(one) for one in many[3:]],
        ]
        (whole,) = (await company.month(DECEMBER))["figures"]
        assert whole["customers"] == 6
        assert whole["forecast_minor"] == sum(
            line["amount_minor"] for page in pages for line in page["lines"]
        )


async def test_s2_01_figures_are_made_compared_and_owed_page_by_page(
    pool: Pool, database: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr("services.scoring.forecast.use_cases.PAGE_FIGURES", 2)
    people = [f"s-{n}" for n in range(5)]
    async with forecasting(pool, database, start(DECEMBER)) as company:
        for n, person in enumerate(people):
            customer = UUID(int=ID.int + n)
            bought = [purchase(start(DECEMBER) - days * DAY, 50 + n, customer) for days in (40, 20)]
            await company.heard([owned(customer, person), *bought])
        # Beside the pages stands the plan of somebody of whom nothing is expected.
        plan = {"salesperson": "s-2b", "currency": "CNY", "target_minor": 30_000, "reason": "new"}
        path = f"/v1/forecasts/{DECEMBER}/plan"
        assert (await company.call.post(path, plan, role=Role.manager)).status_code == 201
        await company.call.post(f"/v1/forecasts/{DECEMBER}", role=Role.manager)
        await company.until(start(DECEMBER))
        made = await told_of(company, FIGURE_MADE)
        assert [one["salesperson"] for one in made] == [None, *people]
        month = await company.month(DECEMBER)
        whole, *each = month["figures"]
        assert (month["standing"], whole["customers"]) == ("made", 5)
        of_people = [one["forecast_minor"] for one in each if one["salesperson"] in people]
        assert whole["forecast_minor"] == sum(of_people)

        sold = [purchase(start(DECEMBER) + DAY, 60, UUID(int=ID.int + n)) for n in (0, 3)]
        await company.heard(sold)
        await company.until(COMPARED_AT)
        compared = {one["salesperson"]: one["actual_minor"] for one in await told_of(company, COMPARED)}
        nobody: dict[str | None, int] = dict.fromkeys((*people, "s-2b"), 0)
        assert compared == nobody | {None: 12_000, "s-0": 6_000, "s-3": 6_000}
        owed = [one["salesperson"] for one in await told_of(company, OPENED)]
        assert sorted(owed, key=str) == sorted(
            [one["salesperson"] for one in await told_of(company, DEVIATED)], key=str
        )
        found, address = [], f"/v1/forecasts/{DECEMBER}?limit=3"
        while address:
            shown = await company.read(address)
            assert len(shown["figures"]) <= 3
            found += [one["salesperson"] for one in shown["figures"]]
            address = shown["next"]
        assert found == [None, "s-0", "s-1", "s-2", "s-2b", "s-3", "s-4"]


async def test_what_cannot_be_forecast_is_refused_with_its_reason(pool: Pool, database: str) -> None:
    async with forecasting(pool, database, start(DECEMBER), frozenset()) as company:
        ask = company.call.post
        problem(await ask(f"/v1/forecasts/{JANUARY}", role=Role.manager), 409, "forecast_not_due")
        problem(await ask("/v1/forecasts/2020-01", role=Role.manager), 409, "forecast_month_out_of_reach")
        for month in ("0000-01", "0001-01", "0010-01", "9999-12"):
            answer = await ask(f"/v1/forecasts/{month}", role=Role.manager)
            problem(answer, 409, "forecast_month_out_of_reach")
        problem(await ask("/v1/forecasts/2026-13", role=Role.manager), 422, "invalid")
        problem(await ask(f"/v1/forecasts/{DECEMBER}"), 403, "forbidden")
        problem(await company.call.get("/v1/forecasts/2026-12"), 404, "forecast_unknown")
