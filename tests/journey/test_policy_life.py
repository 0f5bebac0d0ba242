"""The policy from draft to decision, through real processes: nobody asks anybody, and all change at once."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from shared.kit.http.tokens import mint
from tests.journey.household import ROOT, Household, household
from tests.support.eventually import eventually

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]  # a book is announced a minute ahead

AHEAD = timedelta(seconds=70)
"""A little more than the notice that every book is announced with."""

COMPLAINT = {"severity": "serious", "summary": "两台减速机异响"}


@pytest.fixture
async def house(postgres_url: str, kafka: str, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Household]:
    async with household(postgres_url, kafka, topic_prefix, tmp_path) as running:
        yield running


def _another_manager(house: Household) -> str:
    key = mint().text
    words = ("keys", "create", "--name", "chen.yu", "--key", key, "--role", "manager")
    environment = house.environments["scoring"]
    subprocess.run(  # noqa: S603 -- our own service
        [sys.executable, "-m", "services.scoring", *words], cwd=ROOT, env=environment, check=True
    )
    return key


async def _approved(house: Household, draft: str, key: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "If-Match": '"1"'}
    return await house.http.post(f"{house.url('scoring')}{draft}/approval", headers=headers)


async def _filed(house: Household) -> dict[str, Any]:
    answer = await house.post("visits", "/v1/complaints", COMPLAINT | {"customer": {"id": str(uuid4())}})
    assert answer.status_code == 201, answer.text
    read: dict[str, Any] = (await house.get("visits", answer.headers["Location"])).json()
    return read


def _clock(complaint: dict[str, Any]) -> timedelta:
    by, filed = (datetime.fromisoformat(complaint[name]) for name in ("acknowledge_by", "filed_at"))
    return by - filed


async def _heard(house: Household, service: str, version: str, *, coming: bool) -> bool:
    policy = (await house.get(service, "/v1/status")).json()["reports"]["policy"]
    known = [one["version"] for one in policy["coming"]] if coming else [policy["version"]]
    return version in known


async def test_s6_14_a_policy_is_drafted_approved_by_another_announced_and_decided_by(
    house: Household,
) -> None:
    another = _another_manager(house)  # a process, so before the time that is counted
    date = datetime.now(UTC) + AHEAD
    changes = {
        "version": "2026-12",
        "effective_from": date.isoformat(),
        "complaint": {"clocks": {"serious": {"acknowledge": {"hours": 2}}}},
    }
    drafted = await house.post("scoring", "/v1/policy/drafts", {"changes": changes})
    assert drafted.status_code == 201, drafted.text
    draft = drafted.headers["Location"]
    alone = await _approved(house, draft, house.key)
    assert (alone.status_code, alone.json()["code"]) == (409, "policy_approved_by_author")
    approved = await _approved(house, draft, another)
    assert approved.status_code == 200, approved.text
    for service in ("leads", "visits", "scoring"):
        await eventually(lambda service=service: _heard(house, service, "2026-12", coming=True), 30)  # type: ignore[misc]
    before = await _filed(house)
    assert (before["policy_version"], _clock(before)) == ("default-1", timedelta(hours=4))
    house.kill("visits")
    house.start("visits")
    await house.ready("visits")
    await asyncio.sleep(max(0.0, (date - datetime.now(UTC)).total_seconds()))
    after = await _filed(house)
    assert (after["policy_version"], _clock(after)) == ("2026-12", timedelta(hours=2))
    kept = (await house.get("visits", f"/v1/complaints/{before['complaint_id']}")).json()
    assert (kept["policy_version"], _clock(kept)) == ("default-1", timedelta(hours=4))
    for service in ("leads", "visits", "scoring"):
        assert await _heard(house, service, "2026-12", coming=False)
