"""Erasure's use cases: gather, decide, append (S4-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import msgspec

from services.leads.customer.decide import Customer
from services.leads.customer.decide.erasure_commands import ConfirmKeyGone, EraseContent
from services.leads.customer.use_cases import CustomerFile
from shared.kit.eventstore.handle import Request, handle
from shared.kit.eventstore.port import Appended


class Erases(Protocol):
    """What is kept of the keys."""

    async def erase(self, key_id: UUID) -> None:
        """The key is gone, now or before. Raises `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Erasures:
    """What can be done to erase."""

    file: CustomerFile
    keys: Erases

    async def erase(self, customer_id: UUID, purpose: str | None, reason: str, request: Request) -> Appended:
        """Nobody reads again what is kept for the purpose, or for any beyond the business (None)."""
        weights = (await self.file.catalogues.at(request.now)).weights
        command = EraseContent(customer_id, purpose, reason, weights, request.principal, request.now)
        intent = self.file.intent(customer_id, command, request)
        return await handle(self.file.store, msgspec.structs.replace(intent, answer=_answer(customer_id)))

    async def erase_key(self, customer_id: UUID, key_id: UUID, request: Request) -> Appended:
        """The key is gone; the deadline that asked is over."""
        # Before the deadline ends: after a crash in between it comes again, and finds nothing to do.
        await self.keys.erase(key_id)
        command = ConfirmKeyGone(customer_id, key_id)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))


def _answer(customer_id: UUID) -> Any:
    def erased(state: Customer) -> bytes:
        known: Mapping[str, Any] = state.kept.erased
        return msgspec.json.encode({"customer_id": customer_id, "erased": sorted(known)})

    return erased
