"""Contacts are planned and prepared over HTTP: the briefcase, the outline, and the customer's hours."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from shared.kit.clock import FixedClock
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, problem
from tests.visits.policy_world import MONDAY

KIT = ["company_profile", "brochure", "personal", "information", "proof", "pictures", "samples"]
OUTLINE = ["近况与用量", "样品与质量", "下一步安排"]


def sunday() -> datetime:
    """Ten in the morning of a Sunday in Shanghai, ahead."""
    day = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=8)
    return day + timedelta(days=(6 - day.weekday()) % 7)


def plan(**told: Any) -> dict[str, Any]:
    starts_at = told.pop("starts_at", sunday()).isoformat()
    return {"customer": {"id": str(uuid4())}, "salesperson": "li.na", "starts_at": starts_at} | told


async def planned(visits: Caller, **told: Any) -> tuple[str, dict[str, Any]]:
    """Such a contact is planned; return its address and the answer."""
    answer = await visits.post("/v1/planned-contacts", plan(**told))
    assert answer.status_code == 201, answer.text
    return answer.headers["location"], answer.json()


async def test_s9_04_nobody_meets_a_customer_with_half_a_briefcase(visits: Caller) -> None:
    path, answer = await planned(visits, outline=OUTLINE, taken=KIT[:-2])
    assert answer["missing"] == ["pictures", "samples"]
    document = problem(await visits.post(f"{path}/check-in", {}), 409, "contact_unprepared")
    assert document["params"]["missing"] == "pictures, samples"
    await visits.post(f"{path}/preparation", {"outline": OUTLINE, "taken": KIT})
    assert (await visits.post(f"{path}/check-in", {})).json()["standing"] == "begun"
    read = (await visits.get(path)).json()
    assert (read["taken"], read["missing"], read["version"]) == (KIT, [], 3)


async def test_s11_15_a_visit_begins_with_a_detailed_outline_and_a_call_without(visits: Caller) -> None:
    path, answer = await planned(visits, taken=KIT, outline=OUTLINE[:2])
    assert answer["missing"] == ["outline"]
    problem(await visits.post(f"{path}/check-in", {}), 409, "contact_unprepared")
    by_phone, answer = await planned(visits, channel="phone")
    assert answer["missing"] == []
    assert (await visits.post(f"{by_phone}/check-in", {})).status_code == 200


async def test_s11_16_policy_papers_are_not_taken_out_at_a_first_visit(visits: Caller) -> None:
    path, _ = await planned(visits, taken=[*KIT, "reward_policy"])
    shows = {"outline": OUTLINE, "taken": [*KIT, "reward_policy"], "shows": ["brochure", "reward_policy"]}
    document = problem(await visits.post(f"{path}/preparation", shows), 409, "material_not_yet")
    assert document["params"]["materials"] == "reward_policy"
    refused = await visits.post("/v1/planned-contacts", plan(shows=["quotation"]))
    problem(refused, 409, "material_not_yet")


async def test_s11_17_weekends_rain_and_early_hours_are_preferred_and_busy_ones_are_told(
    visits: Caller,
) -> None:
    monday = sunday() + timedelta(days=1)
    for starts_at, rain, timing in (
        (sunday(), False, "preferred"),
        (monday, False, "busy"),
        (monday + timedelta(hours=4), False, None),
        (monday + timedelta(hours=4), True, "preferred"),
        (monday + timedelta(hours=9), False, "preferred"),
    ):
        answer = (await planned(visits, starts_at=starts_at, rain=rain))[1]
        assert answer["timing"] == timing, starts_at


async def test_a_contact_that_does_not_begin_is_missed_and_one_called_off_is_not(
    at_work: Caller, clock: FixedClock
) -> None:
    starts_at = MONDAY + timedelta(days=1)
    path, _ = await planned(at_work, starts_at=starts_at)
    off, _ = await planned(at_work, starts_at=starts_at)
    assert (await at_work.post(f"{off}/calling-off", {"reason": "客户出差"})).json()[
        "standing"
    ] == "called_off"
    missed_at = datetime.fromisoformat((await at_work.get(path)).json()["missed_at"])
    clock.advance(missed_at - clock.now())

    async def missed() -> bool:
        read = (await at_work.get(path)).json()
        return (read["standing"], read["ended_at"]) == ("missed", read["missed_at"])

    await eventually(missed)
    assert (await at_work.get(off)).json()["standing"] == "called_off"
    problem(await at_work.post(f"{path}/check-in", {}), 409, "planned_contact_over")


async def test_a_logged_visit_names_the_planned_contact_that_it_carried_out(visits: Caller) -> None:
    customer = {"source": "erp", "ref": str(uuid4())}
    planned_id = (await planned(visits, customer=customer))[1]["planned_id"]
    told = {"channel": "visit", "purposes": ["promote"], "summary": "送样", "salesperson": "li.na"}
    logged = await visits.post("/v1/visits", told | {"customer": customer, "planned_id": planned_id})
    assert (await visits.get(logged.headers["location"])).json()["planned_id"] == planned_id
    for other in ({"planned_id": planned_id}, {"planned_id": str(uuid4()), "customer": customer}):
        refused = await visits.post("/v1/visits", told | {"customer": {"id": str(uuid4())}} | other)
        problem(refused, 409, "visit_planned_otherwise")


async def test_what_is_not_of_the_policy_or_of_the_past_is_refused(visits: Caller) -> None:
    problem(await visits.post("/v1/planned-contacts", plan(kind="golf")), 409, "contact_undeclared")
    problem(await visits.post("/v1/planned-contacts", plan(taken=["gift"])), 409, "contact_undeclared")
    past = plan(starts_at=datetime(2026, 1, 1, tzinfo=UTC))
    problem(await visits.post("/v1/planned-contacts", past), 409, "due_in_past")
    distant = plan(starts_at=datetime(9999, 12, 31, 23, tzinfo=UTC))
    problem(await visits.post("/v1/planned-contacts", distant), 409, "time_too_distant")
    problem(await visits.get(f"/v1/planned-contacts/{uuid4()}"), 404, "planned_contact_unknown")
