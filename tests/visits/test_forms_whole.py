"""Forms with the roles of visits running, on real Kafka: what was answered can be read and counted."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.visits.form.read_models.answers import Answers
from services.visits.settings import VisitsSettings
from services.visits.wiring import wire
from shared.kit.ground import consumption
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.rebuild import rebuild
from shared.kit.projection.verify import verify
from tests.support.topics import make_topics
from tests.support.whole_service import Caller, problem, serving, settings_for

ROLES = ("relay", "forms")


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
async def whole(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Whole]:
    topics = ("visits.v1", "visits.inbox.v1", "visits.dead-letter.v1", "leads.v1", "scoring.v1")
    await make_topics(kafka, [f"{topic_prefix}.{topic}" for topic in topics])
    settings = settings_for(VisitsSettings, visits_database, kafka, topic_prefix)
    settings = settings.model_copy(update={"position_wait": timedelta(seconds=8)})
    async with serving(wire, settings, roles=lambda name: name in ROLES or "forms" in name) as call:
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
