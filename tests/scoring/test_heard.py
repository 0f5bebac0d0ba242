"""What scoring reads of a message exists in the contract, under that name and with that type."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.scoring.board.heard import FOLLOWING, OWING, RAISING
from services.scoring.heard import HEARD, Heard
from services.scoring.sales.heard import HEARD as SOLD
from services.scoring.tier.heard import OWN
from shared.contracts.base import Contract

READ = [*HEARD.items(), *OWING.items(), *RAISING.items(), *FOLLOWING.items(), *SOLD.items(), *OWN.items()]
SAMPLES = Path(__file__).parents[2] / "shared/contracts/samples"


def sample_of(contract: type[Contract]) -> bytes:
    name = contract.TYPE.removeprefix("tuoke.")
    return (SAMPLES / f"{name}.{contract.VERSION}.json").read_bytes()


def resolved(schema: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the alternatives that a property allows, references followed."""
    alternatives = part.get("anyOf", [part])
    return [schema["$defs"][one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one for one in alternatives]


@pytest.mark.parametrize(("contract", "heard"), READ, ids=lambda cls: cls.__name__)
def test_every_field_that_is_heard_is_in_the_contract_with_its_type(
    contract: type[Contract], heard: type[Heard]
) -> None:
    schema = contract.model_json_schema()
    for field in msgspec.structs.fields(heard):
        alternatives = resolved(schema, schema["properties"][field.encode_name])
        if field.type is msgspec.Raw:
            continue  # kept as it came, whatever it is
        told = {one["type"] for one in alternatives}
        read = msgspec.json.schema_components([field.type])[0][0]
        wanted = {one["type"] for one in read.get("anyOf", [read]) if "type" in one} or {"string"}
        assert told <= wanted, field.name
        if field.required:
            assert field.encode_name in schema["required"], field.name


@pytest.mark.parametrize(("contract", "heard"), READ, ids=lambda cls: cls.__name__)
def test_the_golden_sample_is_heard_as_the_contract_reads_it(
    contract: type[Contract], heard: type[Heard]
) -> None:
    data = sample_of(contract)
    read, whole = msgspec.json.decode(data, type=heard), contract.model_validate_json(data)
    written = json.loads(whole.model_dump_json())
    for field in msgspec.structs.fields(heard):
        found = getattr(read, field.name)
        if isinstance(found, datetime):
            assert found == getattr(whole, field.name)
        else:
            assert json.loads(msgspec.json.encode(found)) == written[field.name], field.name
