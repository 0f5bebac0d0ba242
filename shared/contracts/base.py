"""What all contracts share: the class they derive from and the fields that mean the same everywhere."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

AMOUNT_MINOR_MAX = 10**15
"""Largest amount of minor units: ten trillion yuan, and far inside a JSON number's exact range."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(_DATE.pattern + r"[Tt ]\d{2}:\d{2}")
_PLAIN_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
"""How nearly all times are written: the standard library reads these as pydantic does."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        # The first and last hours of the calendar have no UTC; that is the sender's fault, not ours.
        raise ValueError("the time is outside of the calendar") from None


def _in_utc(value: Any, read: ValidatorFunctionWrapHandler) -> datetime:
    """Return the time in UTC; what is not plainly one is for `read`, pydantic, to take or to refuse."""
    if isinstance(value, datetime):
        return value if value.tzinfo is UTC else _utc(read(value))
    if isinstance(value, str) and _PLAIN_TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            return _utc(read(value))  # no such day or hour: pydantic says which
    # A number is no time: whether it counts seconds, milliseconds or days would be a guess.
    if not isinstance(value, str) or not _TIME.match(value):
        raise ValueError("a time is written as in RFC 3339, such as 2026-03-02T09:30:00+08:00")
    return _utc(read(value))


def _written_as_date(value: Any) -> Any:
    if not isinstance(value, date) and not (isinstance(value, str) and _DATE.fullmatch(value)):
        raise ValueError("a date is written as 2026-03-02")
    return value


def printable(value: str) -> str:
    """Return the text. Raises ValueError for what cannot be stored or shown."""
    if _UNPRINTABLE.search(value):
        # PostgreSQL cannot store U+0000, and no reader can show the others.
        raise ValueError("control characters and lone surrogates are not text")
    return value


UtcTime = Annotated[AwareDatetime, WrapValidator(_in_utc)]
Day = Annotated[date, BeforeValidator(_written_as_date)]
YesNo = Annotated[bool, Strict()]
"""Neither `"yes"` nor 1."""
Short = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(printable)
]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=4_000, strip_whitespace=True), AfterValidator(printable)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(description="ISO 4217")]
AmountMinor = Annotated[
    int, Strict(), Field(ge=0, le=AMOUNT_MINOR_MAX, description="in minor units of the currency")
]


class Contract(BaseModel):
    """One version of one public message's data.

    `TYPE` is the CloudEvents type, `VERSION` the major version in its data schema. Unknown fields
    are passed over, so that a reader of today understands a writer of tomorrow.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1

    @classmethod
    def dataschema(cls) -> str:
        """Return the URN that `ce_dataschema` carries."""
        return dataschema(cls.TYPE, cls.VERSION)


class CustomerFact(Contract):
    """A fact about one customer; its Kafka key is `customer_id`."""

    customer_id: UUID

    @property
    def key(self) -> str:
        """The unit of order: the customer."""
        return str(self.customer_id)


class ExternalRef(BaseModel):
    """How an outside system names a thing: the system and its own reference."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: Short
    ref: Short


def dataschema(type_: str, version: int) -> str:
    """Return the data schema's URN, such as `urn:tuoke:schema:leads.lead-captured:1`."""
    return f"urn:tuoke:schema:{type_.removeprefix('tuoke.')}:{version}"
