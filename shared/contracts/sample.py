"""The golden samples: what a message's data looks like, for documents and for tests."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shared.contracts.asyncapi import schema_file
from shared.contracts.base import Contract
from shared.contracts.inbox import Incoming

SAMPLES = Path(__file__).with_name("samples")

Samples = Mapping[type[Any], Any]
"""An example of each class."""


def samples_of(contracts: Iterable[type[Contract] | type[Incoming]]) -> Samples:
    """Return the golden sample of each contract."""
    return {contract: json.loads((SAMPLES / schema_file(contract)).read_text()) for contract in contracts}
