"""A dispatcher's process with its intake: takes in messages at a pace and sends them, until stopped.

Message `m-<n>` is of the type `tuoke.leads.e<n mod lanes>`, so that each has one endpoint.
"""

import asyncio
import signal
import ssl
import sys
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import asyncpg
import uvloop

from services.notify.intake.model import Intake
from services.notify.sender.client import Sender
from services.notify.sender.gate import system_lookup
from shared.contracts.envelope import Message
from shared.kit import collector
from shared.kit.postgres.held import HeldConnection
from shared.kit.postgres.pool import PoolBounds, opened_pool
from shared.kit.projection.compose import search_path
from tests.bench.stage import told
from tests.notify.ledger import LOOPBACK, Hands, message, write_intake

EVERY_S, AGAIN_S, LOOK_S = 0.005, 0.05, 0.01
CONNECT_TIMEOUT_S = 1.0
BODY = b'{"customer_id":"c-1","name":"\xe7\x8e\x8b","source":"referral","note":"' + b"x" * 250 + b'"}'


async def work(given: Mapping[str, Any]) -> None:
    """Ready when it holds so many shards; from then on so many messages are taken in, and all are sent."""
    stop, trust = asyncio.Event(), ssl.create_default_context(cafile=given["certificate"])
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    bounds = PoolBounds(size_max=6, connect_timeout_s=CONNECT_TIMEOUT_S)
    async with opened_pool(given["database"], application_name=given["owner"], bounds=bounds) as pool:
        sender = Sender(LOOPBACK, system_lookup, trust)
        intake = HeldConnection(pool, search_path(Intake.name))
        async with Hands.on(pool).dispatching(given["owner"], sender) as dispatcher:
            while (await dispatcher.report())["shards"] != given["shards"]:  # noqa: ASYNC110 -- it tells nobody
                await asyncio.sleep(LOOK_S)
            collector.settle()
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            began, taken = monotonic(), 0
            while taken < given["count"] and not stop.is_set():
                due = min(given["count"], int((monotonic() - began) * given["rate"]) + 1)
                await _taken_in(intake, [_nth(given["first"] + n, given["lanes"]) for n in range(taken, due)])
                dispatcher.told()
                taken = due
                await asyncio.sleep(EVERY_S)
            await stop.wait()
            await intake.give_back()


def _nth(number: int, lanes: int) -> Message:
    return message(f"tuoke.leads.e{number % lanes}", key=f"c-{number}", id_=f"m-{number}", data=BODY)


async def _taken_in(intake: HeldConnection, messages: Sequence[Message]) -> None:
    """As the projector does: one statement, and the same again until the database has it.

    A message is taken in once.
    """
    while messages:
        try:
            async with intake.use() as connection:
                await write_intake(connection, *messages)
        except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError):
            await asyncio.sleep(AGAIN_S)
        else:
            return


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as at_work:
        at_work.run(work(told()))
