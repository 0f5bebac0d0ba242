"""The sender's numbers at `/metrics`."""

from prometheus_client import Counter

from services.notify.endpoint.addresses import Address, is_public, unmapped
from shared.kit.metrics import registry

_KINDS = ("loopback", "link_local", "multicast", "private")

dial_blocks = Counter(
    "tuoke_webhook_dial_blocks",
    "Dials refused at the gate, by the kind of address",
    ["reason"],
    registry=registry,
)


def blocked(address: Address | None) -> None:
    """The gate refused this address; None is one that could not be read."""
    dial_blocks.labels(_kind(address)).inc()


def _kind(address: Address | None) -> str:
    if address is None:
        return "unreadable"
    inner = unmapped(address)
    if is_public(inner):
        return "plain_http"  # refused for nothing but the missing encryption
    return next((kind for kind in _KINDS if getattr(inner, f"is_{kind}")), "reserved")
