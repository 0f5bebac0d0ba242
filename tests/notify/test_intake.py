"""What the intake takes, and what it sets aside."""

import pytest

from services.notify.intake.model import Intake
from shared.kit.projection.port import Poison
from tests.notify.ledger import message


@pytest.mark.parametrize("data", [b"", b"{", b'{"a":}', b'"\xff"', b"NaN", b"[" * 100_000 + b"]" * 100_000])
def test_what_is_no_json_is_poison(data: bytes) -> None:
    with pytest.raises(Poison) as poison:
        Intake().decode(message(data=data))
    assert poison.value.reason == "malformed_json"


@pytest.mark.parametrize("data", [b"{}", b"null", b"[1]", b'{"new":{"deep":[true]}}'])
def test_any_json_of_any_type_is_taken(data: bytes) -> None:
    Intake().decode(message("tuoke.tomorrow.unheard-of", data=data))
