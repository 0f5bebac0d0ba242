"""Two subscriptions to the sink, and what became of their deliveries."""

import asyncio
import json
import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.demo.api import Api
from deploy.local.installation import Installation
from deploy.local.ports import LOOPBACK
from deploy.local.state import State

CARD = (
    "tuoke.leads.lead-captured",
    "tuoke.visits.visit-logged",
    "tuoke.visits.complaint-filed",
    "tuoke.leads.contract-signed",
)
TIERS = "tuoke.scoring.tier-changed"
PENDING = "pending"
SUBJECTS = {
    "tuoke.leads.lead-captured": "customer_id",
    "tuoke.visits.visit-logged": "contact_id",
    "tuoke.visits.complaint-filed": "complaint_id",
    "tuoke.leads.contract-signed": "contract_id",
}
SINK_TIMEOUT_S = 10
LOOK_EVERY_S = 0.5
REFUSED_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """Deliveries of all subscriptions, counted."""

    deliveries: int
    attempts: int
    delivered: int
    retried: int
    pending: int
    ended_otherwise: int


async def subscribe(api: Api, installation: Installation) -> list[str]:
    """The two endpoints exist and the sink knows their secrets; their ids.

    One hears the four facts of the design card. The other hears tier changes at a receiver that refuses some
    messages once, so that retries are seen at work.
    """
    sink = f"http://{LOOPBACK}:{installation.ports['sink']}"
    wanted = {"card": (f"{sink}/ok", list(CARD)), "tiers": (f"{sink}/flaky/1/{REFUSED_PERCENT}", [TIERS])}
    ids, secrets = [], []
    for name, (url, filters) in wanted.items():
        body = {"url": url, "filters": filters, "description": f"demo: {name}"}
        made, _ = await api.post("notify", "/v1/endpoints", body, once=f"demo-endpoint-{name}")
        ids.append(made["id"])
        secrets.append(made["secret"])
    async with httpx.AsyncClient(timeout=SINK_TIMEOUT_S) as client:
        (await client.post(f"{sink}/secrets", json={"secrets": secrets})).raise_for_status()
    return ids


async def outcome(api: Api, endpoints: list[str]) -> Outcome:
    """What became of every delivery so far, by the service's own log."""
    found = [one for id_ in endpoints for one in await api.pages("notify", f"/v1/endpoints/{id_}/deliveries")]
    delivered = sum(one["state"] == "delivered" for one in found)
    pending = sum(one["state"] == PENDING for one in found)
    return Outcome(
        deliveries=len(found),
        attempts=sum(one["attempts"] for one in found),
        delivered=delivered,
        retried=sum(one["attempts"] > 1 for one in found),
        pending=pending,
        ended_otherwise=len(found) - delivered - pending,
    )


async def until_sent(api: Api, endpoints: list[str], within_s: float, tell: Callable[[int], None]) -> None:
    """Nothing is pending any more, or the time is over: what is left is told by the outcome."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        waiting = 0
        for endpoint in endpoints:
            page = await api.get("notify", f"/v1/endpoints/{endpoint}/deliveries", state=PENDING, limit=200)
            waiting += len(page["items"])
        tell(waiting)
        if not waiting:
            return
        await asyncio.sleep(LOOK_EVERY_S)


def received(state: State) -> list[dict[str, Any]]:
    """Everything that the sink has written down, oldest first."""
    path = state.root / "received.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def latencies_ms(answered: Mapping[tuple[str, str], float], came: list[dict[str, Any]]) -> list[float]:
    """From the answer to the caller to the webhook at the receiver, for every fact whose webhook came."""
    first: dict[tuple[str, str], float] = {}
    for one in came:
        event = json.loads(one["body"])
        subject = SUBJECTS.get(event["type"])
        if subject is not None:
            first.setdefault((event["type"], event["data"][subject]), one["at"])
    return sorted(max(first[fact] - at, 0) * 1_000 for fact, at in answered.items() if fact in first)


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the sorted values does not exceed."""
    return values[max(math.ceil(share * len(values)) - 1, 0)]


def signatures(came: list[dict[str, Any]]) -> dict[str, int]:
    """How many messages came with a signature that held, did not, or was not checked."""
    return dict(Counter(str(one["signature"]) for one in came))
