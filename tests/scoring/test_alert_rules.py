"""The alert rules in `deploy/grafana` ask the real views, and ring for what is wrong."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

from shared.contracts.duties import DutyBreached, DutyOpened
from shared.contracts.matters import MatterOpened
from shared.contracts.obligations import ObligationOpened
from shared.contracts.sample import samples_of
from shared.contracts.visits import ComplaintBreached, ComplaintFiled
from shared.kit.postgres.pool import Pool
from tests.scoring.demo_story import play
from tests.scoring.facts import day
from tests.scoring.matter_sayings import raised
from tests.scoring.projections import BOARD, SALES, Log, Spoken, opened, project
from tests.scoring.promise_sayings import promise_facts
from tests.scoring.sayings import ID, answered, captured, complaint_story, owed, tier_changed
from tests.scoring.stage_sayings import opened as begun

FILE = Path(__file__).parents[2] / "deploy/grafana/provisioning/alerting/tuoke.yaml"
TEXTS, NUMBER = {"text"}, "double precision"


def rules() -> Iterator[Mapping[str, Any]]:
    (group,) = yaml.safe_load(FILE.read_text())["groups"]
    yield from group["rules"]


def query_of(rule: Mapping[str, Any]) -> str:
    rows, over = rule["data"]
    assert (rows["datasourceUid"], over["datasourceUid"]) == ("tuoke-reporting", "__expr__")
    assert (over["model"]["expression"], rule["condition"]) == (rows["refId"], over["refId"])
    query: str = rows["model"]["rawSql"]
    return query


def limit_of(rule: Mapping[str, Any]) -> float:
    (condition,) = rule["data"][1]["model"]["conditions"]
    assert condition["evaluator"]["type"] == "gt"
    (limit,) = condition["evaluator"]["params"]
    return float(limit)


async def ringing(pool: Pool) -> set[str]:
    """Return the rules that would ring, each asked with the rights of Grafana."""
    found = set()
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute("SET LOCAL ROLE reporting_ro")
        await connection.execute("SET LOCAL search_path TO public")
        for rule in rules():
            rows = await connection.fetch(query_of(rule))
            if any(row["value"] is not None and row["value"] > limit_of(rule) for row in rows):
                found.add(rule["uid"])
    return found


async def test_each_query_has_labels_and_one_number(pool: Pool) -> None:
    await play(pool)
    async with pool.acquire() as connection:
        for rule in rules():
            statement = await connection.prepare(query_of(rule))
            *labels, value = statement.get_attributes()
            assert {one.type.name for one in labels} == TEXTS, rule["uid"]
            assert (value.name, value.type.name) == ("value", "float8"), rule["uid"]


def all_that_is_wrong(now: datetime) -> list[Spoken]:
    """A key customer whom nobody met complains, is owed and promised much, may buy; no plan was revised."""
    opened_duty, breached = samples_of([DutyOpened, DutyBreached]).values()
    complaint = [one for one in complaint_story() if isinstance(one, ComplaintFiled | ComplaintBreached)]
    matter = raised(MatterOpened, ID, summary="?", due_at=day(1), opened_by="li", opened_at=day(0))
    owing = [owed(ObligationOpened, UUID(int=n), owed_since=day(1), due_at=day(2)) for n in range(6)]
    slow = [begun(UUID(int=n), day(1)) for n in range(6)]
    return [
        *(captured(), tier_changed("potential", "key", day(1)), *complaint, matter, *owing, *slow),
        answered(now, {"product": 1, "service": 5}, 40.0),
        *promise_facts("samples", "breached"),
        DutyOpened.model_validate(opened_duty),
        DutyBreached.model_validate(breached | {"duty_id": opened_duty["duty_id"]}),
    ]


async def test_every_rule_rings_for_what_is_wrong_and_none_before(pool: Pool) -> None:
    log, now = Log(), datetime.now(UTC)
    models = [await opened(pool, model) for model in (BOARD, SALES)]
    assert await ringing(pool) == set()
    told = [log.say(fact, now) for fact in all_that_is_wrong(now)]
    for projector in models:
        await project(projector, told)
        await projector.close()
    assert await ringing(pool) == {rule["uid"] for rule in rules()}


@pytest.mark.parametrize("rule", list(rules()), ids=lambda rule: str(rule["uid"]))
def test_a_rule_speaks_chinese_and_english_and_reads_the_reporting_views_alone(
    rule: Mapping[str, Any],
) -> None:
    for text in (rule["title"], rule["annotations"]["summary"]):
        chinese, _, english = text.partition(" | ")
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert re.fullmatch("[ -~]+", english)
    read = re.findall(r"\b(?:FROM|JOIN) (\S+)", query_of(rule))
    assert read
    assert all(re.fullmatch(r"reporting\.\w+_v\d+", name) for name in read)
    # Grafana would take what follows for a variable of its environment.
    assert "$" not in FILE.read_text()
