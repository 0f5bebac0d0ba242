"""A company's own sections, staleness and completeness by the policy in force (S3-08, S4-09, S4-11)."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from services.leads.settings import LeadsSettings
from services.leads.wiring import MIGRATIONS, MODELS, wire
from shared.contracts.inbox import RecordSection
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.policy import default_book
from shared.policy.sections import BUILT_IN
from tests.leads.own_shop import CONSENT, STAFF_COUNTS, shop, with_file, with_sections
from tests.leads.own_world import DAY, NOW, World
from tests.support.among_services import among_services
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.speaking import heard
from tests.support.whole_service import prepare, problem, settings_for

ROLES = frozenset({"policy", "relay", "customers", "deadlines"})


@pytest.fixture
async def world(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[World]:
    await prepare(database, MIGRATIONS, MODELS)
    settings, clock = settings_for(LeadsSettings, database, kafka, topic_prefix), FixedClock(NOW)
    at_work = among_services(partial(wire, clock=clock), settings, lambda name: name in ROLES)
    async with at_work as (call, speak):
        yield World(call, speak, database, clock, kafka, topic_prefix)


async def test_s4_09_a_section_that_the_company_declares_is_a_part_of_the_file_without_a_release(
    world: World,
) -> None:
    customer = str(uuid4())
    path = f"/v1/customers/{customer}/sections/shop"
    content = {
        "brand": "恒远",
        "content": "tea",
        "phone": "0571 8888",
        "sells": [{"product": "岩茶", "cost": 9.5}],
    }
    problem(await world.call.post(path, {"content": content}), 404, "section_undeclared")
    version = await world.policy(**with_sections(shop=shop()))
    await world.recorded(customer, "shop", content)
    await world.recorded(customer, "shop", {"brand": "老店"}, as_of=(NOW - 40 * DAY).isoformat())
    read = await world.shown(customer, "shop", Role.viewer)
    assert read["current"]["content"] == content | {"phone": "•••", "sells": "•••"}
    assert (await world.shown(customer, "shop"))["current"]["content"] == content
    assert [one["content"]["brand"] for one in read["history"]] == ["恒远", "老店"]
    assert (read["title"]["zh"], read["clauses"], read["policy_version"]) == ("店情", ["S11-18"], version)
    assert (await world.call.get(f"/v1/customers/{customer}")).json()["completeness"] == 0.2857
    declared = {one["section"]: one for one in (await world.call.get("/v1/sections")).json()}
    assert list(declared) == [*sorted(BUILT_IN), "shop"]
    assert declared["shop"]["document"]["required"] == ["brand"]
    assert (declared["needs"]["policy_version"], declared["needs"]["stale_after_days"]) == (None, 90)
    async with connected(world.database) as connection:
        (first, *_) = await connection.fetch("SELECT data FROM events WHERE type = 'section-recorded'")
    assert json.loads(first["data"])["policy_version"] == version


async def test_every_fault_of_an_own_section_is_pointed_at_on_each_way_in(world: World) -> None:
    await world.policy(**with_sections(shop=shop()))
    wrong = {
        "content": "milk",
        "staff": 7.5,
        "margin": "30",
        "since": "last year",
        "sells": [{"product": "岩茶", "own": "yes"}, {}],
        "colour": "red",
    }
    refused = await world.call.post(f"/v1/customers/{uuid4()}/sections/shop", {"content": wrong})
    pointers = {error["pointer"] for error in problem(refused, 422, "invalid")["errors"]}
    faults = {"brand", "content", "staff", "margin", "since", "sells/0/own", "sells/1/product", "colour"}
    assert pointers == {f"/content/{fault}" for fault in faults}
    envelope = {"specversion": "1.0", "id": str(uuid4()), "source": "erp", "type": RecordSection.TYPE}
    told = {"customer": {"id": str(uuid4())}, "section": "shop", "content": wrong}
    headers = {"Content-Type": "application/cloudevents+json"}
    answer = await world.call.post(
        *("/v1/events",),
        content=json.dumps(envelope | {"data": told}).encode(),
        role=Role.system,
        headers=headers,
    )
    assert "section_content_invalid" in answer.text
    assert "/content/sells/1/product" in answer.text


async def test_what_a_later_book_changed_or_took_out_stays_readable(world: World) -> None:
    customer = str(uuid4())
    first = await world.policy(**with_sections(shop=shop()))
    await world.recorded(customer, "shop", {"brand": "恒远", "phone": "0571 8888"})
    narrower = shop()
    del narrower["document"]["properties"]["phone"]
    await world.policy(**with_sections(shop=narrower))
    kept = await world.shown(customer, "shop")
    assert kept["current"]["content"] == {"brand": "恒远", "phone": "0571 8888"}
    assert (await world.shown(customer, "shop", Role.viewer))["current"]["content"]["phone"] == "•••"
    await world.policy()
    gone = {"content": {"brand": "x"}}
    refused = await world.call.post(f"/v1/customers/{customer}/sections/shop", gone)
    problem(refused, 404, "section_undeclared")
    read = await world.shown(customer, "shop", Role.viewer)
    assert (read["title"]["en"], read["policy_version"]) == ("Shop", first)
    assert read["current"]["content"] == {"brand": "恒远", "phone": "•••"}


async def test_what_was_recorded_is_answered_as_at_first_though_another_book_would_refuse_it(
    world: World,
) -> None:
    path = f"/v1/customers/{uuid4()}/sections/shop"
    sheet = {
        "content": "店情\n截至\n品牌,恒远\n电话,0571 8888\n".encode(),
        "headers": {"Content-Type": "text/csv"},
    }
    ways: list[tuple[str, dict[str, Any]]] = [
        (path, {"body": {"content": {"brand": "恒远", "phone": "0571 8888"}}, "key": str(uuid4())}),
        (f"{path}/sheet", {**sheet, "key": str(uuid4())}),
    ]
    narrower = shop()
    del narrower["document"]["properties"]["phone"]
    await world.policy(**with_sections(shop=shop()))
    first = [await world.call.post(way, **told) for way, told in ways]
    assert {answer.status_code for answer in first} == {201}
    for sections in ({"shop": narrower}, {}):
        await world.policy(**with_sections(**sections))
        again = [await world.call.post(way, **told) for way, told in ways]
        assert [answer.json() for answer in again] == [answer.json() for answer in first]
        assert {answer.status_code for answer in again} == {201}


async def test_s4_10_under_a_consent_only_what_the_policy_uses_is_told_and_not_after_it_lapses(
    world: World,
) -> None:
    customer, home = str(uuid4()), {"content": {"brand": "恒远", "staff": 7, "phone": "0571 8888"}}
    path = f"/v1/customers/{customer}"
    counts = {**STAFF_COUNTS, "approved_clause": {"zh": "第三条", "en": "Clause 3"}}
    signals = default_book().signals.model_dump(mode="json") | {"signals": {"staff": counts}}
    own = with_sections(home=shop(purpose="birthday_care", personal=True))
    await world.policy(**own, signals=signals)
    refused = await world.call.post(f"{path}/sections/home", home)
    assert problem(refused, 409, "consent_missing")["params"] == {
        "section": "home",
        "consent": "birthday_care",
    }
    until = NOW + 90 * DAY
    consent = CONSENT | {"purpose": "birthday_care", "until": until.isoformat()}
    assert (await world.call.post(f"{path}/consents", consent)).status_code == 201
    await world.recorded(customer, "home", home["content"])
    assert (await world.shown(customer, "home"))["current"]["content"] == home["content"]
    world.clock.advance(91 * DAY)

    async def lapsed() -> bool:
        (given,) = (await world.call.get(f"{path}/consents")).json()
        return given["ended_at"] is not None and given["in_force"] is False

    await eventually(lapsed)
    problem(await world.call.post(f"{path}/sections/home", home), 409, "consent_missing")
    messages = await heard(world.kafka, f"{world.prefix}.leads.v1", 4)
    told = [(one.type.rpartition(".")[2], json.loads(one.data)) for one in messages]
    assert [name for name, _ in told] == [
        *("consent-recorded", "section-recorded", "consent-withdrawn", "section-recorded"),
    ]
    (_, first), (_, ended), (_, last) = told[1:]
    assert (first["content"], first["purpose"]) == ({"staff": 7}, "birthday_care")
    assert (ended["cause"], last["content"]) == ("lapsed", {})
    assert datetime.fromisoformat(last["as_of"]) > datetime.fromisoformat(first["as_of"])


async def test_s4_11_stale_files_are_listed_by_the_times_of_the_policy(world: World) -> None:
    fresh, old = str(uuid4()), str(uuid4())
    for customer, days in ((fresh, 1), (old, 100)):
        as_of = (NOW - days * DAY).isoformat()
        await world.recorded(customer, "needs", {"needs": ["岩茶"]}, as_of=as_of)
        await world.recorded(customer, "basic_profile", {"region": "杭州"}, as_of=as_of)

    async def both() -> bool:
        return await world.listed() == {fresh: [], old: ["needs"]}

    await eventually(both)
    assert await world.listed(stale="true") == {old: ["needs"]}
    assert await world.listed(stale="false") == {fresh: []}
    assert (await world.shown(old, "basic_profile"))["stale"] is False
    await world.policy(**with_file(days=99, target=80))
    assert await world.listed(stale="true") == {old: ["basic_profile", "needs"]}
    assert (await world.shown(old, "basic_profile"))["stale"] is True
    await world.recorded(old, "needs", {"needs": ["岩茶"]})

    async def reviewed() -> bool:
        return await world.listed(stale="true") == {old: ["basic_profile"]}

    await eventually(reviewed)


async def test_s3_08_completeness_is_measured_per_file_and_files_under_the_target_are_listed(
    world: World,
) -> None:
    little, much = str(uuid4()), str(uuid4())
    await world.recorded(little, "needs", {"needs": ["岩茶"]})
    everything = {"needs": ["岩茶"], "expectations": ["快"], "problems": ["潮"], "intention": "firm"}
    await world.recorded(much, "needs", everything)

    async def both() -> bool:
        return (await world.listed(under_target="true")).keys() == {little, much}

    await eventually(both)
    await world.policy(**with_file(days=180, target=40))
    assert (await world.listed(under_target="true")).keys() == {little}
    assert (await world.listed(under_target="false")).keys() == {much}
    completeness = {
        item["customer_id"]: item["completeness"]
        for item in (await world.call.get("/v1/customers")).json()["items"]
    }
    assert completeness == {little: 0.1, much: 0.4}
