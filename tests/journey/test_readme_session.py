"""The README's commands run as written; what they told over HTTP is seen on the dashboards.

The demo tells of twenty companies, the same ones every time, beside the shop.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.local.demo.cast import SALESPEOPLE, SOURCES, companies
from deploy.local.demo.opportunities import LOST_EVERY
from deploy.local.demo.story import GIVEN_UP_EVERY, PROMISED_EVERY
from shared.kit.external_ids import external_customer_id
from tests.journey.readme import Played, played
from tests.scoring.test_dashboards import panels
from tests.support.databases import connected

WITHIN_S, WHOLE_WITHIN_S = 240, 600
SOME_OF_THE_SHOP = "--customers 250"
CAST = companies()
IDS = {str(external_customer_id("demo", one.ref)): one for one in CAST}
BUYERS = [one for one in CAST if one.orders]

pytestmark = pytest.mark.timeout(WITHIN_S + 60)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    with played(tmp_path_factory.mktemp("readme"), WITHIN_S, SOME_OF_THE_SHOP) as session:
        yield session


async def shown(session: Played, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
    async with connected(session.scoring) as connection:
        return [tuple(row) for row in await connection.fetch(f"SELECT {query}", *arguments)]


def said_what_they_should(said: str) -> None:
    assert '"tier":"ordinary"' in said
    assert "客户" in said
    assert '"policy_version"' in said


def test_the_commands_run_as_written(session: Played) -> None:
    said_what_they_should(session.said)


@pytest.mark.long
@pytest.mark.timeout(WHOLE_WITHIN_S + 60)
def test_the_commands_run_as_written_with_the_whole_shop(tmp_path: Path) -> None:
    with played(tmp_path, WHOLE_WITHIN_S) as session:
        said_what_they_should(session.said)


async def test_no_panel_of_the_dashboards_is_empty(session: Played) -> None:
    async with connected(session.scoring) as connection:
        for title, panel in panels():
            for target in panel["targets"]:
                rows = await connection.fetch(target["rawSql"])
                assert any(value is not None for row in rows for value in row), title


async def test_s9_06_the_effort_of_each_is_split_beside_the_policys_shares(session: Played) -> None:
    rows = await shown(session, "salesperson, month, effort, percent_wanted FROM reporting.effort_split_v1")
    assert {row[0] for row in rows} == set(SALESPEOPLE)
    assert {tuple(sorted(row[3] for row in rows if row[:2] == one[:2])) for one in rows} == {(10, 20, 30, 40)}


async def test_s9_08_promises_are_counted_by_who_gave_them(session: Played) -> None:
    query = "sum(open), sum(kept), max(kept_percent) FROM reporting.promises_kept_v1 WHERE scope = 'person'"
    promised = [one for one in CAST if one.number % PROMISED_EVERY == 0]
    kept = [one for one in promised if one.orders]
    assert await shown(session, query) == [(len(promised) - len(kept), len(kept), 100)]


async def test_s6_12_rewards_have_sales_and_satisfaction_and_their_evidence(session: Played) -> None:
    basis = await shown(
        session,
        "salesperson, month, evidence FROM reporting.reward_basis_v1"
        " WHERE salesperson = ANY($1) AND sales > 0 AND satisfaction > 0",
        SALESPEOPLE,
    )
    counted = await shown(
        session, "salesperson, month, count(*) FROM reporting.reward_evidence_v1 GROUP BY 1, 2"
    )
    assert basis
    assert set(basis) <= set(counted)


async def test_s2_14_a_relation_has_its_owner_and_its_contracts(session: Played) -> None:
    rows = await shown(
        session, "customer_id, owner, contracts FROM reporting.relation_v1 WHERE since IS NOT NULL"
    )
    told = {row[0]: row[1:] for row in rows if row[0] in IDS}
    signed = {key: one for key, one in IDS.items() if one.contract_yuan is not None}
    assert {key: told[key] for key in signed} == {key: (one.salesperson, 1) for key, one in signed.items()}


async def test_s8_01_the_purchases_of_a_customer_are_analysed(session: Played) -> None:
    rows = await shown(session, "customer_id, purchases, days_between_purchases FROM reporting.relation_v1")
    told = {row[0]: row[1:] for row in rows if row[0] in IDS}
    buyers = {key: one for key, one in IDS.items() if one.orders}
    assert {key: told[key][0] for key in buyers} == {key: len(one.orders) for key, one in buyers.items()}
    assert all(told[key][1] > 0 for key, one in buyers.items() if len(one.orders) > 1)


async def test_s6_01_goals_have_sales_buyers_and_satisfaction_by_month(session: Played) -> None:
    query = (
        "sum(answers), max(buyers), max(key_customers + ordinary_customers) FROM reporting.goals_monthly_v1"
    )
    ((answers, buyers, classed),) = await shown(session, f"{query} WHERE currency = 'CNY'")
    assert answers >= len(BUYERS)
    assert buyers >= 1
    assert classed >= 1


async def test_s8_05_satisfaction_is_that_of_those_who_answered(session: Played) -> None:
    query = "sum(answers), sum(customers) FROM reporting.satisfaction_monthly_v1 WHERE form = 'satisfaction'"
    assert await shown(session, query) == [(len(BUYERS), len(BUYERS))]


async def test_s5_10_conversion_counts_who_moved_on(session: Played) -> None:
    query = (
        "entered, moved, remaining, rate FROM reporting.lifecycle_conversion_v1"
        " WHERE (lifecycle, next_lifecycle) = ('potential', 'intending')"
    )
    ((entered, moved, remaining, rate),) = await shown(session, query)
    assert moved >= sum(one.needs for one in CAST)
    assert remaining <= entered - moved
    assert 0 < rate <= 1


async def test_s7_10_a_stay_that_ended_has_its_days(session: Played) -> None:
    query = "customer_id, left_for, days FROM reporting.lifecycle_stays_v1 WHERE lifecycle = 'potential'"
    stays = {row[0]: row[1:] for row in await shown(session, query)}
    moved = [key for key, one in IDS.items() if one.needs]
    assert {stays[key][0] for key in moved} == {"intending"}
    assert all(stays[key][1] > 0 for key in moved)


async def test_s10_06_sources_show_what_became_of_their_customers(session: Played) -> None:
    query = (
        "source, sum(captured), sum(signed) FROM reporting.lead_sources_v1 WHERE source = ANY($1) GROUP BY 1"
    )
    rows = await shown(session, query, SOURCES)
    assert {row[0] for row in rows} == set(SOURCES)
    assert sum(row[1] for row in rows) >= len(CAST)
    assert sum(row[2] for row in rows) >= sum(one.contract_yuan is not None for one in CAST)


async def test_s6_08_who_was_given_back_is_in_the_pool_with_their_last_owner(session: Played) -> None:
    rows = await shown(session, "customer_id, last_owner FROM reporting.pool_v1 WHERE cause = 'released'")
    given_back = {key: one for key, one in IDS.items() if one.number % GIVEN_UP_EVERY == 0}
    assert dict(rows) == {key: one.salesperson for key, one in given_back.items()}


async def test_s3_19_colleagues_help_and_measures_change_something(session: Played) -> None:
    sharing = await shown(session, "sum(given), sum(got), sum(contacts) FROM reporting.team_sharing_v1")
    # Whoever was given back to the pool is nobody's: there is nobody to help.
    helped = sum(one.visits // 3 for one in CAST if one.number % GIVEN_UP_EVERY)
    assert sharing == [(helped, helped, sum(one.visits for one in CAST))]
    query = "sum(closed), sum(changed) FROM reporting.matters_monthly_v1 WHERE kind = 'measure'"
    resolved = sum(one.complaint not in {None, "safety_or_legal"} for one in CAST)
    assert await shown(session, query) == [(resolved, resolved)]


async def test_s1_01_the_objectives_of_the_group_are_seen_with_their_progress(session: Played) -> None:
    query = "measure, known_from, actual IS NOT NULL, gap > 0 FROM reporting.plan_goals_v1 ORDER BY measure"
    assert await shown(session, query) == [
        ("added_revenue", "purchases", True, True),
        ("market_share", "measured", True, True),
        ("sales", "purchases", True, True),
    ]


async def test_s7_10_stages_are_seen_as_far_as_the_story_goes(session: Played) -> None:
    query = "stage, entered, open, moved_on, lost FROM reporting.pipeline_stages_v1 ORDER BY number"
    lost = sum(one.number % LOST_EVERY == 0 for one in CAST)
    assert await shown(session, query) == [
        ("mining", len(CAST), 0, len(CAST), 0),
        ("screening", len(CAST), len(CAST) - lost, 0, lost),
    ]
