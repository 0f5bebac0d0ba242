"""Every panel of the dashboards in `deploy/grafana` shows something, by the rights it will have there."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

from shared.kit.postgres.pool import Pool
from tests.scoring.demo_story import play
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import OTHER, answered, purchase

GRAFANA = Path(__file__).parents[2] / "deploy/grafana"
DASHBOARDS = {path.stem: json.loads(path.read_text()) for path in (GRAFANA / "dashboards").glob("*.json")}
WIDTH = 24
MACRO = re.compile(r"\$(?:__)?\w+|\$\{")


def panels() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, dashboard in DASHBOARDS.items():
        for panel in dashboard["panels"]:
            yield f"{name}: {panel['title']}", panel


def named_columns(panel: Mapping[str, Any]) -> set[str]:
    """Return the columns that the panel's settings speak of."""
    overrides = panel["fieldConfig"]["overrides"]
    return {one["matcher"]["options"] for one in overrides if one["matcher"]["id"] == "byName"}


async def test_every_panel_yields_rows_and_has_the_columns_that_it_names(pool: Pool) -> None:
    await play(pool)
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute("SET LOCAL ROLE reporting_ro")
        await connection.execute("SET LOCAL search_path TO public")
        for title, panel in panels():
            for target in panel["targets"]:
                query = target["rawSql"]
                assert not MACRO.search(query), f"{title}: only Grafana could fill this in"
                rows = await connection.fetch(query)
                assert rows, title
                assert named_columns(panel) == set(rows[0].keys()), title
                assert any(value is not None for row in rows for value in row.values()), title


async def test_a_currency_of_many_units_does_not_push_the_others_off_the_list(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    bought = [purchase(day(1), 90_000, UUID(int=number), "VND") for number in range(1, 22)]
    bought += [purchase(day(1), yuan, UUID(int=yuan), "CNY") for yuan in (600, 900)]
    await project(projector, [log.say(one, day(1)) for one in bought])
    await projector.close()
    (panel,) = [panel for title, panel in panels() if title.endswith("Top customers")]
    rows = await pool.fetch(panel["targets"][0]["rawSql"])
    assert [row["amount"] for row in rows if row["currency"] == "CNY"] == [900, 600]


async def test_an_answer_without_a_total_weighs_nothing_in_the_mean_of_its_month(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    said = [
        answered(day(1), {"product": 1}, 20.0),
        answered(day(2), {"product": None}, None, OTHER, form="needs_met"),
        answered(day(3), {"product": 5}, 100.0, OTHER, form="needs_met"),
    ]
    said = [one.model_copy(update={"audience": "customer"}) for one in said]
    await project(projector, [log.say(one, day(3)) for one in said])
    await projector.close()
    (panel,) = [panel for title, panel in panels() if title.endswith("Satisfaction by month")]
    rows = await pool.fetch(panel["targets"][0]["rawSql"])
    assert [float(row["total_mean"]) for row in rows] == [60.0]


def test_each_dashboard_is_named_by_its_file_and_numbers_its_panels() -> None:
    customers = {"tuoke-customers", "tuoke-complaints", "tuoke-satisfaction"}
    assert set(DASHBOARDS) == {*customers, "tuoke-sales", "tuoke-people"}
    for name, dashboard in DASHBOARDS.items():
        assert dashboard["uid"] == name
        assert dashboard["timezone"] == "Asia/Shanghai"
        assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"]) >= 4


@pytest.mark.parametrize(
    ("title", "panel"), list(panels()), ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_panel_speaks_chinese_and_english_and_reads_the_reporting_views_alone(
    title: str, panel: dict[str, Any]
) -> None:
    for text in (panel["title"], panel["description"]):
        chinese, _, english = text.partition(" | ")
        assert re.search("[\u4e00-\u9fff]", chinese), title
        assert re.fullmatch("[ -~]+", english), title
    for column in panel["fieldConfig"]["overrides"]:
        assert re.search("[\u4e00-\u9fff]", column["properties"][0]["value"]), title
    place = panel["gridPos"]
    assert place["x"] + place["w"] <= WIDTH, title
    for target in panel["targets"]:
        read = re.findall(r"\b(?:FROM|JOIN) (\S+)", target["rawSql"])
        assert read
        assert all(re.fullmatch(r"reporting\.\w+_v\d+", name) for name in read), title


def test_every_panel_reads_the_source_that_is_provisioned() -> None:
    provisioned = yaml.safe_load((GRAFANA / "provisioning/datasources/reporting.yaml").read_text())
    (source,) = provisioned["datasources"]
    assert (source["user"], source["jsonData"]["database"]) == ("reporting_ro", "tuoke_scoring")
    wanted = {"type": source["type"], "uid": source["uid"]}
    for title, panel in panels():
        assert panel["datasource"] == wanted, title
        assert all(target["datasource"] == wanted for target in panel["targets"]), title


async def test_every_reporting_view_is_on_a_dashboard(pool: Pool) -> None:
    views = await pool.fetch("SELECT viewname FROM pg_views WHERE schemaname = 'reporting'")
    told = json.dumps(DASHBOARDS)
    # Rows of single stays and clocks are shown as their sums.
    detail = {"lifecycle_stays_v1", "complaint_clocks_v1"}
    assert {view["viewname"] for view in views if view["viewname"] not in told} == detail
