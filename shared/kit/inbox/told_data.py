"""An event's data: in the form by which a repeat is known, and as its contract reads it."""

from typing import Any, ClassVar, Protocol, TypeVar

import msgspec
from pydantic import ValidationError

from shared.kit.inbox.received import Refusal

ERRORS_TOLD_MAX = 5


class Data(Protocol):
    """A contract class of the inbox, as `shared.contracts.inbox` declares them."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int]

    __pydantic_validator__: ClassVar[Any]
    """What `model_validate_json` calls, for four fifths of its time; pydantic's `SchemaValidator`."""


D = TypeVar("D", bound=Data)


def canonical(data: bytes) -> bytes:
    """Return the same JSON whatever its spacing and order were. Raises `Refusal`."""
    try:
        return msgspec.json.encode(msgspec.json.decode(data), order="deterministic")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("malformed_json", str(error)) from None


def validated(contract: type[D], data: bytes) -> D:
    """Return the data, as the contract has it. Raises `Refusal` with what is wrong, and where."""
    try:
        valid: D = contract.__pydantic_validator__.validate_json(data)
        return valid  # noqa: TRY300 -- the way of nearly every event
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        lines = [f"/{'/'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in told]
        raise Refusal("schema_violation", "; ".join(lines[:ERRORS_TOLD_MAX])) from None
