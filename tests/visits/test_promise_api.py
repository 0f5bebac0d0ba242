"""Promises over HTTP: recorded, approved where the policy asks for it, kept by a fact, taken back, listed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.promises import RecordPromise
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.policy import default_book
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.speaking import heard
from tests.support.whole_service import Caller, problem
from tests.visits.owing import A_DAY, Owing, owing_something
from tests.visits.policy_world import MONDAY, World

FAR = datetime(2040, 1, 2, tzinfo=UTC)


def body(**told: Any) -> dict[str, Any]:
    said = {"customer": {"id": str(uuid4())}, "promisor": "li.na", "text": "三月底前交付五台"}
    return said | {"due_at": FAR.isoformat()} | told


async def promised(call: Caller, **told: Any) -> str:
    """The promise is on file; return its address."""
    answer = await call.post("/v1/promises", body(**told))
    assert answer.status_code == 201, answer.text
    address: str = answer.headers["location"]
    return address


async def done(call: Caller, path: str, role: Role = Role.salesperson, **told: Any) -> dict[str, Any]:
    answer = await call.post(path, told or None, role=role)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def met(call: Caller, customer: str) -> str:
    """We met the customer; return the stream of that fact."""
    told = {"channel": "visit", "purposes": ["solve_problem"], "summary": "交付", "salesperson": "li.na"}
    answer = await call.post("/v1/visits", {"customer": {"id": customer}, **told})
    return f"contact-{answer.json()['contact_id']}"


async def test_s9_08_a_discount_over_a_step_holds_only_with_the_approval_that_the_policy_asks_for(
    visits: Caller,
) -> None:
    answer = await visits.post("/v1/promises", body(discount_percent=15))
    said = answer.json()
    assert (said["standing"], said["approver"]) == ("waiting", "supervisor")
    promise = answer.headers["location"]
    proof: dict[str, Any] = {"proof": f"contract-{uuid4()}"}
    problem(await visits.post(f"{promise}/fulfilment", proof), 409, "promise_waits")
    for role in (Role.salesperson, Role.manager):
        refused = problem(await visits.post(f"{promise}/approval", role=role), 403, "promise_for_another")
        assert refused["params"] == {"required_role": "supervisor"}
    problem(await visits.post(f"{promise}/approval", role=Role.system), 403, "forbidden")
    assert (await done(visits, f"{promise}/approval", Role.supervisor))["standing"] == "open"
    read = (await visits.get(promise)).json()
    assert (read["approved_by"], read["policy_version"]) == ("supervisor of tests", "default-1")
    assert (await done(visits, f"{promise}/fulfilment", **proof))["standing"] == "kept"


async def test_s9_08_a_deep_discount_is_approved_by_the_management_and_by_nobody_for_themselves(
    visits: Caller,
) -> None:
    price = {"price_minor": 1_400_000, "list_minor": 2_000_000, "currency": "CNY"}
    promise = await promised(visits, **price)
    problem(await visits.post(f"{promise}/approval", role=Role.supervisor), 403, "promise_for_another")
    await done(visits, f"{promise}/approval", Role.manager)
    own = await promised(visits, **price, promisor="manager of tests")
    problem(await visits.post(f"{own}/approval", role=Role.manager), 403, "promise_of_ones_own")
    assert (await visits.get(own)).json()["standing"] == "waiting"
    await done(visits, f"{own}/withdrawal", Role.supervisor, reason="折扣过大")
    problem(await visits.post(f"{own}/approval", role=Role.manager), 409, "promise_over")


async def test_the_steps_are_those_of_the_book_in_force_when_it_is_recorded(world: World) -> None:
    before = await promised(world.call, discount_percent=15)
    chapter: dict[str, Any] = default_book().promises.model_dump(mode="json")
    chapter["discounts"]["moderate"] |= {"over": 2, "approver": "after_sales"}
    await world.speak.fact("scoring", announced("stricter", MONDAY, promises=chapter), 1)
    await world.knows(version="stricter")
    after = await promised(world.call, discount_percent=5)
    read = [(await world.call.get(one)).json() for one in (before, after)]
    assert [(one["approver"], one["policy_version"]) for one in read] == [
        ("supervisor", "default-1"),
        ("after_sales", "stricter"),
    ]


async def test_s9_08_a_promise_is_breached_at_its_time_and_stays_so_when_it_is_kept_late(
    at_work: Caller, clock: FixedClock
) -> None:
    due = (MONDAY + A_DAY).isoformat().replace("+00:00", "Z")
    promise = await promised(at_work, due_at=due)
    waiting = await promised(at_work, due_at=due, discount_percent=50)
    problem(await at_work.post("/v1/promises", body(due_at=MONDAY.isoformat())), 409, "due_in_past")
    clock.advance(A_DAY)

    async def breached() -> bool:
        return bool((await at_work.get(promise)).json()["breached_at"] == due)

    await eventually(breached)
    clock.advance(timedelta(hours=1))
    problem(await at_work.post(f"{waiting}/approval", role=Role.manager), 409, "promise_time_over")
    await done(at_work, f"{promise}/fulfilment", proof=f"contract-{uuid4()}")
    kept, unapproved = [(await at_work.get(one)).json() for one in (promise, waiting)]
    assert (kept["standing"], kept["late"], kept["breached_at"]) == ("kept", True, due)
    assert (unapproved["standing"], unapproved["breached_at"]) == ("waiting", None)


async def test_a_promise_is_proven_by_a_fact_that_the_customer_has(visits: Caller) -> None:
    customer = str(uuid4())
    promise = await promised(visits, customer={"id": customer})
    itself = f"promise-{promise.rpartition('/')[2]}"
    nobodys = (f"contact-{uuid4()}", f"survey-{uuid4()}", f"planned-{uuid4()}")
    for stranger in (*nobodys, itself, await met(visits, str(uuid4()))):
        refused = await visits.post(f"{promise}/fulfilment", {"proof": stranger})
        problem(refused, 409, "promise_proof_unknown")
    proof = await met(visits, customer)
    await done(visits, f"{promise}/fulfilment", proof=proof)
    again = await visits.post(f"{promise}/fulfilment", {"proof": proof})
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(await visits.post(f"{promise}/fulfilment", {"proof": f"contract-{uuid4()}"}), 409, "promise_over")
    problem(await visits.get(f"/v1/promises/{uuid4()}"), 404, "promise_unknown")


async def test_s8_04_preferential_terms_service_and_return_visits_are_kept_with_what_shows_them(
    visits: Caller,
) -> None:
    customer = {"id": str(uuid4())}
    complaint = {"customer": customer, "severity": "ordinary", "summary": "轴承异响"}
    case = (await visits.post("/v1/complaints", complaint)).json()["complaint_id"]
    actions: dict[str, dict[str, Any]] = {
        f"contract-{uuid4()}": {"text": "老客户续约九五折", "discount_percent": 5},
        f"case-{case}": {"text": "免费检修一次"},
        await met(visits, customer["id"]): {"text": "每月回访"},
    }
    for proof, told in actions.items():
        promise = await promised(visits, customer=customer, **told)
        await done(visits, f"{promise}/fulfilment", proof=proof)
        read = (await visits.get(promise)).json()
        assert (read["customer_id"], read["proof"], read["late"]) == (customer["id"], proof, False)
        assert told.items() <= read.items()


async def test_a_promise_told_twice_is_one_and_one_told_otherwise_is_refused(visits: Caller) -> None:
    told = {"customer": {"source": "erp", "ref": str(uuid4())}, "external_ref": {"source": "crm", "ref": "1"}}
    first = await promised(visits, **told)
    assert await promised(visits, **told) == first
    problem(await visits.post("/v1/promises", body(**told, text="六台")), 409, "promise_recorded_otherwise")
    distant = await visits.post("/v1/promises", body(due_at="9999-12-31T23:00:00Z"))
    problem(distant, 409, "time_too_distant")


async def test_a_price_is_told_in_one_way(visits: Caller) -> None:
    two_ways = {"discount_percent": 5, "price_minor": 1, "currency": "CNY"}
    without_price, without_currency = {"list_minor": 1, "currency": "CNY"}, {"price_minor": 1}
    for price in (two_ways, without_price, without_currency, {"discount_percent": 0}):
        problem(await visits.post("/v1/promises", body(**price)), 422, "invalid")


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


async def listed(at_work: Owing, expected: list[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
    """The list soon shows exactly that; return it."""
    return await at_work.lists("/v1/promises", expected, **wanted)


async def test_s4_08_offers_to_a_customer_are_on_file_and_stay_in_sight_to_their_end(
    visits_at_work: Owing,
) -> None:
    """Another system tells one twice; it goes late, and is kept by a visit all the same."""
    at_work, customer, person = visits_at_work, str(uuid4()), f"li.na {uuid4()}"
    due = at_work.clock.now() + 3 * A_DAY
    told = {"customer": {"id": customer}, "promisor": person, "due_at": due.isoformat()}
    offer = body(**told, discount_percent=8, external_ref={"source": "crm", "ref": str(uuid4())})
    event = RecordPromise.model_validate(offer).model_dump_json(exclude_none=True).encode()
    for _ in range(2):
        await at_work.speak.event("visits.inbox.v1", RecordPromise.TYPE, event)
    (found,) = await listed(at_work, [{"discount_percent": 8, "standing": "open"}], customer=customer)
    later = await promised(at_work.call, **told | {"due_at": (due + A_DAY).isoformat()}, discount_percent=30)
    both = [{"standing": "open"}, {"standing": "waiting", "approver": "manager"}]
    await listed(at_work, both, person=person)
    first = (await at_work.call.get("/v1/promises", person=person, limit=1)).json()
    (second,) = (await at_work.call.get(first["next"])).json()["items"]
    assert later.endswith(second["promise_id"])
    at_work.clock.advance(3 * A_DAY)
    await listed(at_work, [{"promise_id": found["promise_id"]}], customer=customer, late=True)
    reports = (await at_work.call.get("/v1/status")).json()["reports"]
    assert reports["promises"]["late"] >= 1
    proof = await met(at_work.call, customer)
    await done(at_work.call, f"/v1/promises/{found['promise_id']}/fulfilment", proof=proof)
    await done(at_work.call, f"{later}/withdrawal", Role.manager, reason="不批准")
    ended = [{"standing": "kept", "proof": proof}, {"standing": "withdrawn"}]
    await listed(at_work, ended, customer=customer)
    said = await heard(at_work.kafka, f"{at_work.prefix}.visits.v1", 6, customer)
    told_types = [one.type.removeprefix("tuoke.visits.") for one in said]
    assert told_types == [
        *("promise-recorded", "promise-recorded", "promise-breached"),
        *("visit-logged", "promise-kept", "promise-withdrawn"),
    ]


async def test_a_repeat_after_the_due_time_is_answered_as_it_was_at_first(
    at_work: Caller, clock: FixedClock
) -> None:
    told = body(due_at=(clock.now() + A_DAY / 24).isoformat())
    first = await at_work.post("/v1/promises", told, key="told-once")
    clock.advance(A_DAY)
    again = await at_work.post("/v1/promises", told, key="told-once")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(
        await at_work.post("/v1/promises", told | {"text": "另一句"}, key="told-once"), 422, "command_reused"
    )
    problem(await at_work.post("/v1/promises", told), 409, "due_in_past")
