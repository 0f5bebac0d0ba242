"""Archiving 归档 as people see it: announced, done by its deadline, taken back by any new fact (S4-12)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.leads.wiring import MIGRATIONS, MODELS
from shared.kit.clock import FixedClock
from shared.kit.eventstore.verify import verify
from shared.kit.postgres.pool import opened_pool
from shared.policy import default_book
from tests.leads.timed import DAY, LEAD, NOW, Timed
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.speaking import heard
from tests.support.whole_service import prepare

YEAR = 366 * DAY


@dataclass
class Archive(Timed):
    """What the tests of archiving say and see."""

    books: int = 0

    async def policy(self, years: int) -> None:
        """From now on a customer is archived after so many years."""
        self.books += 1
        version = f"book-{self.books}"
        chapter = default_book().customer_file.model_dump(mode="json")
        chapter["archiving"]["years"] = years
        book = announced(version, NOW - DAY + timedelta(minutes=self.books), customer_file=chapter)
        await self.speak.fact("scoring", book, self.books)

        async def known() -> bool:
            status = (await self.call.get("/v1/status")).json()
            return bool(status["reports"]["policy"]["version"] == version)

        await eventually(known)

    async def listed(self, **wanted: Any) -> set[str]:
        """Return the customers that the list shows by these filters."""
        items = (await self.call.get("/v1/customers", **wanted)).json()["items"]
        return {item["customer_id"] for item in items}

    async def until(self, customers: set[str], **wanted: Any) -> None:
        """The list comes to show these customers by these filters."""

        async def so() -> bool:
            return await self.listed(**wanted) == customers

        await eventually(so)


@pytest.fixture
async def archive(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Archive]:
    await prepare(database, MIGRATIONS, MODELS)
    clock = FixedClock(NOW)
    async with Archive.at_work(database, kafka, topic_prefix, clock, "archiving") as at_work:
        yield at_work


async def test_s4_12_a_quiet_customer_is_announced_archived_and_brought_back_with_the_whole_history(
    archive: Archive,
) -> None:
    quiet, met = await archive.captured(3 * YEAR), await archive.captured(3 * YEAR)
    needs = {"content": {"needs": ["岩茶"]}, "as_of": (NOW - 3 * YEAR).isoformat()}
    await archive.call.post(f"/v1/customers/{quiet}/sections/needs", needs)
    await archive.met(met, NOW - 2 * YEAR)

    async def told() -> bool:
        items = (await archive.call.get("/v1/customers")).json()["items"]
        times = {item["customer_id"]: datetime.fromisoformat(item["last_heard_at"]) for item in items}
        return times == {quiet: NOW - 3 * YEAR, met: NOW - 2 * YEAR}

    await eventually(told)
    archive.clock.advance(timedelta(hours=1))
    due = archive.clock.now() + 30 * DAY
    await archive.until({quiet}, archiving="true")
    assert (await archive.shown(quiet))["archive_at"] == due.isoformat().replace("+00:00", "Z")
    assert await archive.listed(archived="true") == set()

    archive.clock.advance(30 * DAY + timedelta(hours=2))
    await archive.until({quiet}, archived="true")
    assert await archive.listed(archiving="true") == set()
    file = await archive.shown(quiet)
    assert file["archived_at"] == archive.clock.now().isoformat().replace("+00:00", "Z")
    assert [one["current"]["content"] for one in file["sections"] if one["current"]] == [needs["content"]]
    assert (file["confirmed"], file["name"], file["version"]) == (True, LEAD["name"], 4)

    await archive.met(quiet, archive.clock.now())
    await archive.until({quiet, met}, archived="false")
    assert (await archive.shown(quiet))["archived_at"] is None
    messages = await heard(archive.kafka, f"{archive.prefix}.leads.v1", 6)
    mine = [one for one in messages if one.key == quiet]
    assert [one.type.rpartition(".")[2] for one in mine[2:]] == [
        *("archiving-announced", "customer-archived", "customer-restored"),
    ]
    done, back = (json.loads(one.data) for one in mine[3:])
    assert (done["last_fact"], done["years"], done["policy_version"]) == (
        *("tuoke.leads.section-recorded", 3, "default-1"),
    )
    assert datetime.fromisoformat(done["due_at"]) == due
    assert back["last_fact"] == "tuoke.visits.visit-logged"
    async with opened_pool(archive.database, application_name="verify") as pool:
        assert await verify(pool) == []


async def test_s4_12_the_policy_in_force_says_after_how_long_and_a_purchase_brings_back(
    archive: Archive,
) -> None:
    first, second = await archive.captured(2 * YEAR), await archive.captured(4 * YEAR)
    await archive.until({first, second}, confirmed="true")
    await archive.policy(years=1)
    await archive.until({first, second}, archiving="true")
    await archive.policy(years=4)
    archive.clock.advance(30 * DAY)
    await archive.until({second}, archived="true")
    await archive.until(set(), archiving="true")
    assert (await archive.shown(first))["archive_at"] is None
    bought = {"customer": {"id": second}, "amount_minor": 100, "currency": "CNY"}
    assert (await archive.call.post("/v1/purchases", bought)).status_code == 201
    await archive.until(set(), archived="true")
    status = (await archive.call.get("/v1/status")).json()["reports"]
    assert (status["customers"]["archived"], status["deadlines"]["quarantined"]) == (0, 0)
