"""scoring over HTTP: a tier explained, the board, the counts and the policy, in both languages."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import httpx
import pytest

from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.roles import Role
from shared.in_force import POLICY
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import Pool
from shared.policy import default_book
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import BOARD, TIER, Log, opened, outbox, project
from tests.scoring.sayings import OTHER, board_story, captured, complaint, purchase
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.whole_service import Caller, problem, serving, settings_for

CLOCK = FixedClock(day(12))


@pytest.fixture
def log() -> Log:
    """All that is said in a test: records of a second log would have places that are read already."""
    return Log()


@pytest.fixture
async def scoring(pool: Pool, database: str, log: Log) -> AsyncIterator[Caller]:
    """The API of scoring over a customer who bought twice and complained once."""
    projector = await opened(pool, TIER)
    facts = [(purchase(day(1)), day(1)), (purchase(day(10), 500), day(10)), (complaint(day(5)), day(11))]
    await project(projector, [log.say(fact, at) for fact, at in facts])
    await projector.close()
    async with serving(partial(wire, clock=CLOCK), settings_for(ScoringSettings, database)) as caller:
        yield caller


async def read(caller: Caller, path: str, language: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {caller.tokens[Role.viewer]}", "Accept-Language": language}
    return await caller.http.get(path, headers=headers)


async def test_s4_03_a_class_is_explained_event_by_event_and_the_parts_sum_to_the_score(
    scoring: Caller,
) -> None:
    answer = await read(scoring, f"/v1/customers/{CUSTOMER}/tier", "en")
    told = answer.json()
    assert (told["tier"], told["letter"], told["policy_version"]) == ("ordinary", "C", "default-1")
    assert [event["signal"] for event in told["events"]] == ["purchase", "purchase", "complaint"]
    assert sum(event["points"] for event in told["events"]) == pytest.approx(told["score"])
    assert told["scored_at"] == "2026-01-13T00:00:00Z"
    assert told["next"] == {"tier": "key", "distance": pytest.approx(100 - told["score"])}
    assert answer.headers["Content-Language"] == "en"
    assert told["words"][0].startswith("ordinary (C), score now")
    assert "points to key (A), for example 1 purchase of CNY" in told["words"][1]


async def test_the_same_is_told_in_chinese(scoring: Caller) -> None:
    answer = await read(scoring, f"/v1/customers/{CUSTOMER}/tier", "zh-CN,zh;q=0.9")
    first, second = answer.json()["words"]
    assert first.startswith("普通客户（C），当前评分")
    assert second.startswith("距重点客户（A）还差")
    assert answer.headers["Content-Language"] == "zh-CN"


async def test_s4_02_a_key_customer_is_told_when_the_class_would_fall(
    scoring: Caller, pool: Pool, log: Log
) -> None:
    projector = await opened(pool, TIER)
    facts = [purchase(day(1), customer=OTHER), purchase(day(2), customer=OTHER)]
    await project(projector, [log.say(fact, day(2)) for fact in facts])
    await projector.close()
    told = (await read(scoring, f"/v1/customers/{OTHER}/tier", "en")).json()
    assert (told["tier"], told["next"]) == ("key", None)
    assert told["crossing"]["tier"] == "ordinary"
    on = datetime.fromisoformat(told["crossing"]["at"]) + timedelta(hours=8)
    assert told["words"][1] == f"If nothing more happens, ordinary (C) from {on.date()} on."


async def test_s4_04_who_has_not_bought_is_potential_and_the_first_purchase_ends_it(
    scoring: Caller, pool: Pool, log: Log
) -> None:
    newcomer = uuid4()
    for fact, tier, letter in (
        (captured(newcomer), "potential", "B"),
        (purchase(day(3), 1, newcomer), "ordinary", "C"),
    ):
        projector = await opened(pool, TIER)
        await project(projector, [log.say(fact, day(3))])
        await projector.close()
        told = (await read(scoring, f"/v1/customers/{newcomer}/tier", "en")).json()
        assert (told["tier"], told["letter"]) == (tier, letter)


async def test_a_customer_nobody_heard_of_is_not_found(scoring: Caller) -> None:
    problem(await scoring.get(f"/v1/customers/{uuid4()}/tier"), 404, "not_found")
    problem(await scoring.get("/v1/customers/nobody/tier"), 422, "invalid")


async def test_a_read_waits_for_its_position_and_says_when_it_is_not_reached(
    scoring: Caller, pool: Pool
) -> None:
    path = f"/v1/customers/{CUSTOMER}/tier"
    assert (await scoring.get(path, min_position="leads:2")).status_code == 200
    problem(await scoring.get(path, min_position="leads:3"), 503, "position_not_reached")
    assert len(await outbox(pool)) == 3


async def test_without_a_key_nothing_is_told(scoring: Caller) -> None:
    for path in (f"/v1/customers/{CUSTOMER}/tier", "/v1/customers", "/v1/tiers", "/v1/policy"):
        problem(await scoring.http.get(path), 401, "unauthenticated")


async def test_the_board_is_paged_by_cursor_and_filtered_by_class(scoring: Caller, pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    extra = [captured(uuid4()) for _ in range(3)]
    await project(projector, [*board_story(log), *(log.say(one, day(1)) for one in extra)])
    await projector.close()
    seen, path = [], "/v1/customers?limit=2"
    while path:
        page = (await read(scoring, path, "en")).json()
        seen += [item["customer_id"] for item in page["items"]]
        path = page["next"]
    assert seen == sorted({CUSTOMER, str(OTHER), *(str(one.customer_id) for one in extra)})
    ordinary = (await scoring.get("/v1/customers", tier="ordinary")).json()["items"]
    assert [item["tier_letter"] for item in ordinary] == ["C", "C"]
    problem(await scoring.get("/v1/customers", tier="gold"), 422, "invalid")


async def test_s6_02_the_classes_are_counted_and_named_by_the_letters_of_the_policy(
    scoring: Caller, pool: Pool
) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, board_story(log))
    await projector.close()
    told = (await read(scoring, "/v1/tiers", "zh-CN")).json()
    assert {one["tier"]: (one["letter"], one["name"], one["customers"]) for one in told["tiers"]} == {
        "key": ("A", "重点客户", 0),
        "ordinary": ("C", "普通客户", 2),
        "potential": ("B", "潜在客户", 0),
    }
    assert datetime.fromisoformat(told["as_of"]).astimezone(UTC) > day(100)
    tier = default_book().tier.model_dump(mode="json")
    tier["letters"]["key"], tier["names"]["key"]["zh"] = "S", "战略客户"
    policy = await opened(pool, POLICY)
    await project(policy, [log.say(announced("2026-02", day(11), tier=tier), day(10))])
    await policy.close()

    async def renamed() -> bool:
        classes = (await read(scoring, "/v1/tiers", "zh-CN")).json()["tiers"]
        return ("key", "S", "战略客户") in {(one["tier"], one["letter"], one["name"]) for one in classes}

    assert await eventually(renamed)


async def test_the_policy_in_force_is_readable_with_sources_in_both_languages(scoring: Caller) -> None:
    english = (await read(scoring, "/v1/policy", "en")).json()
    chinese = (await read(scoring, "/v1/policy", "zh-CN")).json()
    assert english["version"] == chinese["version"] == "default-1"
    assert english["chapters"]["complaint"]["clocks"]["serious"]["acknowledge"] == {"hours": 4}
    assert english["chapters"]["score"]["purchase"]["half_life_days"] == 120
    assert chinese["chapters"]["tier"]["key"]["title"] == "重点客户门槛"
    assert chinese["chapters"]["tier"]["source"] == "S4-02, S4-03, S4-04, S6-02"
    assert list(chinese["chapters"]) == list(default_book().chapters())


async def test_the_status_tells_the_policy_and_how_fresh_the_board_is(scoring: Caller) -> None:
    reports = (await scoring.get("/v1/status")).json()["reports"]
    assert reports["policy"]["version"] == "default-1"
    assert set(reports) == {
        *("outbox", "projections", "dead_letters", "policy", "calendar", "freshness"),
        *("deadlines", "evaluation"),
    }
    assert set(reports["projections"]) == {"board", "tier", "sales", "policy"}
