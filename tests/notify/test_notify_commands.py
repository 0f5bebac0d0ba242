"""The verbs of notify on the command line: its intake and its ledger, looked at and mended."""

import json
from typing import Any
from uuid import uuid4

import pytest

from services.notify.wiring import MIGRATIONS, MODEL, wire
from shared.contracts.roles import Role
from shared.contracts.topics import every_topic
from shared.kit.cli import DEGRADED, OK
from tests.notify.ledger import ENCRYPTION_KEY
from tests.notify.receiver import Receiver
from tests.notify.test_notify_whole import SomethingOfNextYear
from tests.notify.whole import settings
from tests.support.eventually import eventually
from tests.support.speaking import speaking
from tests.support.terminal import Terminal
from tests.support.topics import make_topics
from tests.support.whole_service import SECRET, Caller, prepare, serving

WITHIN_S = 30
SOUND = "ledger  sound\nintake  1 rows equal to the log"


class Torn(SomethingOfNextYear):
    """What no writer of ours would say."""

    def model_dump_json(self, **_: Any) -> str:
        return "{"


@pytest.fixture
async def terminal(database: str, kafka: str, topic_prefix: str, receiver: Receiver) -> Terminal:
    """notify has delivered what one customer did; what another did was no JSON."""
    await make_topics(kafka, every_topic(topic_prefix))
    await prepare(database, MIGRATIONS, [MODEL])
    given = settings(database, kafka, topic_prefix)
    async with serving(wire, given, roles=lambda _: True) as call, speaking(kafka, topic_prefix) as speak:
        await call.post("/v1/endpoints", {"url": receiver.url + "/in", "filters": ["*"]}, role=Role.manager)
        for fact in (SomethingOfNextYear, Torn):
            await speak.fact("leads", fact(customer_id=uuid4(), colour="red"), 1)
        assert await eventually(lambda: _settled(call, receiver), WITHIN_S)
    values = {"DATABASE_URL": database, "KAFKA_BOOTSTRAP": kafka, "TOPIC_PREFIX": topic_prefix}
    values |= {"API_KEY_PEPPER": SECRET, "CURSOR_SECRET": SECRET, "ENCRYPTION_KEY": ENCRYPTION_KEY}
    return Terminal("notify", {f"NOTIFY_{name}": value for name, value in values.items()})


async def _settled(call: Caller, receiver: Receiver) -> bool:
    reports = (await call.get("/v1/status")).json()["reports"]
    assert {"outbox", "ledger", "dispatch"} < reports.keys()
    letters, intake = reports["dead_letters"], reports["projections"]["intake"]
    return (letters, intake["parked_keys"], len(receiver.calls)) == ({"malformed_json": 1}, 1, 1)


async def test_the_intake_is_verified_rebuilt_and_relieved_of_what_is_torn(
    terminal: Terminal, receiver: Receiver
) -> None:
    assert await terminal.said("verify") == (OK, SOUND, "")
    code, told, _ = await terminal.said("dead-letters", "list", "--json")
    (letter,) = json.loads(told)
    assert (code, letter["reason"]) == (OK, "malformed_json")
    code, told, _ = await terminal.said("dead-letters", "redrive", "--by", "ops", "--dry-run")
    assert (code, told.split()[:2]) == (DEGRADED, [letter["letter"], "malformed_json"])
    discard = ("dead-letters", "discard", letter["letter"], "--by", "ops", "--note", "torn")
    assert (await terminal.said(*discard))[0] == OK
    code, _, said = await terminal.said("dead-letters", "redrive", "--key", letter["key"], "--by", "ops")
    assert (code, said) == (OK, "")
    relieved = SOUND.replace("1 rows", "2 rows")
    assert await terminal.said("verify") == (OK, relieved, "")
    assert (await terminal.said("rebuild", "intake"))[0] == OK
    assert await terminal.said("verify") == (OK, relieved, "")
    assert len(receiver.calls) == 1, "nothing was sent again"
