"""What each kind of answer leads to, and that every attempt is on record under one id."""

from collections.abc import Awaitable, Callable
from time import monotonic

import pytest
from aiohttp import web

from services.notify.delivery.decide import RETRY_AFTER_MAX_S
from services.notify.delivery.payload import View
from services.notify.dispatch.upkeep import Upkeep
from services.notify.endpoint.use_cases import Changed
from services.notify.sender.wire import RESPONSE_MAX_BYTES
from tests.notify.ledger import Hands, asked, hear, message
from tests.notify.receiver import Call, Receiver
from tests.support.eventually import eventually


async def test_a_failing_delivery_is_retried_under_one_id_until_it_arrives(
    hands: Hands, receiver: Receiver
) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 500, 503, 200)
    await hear(hands.pool, message())
    async with hands.dispatching():
        for attempt in (1, 2):
            await hands.tried(attempt)
            await hands.hurry()
        await hands.ended(1)
    calls = receiver.at("/in")
    assert len({call.headers["webhook-id"] for call in calls}) == 1
    assert len({call.body for call in calls}) == 1
    assert list((await hands.states()).values()) == [("delivered", 3)]
    rows = await hands.pool.fetch("SELECT attempt, status, response FROM attempts ORDER BY started_at")
    assert [(row["attempt"], row["status"]) for row in rows] == [(1, 500), (2, 503), (3, 200)]
    assert rows[0]["response"] == b"told so"
    assert rows[2]["response"] is None


async def test_a_retry_waits_for_its_step(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 500)
    await hear(hands.pool, message())
    async with hands.dispatching():
        await hands.tried(1)
    row = await hands.pool.fetchrow("SELECT step, attempts, ready_at - now() AS left FROM due")
    assert row is not None
    assert (row["step"], row["attempts"]) == (1, 1)
    assert 3 < row["left"].total_seconds() <= 5


async def test_retry_after_only_pushes_later(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 429, headers={"Retry-After": "600"})
    await hear(hands.pool, message())
    async with hands.dispatching():
        await hands.tried(1)
    assert await hands.pool.fetchval("SELECT ready_at > now() + interval '9 minutes' FROM due")


async def test_retry_after_keeps_a_lane_quiet_for_a_day_at_most(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 429, headers={"Retry-After": "9" * 400})
    await hear(hands.pool, message())
    async with hands.dispatching() as dispatcher:
        await hands.tried(1)
        (lane,) = dispatcher._supply.lanes()
        assert not lane.breaker.permits(monotonic() + 0.9 * RETRY_AFTER_MAX_S)
        assert lane.breaker.permits(monotonic() + RETRY_AFTER_MAX_S)


async def test_gone_disables_the_endpoint_and_says_so(hands: Hands, receiver: Receiver) -> None:
    keyed = await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 410)
    await hear(hands.pool, *[message() for _ in range(5)])
    async with hands.dispatching():
        await hands.ended(5)
    assert {state for state, _ in (await hands.states()).values()} == {"disabled"}
    assert len(receiver.calls) == 1
    assert await hands.count("due") == 0
    row = await hands.pool.fetchrow("SELECT topic, key, sequence, headers, value FROM outbox")
    assert row is not None
    assert (row["topic"], row["key"], row["sequence"]) == ("test.notify.v1", str(keyed.endpoint.id), 1)
    assert '"tuoke.notify.endpoint-disabled"' in row["headers"]
    assert b'"reason":"gone"' in row["value"]
    assert await hear(hands.pool, message()) == 0


async def test_a_redirect_is_a_failure_and_is_not_followed(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 302, headers={"Location": receiver.url + "/elsewhere"})
    await hear(hands.pool, message())
    async with hands.dispatching():
        await hands.tried(1)
    assert [call.path for call in receiver.calls] == ["/in"]
    assert await hands.pool.fetchval("SELECT status FROM attempts") == 302


async def test_a_dead_port_is_an_attempt_with_its_class(hands: Hands) -> None:
    await hands.endpoint("http://127.0.0.1:9/in")
    await hear(hands.pool, message())
    async with hands.dispatching():
        await hands.tried(1)
    row = await hands.pool.fetchrow("SELECT status, error FROM attempts")
    assert row is not None
    assert (row["status"], row["error"]) == (None, "refused")


async def test_what_exhausts_its_schedule_ends_as_failed(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 500)
    await hear(hands.pool, message())
    await hands.pool.execute("UPDATE due SET step = 11, attempts = 11")
    async with hands.dispatching():
        await hands.ended(1)
    assert list((await hands.states()).values()) == [("failed", 12)]


async def test_what_is_past_its_deadline_expires_without_an_attempt(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    await hear(hands.pool, message())
    await hands.pool.execute("UPDATE due SET deadline = now() - interval '1 second'")
    async with hands.dispatching():
        await hands.ended(1)
    assert list((await hands.states()).values()) == [("expired", 0)]
    assert receiver.calls == []


async def _large(_: Call) -> web.StreamResponse:
    return web.Response(status=500, body=b"x" * (4 * RESPONSE_MAX_BYTES))


async def _gzip(_: Call) -> web.StreamResponse:
    return web.Response(status=500, body=b"\x1f\x8b not unpacked", headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize(
    ("behaviour", "kept"), [(_large, b"x" * RESPONSE_MAX_BYTES), (_gzip, b"\x1f\x8b not unpacked")]
)
async def test_a_large_or_packed_response_is_read_raw_and_bounded(
    hands: Hands,
    receiver: Receiver,
    behaviour: Callable[[Call], Awaitable[web.StreamResponse]],
    kept: bytes | None,
) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.behaviours["/in"] = behaviour
    await hear(hands.pool, message())
    async with hands.dispatching():
        await hands.tried(1)
    assert await hands.pool.fetchval("SELECT response FROM attempts") == kept


async def test_a_dead_endpoint_stops_its_lane_not_each_message(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    receiver.answers("/in", 503)
    await hear(hands.pool, *[message() for _ in range(200)])
    async with hands.dispatching():
        await hands.tried(5)
        await hands.endpoint(receiver.url + "/other")
        await hear(hands.pool, message())
        await hands.ended(1)
    assert len(receiver.at("/in")) <= 6
    assert await hands.pool.fetchval("SELECT count(*) FROM due WHERE attempts = 0") >= 194


async def test_what_waits_for_a_failing_endpoint_does_not_count_as_ready(
    hands: Hands, receiver: Receiver
) -> None:
    await hands.endpoint(receiver.url + "/refuses", ["tuoke.leads.*"])
    receiver.answers("/refuses", 404)
    await hear(hands.pool, *[message() for _ in range(20)])
    async with hands.dispatching():
        await hands.tried(5)
        failing = "SELECT count(*) FROM endpoints WHERE failing_since IS NOT NULL"
        assert await hands.pool.fetchval(failing) == 1, "nothing passes, so it is not the messages"
    standing = await Upkeep(hands.pool).standing()
    assert (standing["due"], standing["ready"], standing["oldest_ready_age_s"]) == (20, 0, 0)
    assert (standing["endpoints_enabled"], standing["endpoints_failing"]) == (1, 1)
    await hands.endpoint(receiver.url + "/unserved", ["tuoke.leads.*"])
    await hear(hands.pool, message())
    standing = await Upkeep(hands.pool).standing()
    assert (standing["due"], standing["ready"]) == (22, 1), "what nobody sends is seen all the same"


async def test_a_message_refused_by_itself_or_beside_others_that_pass_does_not_blame_the_endpoint(
    hands: Hands, receiver: Receiver
) -> None:
    await hands.endpoint(receiver.url + "/in", ["tuoke.leads.*"])
    await hands.endpoint(receiver.url + "/quiet", ["tuoke.visits.*"])
    receiver.answers("/in", 200, 422)
    receiver.answers("/quiet", 422)
    async with hands.dispatching():
        await hear(hands.pool, message())
        await hands.ended(1)
        await hear(hands.pool, message(), message("tuoke.visits.visit-logged", source="visits"))
        await hands.tried(3)
    assert await hands.pool.fetchval("SELECT count(*) FROM attempts WHERE status = 422") == 2
    assert await hands.pool.fetchval("SELECT count(*) FROM endpoints WHERE failing_since IS NOT NULL") == 0


async def test_a_message_that_cannot_be_rendered_is_on_record_and_stops_nobody(
    hands: Hands, receiver: Receiver
) -> None:
    await hands.endpoint(receiver.url + "/in", view=View.MASKED)
    # A number that JSON allows and no float holds: the mask cannot read it.
    await hear(hands.pool, message(data=b'{"points":1e999}'), message(traceparent="\r\nx: y"))
    async with hands.dispatching():
        await hands.tried(2)
        await hands.ended(1)
    assert [call.headers.get("traceparent") for call in receiver.calls] == [None]
    errors = await hands.pool.fetch("SELECT error FROM attempts WHERE error IS NOT NULL")
    assert [row["error"] for row in errors] == ["unsendable"]


async def test_a_mended_address_does_not_wait_for_the_old_ones_breaker(
    hands: Hands, receiver: Receiver
) -> None:
    keyed = await hands.endpoint("http://127.0.0.1:9/in")
    await hear(hands.pool, *[message() for _ in range(6)])
    async with hands.dispatching():
        await hands.tried(5)
        mended = Changed(url=receiver.url + "/in")
        await hands.endpoints.change(keyed.endpoint.id, 1, mended, asked())
        await eventually(lambda: receiver.calls, within_s=4)
