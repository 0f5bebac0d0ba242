"""The customers that visits knows, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from services.visits.customer.read_models.customer_list import CustomerItem, CustomerList, Filter
from shared.contracts.base import Short
from shared.contracts.scoring import TierClass
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter."""

    confirmed: bool | None = None
    tier: TierClass | None = None
    owner: Short | None = None


def customer_router(customers: CustomerList) -> APIRouter:
    """Return the routes of customers."""
    router = APIRouter(prefix="/v1", tags=["customers"])

    @router.get("/customers", dependencies=[Depends(requires())])
    async def list_customers(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[CustomerItem]:
        """List customers by key; `confirmed=false` are those that leads has not captured."""
        after = str(page.after[0]) if page.after else None
        rows = await customers.page(Filter(**wanted.model_dump()), after, page.rows)
        return page.page(rows, key=lambda item: (str(item.customer_id),), show=lambda item: item)

    return router
