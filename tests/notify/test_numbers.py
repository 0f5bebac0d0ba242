"""What `/metrics` says of sending: dials refused by kind of address, lanes by breaker."""

from uuid import uuid4

import pytest

from services.notify.delivery.breaker import FAULTS_TO_OPEN
from services.notify.delivery.payload import View
from services.notify.dispatch import numbers
from services.notify.dispatch.lane import Lane, Target
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.sender.gate import guarded_socket
from shared.kit.metrics import registry

STATES = ("closed", "open", "half_open")


def lane() -> Lane:
    view, secret = View.FULL, (b"",)
    return Lane(Target(uuid4(), 0, 1, "https://a.example", view, True, secret, None, None))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "loopback"),
        ("::ffff:10.1.2.3", "private"),
        ("169.254.169.254", "link_local"),
        ("64:ff9b::7f00:1", "loopback"),
        ("1.1.1.1", "plain_http"),
        ("not an address", "unreadable"),
    ],
)
def test_a_refused_dial_is_counted_by_the_kind_of_address(address: str, reason: str) -> None:
    def blocked() -> float:
        return registry.get_sample_value("tuoke_webhook_dial_blocks_total", {"reason": reason}) or 0

    before = blocked()
    make = guarded_socket(AddressPolicy().is_allowed)
    with pytest.raises(OSError, match="forbidden"):
        make((2, 1, 6, "", (address, 80)))
    assert blocked() == before + 1


def test_lanes_are_counted_by_their_breaker() -> None:
    broken, fine = lane(), lane()
    for _ in range(FAULTS_TO_OPEN):
        broken.breaker.failed(0.0)
    numbers.lanes_stand([broken, fine])
    states = {state: registry.get_sample_value("tuoke_webhook_lanes", {"state": state}) for state in STATES}
    assert states == {"closed": 1, "open": 1, "half_open": 0}


def test_endpoints_are_counted_by_their_status() -> None:
    numbers.ledger_stands(
        {"due": 3, "ready": 2, "oldest_ready_age_s": 1.5}
        | {"endpoints_enabled": 7, "endpoints_disabled": 1, "endpoints_failing": 2}
    )
    statuses = ("enabled", "disabled", "failing")
    counted = [registry.get_sample_value("tuoke_webhook_endpoints", {"status": one}) for one in statuses]
    assert counted == [7, 1, 2]
