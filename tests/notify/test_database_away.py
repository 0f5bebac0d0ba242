"""The database goes away in the middle: nothing lost, nothing doubled, every attempt on record."""

import asyncio
from collections import Counter
from urllib.parse import urlsplit, urlunsplit

from shared.kit.postgres.pool import PoolBounds, opened_pool
from tests.notify.ledger import Hands, hear, message
from tests.notify.receiver import Receiver
from tests.support.eventually import eventually
from tests.support.tcp_proxy import TcpProxy

AWAY_S = 1.0


async def test_a_database_that_goes_away_and_comes_back_loses_and_doubles_nothing(
    hands: Hands, receiver: Receiver, database: str
) -> None:
    for number in range(10):
        await hands.endpoint(f"{receiver.url}/{number}")
    stored = await hear(hands.pool, *[message() for _ in range(200)])
    parts = urlsplit(database)
    async with TcpProxy(f"{parts.hostname}:{parts.port}") as proxy:
        netloc = parts.netloc.rpartition("@")[0] + "@" + proxy.address
        through = urlunsplit(parts._replace(netloc=netloc))
        bounds = PoolBounds(size_max=4, connect_timeout_s=1)
        async with (
            opened_pool(through, application_name="through", bounds=bounds) as pool,
            Hands.on(pool).dispatching(),
        ):
            await eventually(lambda: len(receiver.calls) > stored // 4)
            await proxy.cut()
            await asyncio.sleep(AWAY_S)  # the outage itself, not a wait for something
            await proxy.restore()
            await hands.ended(stored, within_s=20)
    sent = Counter(call.headers["webhook-id"] for call in receiver.calls)
    assert len(sent) == stored
    assert set(sent.values()) == {1}
    assert await hands.count("attempts") == stored
    assert await hands.count("due") == 0
