"""The webhook sink answers as it is told, and knows a valid signature from another."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from standardwebhooks import Webhook

from deploy.local.sink import Sink

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 -- the specification's example

Client = TestClient[Request, Application]


@pytest.fixture
async def sink() -> AsyncIterator[Client]:
    async with TestClient(TestServer(Sink().application())) as client:
        yield client


def signed(body: str, secret: str = SECRET) -> dict[str, str]:
    now = datetime.now(UTC)
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }


MODES = [("ok", 204), ("500", 500), ("410", 410), ("429", 429), ("redirect", 302)]


@pytest.mark.parametrize(("mode", "status"), MODES)
async def test_each_mode_answers_its_status_and_records_it(sink: Client, mode: str, status: int) -> None:
    answer = await sink.post(f"/{mode}", data=b"{}", headers={"webhook-id": "msg_7"}, allow_redirects=False)
    assert answer.status == status
    received = await (await sink.get("/received")).json()
    assert [(one["id"], one["path"]) for one in received["received"]] == [("msg_7", f"/{mode}")]


async def test_an_unknown_mode_is_not_found(sink: Client) -> None:
    assert (await sink.post("/no-such-mode", data=b"{}")).status == 404


async def test_too_many_says_when_to_come_back(sink: Client) -> None:
    assert (await sink.post("/429", data=b"{}")).headers["Retry-After"] == "2"


async def test_flaky_takes_a_message_after_its_failures(sink: Client) -> None:
    statuses = [
        (await sink.post("/flaky/2/100", data=b"{}", headers={"webhook-id": "msg_1"})).status
        for _ in range(3)
    ]
    assert statuses == [500, 500, 204]


async def test_signatures_are_checked_once_a_secret_is_known(sink: Client) -> None:
    body = '{"name": "上海云帆"}'
    await sink.post("/ok", data=body.encode(), headers=signed(body))
    await sink.post("/secrets", json={"secrets": [SECRET]})
    await sink.post("/ok", data=body.encode(), headers=signed(body))
    await sink.post("/ok", data=b'{"name": "tampered"}', headers=signed(body))
    received = await (await sink.get("/received")).json()
    assert [one["signature"] for one in received["received"]] == ["not checked", "valid", "invalid"]


async def test_forgetting_empties_the_list(sink: Client) -> None:
    await sink.post("/ok", data=b"{}")
    await sink.delete("/received")
    assert (await (await sink.get("/received")).json())["count"] == 0


async def test_flaky_spares_the_messages_that_are_not_chosen(sink: Client) -> None:
    answer = await sink.post("/flaky/2/0", data=b"{}", headers={"webhook-id": "msg_1"})
    assert answer.status == 204
