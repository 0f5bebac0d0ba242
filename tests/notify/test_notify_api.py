"""Endpoints and deliveries over HTTP, with the dispatcher running beside."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks import Webhook

from services.notify.wiring import MIGRATIONS, MODEL, wire
from shared.contracts.roles import Role
from shared.kit.postgres.pool import Pool, opened_pool
from tests.notify.ledger import hear, message
from tests.notify.receiver import Receiver
from tests.notify.whole import settings
from tests.support import databases
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, prepare, problem, serving

BY = Role.operator


@pytest.fixture(scope="module")
def notify_database(postgres_url: str) -> Iterator[str]:
    """A migrated database of notify; tests of this module share it and hear types of their own."""
    url = databases.run_apart(databases.create(postgres_url))
    databases.run_apart(prepare(url, MIGRATIONS, [MODEL]))
    yield url
    databases.run_apart(databases.drop(url, postgres_url))


@pytest.fixture
async def notify(notify_database: str) -> AsyncIterator[Caller]:
    """notify's API with its dispatcher, without Kafka."""
    async with serving(wire, settings(notify_database), roles=lambda name: name == "dispatch") as caller:
        yield caller


@pytest.fixture
async def ledger(notify_database: str) -> AsyncIterator[Pool]:
    """A look at the database behind the API."""
    async with opened_pool(notify_database, application_name="test") as opened:
        yield opened


async def _made(notify: Caller, url: str) -> dict[str, Any]:
    """Return an endpoint that hears one type, which no other test's endpoint hears."""
    answer = await notify.post("/v1/endpoints", {"url": url, "filters": [f"test.{uuid4()}"]}, role=BY)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def _patch(notify: Caller, path: str, version: int | None, body: Any) -> httpx.Response:
    match = {} if version is None else {"If-Match": f'"{version}"'}
    auth = {"Authorization": f"Bearer {notify.tokens[BY]}"}
    return await notify.http.patch(path, json=body, headers=auth | match)


async def test_a_secret_is_shown_once_and_again_only_to_the_same_request(
    notify: Caller, receiver: Receiver
) -> None:
    body = {"url": receiver.url + "/in", "filters": [f"test.{uuid4()}"]}
    first = await notify.post("/v1/endpoints", body, role=BY, key="k-1")
    again = await notify.post("/v1/endpoints", body, role=BY, key="k-1")
    assert first.json() == again.json()
    assert first.json()["secret"].startswith("whsec_")
    assert again.headers["idempotency-replayed"] == "true"
    read = await notify.get(f"/v1/endpoints/{first.json()['id']}", role=BY)
    assert "secret" not in read.json()
    other = await notify.post("/v1/endpoints", body | {"filters": ["a"]}, role=BY, key="k-1")
    problem(other, 422, "command_reused")


async def test_who_may_not_is_refused(notify: Caller, receiver: Receiver) -> None:
    body = {"url": receiver.url, "filters": ["*"]}
    problem(await notify.post("/v1/endpoints", body, role=Role.salesperson), 403, "forbidden")
    problem(await notify.get("/v1/endpoints", role=Role.viewer), 403, "forbidden")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"url": "https://10.0.0.1/", "filters": ["*"]}, 409, "url_refused"),
        ({"url": "http://127.0.0.1:1/", "filters": []}, 422, "invalid"),
        ({"url": "http://127.0.0.1:1/", "filters": ["a b"]}, 422, "invalid"),
        ({"url": "http://127.0.0.1:1/", "filters": ["*"], "view": "naked"}, 422, "invalid"),
        ({"url": "http://127.0.0.1:1/", "filters": ["*"], "secret": "mine"}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_an_endpoint_is_refused(
    notify: Caller, body: dict[str, Any], status: int, code: str
) -> None:
    problem(await notify.post("/v1/endpoints", body, role=BY), status, code)


async def test_an_endpoint_changes_from_the_version_that_was_read(notify: Caller, receiver: Receiver) -> None:
    path = f"/v1/endpoints/{(await _made(notify, receiver.url))['id']}"
    problem(await _patch(notify, path, None, {"filters": ["a"]}), 428, "precondition_required")
    changed = await _patch(notify, path, 1, {"filters": ["tuoke.leads.*"], "description": "ERP"})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["filters"], changed.json()["url"]) == (["tuoke.leads.*"], receiver.url)
    assert (await _patch(notify, path, 1, {"filters": ["tuoke.leads.*"], "description": "ERP"})).is_success
    problem(await _patch(notify, path, 1, {"filters": ["b"]}), 412, "precondition_failed")
    trail = (await notify.get(f"{path}/changes", role=BY)).json()
    assert [(line["version"], line["change"]) for line in trail] == [(1, "created"), (2, "changed")]


async def test_while_a_secret_rotates_both_sign(notify: Caller, receiver: Receiver) -> None:
    made = await _made(notify, receiver.url + "/in")
    path = f"/v1/endpoints/{made['id']}"
    second = (await notify.post(f"{path}/secret", {}, role=BY)).json()["secret"]
    await notify.post(f"{path}/test", role=BY)
    await eventually(lambda: receiver.calls)
    for secret in (made["secret"], second):
        Webhook(secret).verify(receiver.calls[0].body, receiver.calls[0].headers)
    third = (await notify.post(f"{path}/secret", {"overlap_hours": 0}, role=BY)).json()["secret"]
    await notify.post(f"{path}/test", role=BY)
    await eventually(lambda: len(receiver.calls) == 2)
    assert receiver.calls[1].headers["webhook-signature"].count("v1,") == 1
    Webhook(third).verify(receiver.calls[1].body, receiver.calls[1].headers)


async def test_a_failed_delivery_can_be_read_with_its_attempts_and_sent_again(
    notify: Caller, ledger: Pool, receiver: Receiver
) -> None:
    receiver.answers("/in", 500, 200)
    made = await _made(notify, receiver.url + "/in")
    await hear(ledger, message(made["filters"][0]))
    listed = (await notify.get(f"/v1/endpoints/{made['id']}/deliveries", role=BY)).json()["items"]
    path = f"/v1/deliveries/{listed[0]['id']}"

    async def tried(attempts: int, state: str) -> bool:
        read = (await notify.get(path, role=BY)).json()
        return (len(read["log"]), read["state"]) == (attempts, state)

    await eventually(lambda: tried(1, "pending"))
    resent = await notify.post(f"{path}/resend", role=BY)
    assert resent.status_code == 202, resent.text
    await eventually(lambda: tried(2, "delivered"))
    log = (await notify.get(path, role=BY)).json()["log"]
    assert [(one["attempt"], one["status"], one["response"]) for one in log] == [
        (1, 500, "told so"),
        (2, 200, None),
    ]
    await notify.post(f"{path}/resend", role=BY)
    await eventually(lambda: tried(3, "delivered"))
    assert {call.headers["webhook-id"] for call in receiver.calls} == {listed[0]["id"]}


async def test_deliveries_are_listed_newest_first_by_state_and_page(
    notify: Caller, ledger: Pool, receiver: Receiver
) -> None:
    receiver.answers("/in", 200, 200, 200, 410)
    made = await _made(notify, receiver.url + "/in")
    path = f"/v1/endpoints/{made['id']}/deliveries"
    for number in range(5):
        await hear(ledger, message(made["filters"][0], id_=f"e-{number}"))

        async def settled() -> bool:
            return not (await notify.get(path, role=BY, state="pending")).json()["items"]

        await eventually(settled)
    page = (await notify.get(path, role=BY, limit=3)).json()
    assert [item["event_id"] for item in page["items"]] == ["e-3", "e-2", "e-1"], "disabled by then"
    auth = {"Authorization": f"Bearer {notify.tokens[BY]}"}
    rest = (await notify.http.get(page["next"], headers=auth)).json()
    assert [item["event_id"] for item in rest["items"]] == ["e-0"]
    disabled = (await notify.get(path, role=BY, state="disabled")).json()["items"]
    assert [(item["event_id"], item["reason"]) for item in disabled] == [("e-3", "gone")]
    delivered = (await notify.get(path, role=BY, state="delivered")).json()["items"]
    assert len(delivered) == 3


async def test_a_disabled_endpoint_ends_what_is_due_and_hears_again_when_enabled(
    notify: Caller, ledger: Pool, receiver: Receiver
) -> None:
    receiver.answers("/in", 500, 200)
    made = await _made(notify, receiver.url + "/in")
    path = f"/v1/endpoints/{made['id']}"
    mine = made["filters"][0]
    await hear(ledger, message(mine))
    problem(await notify.post(f"{path}/enable", role=BY), 409, "endpoint_not_disabled")
    assert (await notify.post(f"{path}/disable", role=BY)).json()["reason"] == "asked"
    problem(await notify.post(f"{path}/test", role=BY), 409, "endpoint_not_enabled")

    async def ended() -> bool:
        items = (await notify.get(f"{path}/deliveries", role=BY)).json()["items"]
        return [item["state"] for item in items] == ["disabled"]

    await eventually(ended)
    assert await hear(ledger, message(mine)) == 0
    assert (await notify.post(f"{path}/enable", role=BY)).json()["status"] == "enabled"
    assert await hear(ledger, message(mine)) == 1


async def test_a_deleted_endpoint_is_gone_but_for_its_trail(notify: Caller, receiver: Receiver) -> None:
    path = f"/v1/endpoints/{(await _made(notify, receiver.url))['id']}"
    auth = {"Authorization": f"Bearer {notify.tokens[BY]}"}
    for _ in range(2):
        assert (await notify.http.delete(path, headers=auth)).status_code == 204
    problem(await notify.get(path, role=BY), 404, "endpoint_not_found")
    listed = (await notify.get("/v1/endpoints", role=BY)).json()["items"]
    assert path.rpartition("/")[2] not in [item["id"] for item in listed]
    assert [line["change"] for line in (await notify.get(f"{path}/changes", role=BY)).json()] == [
        "created",
        "deleted",
    ]
    problem(await notify.post(f"{path}/enable", role=BY), 404, "endpoint_not_found")


async def test_what_nobody_knows_is_not_found(notify: Caller) -> None:
    problem(await notify.get(f"/v1/endpoints/{uuid4()}", role=BY), 404, "endpoint_not_found")
    problem(await notify.get(f"/v1/deliveries/{uuid4()}", role=BY), 404, "delivery_not_found")
    problem(await notify.post(f"/v1/deliveries/{uuid4()}/resend", role=BY), 404, "delivery_not_found")
    problem(await notify.post(f"/v1/endpoints/{uuid4()}/test", role=BY), 404, "endpoint_not_found")
