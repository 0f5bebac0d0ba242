"""Obligations over HTTP: opened by hand, warned, breached, escalated by time alone, met and cancelled."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from services.visits.settings import VisitsSettings
from services.visits.wiring import wire
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, problem, serving, settings_for
from tests.visits.policy_world import MONDAY

DUE = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)


def owed(**changes: Any) -> dict[str, Any]:
    body = {
        "customer": {"id": str(uuid4())},
        "title": "提交开发计划第二步",
        "person": "li.na",
        "due_at": DUE.isoformat(),
        "warn_before": [48, 24],
        "escalation": "supervision",
    }
    return body | changes


async def opened(visits: Caller, **changes: Any) -> str:
    answer = await visits.post("/v1/obligations", owed(**changes))
    assert answer.status_code == 201, answer.text
    location: str = answer.headers["location"]
    return location


async def facts(database: str, location: str) -> Sequence[tuple[str, datetime]]:
    async with connected(database) as connection:
        rows = await connection.fetch(
            "SELECT type, occurred_at FROM events WHERE stream = $1 ORDER BY version",
            f"obligation-{location.rpartition('/')[2]}",
        )
    return [(row["type"].removeprefix("obligation-"), row["occurred_at"]) for row in rows]


async def reads(visits: Caller, location: str, **expected: Any) -> None:
    async def shown() -> bool:
        return bool(expected.items() <= (await visits.get(location)).json().items())

    await eventually(shown)


async def test_s3_04_a_time_node_reminds_is_marked_late_and_goes_up_by_itself(
    at_work: Caller, visits_database: str, clock: FixedClock
) -> None:
    location = await opened(at_work)
    clock.advance(timedelta(days=5))

    async def warned() -> bool:
        return bool((await at_work.get(location)).json()["warnings"][0]["given"])

    await eventually(warned)
    clock.advance(timedelta(days=2))
    await reads(at_work, location, breached_at="2026-03-09T02:00:00Z", standing="open")
    clock.advance(timedelta(days=4))

    async def told() -> bool:
        return all(step["taken"] for step in (await at_work.get(location)).json()["ladder"])

    await eventually(told)
    assert [name for name, _ in await facts(visits_database, location)] == [
        *("opened", "warned", "warned", "breached", "escalated", "escalated")
    ]
    ladder = (await at_work.get(location)).json()["ladder"]
    assert [(step["to"], step["at"]) for step in ladder] == [
        ("supervisor", "2026-03-09T03:00:00Z"),
        ("manager", "2026-03-11T03:00:00Z"),
    ]
    done = await at_work.post(f"{location}/fulfilment", {"note": "已提交"})
    assert done.status_code == 200, done.text
    await reads(at_work, location, standing="met", late=True, note="已提交")


async def test_after_an_outage_every_step_is_told_once_in_order(
    visits_database: str, clock: FixedClock
) -> None:
    settings, with_clock = settings_for(VisitsSettings, visits_database), partial(wire, clock=clock)
    async with serving(with_clock, settings) as down:
        location = await opened(down)
    clock.advance(timedelta(days=30))
    for _ in range(2):
        async with serving(with_clock, settings, roles=lambda name: name == "deadlines") as up:
            await reads(up, location, breached_at="2026-03-09T02:00:00Z")
    assert await facts(visits_database, location) == [
        ("opened", MONDAY),
        ("warned", DUE - timedelta(hours=48)),
        ("warned", DUE - timedelta(hours=24)),
        ("breached", DUE),
        ("escalated", DUE + timedelta(hours=1)),
        ("escalated", DUE + timedelta(days=2, hours=1)),
    ]


async def deadlines(database: str, location: str) -> int:
    """How many stand of this obligation; others, of other tests, may stand beside them."""
    stream = f"obligation-{location.rpartition('/')[2]}"
    async with connected(database) as connection:
        return int(await connection.fetchval("SELECT count(*) FROM deadlines WHERE stream = $1", stream))


async def test_what_is_done_in_time_is_never_told_of_again(
    at_work: Caller, visits_database: str, clock: FixedClock
) -> None:
    location = await opened(at_work)
    assert await deadlines(visits_database, location) > 0
    await at_work.post(f"{location}/fulfilment")
    again = await at_work.post(f"{location}/fulfilment")
    assert again.headers["idempotency-replayed"] == "true"
    clock.advance(timedelta(days=30))
    assert await deadlines(visits_database, location) == 0
    assert [name for name, _ in await facts(visits_database, location)] == ["opened", "met"]


async def test_the_same_obligation_of_another_system_is_opened_once(
    visits_database: str, clock: FixedClock
) -> None:
    told = owed(external_ref={"source": "planner", "ref": str(uuid4())})
    settings = settings_for(VisitsSettings, visits_database)
    async with serving(partial(wire, clock=clock), settings) as visits:
        first = await visits.post("/v1/obligations", told)
        clock.advance(timedelta(hours=1))
        again = await visits.post("/v1/obligations", told)
        assert again.json() == first.json()
        assert again.headers["idempotency-replayed"] == "true"
        otherwise = await visits.post("/v1/obligations", told | {"title": "别的事"})
        problem(otherwise, 409, "obligation_opened_otherwise")


async def test_what_cannot_be_owed_is_refused(visits: Caller) -> None:
    problem(await visits.post("/v1/obligations", owed()), 409, "due_in_past")
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    unknown = await visits.post("/v1/obligations", owed(due_at=ahead, escalation="the_king"))
    assert problem(unknown, 409, "escalation_unknown")["params"] == {"escalation": "the_king"}
    # The last hours of the calendar: no clock can be worked out beyond them.
    distant = await visits.post("/v1/obligations", owed(due_at="9999-12-31T23:00:00Z"))
    assert problem(distant, 409, "time_too_distant")["params"]["field"] == "due_at"
    nowhere = f"/v1/obligations/{uuid4()}"
    problem(await visits.get(nowhere), 404, "obligation_unknown")
    problem(await visits.post(f"{nowhere}/fulfilment"), 404, "obligation_unknown")


async def test_a_leader_takes_back_what_a_salesperson_may_only_do(visits: Caller) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    location = await opened(visits, due_at=ahead)
    why = {"note": "客户已停业"}
    problem(await visits.post(f"{location}/cancellation", why), 403, "forbidden")
    ended = await visits.post(f"{location}/cancellation", why, role=Role.supervisor)
    assert ended.status_code == 200, ended.text
    read = (await visits.get(location)).json()
    assert (read["standing"], read["cancelled_for"], read["note"]) == ("cancelled", "by_hand", "客户已停业")
    problem(await visits.post(f"{location}/fulfilment"), 409, "obligation_already_cancelled")
    done = await opened(visits, due_at=ahead)
    await visits.post(f"{done}/fulfilment")
    problem(await visits.post(f"{done}/cancellation", why, role=Role.manager), 409, "obligation_already_met")
