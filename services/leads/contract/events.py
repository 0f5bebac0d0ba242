"""The stored fact of a contract."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContractSigned:
    """Both sides agreed in writing, with duties and rights of each made explicit (S7-08)."""

    TYPE: ClassVar[str] = "contract-signed"
    VERSION: ClassVar[int] = 1

    contract_id: UUID
    customer_id: UUID
    title: str
    amount_minor: int
    currency: str
    our_duties: tuple[str, ...]
    their_duties: tuple[str, ...]
    our_rights: tuple[str, ...]
    their_rights: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    signed_by: str
    occurred_at: datetime
