"""`outbox list | release`, as a person at a terminal has it, beside a relay at work."""

import asyncio
import json
from typing import Any

import pytest

from shared.kit.cli import DEGRADED, OK, USAGE, main, service_cli
from tests.shared.service.specimen import SpecimenSettings, wire
from tests.support.databases import execute
from tests.support.outbox import Fact, Watched, by_key, drained, insert, left, published, running

BROKEN = '{"ce_id": 7}'
MEND = """UPDATE outbox SET headers = '{"ce_id": "k/1"}' WHERE sequence = 1"""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    values = {"DATABASE_URL": database, "KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    values |= {"API_KEY_PEPPER": "p" * 32, "CURSOR_SECRET": "c" * 32}
    for name, value in values.items():
        monkeypatch.setenv(f"SPECIMEN_{name}", value)


@pytest.mark.usefixtures("environment")
async def test_a_key_that_stands_still_is_listed_and_flows_again_once_it_is_mended(
    database: str, kafka: str, topic: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def said(*words: str) -> tuple[int, Any]:
        capsys.readouterr()
        cli = service_cli(SpecimenSettings, wire, [])
        code = await asyncio.to_thread(main, cli, ["outbox", *words, "--json"])
        return code, json.loads(capsys.readouterr().out or "null")

    assert await said("list") == (OK, [])
    await insert(database, [Fact(topic, "k", 1, headers=BROKEN), Fact(topic, "k", 2), Fact(topic, "o", 1)])
    async with running(database, kafka, Watched()):
        await left(database, 2)
        (row,) = (await said("list"))[1]
        assert (row["key"], row["topic"], row["reason"]) == ("k", topic, "bad_headers")
        assert (await said("release"))[0] == USAGE
        assert await said("release", "nobody") == (DEGRADED, [])
        assert await said("release", "--all", "--dry-run") == (OK, ["k"])
        assert len((await said("list"))[1]) == 1
        await execute(database, MEND)
        assert await said("release", "k") == (OK, ["k"])
        await drained(database)
    assert by_key(await published(kafka, topic)) == {"k": [1, 2], "o": [1]}
