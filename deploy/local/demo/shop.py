"""The shop as another system: it tells each new customer and each purchase on the inbox topic of leads.

CloudEvents 1.0 in binary mode; the key is the customer's id, which anybody can compute from the shop's own
name for the customer, so one customer's events stay in order.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiokafka import AIOKafkaProducer

from deploy.local.demo.anchor import noon
from deploy.local.demo.sample import Purchase
from shared.contracts.base import ExternalRef
from shared.contracts.inbox import CaptureLead, CustomerRef, Incoming, RecordPurchase
from shared.contracts.topics import topic
from shared.kit.external_ids import external_customer_id

SHOP = "cdnow"
CURRENCY = "USD"
SENT_AT_ONCE_MAX = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One event of the shop: its id there, whom it is about, what it says and when that happened."""

    id: str
    customer: str
    says: Incoming
    at: datetime


def events(purchases: list[Purchase], shift: timedelta) -> Iterator[Told]:
    """What the shop tells, in time order: a customer when the first purchase is made, and every purchase."""
    known: set[str] = set()
    for purchase in purchases:
        at = noon(purchase.bought_on + shift)
        if purchase.customer not in known:
            known.add(purchase.customer)
            yield Told(f"customer-{purchase.customer}", purchase.customer, _captured(purchase, at), at)
        yield Told(f"purchase-{purchase.line}", purchase.customer, _bought(purchase, at), at)


async def tell(bootstrap: str, told: list[Told], progress: Callable[[int], None]) -> None:
    """Every event is acknowledged by the broker, sent in the order given."""
    inbox = topic("leads", "inbox.v1")
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer:
        for begin in range(0, len(told), SENT_AT_ONCE_MAX):
            part = told[begin : begin + SENT_AT_ONCE_MAX]
            sent = [
                await producer.send(
                    inbox,
                    one.says.model_dump_json(exclude_none=True).encode(),
                    key=str(external_customer_id(SHOP, one.customer)).encode(),
                    headers=_headers(one),
                )
                for one in part
            ]
            await asyncio.gather(*sent)
            progress(begin + len(part))


def _captured(purchase: Purchase, at: datetime) -> CaptureLead:
    return CaptureLead(
        customer=_ref(purchase),
        kind="person",
        name=f"CDNOW {purchase.customer}",
        source="import",
        source_detail="CDNOW sample",
        captured_at=at,
    )


def _bought(purchase: Purchase, at: datetime) -> RecordPurchase:
    return RecordPurchase(
        customer=_ref(purchase),
        external_ref=ExternalRef(source=SHOP, ref=str(purchase.line)),
        amount_minor=purchase.cents,
        currency=CURRENCY,
        quantity=purchase.quantity,
        purchased_at=at,
        original_date=purchase.bought_on,
    )


def _ref(purchase: Purchase) -> CustomerRef:
    return CustomerRef(source=SHOP, ref=purchase.customer)


def _headers(told: Told) -> list[tuple[str, bytes]]:
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": told.id,
        "ce_source": f"/{SHOP}",
        "ce_type": told.says.TYPE,
        "ce_time": told.at.isoformat(),
        "content-type": "application/json",
    }
    return [(name, value.encode()) for name, value in attributes.items()]
