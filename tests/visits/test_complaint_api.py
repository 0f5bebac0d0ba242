"""Complaints over HTTP (S4-07): clocks by policy, If-Match, and breaches that nobody had to notice."""

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from services.visits.settings import VisitsSettings
from services.visits.wiring import wire
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, problem, serving, settings_for

RESOLUTION = {"outcome": "Lot replaced", "measure": "Check humidity daily"}


def complaint(**changes: Any) -> dict[str, Any]:
    body = {"customer": {"id": str(uuid4())}, "severity": "serious", "summary": "The May lot is mouldy."}
    return body | changes


async def filed(visits: Caller, **changes: Any) -> str:
    answer = await visits.post("/v1/complaints", complaint(**changes), role=Role.after_sales)
    assert answer.status_code == 201, answer.text
    location: str = answer.headers["location"]
    return location


async def facts(database: str, location: str) -> Sequence[dict[str, Any]]:
    async with connected(database) as connection:
        rows = await connection.fetch(
            "SELECT type, data FROM events WHERE stream = $1 ORDER BY version",
            f"case-{location.rpartition('/')[2]}",
        )
    return [{"type": row["type"]} | json.loads(row["data"]) for row in rows]


async def test_s4_07_a_complaints_clocks_follow_the_policy_of_its_severity(at_work: Caller) -> None:
    read = (await at_work.get(await filed(at_work))).json()
    assert read["acknowledge_by"] == "2026-03-02T06:00:00Z"
    assert read["resolve_by"] == "2026-03-05T02:00:00Z"
    assert (read["policy_version"], read["standing"]) == ("default-1", "filed")


async def test_a_complaint_is_acknowledged_and_resolved_in_time(
    at_work: Caller, visits_database: str, clock: FixedClock
) -> None:
    location = await filed(at_work)
    taken_up = await at_work.post(f"{location}/acknowledgement", role=Role.after_sales, version=1)
    assert (taken_up.status_code, taken_up.headers["etag"]) == (200, '"2"')
    clock.advance(timedelta(days=1))
    ended = await at_work.post(f"{location}/resolution", RESOLUTION, role=Role.after_sales, version=2)
    assert ended.status_code == 200, ended.text
    read = (await at_work.get(location)).json()
    assert (read["standing"], read["breached"], read["outcome"]) == ("resolved", [], "Lot replaced")
    clock.advance(timedelta(days=30))
    await no_deadline_open(at_work)
    assert len(await facts(visits_database, location)) == 3


async def test_s4_07_a_clock_that_runs_out_breaches_by_itself_once(
    at_work: Caller, visits_database: str, clock: FixedClock
) -> None:
    location = await filed(at_work)
    clock.advance(timedelta(hours=3, minutes=59))
    await told(at_work, location, ["after_sales", "supervisor"])
    assert (await at_work.get(location)).json()["breached"] == []
    clock.advance(timedelta(minutes=11))

    async def breached() -> bool:
        return bool((await at_work.get(location)).json()["breached"] == ["acknowledge"])

    await eventually(breached)
    breach = (await facts(visits_database, location))[-2]
    assert (breach["type"], breach["clock"]) == ("complaint-breached", "acknowledge")
    assert breach["occurred_at"] == "2026-03-02T06:00:00Z"
    assert breach["noticed_at"] == "2026-03-02T06:10:00Z"


async def test_s4_07_somebody_higher_is_told_at_each_step_of_a_clock_until_it_is_met(
    at_work: Caller, visits_database: str, clock: FixedClock
) -> None:
    location = await filed(at_work)
    clock.advance(timedelta(hours=2))
    await told(at_work, location, ["after_sales"])
    await no_deadline_open(at_work)
    (one,) = (await at_work.get(location)).json()["escalated"]
    assert (one["clock"], one["percent"], one["escalated_at"]) == ("acknowledge", 50, "2026-03-02T04:00:00Z")
    await at_work.post(f"{location}/acknowledgement", role=Role.after_sales, version=2)
    clock.advance(timedelta(hours=3))
    await no_deadline_open(at_work)
    assert [fact["type"] for fact in await facts(visits_database, location)] == [
        *("complaint-filed", "complaint-escalated", "complaint-acknowledged")
    ]
    # Half of three working days, from Monday.
    clock.advance(timedelta(days=1, hours=7))
    await told(at_work, location, ["after_sales", "after_sales"])


async def test_s4_07_a_complaint_that_was_not_solved_is_reopened_with_clocks_of_its_own(
    at_work: Caller, clock: FixedClock
) -> None:
    location = await filed(at_work)
    again = {"reason": "Mouldy again"}
    problem(await at_work.post(f"{location}/reopening", again), 409, "complaint_not_resolved")
    await at_work.post(f"{location}/resolution", RESOLUTION, role=Role.manager, version=1)
    clock.advance(timedelta(days=1))
    answer = await at_work.post(f"{location}/reopening", again)
    assert answer.status_code == 200, answer.text
    read = (await at_work.get(location)).json()
    assert (read["standing"], read["outcome"], read["times_reopened"]) == ("filed", None, 1)
    assert (read["reopened_because"], read["acknowledge_by"]) == ("Mouldy again", "2026-03-03T06:00:00Z")
    clock.advance(timedelta(hours=5))
    await told(at_work, location, ["after_sales", "supervisor", "manager"])
    await at_work.post(f"{location}/resolution", RESOLUTION, role=Role.manager, version=read["version"] + 4)
    clock.advance(timedelta(days=31))
    problem(await at_work.post(f"{location}/reopening", again), 409, "complaint_reopening_over")


async def test_after_an_outage_both_breaches_are_caught_up_in_order(
    visits_database: str, clock: FixedClock
) -> None:
    settings, with_clock = settings_for(VisitsSettings, visits_database), partial(wire, clock=clock)
    async with serving(with_clock, settings) as down:
        location = await filed(down)
    clock.advance(timedelta(days=10))
    async with serving(with_clock, settings, roles=lambda name: name == "deadlines") as up:
        await no_deadline_open(up)
    recorded = await facts(visits_database, location)
    breaches = [fact["clock"] for fact in recorded if fact["type"] == "complaint-breached"]
    assert breaches == ["acknowledge", "resolve"]
    assert {fact["noticed_at"] for fact in recorded[1:]} == {"2026-03-12T02:00:00Z"}
    higher = [(fact["clock"], fact["percent"]) for fact in recorded if "percent" in fact]
    assert higher == [(clock, percent) for clock in ("acknowledge", "resolve") for percent in (50, 80, 100)]


async def test_one_who_comes_too_late_records_the_breach_that_the_worker_had_not(
    visits: Caller, visits_database: str
) -> None:
    location = await filed(visits, filed_at="2026-03-02T02:00:00Z")
    await visits.post(f"{location}/acknowledgement", role=Role.supervisor, version=1)
    types = [fact["type"] for fact in await facts(visits_database, location)]
    assert [one for one in types if one != "complaint-escalated"] == [
        *("complaint-filed", "complaint-breached", "complaint-acknowledged")
    ]


async def test_the_same_complaint_of_another_system_is_filed_once(visits: Caller) -> None:
    told = complaint(external_ref={"source": "call-centre", "ref": str(uuid4())})
    first = await visits.post("/v1/complaints", told)
    again = await visits.post("/v1/complaints", told)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    otherwise = await visits.post("/v1/complaints", told | {"severity": "ordinary"})
    problem(otherwise, 409, "complaint_filed_otherwise")
    of_another = await visits.post("/v1/complaints", told | {"customer": {"id": str(uuid4())}})
    problem(of_another, 409, "complaint_filed_otherwise")


@pytest.mark.parametrize("at", ["2999-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
async def test_a_complaint_of_the_future_is_refused(visits: Caller, at: str) -> None:
    problem(await visits.post("/v1/complaints", complaint(filed_at=at)), 409, "time_in_future")


@pytest.mark.parametrize("at", ["1989-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
async def test_a_complaint_of_long_ago_is_refused(visits: Caller, at: str) -> None:
    problem(await visits.post("/v1/complaints", complaint(filed_at=at)), 409, "time_too_ancient")


async def test_a_resolution_from_a_version_long_gone_is_refused(visits: Caller) -> None:
    location = await filed(visits)
    await visits.post(f"{location}/acknowledgement", role=Role.manager, version=1)
    stale = await visits.post(f"{location}/resolution", RESOLUTION, role=Role.manager, version=1)
    assert problem(stale, 412, "precondition_failed")["current_version"] == 2


async def test_a_resolution_without_if_match_is_refused(visits: Caller) -> None:
    location = await filed(visits)
    without = await visits.post(f"{location}/resolution", RESOLUTION, role=Role.manager)
    problem(without, 428, "precondition_required")


async def test_a_complaint_ends_in_one_outcome(visits: Caller) -> None:
    location = await filed(visits)
    ended = await visits.post(f"{location}/resolution", RESOLUTION, role=Role.manager, version=1)
    version = int(ended.headers["etag"].strip('"'))
    same = await visits.post(f"{location}/resolution", RESOLUTION, role=Role.manager, version=version)
    assert (same.status_code, same.headers["idempotency-replayed"]) == (200, "true")
    other = await visits.post(
        f"{location}/resolution", {"outcome": "Refunded"}, role=Role.manager, version=version
    )
    assert problem(other, 409, "complaint_already_resolved")["params"] == {"outcome": "Lot replaced"}


async def test_a_salesperson_files_and_does_not_close(visits: Caller) -> None:
    location = await filed(visits)
    closed = await visits.post(f"{location}/resolution", RESOLUTION, role=Role.salesperson, version=1)
    problem(closed, 403, "forbidden")


async def test_a_complaint_never_filed_is_not_found(visits: Caller) -> None:
    nowhere = f"/v1/complaints/{uuid4()}"
    problem(await visits.get(nowhere), 404, "complaint_unknown")
    gone = await visits.post(f"{nowhere}/acknowledgement", role=Role.manager, version=1)
    problem(gone, 404, "complaint_unknown")


async def told(visits: Caller, location: str, parties: list[str]) -> None:
    """These, and nobody else, were soon told that a clock runs."""

    async def said() -> bool:
        escalated = (await visits.get(location)).json()["escalated"]
        return [one["to"] for one in escalated] == parties

    await eventually(said)


async def no_deadline_open(visits: Caller) -> None:
    async def settled() -> bool:
        status = (await visits.get("/v1/status")).json()
        return bool(status["reports"]["deadlines"]["overdue"] == 0)

    await eventually(settled)
