"""Forms with the roles of visits running, on real Kafka: what was answered can be read and counted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.visits.form.read_models.answers import Answers
from services.visits.inspection.decide import drawn
from services.visits.settings import VisitsSettings
from services.visits.wiring import MIGRATIONS, MODELS, wire
from shared.contracts.roles import Role
from shared.contracts.scoring import TierChanged
from shared.kit.ground import consumption
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.rebuild import rebuild
from shared.kit.projection.verify import verify
from tests.support.among_services import make_topics_around
from tests.support.eventually import eventually
from tests.support.speaking import speaking
from tests.support.whole_service import Caller, prepare, problem, serving, settings_for

ROLES = ("relay", "forms", "customers")


@dataclass
class Whole:
    """The running service, and its settings."""

    call: Caller
    settings: VisitsSettings

    async def answered(self, customer: str, items: dict[str, int], days_ago: float = 0, **told: Any) -> str:
        """The customer answered the survey so long ago; returns the position to wait for."""
        at = datetime.now(UTC) - timedelta(days=days_ago)
        body = {"customer": {"id": customer}, "form": "satisfaction", "items": items, "mode": "phone"}
        written = await self.call.post("/v1/form-answers", body | {"answered_at": at.isoformat()} | told)
        assert written.status_code == 201, written.text
        return written.headers["position"]

    async def listed(self, customer: str, position: str, **params: Any) -> dict[str, Any]:
        """Return the first page of the customer's answers, once it has reached the position."""
        page = await self.call.get(f"/v1/customers/{customer}/form-answers", min_position=position, **params)
        assert page.status_code == 200, page.text
        found: dict[str, Any] = page.json()
        return found

    async def statistics(self, **params: Any) -> dict[str, Any]:
        """Return the statistics of the survey."""
        found: dict[str, Any] = (await self.call.get("/v1/forms/satisfaction/statistics", **params)).json()
        return found


@pytest.fixture
async def whole(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Whole]:
    """visits on a database of its own: statistics are of all that it holds."""
    await make_topics_around("visits", kafka, topic_prefix)
    await prepare(database, MIGRATIONS, MODELS)
    settings = settings_for(VisitsSettings, database, kafka, topic_prefix)
    settings = settings.model_copy(update={"position_wait": timedelta(seconds=8)})
    async with serving(wire, settings, roles=lambda name: name in ROLES) as call:
        yield Whole(call, settings)


async def test_s3_17_s8_05_answers_are_listed_counted_and_followed_over_time(whole: Whole) -> None:
    zhang, li = str(uuid4()), str(uuid4())
    await whole.answered(zhang, {"product": 5, "service": 2, "loyalty": 5}, days_ago=70)
    position = await whole.answered(zhang, {"product": 4, "service": 1, "loyalty": 2}, days_ago=1)
    first = await whole.listed(zhang, position, limit=1)
    (newest,) = first["items"]
    assert (newest["items"]["service"], newest["low_score"]) == (1, True)
    behind = (await whole.call.get(first["next"])).json()
    assert [one["items"]["service"] for one in behind["items"]] == [2]
    assert behind["next"] is None
    await whole.listed(li, await whole.answered(li, {"product": 5, "service": 5}, days_ago=1))

    found = await whole.statistics()
    assert (found["answers"], found["low_score_share"]) == (3, 0.6667)
    items = {one["item"]: one for one in found["items"]}
    assert (items["service"]["mean"], items["product"]["mean"], items["loyalty"]["mean"]) == (2.67, 4.67, 3.5)
    assert [one["answers"] for one in found["trend"]] == [1, 2]
    assert [one["item"] for one in found["problems"]] == ["service", "loyalty"]
    assert found["problems"][0]["improvement"]["en"].startswith("Hold the service against the standards")
    yesterday = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    assert (await whole.statistics(**{"from": yesterday}))["answers"] == 2

    await rebuilt_rows_are_the_same(whole)
    assert await whole.statistics() == found


async def rebuilt_rows_are_the_same(whole: Whole) -> None:
    async with opened_pool(whole.settings.database_url, application_name="tests") as pool:
        feed = consumption(whole.settings, Answers())
        assert (await verify(pool, Answers(), feed)).equal
        assert (await rebuild(pool, Answers(), feed)).records >= 3
        assert (await verify(pool, Answers(), feed)).equal


async def met(whole: Whole, salesperson: str, happened_at: datetime) -> tuple[str, str]:
    """A salesperson met somebody; returns the contact and the position to wait for, of its customer."""
    customer = str(uuid4())
    told = {
        "customer": {"id": customer},
        "channel": "visit",
        "purposes": ["promote"],
        "summary": "tea",
        "salesperson": salesperson,
        "happened_at": happened_at.isoformat(),
    }
    written = await whole.call.post("/v1/visits", told)
    await whole.listed(customer, written.headers["position"])
    return written.json()["contact_id"], customer


async def test_s6_09_a_supervisor_draws_a_sample_of_last_month_and_judges_it(whole: Whole) -> None:
    who, first = f"li.na {uuid4()}", datetime.now(UTC).replace(day=1)
    contacts = [await met(whole, who, first - timedelta(days=5 + n)) for n in range(5)]
    await met(whole, f"another {uuid4()}", first - timedelta(days=5))
    await met(whole, who, first - timedelta(days=45))
    month = {"salesperson": who, "month": f"{first - timedelta(days=5):%Y-%m}"}
    problem(await whole.call.post("/v1/inspections", month), 403, "forbidden")
    answer = await whole.call.post("/v1/inspections", month, role=Role.supervisor)
    told = answer.json()
    assert (told["candidates"], len(told["sample"]), told["form"]) == (5, 3, "conduct")
    assert told["sample"] == [str(one) for one in drawn([UUID(one) for one, _ in contacts], told["seed"], 3)]
    again = await whole.call.post("/v1/inspections", month, role=Role.supervisor)
    assert again.json() == told

    judged = told["sample"][1]
    customer = dict(contacts)[judged]
    found = {
        "customer": {"id": customer},
        "form": "conduct",
        "items": {"respect": 5, "honesty": 2},
        "about": f"contact-{judged}",
        "answered_by": "chen.yu",
        "note": "承诺未登记，须补登",
    }
    written = await whole.call.post("/v1/form-answers", found, role=Role.supervisor)
    await whole.listed(customer, written.headers["position"])
    read = (await whole.call.get(answer.headers["location"])).json()
    assert [one["about"] for one in read["findings"]] == [f"contact-{judged}"]
    assert read["findings"][0]["flags"][0]["item"] == "honesty"
    assert read["open"] == [told["sample"][0], told["sample"][2]]


async def test_nothing_is_drawn_of_a_month_that_runs_or_had_no_contacts(visits: Caller) -> None:
    asked = {"salesperson": "nobody", "month": "2025-01"}
    refused = await visits.post("/v1/inspections", asked, role=Role.supervisor)
    problem(refused, 409, "nothing_to_inspect")
    refused = await visits.post("/v1/inspections", asked | {"month": "2999-01"}, role=Role.supervisor)
    problem(refused, 409, "month_not_over")
    problem(await visits.get(f"/v1/inspections/{uuid4()}"), 404, "inspection_unknown")


async def due(whole: Whole) -> dict[str, str | None]:
    """Return who is due for the survey, with their last answer."""
    items = (await whole.call.get("/v1/surveys/due", limit=200)).json()["items"]
    return {one["customer_id"]: one["answered_at"] for one in items}


async def test_s3_12_customers_are_due_for_the_survey_by_their_class(
    whole: Whole, kafka: str, topic_prefix: str
) -> None:
    key, ordinary, potential = str(uuid4()), str(uuid4()), str(uuid4())
    async with speaking(kafka, topic_prefix) as speak:
        for customer, tier in ((key, "key"), (ordinary, "ordinary"), (potential, "potential")):
            await speak.fact("scoring", graded(customer, tier), 1)

    async def both_due() -> bool:
        return {key, ordinary} <= (await due(whole)).keys()

    # Who never answered is due at once; nobody asks those who bought nothing.
    await eventually(both_due)
    assert potential not in await due(whole)
    for customer in (key, ordinary):
        await whole.listed(customer, await whole.answered(customer, {"product": 4}, days_ago=100))
    # A hundred days are more than a quarter, and less than half a year.
    late = await due(whole)
    assert late.get(key) is not None
    assert ordinary not in late


def graded(customer: str, tier: str) -> TierChanged:
    return TierChanged.model_validate(
        {
            "customer_id": customer,
            "before": "potential" if tier != "potential" else "key",
            "after": tier,
            "letter_before": "B",
            "letter_after": "A",
            "score": 42.0,
            "changed_at": datetime.now(UTC),
            "cause": "fact",
            "policy_version": "default-1",
            "reasons": [],
            "rest": {"count": 0, "points": 0.0},
        }
    )


async def test_the_forms_in_force_are_listed_in_both_languages(visits: Caller) -> None:
    told = (await visits.get("/v1/forms")).json()
    forms = {form["form"]: form for form in told["forms"]}
    assert told["policy_version"] == "default-1"
    assert [form for form, one in forms.items() if one["survey"]] == ["satisfaction"]
    service = forms["satisfaction"]["items"][1]
    assert (service["item"], service["scale"], service["title"]["zh"]) == ("service", 5, "对服务的满意程度")


async def test_statistics_are_of_a_declared_form_and_of_a_span_with_an_end(visits: Caller) -> None:
    problem(await visits.get("/v1/forms/vibes/statistics"), 404, "form_unknown")
    empty = (await visits.get("/v1/forms/conduct/statistics")).json()
    assert (empty["answers"], empty["mean_total"], empty["trend"]) == (0, None, [])
    for span in ("from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-01-01", "from=1700000000"):
        refused = await visits.get(f"/v1/forms/conduct/statistics?{span}")
        assert problem(refused, 422, "invalid")["errors"][0]["pointer"] == "/from"
