"""Contacts over HTTP (S6-05): what a client may rely on, and every way of being wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts.roles import Role
from tests.support.whole_service import Caller, problem


def visit(**changes: Any) -> dict[str, Any]:
    body = {
        "customer": {"id": str(uuid4())},
        "channel": "visit",
        "purposes": ["learn_needs", "promote"],
        "summary": "Tasted three lots; wants the second.",
        "salesperson": "li.na",
    }
    return body | changes


async def test_s6_05_a_visit_is_logged_with_its_purposes_and_can_be_read(visits: Caller) -> None:
    answer = await visits.post("/v1/visits", visit())
    assert (answer.status_code, answer.headers["position"]) == (201, "visits:1")
    read = (await visits.get(answer.headers["location"])).json()
    assert (read["purposes"], read["logged_late"], read["effective"]) == (
        ["learn_needs", "promote"],
        False,
        True,
    )


async def test_a_customer_named_by_another_system_is_the_same_one_each_time(visits: Caller) -> None:
    told = visit(customer={"source": "field-app", "ref": str(uuid4())})
    first = (await visits.post("/v1/visits", told)).json()
    second = (await visits.post("/v1/visits", told)).json()
    assert first["customer_id"] == second["customer_id"]
    assert first["contact_id"] != second["contact_id"]


async def test_a_visit_told_two_days_after_is_late(visits: Caller) -> None:
    happened_at = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    answer = await visits.post("/v1/visits", visit(happened_at=happened_at))
    assert (await visits.get(answer.headers["location"])).json()["logged_late"] is True


@pytest.mark.parametrize(
    ("at", "code"),
    [("2999-01-01T00:00:00Z", "time_in_future"), ("1989-12-31T23:59:59Z", "time_too_ancient")],
)
async def test_a_visit_that_cannot_have_happened_is_refused(visits: Caller, at: str, code: str) -> None:
    document = problem(await visits.post("/v1/visits", visit(happened_at=at)), 409, code)
    assert document["params"]["field"] == "happened_at"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"purposes": []}, "/purposes"),
        ({"purposes": ["lunch"]}, "/purposes/0"),
        ({"channel": "telegram"}, "/channel"),
        ({"customer": {}}, "/customer"),
        ({"customer": {"id": str(uuid4()), "source": "x", "ref": "y"}}, "/customer"),
        ({"customer": {"source": "x"}}, "/customer"),
        ({"sumary": "x"}, "/sumary"),
        ({"summary": "nul\x00"}, "/summary"),
    ],
)
async def test_every_fault_of_a_visit_is_pointed_at(
    visits: Caller, change: dict[str, Any], pointer: str
) -> None:
    document = problem(await visits.post("/v1/visits", visit(**change)), 422, "invalid")
    assert document["errors"][0]["pointer"] == pointer


async def test_the_same_key_with_another_body_is_refused(visits: Caller) -> None:
    key, told = str(uuid4()), visit()
    first = await visits.post("/v1/visits", told, key=key)
    again = await visits.post("/v1/visits", told, key=key)
    assert again.json() == first.json()
    problem(await visits.post("/v1/visits", told | {"effective": False}, key=key), 422, "command_reused")


async def test_malformed_json_is_told_apart_from_wrong_content(visits: Caller) -> None:
    problem(await visits.post("/v1/visits", content=b"{"), 400, "malformed_json")


async def test_who_only_looks_on_logs_nothing(visits: Caller) -> None:
    problem(await visits.post("/v1/visits", visit(), role=Role.viewer), 403, "forbidden")


async def test_a_contact_never_logged_is_not_found(visits: Caller) -> None:
    problem(await visits.get(f"/v1/visits/{uuid4()}"), 404, "visit_unknown")
