"""Contracts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.leads.contract.published import publish
from services.leads.contract.use_cases import Contracts
from services.leads.roles import FIELD, SOURCE
from shared.contracts.inbox import SignContract
from shared.contracts.leads import ContractSigned
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Signer = Annotated[Request, Depends(request_of(*FIELD))]


class ContractNamed(BaseModel):
    """The contract that was written, and whose it is."""

    contract_id: UUID
    customer_id: UUID


def contract_router(contracts: Contracts) -> APIRouter:
    """Return the routes of contracts."""
    router = APIRouter(prefix="/v1", tags=["contracts"])

    @router.post("/contracts", status_code=201)
    async def sign_contract(told: SignContract, request: Signer, response: Response) -> ContractNamed:
        """Sign a contract with the duties and rights of both sides (S7-08); its customer becomes signed."""
        appended = await contracts.sign_contract(told, request)
        answer = ContractNamed.model_validate_json(appended.answer)
        written(response, appended, SOURCE)
        response.headers["Location"] = f"/v1/contracts/{answer.contract_id}"
        return answer

    @router.get("/contracts/{contract_id}", dependencies=[Depends(requires())])
    async def read_contract(contract_id: UUID) -> ContractSigned:
        """Read one contract."""
        return publish(await contracts.read(contract_id))

    return router
