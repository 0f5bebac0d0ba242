"""What notify says about itself; deliveries are a ledger, not messages."""

from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.base import Contract, UtcTime

DisableReason = Literal["gone", "failing", "asked"]
"""The receiver answered 410, failed for days, or a person asked for it."""


class EndpointDisabled(Contract):
    """A webhook endpoint gets nothing more until somebody enables it."""

    TYPE: ClassVar[str] = "tuoke.notify.endpoint-disabled"

    endpoint_id: UUID
    reason: DisableReason
    disabled_at: UtcTime

    @property
    def key(self) -> str:
        """The unit of order: the endpoint."""
        return str(self.endpoint_id)
