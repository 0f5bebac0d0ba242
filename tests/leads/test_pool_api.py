"""The pool 公海 as people see it: warned, returned with a receipt, handed over, claimed (S1-07, S6-08)."""

import json
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from services.leads.wiring import MIGRATIONS, MODELS
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.eventstore.verify import verify
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.reach import Reach
from tests.leads.pooled import Pooled
from tests.leads.timed import DAY, HOUR, NOW
from tests.support.speaking import heard, speaking
from tests.support.whole_service import prepare, problem

SELLER = "salesperson of tests"


@pytest.fixture
async def pooled(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Pooled]:
    await prepare(database, MIGRATIONS, MODELS)
    async with Pooled.at_work(database, kafka, topic_prefix, FixedClock(NOW), "pool") as pooled:
        yield pooled


async def test_s6_08_an_idle_customer_is_warned_of_returned_with_a_receipt_and_claimed_by_another(
    pooled: Pooled,
) -> None:
    idle, met, key = (
        await pooled.captured(29 * DAY),
        await pooled.captured(29 * DAY),
        await pooled.captured(400 * DAY),
    )
    unjust, uncovered = await pooled.captured(29 * DAY), await pooled.captured(DAY, owner=None)
    await pooled.met(idle, NOW - DAY, 1, effective=False)
    contact = await pooled.met(met, NOW - 25 * DAY, 1)
    await pooled.graded(key)
    await pooled.until("/v1/customers", {key}, tier="key")
    await pooled.until("/v1/pool", {uncovered})
    pooled.clock.advance(HOUR)
    told = pooled.clock.now()
    await pooled.until("/v1/customers", {idle, met, unjust}, returning="true")
    ahead = (await pooled.shown(met))["ownership"]["ahead"]
    assert (ahead["idle"]["contact_id"], ahead["stopped_by"]) == (contact, "effective_contact")
    assert datetime.fromisoformat(ahead["return_at"]) == told + 7 * DAY
    stopping = await pooled.met(met, told, 2)
    await pooled.until("/v1/customers", {idle, unjust}, returning="true")

    pooled.clock.advance(7 * DAY)
    items = await pooled.until("/v1/pool", {idle, unjust, uncovered})
    assert [(one["cause"], one["last_owner"]) for one in items] == [
        *(("never_owned", None), ("returned", "li.na"), ("returned", "li.na"))
    ]
    waits_until = datetime.fromisoformat(items[1]["last_owner_waits_until"])
    assert waits_until == told + 14 * DAY
    receipt = (await pooled.shown(idle))["ownership"]["receipt"]
    clock = {"tier": "potential", "lifecycle": "potential", "idle_days": 30, "policy_version": "default-1"}
    assert clock.items() <= receipt["idle"].items()
    assert datetime.fromisoformat(receipt["idle"]["since"]) == NOW - 29 * DAY
    assert (receipt["owner"], receipt["idle"]["contact_id"]) == ("li.na", None)

    again = {"person": "li.na"}
    refused = await pooled.call.post(f"/v1/customers/{idle}/claim", again, role=Role.supervisor)
    assert problem(refused, 409, "previous_owner_waits")["params"]["possible_at"] == waits_until.isoformat()
    await _is_appealed_against_and_restored(pooled, unjust)
    # Told late, a contact from before the return is grounds for an appeal and undoes nothing by itself.
    await pooled.met(idle, told, 2)
    assert (await pooled.call.post(f"/v1/customers/{idle}/claim")).status_code == 200
    await pooled.until("/v1/pool", {uncovered})
    file = await pooled.shown(idle)
    assert (file["owner"], file["ownership"]["receipt"]) == (SELLER, None)
    await _each_was_told_once(pooled, idle, met, key, stopping)


async def _is_appealed_against_and_restored(pooled: Pooled, customer: str) -> None:
    path, said = f"/v1/customers/{customer}/return-appeal", {"reason": "已拜访，漏登"}
    problem(await pooled.call.post(path, said), 409, "no_return_to_appeal")
    assert (await pooled.call.post(path, said, role=Role.supervisor)).status_code == 200
    await pooled.until("/v1/pool", {customer}, appealed="true")
    problem(await pooled.call.post(f"/v1/customers/{customer}/claim"), 409, "return_under_appeal")
    granted = {"verdict": "granted", "reason": "属实"}
    decision = f"{path}/decision"
    problem(await pooled.call.post(decision, granted), 403, "forbidden")
    problem(await pooled.call.post(decision, granted, role=Role.supervisor), 409, "appeal_needs_another")
    assert (await pooled.call.post(decision, granted, role=Role.manager)).status_code == 200
    ownership = (await pooled.shown(customer))["ownership"]
    assert datetime.fromisoformat(ownership.pop("owned_since")) == NOW - 29 * DAY
    del ownership["ahead"]  # the clock has run out as before: the next look warns anew, with the whole notice
    assert ownership == {"owner": "li.na", "receipt": None, "appeal": None}


async def _each_was_told_once(pooled: Pooled, idle: str, met: str, key: str, stopping: str) -> None:
    messages = await heard(pooled.kafka, f"{pooled.prefix}.leads.v1", 21)
    said = {
        customer: [one.type.rpartition(".")[2] for one in messages if one.key == customer]
        for customer in (idle, met, key)
    }
    assert said == {
        idle: [
            *("lead-captured", "pool-return-warned", "pool-return-warned", "pool-return-warned"),
            *("returned-to-pool", "owner-changed", "owner-changed"),
        ],
        met: ["lead-captured", "pool-return-warned", "pool-return-called-off"],
        key: ["lead-captured"],
    }
    warnings = [json.loads(one.data) for one in messages if one.key == idle][1:4]
    assert [(one["days_left"], one["owner"]) for one in warnings] == [(n, "li.na") for n in (7, 3, 1)]
    called_off = json.loads(next(one for one in messages if one.type.endswith("called-off")).data)
    assert (called_off["cause"], called_off["contact_id"]) == ("contact", stopping)
    async with opened_pool(pooled.database, application_name="verify") as pool:
        assert await verify(pool) == []


async def test_s1_07_a_customer_is_handed_over_with_the_whole_record_and_starts_a_whole_clock(
    pooled: Pooled,
) -> None:
    customer, other = await pooled.captured(29 * DAY), await pooled.captured(29 * DAY)
    needs = {"content": {"needs": ["岩茶"]}}
    await pooled.call.post(f"/v1/customers/{customer}/sections/needs", needs, role=Role.after_sales)
    await pooled.until("/v1/customers", {customer, other})
    pooled.clock.advance(HOUR)
    await pooled.until("/v1/customers", {customer, other}, returning="true")
    handed = {"owner": "wang.wei", "reason": "西南区由王伟负责"}
    path = f"/v1/customers/{customer}/owner"
    problem(await pooled.call.post(path, handed), 403, "forbidden")
    assert (await pooled.call.post(path, handed, role=Role.supervisor)).status_code == 200
    await pooled.until("/v1/customers", {other}, returning="true")
    file = await pooled.shown(customer)
    recorded = next(one["current"] for one in file["sections"] if one["section"] == "needs")
    assert (file["owner"], recorded["content"]) == ("wang.wei", needs["content"])
    assert recorded["recorded_by"] == "after_sales of tests"
    since = file["ownership"]["owned_since"]
    assert datetime.fromisoformat(since) == pooled.clock.now()

    # Another policy applies from its time: what it does not ask for is called off at once.
    await pooled.patient(60)
    await pooled.until("/v1/customers", set(), returning="true")
    released = f"/v1/customers/{customer}/release"
    reason = {"reason": "暂无需求"}
    problem(await pooled.call.post(released, reason), 409, "customer_owned")
    assert (await pooled.call.post(released, reason, role=Role.manager)).status_code == 200
    (item,) = await pooled.until("/v1/pool", {customer})
    assert (item["cause"], item["reason"], item["last_owner"]) == ("released", "暂无需求", "wang.wei")
    messages = await heard(pooled.kafka, f"{pooled.prefix}.leads.v1", 8)
    changed = [json.loads(one.data) for one in messages if one.type.endswith("owner-changed")]
    assert [(one["previous_owner"], one["owner"], one["changed_by"]) for one in changed] == [
        ("li.na", "wang.wei", "supervisor of tests"),
        ("wang.wei", None, "manager of tests"),
    ]


async def test_s2_09_a_key_customer_never_goes_back_and_who_leads_changes_their_owner(pooled: Pooled) -> None:
    key, other = await pooled.captured(400 * DAY), await pooled.captured(400 * DAY)
    await pooled.graded(key)
    await pooled.until("/v1/customers", {key}, tier="key")
    pooled.clock.advance(HOUR)
    await pooled.until("/v1/customers", {other}, returning="true")
    pooled.clock.advance(7 * DAY)
    await pooled.until("/v1/pool", {other})
    team = {"owner": "wang.wei", "reason": "由重点客户组负责"}
    assert (await pooled.call.post(f"/v1/customers/{key}/owner", team, role=Role.manager)).status_code == 200
    await pooled.until("/v1/customers", {key}, owner="wang.wei")
    problem(await pooled.call.post(f"/v1/customers/{key}/claim"), 409, "customer_owned")


async def after_an_outage(database: str, kafka: str, prefix: str) -> list[str]:
    """Return what was told of a customer who was met while nobody here listened, until past their day."""
    await prepare(database, MIGRATIONS, MODELS)
    clock = FixedClock(NOW)
    async with Pooled.at_work(database, kafka, prefix, clock, "pool") as pooled:
        customer = await pooled.captured(29 * DAY)
        await pooled.until("/v1/customers", {customer})
        clock.advance(HOUR)
        await pooled.until("/v1/customers", {customer}, returning="true")
    async with speaking(kafka, prefix) as speak:
        pooled.speak = speak
        await pooled.met(customer, clock.now() + DAY, 1)
    clock.advance(8 * DAY)
    async with Pooled.at_work(database, kafka, prefix, clock, "pool") as pooled:
        await pooled.until("/v1/customers", set(), returning="true")
        messages = await heard(kafka, f"{prefix}.leads.v1", 3)
    return [one.type.rpartition(".")[2] for one in messages]


async def test_after_an_outage_nobody_goes_back_before_what_was_said_meanwhile_is_heard(
    database: str, kafka: str, topic_prefix: str
) -> None:
    told = await after_an_outage(database, kafka, topic_prefix)
    assert told == ["lead-captured", "pool-return-warned", "pool-return-called-off"]


async def test_without_asking_how_far_the_list_reaches_an_outage_returns_who_was_met(
    database: str, kafka: str, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_: Reach, __: datetime) -> bool:
        return True

    monkeypatch.setattr(Reach, "reached", at_once)
    assert "returned-to-pool" in await after_an_outage(database, kafka, topic_prefix)
