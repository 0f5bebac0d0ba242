"""The contract's use cases: gather, decide, append."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from services.leads.contract.decide import CONTRACT, Contract, ContractUnknown, SignContract
from services.leads.contract.events import ContractSigned
from services.leads.contract.published import publish
from shared.contracts import inbox
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import uuid7

CODEC = Codec(ContractSigned)


def stream_of(contract_id: UUID) -> str:
    """Return the contract's stream."""
    return f"contract-{contract_id}"


@dataclass(frozen=True, slots=True)
class Contracts:
    """What can be done about contracts."""

    store: EventStore
    kind: StreamKind[Contract, SignContract, ContractSigned]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(CONTRACT, CODEC, publish, publisher))

    async def read(self, contract_id: UUID) -> ContractSigned:
        """Return the contract. Raises ContractUnknown."""
        loaded = await self.store.load(stream_of(contract_id))
        contract = self.kind.fold(loaded.events)
        if contract is None:
            raise ContractUnknown(contract_id=str(contract_id))
        return contract

    async def sign_contract(self, told: inbox.SignContract, request: Request) -> Appended:
        """The contract is signed, and its customer will be told at once."""
        return await handle(self.store, self.signing(told, request))

    def signing(
        self, told: inbox.SignContract, request: Request
    ) -> Intent[Contract, SignContract, ContractSigned]:
        """Return what signs it."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        contract_id = external_id("contract", ref.source, ref.ref) if ref else uuid7()
        command = SignContract(
            contract_id=contract_id,
            customer_id=customer_id,
            title=told.title,
            amount_minor=told.amount_minor,
            currency=told.currency,
            our_duties=told.our_duties,
            their_duties=told.their_duties,
            our_rights=told.our_rights,
            their_rights=told.their_rights,
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            signed_by=told.signed_by,
            signed_at=told.signed_at,
            now=request.now,
        )
        return Intent(
            self.kind,
            stream_of(contract_id),
            str(customer_id),
            command,
            request,
            answer=msgspec.json.encode({"contract_id": contract_id, "customer_id": customer_id}),
            creates=True,
        )
