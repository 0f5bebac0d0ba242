"""The path from a message heard to a 2xx, on a real ledger and a real receiver."""

import json
from base64 import b64encode

from standardwebhooks import Webhook

from services.notify.delivery.payload import View
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Receiver
from tests.support.eventually import eventually


async def test_a_matching_message_arrives_signed_once(hands: Hands, receiver: Receiver) -> None:
    keyed = await hands.endpoint(receiver.url + "/in", ["tuoke.leads.*"])
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert (
        await hear(hands.pool, message(id_="e-1", traceparent=trace), message("tuoke.visits.visit-logged"))
        == 1
    )
    async with hands.dispatching():
        await hands.ended(1)
    (call,) = receiver.at("/in")
    opened = Webhook("whsec_" + b64encode(keyed.secret).decode()).verify(call.body, call.headers)
    assert opened["id"] == "e-1"
    assert opened["data"] == {"customer_id": "c-1", "name": "王"}
    assert call.headers["traceparent"] == trace
    assert "." not in call.headers["webhook-id"]
    assert await hands.count("due") == 0
    assert await hands.count("attempts") == 1


async def test_each_view_shows_what_it_says(hands: Hands, receiver: Receiver) -> None:
    for view in View:
        await hands.endpoint(f"{receiver.url}/{view}", view=view)
    assert await hear(hands.pool, message()) == len(View)
    async with hands.dispatching():
        await eventually(lambda: len(receiver.calls) == len(View))
    bodies = {view: json.loads(receiver.at(f"/{view}")[0].body) for view in View}
    assert bodies[View.FULL]["data"]["name"] == "王"
    assert bodies[View.MASKED]["data"] == {"customer_id": "c-1", "name": "***"}
    assert "data" not in bodies[View.THIN]


async def test_a_replayed_day_adds_no_delivery(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in")
    day = [message() for _ in range(50)]
    assert await hear(hands.pool, *day) == 50
    async with hands.dispatching():
        await hands.ended(50)
        assert await hear(hands.pool, *day) == 0
    await hands.endpoint(receiver.url + "/late")
    assert await hear(hands.pool, *day) == 0
    assert await hands.count("outcomes") == 50


async def test_a_new_endpoint_is_not_told_the_past(hands: Hands, receiver: Receiver) -> None:
    old = message()
    await hands.endpoint(receiver.url + "/in")
    assert await hear(hands.pool, old) == 0
    assert await hear(hands.pool, message()) == 1


async def test_one_endpoint_with_two_matching_filters_gets_one_delivery(
    hands: Hands, receiver: Receiver
) -> None:
    await hands.endpoint(receiver.url + "/in", ["*", "tuoke.*", "tuoke.leads.lead-captured"])
    assert await hear(hands.pool, message()) == 1


async def test_an_unknown_future_type_is_forwarded(hands: Hands, receiver: Receiver) -> None:
    await hands.endpoint(receiver.url + "/in", ["tuoke.leads.*"])
    assert await hear(hands.pool, message("tuoke.leads.something-of-next-year", data=b'{"new":[1]}')) == 1
    async with hands.dispatching():
        await eventually(lambda: receiver.calls)
    assert json.loads(receiver.calls[0].body)["data"] == {"new": [1]}
