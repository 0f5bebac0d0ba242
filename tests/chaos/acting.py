"""A step is done: a request sent and its fate written down, an event told, a fault caused or mended."""

import json
import re
import signal
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

import httpx

from shared.contracts.inbox import CaptureLead, FileComplaint, LogVisit, RecordPurchase
from tests.chaos.commands import ROUTES, Command, command_of, thing_of
from tests.chaos.ledger import Open
from tests.chaos.steps import Step
from tests.chaos.telling import customer, data_of
from tests.chaos.world import World

INBOX: Final[Mapping[str, tuple[str, str]]] = {
    "inbox-purchase": ("leads", RecordPurchase.TYPE),
    "inbox-capture": ("leads", CaptureLead.TYPE),
    "inbox-visit": ("visits", LogVisit.TYPE),
    "inbox-complaint": ("visits", FileComplaint.TYPE),
    "inbox-rubbish": ("leads", "tuoke.leads.inbox.unheard-of"),
}
ERP: Final = "/erp"
SENT_MAX: Final = 3
PRECONDITION_FAILED, UNPROCESSABLE = 412, 422
STALE_BY: Final = 1_000
NOT_NOW: Final = frozenset({429, 503, 504})
"""Answers that say: ask again."""


async def act(world: World, number: int, step: Step) -> None:
    """The step is done, or its request waits in the ledger to be asked again."""
    key = str(uuid5(NAMESPACE_OID, f"{world.prefix}/{number}"))
    if step.name in ROUTES:
        await ask(world, command_of(step, key))
    elif step.name in INBOX:
        await tell(world, step, key)
    else:
        await _OTHERS[step.name](world, step, key)


async def ask(world: World, command: Command, retried: Open | None = None) -> None:
    """The command's fate is in the ledger. One under `If-Match` names the version that is read first."""
    if_match, tries = (retried.if_match, retried.tries + 1) if retried else (None, 1)
    if retried is None and command.reads is not None:
        if_match = await version_of(world, command)
        if if_match is None:
            return
    world.ledger.open[command.id] = Open(command, if_match, tries)
    answer = await post(world, command, if_match)
    if answer is None or answer.status_code in NOT_NOW:
        return
    if answer.is_success:
        replayed = answer.headers.get("Idempotency-Replayed") == "true"
        world.ledger.accept(command, answer.content, replayed=replayed)
    elif answer.is_client_error:
        world.ledger.refuse(command, answer.json()["code"])
    else:
        world.ledger.refuse(command, str(answer.status_code))
        world.ledger.findings.append(f"{answer.status_code} to {command}: {answer.text[:300]}")


async def post(world: World, command: Command, if_match: int | None) -> httpx.Response | None:
    """The answer, or None when none came."""
    headers = {"Idempotency-Key": command.key}
    if if_match is not None:
        headers["If-Match"] = f'"{if_match}"'
    url = world.house.url(command.service) + command.path
    try:
        return await world.http.post(url, content=command.content, headers=headers)
    except httpx.TransportError:
        return None


async def version_of(world: World, command: Command) -> int | None:
    """The version of what the command is about, or None when it is not there or nobody answers."""
    try:
        answer = await world.http.get(f"{world.house.url(command.service)}{command.reads}")
    except httpx.TransportError:
        return None
    found = re.fullmatch(r'"(\d+)"', answer.headers.get("ETag", ""))
    return int(found[1]) if answer.is_success and found else None


async def tell(world: World, step: Step, event_id: str) -> None:
    """An event is on an inbox topic, once or more often, on any partition."""
    service, type_ = INBOX[step.name]
    body: dict[str, Any] = {"specversion": "1.0", "id": event_id, "source": ERP, "type": type_}
    body |= {"datacontenttype": "application/json", "data": data_of(step)}
    value, headers = json.dumps(body).encode(), [("content-type", b"application/cloudevents+json")]
    for _ in range(1 + step.salt % SENT_MAX):
        key = customer(step)["ref"].encode() if step.salt % 2 else None
        await world.producer.send_and_wait(world.topic(service, "inbox.v1"), value, key=key, headers=headers)
    world.ledger.tell(service, ERP, event_id, thing_of(step))


async def _again(world: World, step: Step, _: str) -> None:
    """An acknowledged command is sent again: the same answer, and nothing else happens."""
    accepted = list(world.ledger.accepted.values())
    if not accepted:
        return
    chosen = accepted[step.salt % len(accepted)]
    if chosen.command.reads is not None:
        return
    answer = await post(world, chosen.command, None)
    if answer is None or answer.status_code in NOT_NOW:
        return
    if (answer.is_success, answer.content) != (True, chosen.answer):
        world.ledger.findings.append(f"again {chosen.command}: {answer.status_code} {answer.text[:300]}")


async def _same_key_other_body(world: World, step: Step, _: str) -> None:
    """A key that made something is refused another body."""
    made = [one.command for one in world.ledger.accepted.values() if one.command.creates]
    if not made:
        return
    first = made[step.salt % len(made)]
    other = Command(first.service, first.template, {**first.body, "customer": customer(step)}, first.key)
    if other.content == first.content:
        return
    answer = await post(world, other, None)
    if answer is not None and answer.status_code not in {UNPROCESSABLE, *NOT_NOW}:
        world.ledger.findings.append(f"other body of {first.key}: {answer.status_code} {answer.text[:300]}")


async def _stale(world: World, step: Step, key: str) -> None:
    """A version that was never there is refused."""
    name = ("step", "acknowledge", "resolve")[step.salt % 3]
    command = command_of(step, key, name)
    version = await version_of(world, command)
    if version is None:
        return
    answer = await post(world, command, version + STALE_BY + step.salt)
    if answer is not None and answer.status_code not in {PRECONDITION_FAILED, *NOT_NOW}:
        world.ledger.findings.append(f"stale {command}: {answer.status_code} {answer.text[:300]}")
    world.ledger.refused[command.id] = "stale"


async def _kill(world: World, step: Step, _: str) -> None:
    world.kill(step.process)


async def _restart(world: World, step: Step, _: str) -> None:
    code = await world.stop(step.process)
    if code not in {None, 0, -signal.SIGTERM}:  # the last: it had not yet begun to listen
        world.ledger.findings.append(f"{step.process} asked to end: exit code {code}")


async def _start(world: World, step: Step, _: str) -> None:
    world.start(step.process)


async def _pause(world: World, step: Step, _: str) -> None:
    world.pause(step.process)


async def _resume(world: World, step: Step, _: str) -> None:
    world.resume(step.process)


async def _receiver(world: World, step: Step, _: str) -> None:
    world.receivers[step.pick % len(world.receivers)].mood = step.mood


_OTHERS: Final[Mapping[str, Callable[[World, Step, str], Awaitable[None]]]] = {
    "again": _again,
    "same-key-other-body": _same_key_other_body,
    "stale": _stale,
    "kill": _kill,
    "restart": _restart,
    "start": _start,
    "pause": _pause,
    "resume": _resume,
    "receiver": _receiver,
}
