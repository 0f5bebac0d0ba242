"""The sender's process: our dispatcher over its ledger, or bare aiohttp without a database."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from secrets import token_bytes
from typing import Any
from uuid import uuid4

import aiohttp
import uvloop

from services.notify.dispatch.signature import sign
from services.notify.sender.client import Sender
from services.notify.sender.gate import system_lookup
from shared.kit import collector
from shared.kit.postgres.pool import PoolBounds, opened_pool
from tests.bench.projecting import Clocked
from tests.bench.stage import say, told
from tests.notify.ledger import LOOPBACK, Hands, hear, message

ENDPOINTS, IN_FLIGHT, HEARD_AT_ONCE, KEYS = 8, 64, 250, 400
PAUSE_S = 0.02
BODY = b'{"customer_id":"c-1","name":"\xe7\x8e\x8b","source":"referral","note":"' + b"x" * 250 + b'"}'
_ENDED = "SELECT count(*) FROM outcomes"


async def stored(hands: Hands, url: str, messages: int) -> None:
    """The endpoints are there, and so many messages are due to each of them."""
    for number in range(ENDPOINTS):
        await hands.endpoint(f"{url}/{number}")
    for first in range(0, messages, HEARD_AT_ONCE):
        told = range(first, min(messages, first + HEARD_AT_ONCE))
        await hear(hands.pool, *(message(key=f"c-{n % KEYS}", id_=f"m-{n}", data=BODY) for n in told))


async def ours(given: Mapping[str, Any], trust: ssl.SSLContext) -> dict[str, Any]:
    """Deliver messages to several endpoints; each attempt and each outcome is a row."""
    async with opened_pool(
        given["database"], application_name="bench", bounds=PoolBounds(size_max=6)
    ) as pool:
        hands = Hands.on(pool)
        await stored(hands, given["url"], given["messages"])
        wanted = given["messages"] * ENDPOINTS
        sender = Sender(LOOPBACK, system_lookup, trust)
        collector.settle()
        clocked = Clocked()
        async with hands.dispatching(sender=sender):
            while await pool.fetchval(_ENDED) < wanted:  # noqa: ASYNC110 -- the database is asked
                await asyncio.sleep(PAUSE_S)
            return clocked.said(wanted, {})


async def bare(given: Mapping[str, Any], trust: ssl.SSLContext) -> dict[str, Any]:
    """Post the same signed bodies, as many at a time, and forget them."""
    wanted, secret = given["messages"] * ENDPOINTS, token_bytes(32)
    left = iter(range(wanted))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, ssl=trust)) as session:

        async def post() -> None:
            for number in left:
                at, name = int(time.time()), str(uuid4())
                headers = {"webhook-id": name, "webhook-timestamp": str(at)}
                headers |= {"webhook-signature": sign([secret], name, at, BODY)}
                headers |= {"content-type": "application/json"}
                url = f"{given['url']}/{number % ENDPOINTS}"
                async with session.post(url, data=BODY, headers=headers) as answer:
                    await answer.read()

        clocked = Clocked()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(IN_FLIGHT):
                tasks.create_task(post())
        return clocked.said(wanted, {})


def main() -> None:
    """Run one contender and say what it took."""
    given = told()
    trust = ssl.create_default_context(cafile=given["certificate"])
    work = ours(given, trust) if given["contender"] == "ours" else bare(given, trust)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, suppress(asyncio.CancelledError):
        say(**runner.run(work))


if __name__ == "__main__":
    main()
